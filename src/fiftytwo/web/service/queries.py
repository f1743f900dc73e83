"""The lake behind the explorer, and whose rows somebody may see."""

from dataclasses import dataclass

from django.conf import settings

from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import DESK
from fiftytwo.web.agreements.queries import readable
from fiftytwo.web.people.models import AgentLogin
from fiftytwo.web.people.queries import persons_visible_to

__all__ = ["RowsView", "facts", "persons_of", "rows_view"]


@dataclass(frozen=True)
class RowsView:
    """Which rows somebody sees, and whose names on them.

    Attributes
    ----------
    agents : tuple of str or None
        Only rows of these pseudonyms; None is all rows.
    names : dict
        Pseudonym → name that may be shown; every other row shows nobody.
    """

    agents: tuple[str, ...] | None
    names: dict[str, str]


def facts() -> Snapshot:
    """Return the workspace's lake as of its newest load."""
    return open_snapshot(settings.WORKSPACE.lake)


def rows_view(user: User) -> RowsView:
    """Return whose rows `user` may see: a lead the own team's by name, head and planner all, nameless.

    Rows of people are never shown by name outside the own team, whatever the role, and not at all
    where the rights table of `privacy` says so.
    """
    if user.roles & DESK:
        return RowsView(None, {})
    people = persons_visible_to(user).order_by().values_list("pk", flat=True)
    allowed = readable(user, "own_measure", purpose="operation", people=people)
    rows = AgentLogin.objects.filter(person__in=allowed).values_list("agent", "person__name")
    names = dict(rows)
    return RowsView(tuple(sorted(names)), names)


def persons_of(agents: frozenset[str]) -> list[int]:
    """Return the primary keys of the people behind pseudonyms."""
    return list(AgentLogin.objects.filter(agent__in=agents).values_list("person_id", flat=True))
