"""Puts what was found together: a group a kind, and nothing that the viewer may not open."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fiftytwo.measures.catalogue import NAMED
from fiftytwo.web.navigation import pages_of
from fiftytwo.web.search import queries
from fiftytwo.web.search.finding import Entry, Group, found
from fiftytwo.web.told import told

__all__ = ["groups_of"]


def groups_of(request: HttpRequest, query: str, most: int) -> list[Group]:
    """Return the groups in which something was found, at most `most` entries in each.

    Asks the ledger once for people, teams and saved views each, as far as the viewer's role opens
    a page of them.
    """
    kinds = _kinds(request) if query else ()
    groups = [found(kind, title, query, entries, most) for kind, title, entries in kinds]
    return [group for group in groups if group.entries]


def _kinds(request: HttpRequest) -> Iterator[tuple[str, str, list[Entry]]]:
    user = request.user
    if user.has_perm("page.people"):
        yield "person", _("People"), _people(user)
        yield "team", _("Teams"), _teams(user)
    if user.has_perm("page.service"):
        yield "measure", _("Measures"), _measures(get_language() or "")
        yield "queue", _("Queues"), _queues()
        yield "view", _("Saved views"), _views(user)
    yield "page", _("Pages"), [Entry(*page) for page in pages_of(request)]


def _people(user: object) -> list[Entry]:
    return [
        Entry(one.name, one.beside, reverse("person", args=[one.pk]), (one.key,))
        for one in queries.people(user)
    ]


def _teams(user: object) -> list[Entry]:
    people = reverse("people")
    return [
        Entry(one.name, one.beside, f"{people}?team={one.pk}") for one in queries.shown_teams(user)
    ]


@lru_cache(maxsize=8)
def _measures(_language: str) -> list[Entry]:
    """Return the catalogue in the viewer's language; its English and its names are found too."""
    return [
        Entry(
            told(item.label),
            told(item.meaning),
            f"{reverse('service')}?{urlencode({'measure': name})}",
            (name, item.label, item.variant, item.meaning),
        )
        for name, item in NAMED.items()
    ]


def _queues() -> list[Entry]:
    service = reverse("service")
    return [Entry(name, "", f"{service}?{urlencode({'queue': name})}") for name in queries.queues()]


def _views(user: object) -> list[Entry]:
    return [
        Entry(one.name, "", reverse("saved-view", args=[one.pk])) for one in queries.own_views(user)
    ]
