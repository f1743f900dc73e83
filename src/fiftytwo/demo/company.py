"""The demo company as plain values: people, contracts, absences, queues, holidays.

Linden Energy & Fibre in Ghent sells power and fibre; 48 reps in four teams answer three voice
queues, a chat and a mailbox. Everything follows from a seed and a day, and nothing else.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import holidays as holiday_calendars
import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Target
from fiftytwo.demo.names import HEAD, LEADS, PLANNER, TEAMS

__all__ = [
    "COUNTRY",
    "Absence",
    "Company",
    "Contract",
    "Person",
    "Queue",
    "last_sunday",
    "make_company",
]

NAME = "Linden Energy & Fibre"
ZONE = "Europe/Brussels"
COUNTRY = "BE"
CURRENCY = "EUR"
DOMAIN = "linden.example"
WEEKS = 26
WEEKS_AHEAD = 4  # absences known for the weeks after the data end

HOUR = 60
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Contract:
    """What a rep signed: paid minutes a week, days, lengths of a shift, limits.

    Attributes
    ----------
    minutes_a_week : int
        Paid minutes a week.
    max_days : int
        Working days a week, at most.
    shift_minutes : tuple of int
        Allowed lengths of a shift from first to last minute, the unpaid meal included.
    available : Mapping
        Weekday (0 = Monday) → earliest start and latest end, in local minutes; a weekday that is
        absent is not worked. Empty: any time the queue is open.
    """

    minutes_a_week: int
    max_days: int
    shift_minutes: tuple[int, ...]
    available: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works at the company.

    Attributes
    ----------
    key : str
        Login name, such as ``yusuf.demir``; the same in every system of the company.
    role : str
        head, planner, lead or rep.
    pool : str or None
        The group of queues that a rep works for; None for everybody else.
    joined : date
        First working day.
    """

    key: str
    name: str
    role: str
    team: str | None
    pool: str | None
    contract: Contract | None
    joined: date

    @property
    def email(self) -> str:
        """Address at the company."""
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which somebody does not work, both inclusive; the kind is nobody else's business."""

    person: str
    first: date
    last: date
    kind: str  # leave, sick


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, its channel, its local opening hours by weekday (None = closed) and its promise."""

    name: str
    channel: str
    hours: tuple[tuple[int, int] | None, ...]
    target: Target
    holiday_hours: tuple[int, int] | None = None

    def open_on(self, day: date, holidays: Mapping[date, str]) -> tuple[int, int] | None:
        """Return opening and closing minute of a day, None where closed all day."""
        if day in holidays:
            return self.holiday_hours if day.weekday() < 6 else None
        return self.hours[day.weekday()]


@dataclass(frozen=True, slots=True)
class Company:
    """Everything the demo knows before the first customer calls."""

    name: str
    zone: str
    currency: str
    seed: int
    first_day: date  # a Monday
    last_day: date  # a Sunday
    queues: tuple[Queue, ...]
    pools: Mapping[str, tuple[str, ...]]  # pool → its queues
    people: tuple[Person, ...]
    teams: Mapping[str, str]  # team → key of its lead
    absences: tuple[Absence, ...]
    holidays: Mapping[date, str]
    incident: tuple[date, date]  # first and last day of the product incident

    @property
    def reps(self) -> tuple[Person, ...]:
        """The people who answer customers."""
        return tuple(person for person in self.people if person.role == "rep")

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the history, first to last."""
        count = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=n) for n in range(count))

    def queue(self, name: str) -> Queue:
        """Return a queue by name."""
        return next(queue for queue in self.queues if queue.name == name)

    def absent(self, person: str) -> frozenset[date]:
        """Return the days on which a person is away."""
        return frozenset(
            item.first + timedelta(days=n)
            for item in self.absences
            if item.person == person
            for n in range((item.last - item.first).days + 1)
        )


def _week(
    weekday: tuple[int, int], saturday: tuple[int, int] | None
) -> tuple[tuple[int, int] | None, ...]:
    return (weekday,) * 5 + (saturday, None)


QUEUES = (
    Queue("Billing", "voice", _week((8 * HOUR, 20 * HOUR), (9 * HOUR, 17 * HOUR)), Target()),
    Queue(
        "Fibre faults",
        "voice",
        _week((7 * HOUR, 21 * HOUR), (8 * HOUR, 18 * HOUR)),
        Target(),
        holiday_hours=(9 * HOUR, 17 * HOUR),
    ),
    Queue("Moving home", "voice", _week((8 * HOUR, 19 * HOUR), (9 * HOUR, 17 * HOUR)), Target()),
    Queue(
        "Chat", "chat", _week((9 * HOUR, 20 * HOUR), (9 * HOUR, 17 * HOUR)), Target(60.0, 0.8, 10.0)
    ),
    Queue("E-mail", "email", _week((8 * HOUR, 18 * HOUR), None), Target(86_400.0, 0.8, 0.0)),
)
POOLS = {
    "Phones": ("Billing", "Fibre faults", "Moving home"),
    "Chat": ("Chat",),
    "E-mail": ("E-mail",),
}
PLACES = ("Phones",) * 37 + ("Chat",) * 6 + ("E-mail",) * 5

SCHOOL_HOURS = {day: (510, 930) for day in (0, 1, 3, 4)}  # 8:30–15:30, not on Wednesdays
EVENINGS = {0: (960, 1260), 1: (960, 1260), 2: (780, 1260), 3: (960, 1260), 5: (480, 1080)}
NO_SATURDAYS = {day: (420, 1260) for day in range(5)}

