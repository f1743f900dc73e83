"""Reads about people: who may see whom, and the people a roster is made for."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from fiftytwo.roster import model as roster
from fiftytwo.web.accounts.models import RoleGrant, User
from fiftytwo.web.accounts.rights import OVERSEERS, Role
from fiftytwo.web.people.calendar import site_days
from fiftytwo.web.people.models import Absence, Contract, Leadership, Membership, Person, Site

__all__ = [
    "agent_names",
    "away_days",
    "employed",
    "holidays",
    "persons_visible_to",
    "roster_people",
    "rostered",
    "with_team",
]

NOT_WORKED = (0, 0)  # a span that no shift fits into
DEFAULT_SHIFTS = (480,)
ROSTER_DAYS = 42
NOBODY = Q(pk__in=())
YEARS_BACK, YEARS_AHEAD = 8, 2  # of public holidays, around this year


def persons_visible_to(user: User) -> QuerySet[Person]:
    """Return the people whose own rows `user` may see: every page about people starts here.

    Head, planner and HR see all (HR of a site or team that one), a lead the teams led today and
    themselves, everybody else only themselves.
    """
    people = Person.objects.all()
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
    today = timezone.localdate()
    members = Membership.objects.on(today)
    if grant.team_id is not None:
        members = members.filter(team=grant.team_id)
    elif grant.site_id is not None:
        members = members.filter(team__site=grant.site_id)
    elif person is None:
        return NOBODY
    else:
        led = Leadership.objects.on(today).filter(lead=person)
        members = members.filter(team__in=led.values("team"))
    return Q(pk__in=members.values("person"))


def with_team(people: QuerySet[Person], day: date | None = None) -> QuerySet[Person]:
    """Return people with `team_name`, `team_pk` and `site_name` of a day, today where left out."""
    rows = Membership.objects.on(day or timezone.localdate()).filter(person=OuterRef("pk"))
    return people.annotate(
        team_name=Subquery(rows.values("team__name")[:1]),
        team_pk=Subquery(rows.values("team")[:1]),
        site_name=Subquery(rows.values("team__site__name")[:1]),
    )


def employed(people: QuerySet[Person], first: date, last: date | None = None) -> QuerySet[Person]:
    """Return those who work here on any day of a span."""
    begun = people.filter(Q(joined=None) | Q(joined__lte=last or first))
    return begun.filter(Q(left=None) | Q(left__gte=first))


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
    """Return the holidays of all sites: public ones of the years around this one, and own days."""
    year = timezone.localdate().year
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    found: dict[date, str] = {}
    for country, part, own in Site.objects.values_list("country", "subdivision", "holidays"):
        found |= site_days(country, part, own, years)
    return found


def roster_people(first: date | None = None, days: int = ROSTER_DAYS) -> tuple[roster.Person, ...]:
    """Return everybody who can be rostered, with availability and absences of the days asked for.

    Team and contract are those of the first day, or of the day somebody joins in between; days
    before the first and after the last day of work are not worked.

    Parameters
    ----------
    first : date or None
        First day; today where it is left out.
    days : int
        How many days from then on.
    """
    first = first or timezone.localdate()
    span = [first + timedelta(days=at) for at in range(days)]
    people = {p.pk: p for p in employed(Person.objects.order_by("key"), span[0], span[-1])}
    contracts, teams = _contracts(people, first), _teams(people, first)
    rostered = [p for pk, p in people.items() if pk in contracts and _is_rostered(contracts[pk])]
    away = away_days(rostered, span[0], span[-1])
    return tuple(
        _roster_person(p, contracts[p.pk], teams.get(p.pk, ""), span, away[p.pk]) for p in rostered
    )


def rostered(day: date | None = None) -> list[tuple[str, str, str, str]]:
    """Return key, name, team and pool of everybody with a pool, by team and name.

    Those who left stay in the list: plans of the weeks they worked show them.
    """
    newest = Contract.objects.on(day or timezone.localdate()).filter(person=OuterRef("pk"))
    people = with_team(Person.objects.annotate(pool=Subquery(newest.values("pool")[:1])), day)
    rows = people.exclude(pool="").exclude(pool=None).order_by("team_name", "name")
    return [
        (key, name, team or "", pool)
        for key, name, team, pool in rows.values_list("key", "name", "team_name", "pool")
    ]


def _contracts(people: Mapping[int, Person], first: date) -> dict[int, Contract]:
    """Return the contract of each person's first day of work on or after `first`."""
    rows = Contract.objects.filter(person__in=list(people)).order_by("first")
    found: dict[int, Contract] = {}
    for row in rows:
        if row.first <= max(first, people[row.person_id].joined or first):
            found[row.person_id] = row
    return found


def _teams(people: Mapping[int, Person], first: date) -> dict[int, str]:
    rows = Membership.objects.filter(person__in=list(people)).order_by("first")
    found: dict[int, str] = {}
    for person, day, team in rows.values_list("person", "first", "team__name"):
        if day <= max(first, people[person].joined or first):
            found[person] = team or ""
    return found


def _is_rostered(contract: Contract) -> bool:
    return bool(contract.pool) and contract.contract_minutes > 0


def _roster_person(
    person: Person, contract: Contract, team: str, span: list[date], away: frozenset[date]
) -> roster.Person:
    outside = {day: NOT_WORKED for day in span if not person.works_on(day)}
    return roster.Person(
        person_id=person.key,
        name=person.name,
        team=team,
        pool=contract.pool,
        contract_minutes=contract.contract_minutes,
        max_days=contract.max_days,
        shift_minutes=tuple(contract.shift_minutes) or DEFAULT_SHIFTS,
        available=_available(contract.availability, span) | outside,
        absent=away,
    )


def _available(
    by_weekday: Mapping[str, list[int]], span: list[date]
) -> dict[date, tuple[int, int]]:
    if not by_weekday:
        return {}
    spans = {int(day): (minutes[0], minutes[1]) for day, minutes in by_weekday.items()}
    return {day: spans.get(day.weekday(), NOT_WORKED) for day in span}
