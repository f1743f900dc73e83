"""Reads of the search: a query a kind, and nobody whom the viewer may not see."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.web.accounts.models import User
from fiftytwo.web.people.models import Membership
from fiftytwo.web.people.queries import persons_visible_to, teams, with_team
from fiftytwo.web.saved.models import SavedView
from fiftytwo.web.service.reading import choices

__all__ = ["Named", "own_views", "people", "queues", "shown_teams"]


@dataclass(frozen=True, slots=True)
class Named:
    """A row as the search needs it: primary key, name, key and what stands beside it."""

    pk: int
    name: str
    key: str
    beside: str


def people(user: User) -> list[Named]:
    """Return those whom `user` may see, each with the team of today: one query."""
    rows = with_team(persons_visible_to(user)).order_by()
    found = rows.values_list("pk", "name", "key", "team_name")
    return [Named(pk, name, key, team or "") for pk, name, key, team in found]


def shown_teams(user: User) -> list[Named]:
    """Return the open teams that `user` may see: all, or those of people within the scope."""
    found = teams()
    if not user.has_perm("page.teams"):
        members = Membership.objects.on(timezone.localdate())
        seen = members.filter(person__in=persons_visible_to(user).order_by())
        found = found.filter(pk__in=seen.values("team"))
    rows = found.values_list("pk", "name", "site__name")
    return [Named(pk, name, "", site) for pk, name, site in rows]


def own_views(user: User) -> list[Named]:
    """Return the views that `user` keeps."""
    rows = SavedView.objects.filter(owner=user).values_list("pk", "name")
    return [Named(pk, name, "", "") for pk, name in rows]


def queues() -> tuple[str, ...]:
    """Return the queues that the lake knows."""
    return choices(open_snapshot(settings.WORKSPACE.lake)).queues
