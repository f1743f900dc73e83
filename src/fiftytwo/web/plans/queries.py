"""Reads about week plans, and the people whose rows somebody may see on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import DESK, LEADERS
from fiftytwo.web.people.models import Contract, Membership, Person
from fiftytwo.web.people.queries import persons_visible_to
from fiftytwo.web.plans.board import Member
from fiftytwo.web.plans.models import DayForecast, Plan
from fiftytwo.web.plans.stored import StoredPlan, read
from fiftytwo.web.store import Store

__all__ = [
    "Crew",
    "Neighbours",
    "crew",
    "day_forecast",
    "history",
    "is_up_to_date",
    "members_of",
    "neighbours",
    "newest_plan",
    "plan_by_id",
    "shifts_of",
    "stored",
]

STORED: Store[StoredPlan] = Store(most=12)


@dataclass(frozen=True)
class Crew:
    """Everybody on a roster, and the keys of those whose rows the viewer may see."""

    members: tuple[Member, ...]
    visible: frozenset[str]

    @property
    def shown(self) -> tuple[Member, ...]:
        """The members whose rows the viewer may see."""
        return tuple(member for member in self.members if member.person_id in self.visible)

    def of_pool(self, pool: str) -> "Crew":
        """Return the part of the crew that works for one pool."""
        members = tuple(member for member in self.members if member.pool == pool)
        return Crew(members, self.visible)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest weeks with a plan before and after one; None where there is none."""

    before: date | None
    after: date | None


def newest_plan(first_day: date | None = None) -> Plan | None:
    """Return the newest plan of the week from `first_day`, or of the last week that has one."""
    plans = Plan.objects.select_related("made_by").defer("values")
    if first_day is not None:
        plans = plans.filter(first_day=first_day)
    return plans.first()


def plan_by_id(number: int) -> Plan | None:
    """Return one plan of the history."""
    return Plan.objects.select_related("made_by").defer("values").filter(pk=number).first()


def day_forecast(day: date | None = None) -> DayForecast | None:
    """Return a day as it was forecast again last, or the last day that was."""
    found = DayForecast.objects.all()
    return (found.filter(day=day) if day is not None else found).first()


def is_up_to_date(day: date, load_id: str | None) -> bool:
    """Return whether a day was forecast again since the last load and the week's newest plan."""
    plan = newest_plan(day - timedelta(days=day.weekday()))
    found = DayForecast.objects.filter(day=day, load_id=load_id or "", plan=plan)
    return found.exists()


def stored(plan: Plan) -> StoredPlan:
    """Return what lies in a plan; a hundred kilobytes of JSON are read once for each change."""
    return STORED.get(plan.mark, lambda: read(plan.values))


def history(first_day: date) -> list[dict[str, object]]:
    """Return number, time and maker of every plan of a week, newest first."""
    plans = Plan.objects.filter(first_day=first_day)
    return list(plans.values("pk", "made_at", "made_by__name"))


def neighbours(first_day: date) -> Neighbours:
    """Return the nearest weeks that have a plan, in one query."""
    span = timedelta(weeks=53)
    days = Plan.objects.filter(first_day__range=(first_day - span, first_day + span))
    known = set(days.order_by().values_list("first_day", flat=True).distinct())
    return Neighbours(
        before=max((day for day in known if day < first_day), default=None),
        after=min((day for day in known if day > first_day), default=None),
    )


def crew(user: User) -> Crew:
    """Return everybody who is rostered; names of others are never shown to a rep or a lead.

    Who leads nobody gets the own row alone: counts of others are not on their pages.
    """
    if user.roles & DESK:
        members = members_of()
        return Crew(members, frozenset(member.person_id for member in members))
    seen = persons_visible_to(user).order_by()
    if user.roles & LEADERS:
        return Crew(members_of(), frozenset(seen.values_list("key", flat=True)))
    # HR sees everybody's names elsewhere; this page is one's own.
    own = dict(seen.filter(pk=user.person_id).values_list("pk", "key"))
    return Crew(members_of(own), frozenset(own.values()))


def members_of(people: Collection[int] | None = None) -> tuple[Member, ...]:
    """Return everybody with a pool today, or those of `people`, by team and name.

    Those who left stay in the list: plans of the weeks they worked show them.
    """
    begun = {"first__lte": timezone.localdate()}  # the row that began last is the one that holds
    if people is not None:
        begun["person__in"] = list(people)
    contracts = Contract.objects.filter(**begun).order_by("first")
    rows = contracts.values_list("person", "person__key", "person__name", "pool")
    newest = {person: (key, name, pool) for person, key, name, pool in rows}
    teams = Membership.objects.filter(**begun).order_by("first")
    team_of = dict(teams.values_list("person", "team__name"))
    found = [
        Member(key, name, team_of.get(person) or "", pool)
        for person, (key, name, pool) in newest.items()
        if pool
    ]
    return tuple(sorted(found, key=lambda member: (member.team, member.name, member.person_id)))


def shifts_of(person: Person) -> list[dict[str, object]]:
    """Return the shifts and days away of a person in the newest plan of each week."""
    found: list[dict[str, object]] = []
    weeks: set[date] = set()
    for plan in Plan.objects.iterator(chunk_size=20):
        if plan.first_day in weeks:
            continue
        weeks.add(plan.first_day)
        for shift in plan.values["shifts"]:
            if shift["person"] == person.key:
                day = plan.first_day + timedelta(days=shift["day"])
                found.append({"day": day, "start": shift["start"], "end": shift["end"]})
        found += [
            {"day": plan.first_day + timedelta(days=day), "away": True}
            for who, day in plan.values.get("away", ())
            if who == person.key
        ]
    return found