FULL = Contract(2250, 5, (480,), {})
CONTRACTS = (
    (FULL, 30),
    (Contract(2250, 5, (480,), NO_SATURDAYS), 4),
    (Contract(1800, 5, (360, 480), {}), 6),
    (Contract(1440, 4, (360,), SCHOOL_HOURS), 4),
    (Contract(1440, 4, (360, 480), {}), 1),
    (Contract(1200, 5, (240, 300), EVENINGS), 3),
)


def last_sunday(today: date) -> date:
    """Return the last Sunday before a day: the end of the last whole week.

    Examples
    --------
    >>> [last_sunday(date(2026, 11, day)).day for day in (15, 16, 22)]
    [8, 15, 15]
    """
    return today - timedelta(days=today.weekday() + 1)


def make_company(seed: int = 52, *, today: date, weeks: int = WEEKS) -> Company:
    """Return the demo company as of a day: the same for the same seed, day and weeks.

    Parameters
    ----------
    seed : int
        Any number >= 0.
    today : date
        The history ends on the last Sunday before it.
    weeks : int
        Whole weeks of history, 1 to 104.

    Raises
    ------
    InputError
        If seed or weeks are out of range.

    Examples
    --------
    >>> company = make_company(today=date(2026, 11, 19))
    >>> len(company.reps), str(company.first_day), str(company.last_day)
    (48, '2026-05-18', '2026-11-15')
    >>> company.holidays[date(2026, 11, 11)]
    'Armistice Day'
    """
    if seed < 0 or not 1 <= weeks <= 104:
        raise InputError("the demo needs a seed of 0 or more and 1 to 104 weeks: change --seed")
    random = np.random.default_rng([seed, 1])
    last = last_sunday(today)
    first = last - timedelta(days=7 * weeks - 1)
    people = _people(random, first)
    return Company(
        name=NAME,
        zone=ZONE,
        currency=CURRENCY,
        seed=seed,
        first_day=first,
        last_day=last,
        queues=QUEUES,
        pools=POOLS,
        people=people,
        teams={team: _key(lead) for team, lead in LEADS.items()},
        absences=_absences(
            random, people, first=first, last=last + timedelta(days=7 * WEEKS_AHEAD)
        ),
        holidays=_holidays(first.replace(day=1), last + timedelta(days=366)),
        incident=_incident(first, weeks),
    )


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o")).encode("ascii", "ignore").decode()
    first, *rest = plain.lower().split()
    return f"{first}.{''.join(rest)}"


def _people(random: np.random.Generator, first: date) -> tuple[Person, ...]:
    old = first - timedelta(days=3 * 365)
    people = [
        Person(_key(HEAD), HEAD, "head", None, None, None, old),
        Person(_key(PLANNER), PLANNER, "planner", None, None, None, old),
    ]
    people += [
        Person(_key(lead), lead, "lead", team, None, None, old) for team, lead in LEADS.items()
    ]
    pools = iter(_spread(PLACES, 17))
    contracts = iter(_spread([kind for kind, count in CONTRACTS for _ in range(count)], 35))
    for team, names in TEAMS.items():
        for name in names:
            joined = first - timedelta(days=int(random.integers(90, 2500)))
            people.append(
                Person(_key(name), name, "rep", team, next(pools), next(contracts), joined)
            )
    return tuple(people)


def _spread(values: Sequence[Item], step: int) -> list[Item]:
    """Deal values out so that neighbours of a team differ; `step` and their number are coprime."""
    return [values[n * step % len(values)] for n in range(len(values))]


def _absences(
    random: np.random.Generator, people: tuple[Person, ...], *, first: date, last: date
) -> tuple[Absence, ...]:
    """Leave in whole weeks or single days, and sickness, which nobody knows ahead."""
    span = (last - first).days + 1
    known = span - 7 * WEEKS_AHEAD
    rows: list[Absence] = []
    for person in people:
        if person.role != "rep":
            continue
        for _ in range(int(random.poisson(span / 120))):  # about three weeks of leave a year
            monday = first + timedelta(days=7 * int(random.integers(span // 7)))
            length = int(random.choice([1, 4, 4, 11]))
            rows.append(
                Absence(person.key, monday, min(monday + timedelta(days=length), last), "leave")
            )
        for _ in range(int(random.poisson(known / 75))):
            start = first + timedelta(days=int(random.integers(known)))
            length = int(random.geometric(0.4))
            rows.append(
                Absence(person.key, start, min(start + timedelta(days=length), last), "sick")
            )
    return tuple(_without_overlap(rows))


def _without_overlap(rows: list[Absence]) -> list[Absence]:
    """Keep the first of two absences of a person that meet."""
    kept: list[Absence] = []
    for row in sorted(rows, key=lambda row: (row.person, row.first, row.last)):
        if not kept or kept[-1].person != row.person or row.first > kept[-1].last:
            kept.append(row)
    return kept


def _holidays(first: date, last: date) -> dict[date, str]:
    years = range(first.year, last.year + 1)
    calendar = holiday_calendars.country_holidays(COUNTRY, years=years, language="en_US")
    return {day: name for day, name in sorted(calendar.items()) if first <= day <= last}


def _incident(first: date, weeks: int) -> tuple[date, date]:
    """A firmware update that broke routers: Tuesday to Saturday, two thirds into the history."""
    monday = first + timedelta(days=7 * (2 * weeks // 3))
    return monday + timedelta(days=1), monday + timedelta(days=5)
