"""Reads about people: who may see whom, and the people a roster is made for."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import reduce
from itertools import count, groupby
from operator import attrgetter, or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.text import slugify

from fiftytwo.roster import model as roster
from fiftytwo.web.accounts.models import RoleGrant, User
from fiftytwo.web.accounts.rights import KEEPERS, KIND_KEEPERS, OVERSEERS, Role
from fiftytwo.web.people.calendar import site_days
from fiftytwo.web.people.models import (
    Absence,
    AbsenceKind,
    AgentLogin,
    Contract,
    Leadership,
    Membership,
    Person,
    Site,
    Team,
)
from fiftytwo.web.people.rostered import is_rostered, roster_person

__all__ = [
    "agent_names", "away_days", "employed", "holidays", "holidays_of",
    "person_shown", "persons_visible_to", "persons_whose_hours", "roster_people", "with_team",
]  # fmt: skip

ROSTER_DAYS = 42
YEARS_BACK, YEARS_AHEAD = 8, 2  # of public holidays, around this year


def persons_visible_to(user: User) -> QuerySet[Person]:
    """Return the people whose own rows `user` may see: every page about people starts here.

    Head, planner and HR see all (HR of a site or team that one), a lead the teams led today and
    themselves, everybody else only themselves.
    """
    return _within(user, OVERSEERS, {Role.LEAD})


def persons_whose_hours(user: User) -> QuerySet[Person]:
    """Return the people whose contract and days away `user` may see and enter.

    The row `working_time` of the rights table: planner and HR of all, a lead of the teams led
    today, a head only of teams that the head leads.
    """
    return _within(user, KEEPERS, {Role.LEAD, Role.HEAD})


def person_shown(user: User) -> QuerySet[Person]:
    """Return the people whom `user` may see, with what more of them `user` may see.

    `sees_hours`: contract and days away. `keeps_kind`: why somebody else is away, the row
    `absence_reason` of the rights table.
    """
    hours = persons_whose_hours(user).filter(pk=OuterRef("pk"))
    return persons_visible_to(user).annotate(
        sees_hours=Exists(hours), keeps_kind=_keeps_kind(user, "pk")
    )


def _keeps_kind(user: User, person: str) -> Exists | Value:
    """Return whether `user` keeps why the person of a field of the outer query is away."""
    if not user.roles & KIND_KEEPERS:
        return Value(False)
    others = _within(user, KIND_KEEPERS, ()).exclude(pk=user.person_id)
    return Exists(others.filter(pk=OuterRef(person)))


def _within(user: User, overseers: Collection[Role], leaders: Collection[Role]) -> QuerySet[Person]:
    people = Person.objects.all()
    if not user.is_authenticated or not user.is_active:
        return people.none()
    if any(grant.role in overseers and grant.is_whole for grant in user.grants_today):
        return people
    grants = [g for g in user.grants_today if g.role in {*overseers, *leaders}]
    own = Q(pk=user.person_id)
    return people.filter(reduce(or_, [_seen_by(grant, user.person_id) for grant in grants], own))


def _seen_by(grant: RoleGrant, person: int | None) -> Q:
    """Return whose rows a role opens: those of its site or team, or of teams one leads."""
    today = timezone.localdate()
    members = Membership.objects.on(today)
    if grant.team_id is not None:
        members = members.filter(team=grant.team_id)
    elif grant.site_id is not None:
        members = members.filter(team__site=grant.site_id)
    else:
        led = Leadership.objects.on(today).filter(lead=person, lead__isnull=False)
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


def people_listed(user: User, asked: Mapping[str, Any]) -> QuerySet[Person]:
    """Return those of a list: name or key, team, site, role, at work or gone; with their team.

    Roles are those held today; `asked` holds the fields of `forms.FilterForm`.
    """
    today = timezone.localdate()
    people = with_team(persons_visible_to(user))
    if asked["q"]:
        people = people.filter(Q(name__icontains=asked["q"]) | Q(key__icontains=asked["q"]))
    members = Membership.objects.on(today)
    if asked["team"]:
        people = people.filter(pk__in=members.filter(team=asked["team"]).values("person"))
    if asked["site"]:
        people = people.filter(pk__in=members.filter(team__site=asked["site"]).values("person"))
    if asked["role"]:
        held = RoleGrant.objects.on(today).filter(role=asked["role"])
        people = people.filter(pk__in=held.values("user__person"))
    if asked["who"] == "gone":
        return people.filter(left__lt=today)
    return people if asked["who"] == "all" else people.filter(Q(left=None) | Q(left__gte=today))


def roles_of(people: Iterable[Person]) -> dict[int, frozenset[Role]]:
    """Return the roles that people hold today, by primary key."""
    users = User.objects.filter(person__in=list(people)).prefetch_related("grants")
    return {user.person_id: user.roles for user in users}


def account_of(person: Person) -> User | None:
    """Return the account of a person, with its roles and what they are limited to."""
    grants = Prefetch("grants", RoleGrant.objects.select_related("site", "team"))
    return User.objects.filter(person=person).prefetch_related(grants).first()


def team_history(person: Person) -> list[dict[str, Any]]:
    """Return the teams of a person, newest first, with who led each when it began or leads now."""
    today = timezone.localdate()
    # One row for each lead of each team, so that both come in one query.
    led = person.memberships.select_related("team__site").annotate(
        lead_name=F("team__leaderships__lead__name"), since=F("team__leaderships__first")
    )
    by_row = [
        list(same) for _pk, same in groupby(led.order_by("-first", "since"), attrgetter("pk"))
    ]
    rows = [same[0] for same in by_row]
    return [
        {
            "row": row,
            "is_now": row.first <= today and all(r.first > today for r in rows[:at]),
            "leads": _leads(by_row[at], rows[at - 1].first if at else date.max),
        }
        for at, row in enumerate(rows)
    ]


def _leads(led: Iterable[Membership], until: date) -> list[tuple[str | None, date]]:
    """Return who led a team since when, from the membership's first day until before `until`."""
    begun = [row for row in led if row.since and row.since < until]
    before = [row for row in begun if row.since <= row.first]
    after = [row for row in begun if row.since > row.first]
    return [(row.lead_name, row.since) for row in before[-1:] + after]


