"""The lake behind the explorer, and whose rows somebody may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings

from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.measures.fair import Spells
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import DESK
from fiftytwo.web.agreements.queries import readable
from fiftytwo.web.people.models import AgentLogin, Membership
from fiftytwo.web.people.queries import persons_visible_to
from fiftytwo.web.service.models import PublishedFigure
from fiftytwo.web.service.reading import Question

__all__ = [
    "RowsView",
    "facts",
    "measured_people",
    "narrowed_text",
    "persons_of",
    "published",
    "rows_view",
    "teams_of_agents",
]


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


def measured_people(user: User) -> dict[str, tuple[int, str]]:
    """Return pseudonym → (person, name) of those whose own measures `user` may see.

    Only people of the teams that `user` leads: whoever oversees the company sees measures of
    groups, never of named people outside them.
    """
    if user.roles & DESK:
        return {}
    people = persons_visible_to(user).exclude(pk=user.person_id).order_by()
    ids = people.values_list("pk", flat=True)
    allowed = readable(user, "own_measure", purpose="operation", people=ids)
    rows = AgentLogin.objects.filter(person__in=allowed)
    return {
        agent: (person, name)
        for agent, person, name in rows.values_list("agent", "person_id", "person__name")
    }


def teams_of_agents(last: date) -> dict[str, tuple[int, Spells]]:
    """Return pseudonym → (person, the names of its teams, each from its first day) up to a day."""
    rows = Membership.objects.filter(first__lte=last).order_by("first")
    spells: dict[int, list[tuple[date, str | None]]] = {}
    for person, first, team in rows.values_list("person_id", "first", "team__name"):
        spells.setdefault(person, []).append((first, team))
    logins = AgentLogin.objects.filter(person__in=spells).values_list("agent", "person_id")
    return {agent: (person, tuple(spells[person])) for agent, person in logins}


def persons_of(agents: Iterable[str]) -> list[int]:
    """Return the primary keys of the people behind pseudonyms."""
    return list(AgentLogin.objects.filter(agent__in=agents).values_list("person_id", flat=True))


def published(question: Question, periods: Iterable[str]) -> list[PublishedFigure]:
    """Return what was published of a question's measure and filters in some of its periods."""
    found = PublishedFigure.objects.filter(
        measure=question.measure,
        grain=question.step,
        narrowed=narrowed_text(question),
        period__in=list(periods),
    )
    return list(found)


def narrowed_text(question: Question) -> str:
    """Return the filters of a question as an address writes them, in one order."""
    return urlencode(sorted(question.where))
