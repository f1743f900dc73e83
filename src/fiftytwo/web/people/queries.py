"""Reads about people: who may see whom, and the people a roster is made for."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from fiftytwo.roster import model as roster
from fiftytwo.web.accounts.models import RoleGrant, User
from fiftytwo.web.accounts.rights import OVERSEERS, Role
from fiftytwo.web.people.models import Absence, Person, Site

__all__ = ["agent_names", "away_days", "holidays", "persons_visible_to", "roster_people"]

NOT_WORKED = (0, 0)  # a span that no shift fits into
NOBODY = Q(pk__in=())
DEFAULT_SHIFTS = (480,)
ROSTER_DAYS = 42


def persons_visible_to(user: User) -> QuerySet[Person]:
    """Return the people whose own rows `user` may see: every page about people starts here.

    Head, planner and HR see all (HR of a site or team that one), a lead the own teams and
    themselves, everybody else only themselves.
    """
    people = Person.objects.select_related("team")
    if not user.is_authenticated or not user.is_active:
        return people.none()
    if any(grant.role in OVERSEERS and _is_whole(grant) for grant in user.grants_today):
        return people
    seen = Q(pk=user.person_id)
    for grant in user.grants_today:
        seen |= _seen_by(grant, user.person_id)
    return people.filter(seen)


def _is_whole(grant: RoleGrant) -> bool:
    return grant.site_id is None and grant.team_id is None


def _seen_by(grant: RoleGrant, person: int | None) -> Q:
    """Return whose rows one limited role opens: those of its site or team, or of teams one leads."""
    if grant.role not in OVERSEERS | {Role.LEAD}:
        return NOBODY
    if grant.team_id is not None:
        return Q(team=grant.team_id)
    if grant.site_id is not None:
        return Q(team__site=grant.site_id)
    return NOBODY if person is None else Q(team__lead=person)


def agent_names(user: User) -> dict[str, str]:
    """Return pseudonym → name for the agents whose person `user` may see, in one query."""
    visible = persons_visible_to(user).exclude(agent_logins=None)
    return dict(visible.order_by().values_list("agent_logins__agent", "name"))


def away_days(people: Iterable[Person], first: date, last: date) -> dict[int, frozenset[date]]:
    """Return the days away of each person (by primary key), never why."""
    found: dict[int, set[date]] = {person.pk: set() for person in people}
    rows = Absence.objects.filter(person__in=list(found), first__lte=last, last__gte=first)
    for person, start, end in rows.values_list("person", "first", "last"):
        days = (min(end, last) - max(start, first)).days + 1
        found[person] |= {max(start, first) + timedelta(days=at) for at in range(days)}
    return {person: frozenset(days) for person, days in found.items()}


def holidays() -> dict[date, str]:
    """Return the holidays of all sites."""
    rows = Site.objects.values_list("holidays", flat=True)
    return {date.fromisoformat(day): name for days in rows for day, name in days.items()}


def roster_people(first: date | None = None, days: int = ROSTER_DAYS) -> tuple[roster.Person, ...]:
    """Return everybody who can be rostered, with availability and absences of the days asked for.

    Parameters
    ----------
    first : date or None
        First day; today where it is left out.
    days : int
        How many days from then on.
    """
    first = first or timezone.localdate()
    span = [first + timedelta(days=at) for at in range(days)]
    working = Person.objects.select_related("team").exclude(pool="").filter(contract_minutes__gt=0)
    people = list(working.filter(Q(left=None) | Q(left__gte=first)).order_by("key"))
    away = away_days(people, span[0], span[-1])
    return tuple(_roster_person(person, span, away[person.pk]) for person in people)


def _roster_person(person: Person, span: list[date], away: frozenset[date]) -> roster.Person:
    return roster.Person(
        person_id=person.key,
        name=person.name,
        team=person.team.name if person.team else "",
        pool=person.pool,
        contract_minutes=person.contract_minutes,
        max_days=person.max_days,
        shift_minutes=tuple(person.shift_minutes) or DEFAULT_SHIFTS,
        available=_available(person.availability, span),
        absent=away,
    )


def _available(
    by_weekday: Mapping[str, list[int]], span: list[date]
) -> dict[date, tuple[int, int]]:
    if not by_weekday:
        return {}
    spans = {int(day): (minutes[0], minutes[1]) for day, minutes in by_weekday.items()}
    return {day: spans.get(day.weekday(), NOT_WORKED) for day in span}
