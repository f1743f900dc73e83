"""Which shifts are possible: lengths, starts, and where their breaks may lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import gcd
from zoneinfo import ZoneInfo

from fiftytwo.roster.model import Demand, Person, Rules

__all__ = [
    "Window",
    "contract_left",
    "elapsed_minutes",
    "since",
    "slot_minutes",
    "starts",
    "windows",
]


@dataclass(frozen=True, slots=True)
class Window:
    """Where a break of a shift may start, in minutes after the shift's start."""

    kind: str
    minutes: int
    earliest: int
    latest: int


def slot_minutes(people: Iterable[Person], demand: Demand, rules: Rules) -> int:
    """Return the grain on which shifts, breaks and intervals all lie [minutes].

    Examples
    --------
    >>> import numpy as np
    >>> slot_minutes([], Demand("p", 30, (), np.zeros((0, 48), dtype=np.int64)), Rules())
    15
    """
    grain = gcd(demand.interval_minutes, rules.grain)
    for person in people:
        for length in person.shift_minutes:
            grain = gcd(grain, length)
    return grain


@cache
def windows(length: int, rules: Rules) -> tuple[Window, ...]:
    """Return where the breaks of a shift may start.

    The n breaks have their middle places at 1/(n+1), 2/(n+1) ... of the shift; each may move half
    way to its neighbour's place. Windows therefore never overlap, and work is never
    uninterrupted for more than three eighths of a shift with three breaks.

    Examples
    --------
    >>> [(w.kind, w.earliest, w.latest) for w in windows(480, Rules())]
    [('break', 60, 165), ('meal', 180, 270), ('break', 300, 405)]
    """
    grain = rules.grain
    pieces = rules.plan(length).pieces
    parts = 2 * (len(pieces) + 1)
    found = []
    for number, (kind, minutes, _) in enumerate(pieces):
        low = -(-length * (2 * number + 1) // parts // grain) * grain
        high = (length * (2 * number + 3) // parts - minutes) // grain * grain
        found.append(Window(kind, minutes, low, max(low, high)))
    return tuple(found)


def starts(opening: tuple[int, int], length: int, rules: Rules) -> range:
    """Return the start minutes of shifts of `length` inside opening hours.

    >>> list(starts((480, 1020), 480, Rules()))
    [480, 510, 540]
    """
    step = rules.start_step_minutes
    first = -(-opening[0] // step) * step
    return range(first, opening[1] - length + 1, step)


@cache
def elapsed_minutes(first: tuple[date, int], second: tuple[date, int], zone: str) -> int:
    """Return the minutes that really pass between two local times.

    Formula source: people.md oracle 9.4, Paris, the night the clocks go back.

    >>> elapsed_minutes((date(2026, 10, 24), 22 * 60), (date(2026, 10, 25), 8 * 60), "Europe/Paris")
    660
    """
    delta = _instant(*second, zone) - _instant(*first, zone)
    return int(delta.total_seconds()) // 60


def _instant(day: date, minute: int, zone: str) -> datetime:
    local = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def since(end: datetime, day: date, minute: int, zone: str) -> int:
    """Return the minutes from an earlier shift's end (aware, or local) to a local time."""
    aware = end if end.tzinfo else end.replace(tzinfo=ZoneInfo(zone))
    return int((_instant(day, minute, zone) - aware.astimezone(UTC)).total_seconds()) // 60


def contract_left(person: Person, days: Sequence[date], is_open: Sequence[bool]) -> tuple[int, int]:
    """Return paid minutes and days that a person may work in one week.

    Parameters
    ----------
    person : Person
        Whose contract.
    days : sequence of date
        The days of that week that are planned.
    is_open : sequence of bool
        Whether the pool is open on each.

    Returns
    -------
    (int, int)
        Minutes and days; each absence on an open day takes its share of both.

    Examples
    --------
    >>> anna = Person("a", "Anna", "Canal", "phone", 2250, absent=frozenset({date(2026, 11, 23)}))
    >>> contract_left(anna, [date(2026, 11, 23), date(2026, 11, 24)], [True, True])
    (1800, 4)
    """
    if person.max_days <= 0:
        return 0, 0
    away = sum(open_ and day in person.absent for day, open_ in zip(days, is_open, strict=True))
    left = max(0, person.max_days - away)
    return person.contract_minutes * left // person.max_days, left