def absences_of(person: Person, today: date) -> list[Absence]:
    """Return days away from 90 days ago on."""
    rows = person.absences.filter(last__gte=today - timedelta(days=90))
    return list(rows.select_related("kind"))


def teams() -> QuerySet[Team]:
    """Return the teams that are not closed, by name."""
    open_still = Q(closed=None) | Q(closed__gt=timezone.localdate())
    return Team.objects.filter(open_still).select_related("site")


def teams_for(user: User) -> QuerySet[Team]:
    """Return the teams into which `user` may put people: all, or those of a limited role."""
    grants = [grant for grant in user.grants_today if grant.role in OVERSEERS]
    if any(grant.is_whole for grant in grants):
        return teams()
    limits = [Q(pk=g.team_id) if g.team_id else Q(site=g.site_id) for g in grants]
    return teams().filter(reduce(or_, limits, Q(pk__in=())))


def sites() -> QuerySet[Site]:
    """Return all sites, by name."""
    return Site.objects.all()


def people_at_work() -> QuerySet[Person]:
    """Return everybody who works here today or later."""
    today = timezone.localdate()
    return Person.objects.filter(Q(left=None) | Q(left__gte=today))


def all_teams() -> QuerySet[Team]:
    """Return all teams, the closed ones too."""
    return Team.objects.select_related("site")


def sites_with_teams() -> list[Site]:
    """Return the sites with `team_rows`: each team with its lead and people of today."""
    today = timezone.localdate()
    here = Q(person__left=None) | Q(person__left__gte=today)
    members = Counter(Membership.objects.on(today).filter(here).values_list("team", flat=True))
    leads = {row.team_id: row.lead for row in Leadership.objects.on(today).select_related("lead")}
    found = list(Site.objects.prefetch_related("teams"))
    for site in found:
        site.team_rows = [
            {"team": team, "lead": leads.get(team.pk), "people": members[team.pk]}
            for team in site.teams.all()
        ]
    return found


def accounts() -> QuerySet[User]:
    """Return all accounts."""
    return User.objects.prefetch_related("grants")


def grants_of(person: Person) -> QuerySet[RoleGrant]:
    """Return the roles of a person's account, of all times."""
    return RoleGrant.objects.filter(user__person=person)


def links() -> list[AgentLogin]:
    """Return which agents are which people, by name."""
    return list(AgentLogin.objects.select_related("person").order_by("person__name", "login"))


def link_by_id(link: int) -> AgentLogin | None:
    """Return one link."""
    return AgentLogin.objects.filter(pk=link).first()


def absence_kinds() -> QuerySet[AbsenceKind]:
    """Return the kinds of absence, by name."""
    return AbsenceKind.objects.all()


def absence_for(user: User, absence: int) -> Absence | None:
    """Return an absence of somebody whose hours `user` may see; `keeps_kind` as in `person_shown`."""
    rows = Absence.objects.select_related("person", "kind")
    rows = rows.annotate(keeps_kind=_keeps_kind(user, "person"))
    return rows.filter(pk=absence, person__in=persons_whose_hours(user)).first()


def is_away(person: Person, first: date, last: date, besides: Absence | None = None) -> bool:
    """Return whether somebody is away on any day of a span, leaving one absence out."""
    rows = Absence.objects.filter(person=person, first__lte=last, last__gte=first)
    return rows.exclude(pk=besides.pk if besides else None).exists()


def is_team_name_taken(name: str, row: Team | None) -> bool:
    """Return whether another team has the name."""
    return Team.objects.filter(name=name).exclude(pk=row.pk if row else None).exists()


def is_site_name_taken(name: str, row: Site | None) -> bool:
    """Return whether another site has the name."""
    return Site.objects.filter(name=name).exclude(pk=row.pk if row else None).exists()


def is_kind_name_taken(name: str, row: AbsenceKind | None) -> bool:
    """Return whether another kind of absence has the name."""
    return AbsenceKind.objects.filter(name=name).exclude(pk=row.pk if row else None).exists()


def free_kind_code(name: str) -> str:
    """Return a code for a new kind of absence that none has."""
    base = slugify(name)[:12]
    taken = set(AbsenceKind.objects.values_list("code", flat=True))
    return next(c for n in count(1) if (c := base if n == 1 else f"{base}-{n}") not in taken)


def members_from(team: Team, day: date) -> int:
    """Return how many people belong to a team on a day or come to it later."""
    on = Membership.objects.on(day).filter(team=team)
    later = Membership.objects.filter(team=team, first__gt=day)
    still = Q(person__left=None) | Q(person__left__gte=day)
    return on.filter(still).count() + later.filter(still).count()


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


def holidays_of(site: Site, first: date, last: date) -> dict[date, str]:
    """Return the holidays of one site in a span, in order: public ones and own days."""
    years = range(first.year, last.year + 1)
    found = site_days(site.country, site.subdivision, site.holidays, years)
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


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
    rostered = [p for pk, p in people.items() if pk in contracts and is_rostered(contracts[pk])]
    away = away_days(rostered, span[0], span[-1])
    return tuple(
        roster_person(p, contracts[p.pk], teams.get(p.pk, ""), span, away[p.pk]) for p in rostered
    )


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
