"""Business time: how much of a stretch of time lies within the opening hours then in force.

Opening hours are local; they are laid out once as instants of UTC with a running total, so that a
stretch is two look-ups and a subtraction, whatever its length. NumPy does it for millions at once; the lake
looks up days (`day_table`, read by `business_sql.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.zones import Change, changes

__all__ = [
    "Assigned",
    "Closed",
    "Opening",
    "Schedule",
    "Windows",
    "day_table",
    "micros",
    "open_minutes",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
DAY_US = 86_400_000_000
MINUTES = 1440
Rule = Literal["as_assigned", "last_schedule"]


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on one weekday (1 Monday..7 Sunday) from one local minute (0..1440) to another."""

    weekday: int
    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse what is no stretch of a day."""
        if not (1 <= self.weekday <= 7 and 0 <= self.start < self.end <= MINUTES):
            raise InputError(
                f"opening {self.start}–{self.end} on weekday {self.weekday} is none: "
                "use weekday 1..7 and minutes 0 <= start < end <= 1440"
            )


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed on a local day, all of it or from one minute to another."""

    day: date
    start: int = 0
    end: int = MINUTES


@dataclass(frozen=True, slots=True)
class Schedule:
    """A site's opening hours: its zone, its week and its holidays."""

    zone: str
    week: tuple[Opening, ...]
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """A schedule, in force from an instant until the next one."""

    since: datetime
    schedule: Schedule


@dataclass(frozen=True)
class Windows:
    """Open stretches in order, in microseconds since 1970 UTC, with the total open before each.

    `known_from` and `known_to` bound what the history tells.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    before: NDArray[np.int64]
    known_from: int
    known_to: int

    @classmethod
    def of(
        cls, history: Sequence[Assigned], until: datetime, rule: Rule = "as_assigned"
    ) -> "Windows":
        """Lay out a history of schedules up to an instant.

        Parameters
        ----------
        history : sequence of Assigned
            In any order; at least one.
        until : datetime
            With a zone; nothing after it is known.
        rule : str
            "as_assigned" takes each schedule while it was in force; "last_schedule" measures the
            past by the newest one too, as Zendesk does.

        Raises
        ------
        InputError
            If there is no schedule, an instant has no zone, or two begin at once.

        Examples
        --------
        >>> week = tuple(Opening(day, 540, 1020) for day in range(1, 6))
        >>> begun = datetime(2026, 1, 1, tzinfo=UTC)
        >>> windows = Windows.of([Assigned(begun, Schedule("Europe/Berlin", week))], datetime(2027, 1, 1, tzinfo=UTC))
        >>> friday, monday = datetime(2026, 3, 27, 15, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)
        >>> float(windows.seconds([friday], [monday])[0]) / 3600  # the clocks change on Sunday
        2.0
        """
        ordered = _in_order(history, until)
        if rule == "last_schedule":
            ordered = [Assigned(ordered[0].since, ordered[-1].schedule)]
        changes = [*(item.since for item in ordered), until]
        found: list[tuple[int, int]] = []
        for item, (since, end) in zip(ordered, pairwise(changes), strict=True):
            found += _open(item.schedule, since, end)
        pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
        starts, ends = pairs[:, 0].copy(), pairs[:, 1].copy()
        before = np.concatenate(([0], np.cumsum(ends - starts)))[:-1].astype(np.int64)
        return cls(starts, ends, before, micros(ordered[0].since), micros(until))

    def worked(self, instants: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the open microseconds from the beginning of the history to each instant."""
        if not len(self.starts):
            return np.zeros(len(instants), dtype=np.int64)
        place = np.searchsorted(self.starts, instants, side="right") - 1
        inside = np.maximum(place, 0)
        past = np.minimum(instants, self.ends[inside]) - self.starts[inside]
        return np.where(place < 0, 0, self.before[inside] + past)

    def between(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the open microseconds of each stretch [a, b).

        NaN, not available, where it runs backwards or leaves what the history tells.
        """
        told = (a >= self.known_from) & (b <= self.known_to) & (a <= b)
        return np.where(told, (self.worked(b) - self.worked(a)).astype(np.float64), np.nan)

    def seconds(self, a: Iterable[datetime], b: Iterable[datetime]) -> NDArray[np.float64]:
        """Return the open seconds of each stretch between two instants; NaN is not available."""
        starts = np.array([micros(t) for t in a], dtype=np.int64)
        ends = np.array([micros(t) for t in b], dtype=np.int64)
        return self.between(starts, ends) / 1e6


def day_table(windows: Windows) -> list[tuple[int, ...]]:
    """Return a row a UTC day: its number since 1970, the open microseconds before it, and its windows.

    The windows are pairs of instants [µs]; days with fewer are filled up with (0, 0), so that all
    rows are of one length. The open time at an instant is what is before its day, and for each
    window ``max(0, min(instant, end) - start)``: a look-up by equality, whatever the engine.
    """
    found: dict[int, list[int]] = {
        day: [] for day in range(windows.known_from // DAY_US, windows.known_to // DAY_US + 1)
    }
    for start, end in zip(windows.starts.tolist(), windows.ends.tolist(), strict=True):
        while start < end:
            day = start // DAY_US
            stop = min(end, (day + 1) * DAY_US)
            found[day] += (start, stop)
            start = stop
    before = windows.worked(np.array(list(found), dtype=np.int64) * DAY_US).tolist()
    width = max(map(len, found.values()))
    rows = zip(found.items(), before, strict=True)
    return [(day, b, *pairs, *[0] * (width - len(pairs))) for (day, pairs), b in rows]


def micros(instant: datetime) -> int:
    """Return an instant as microseconds since 1970 UTC.

    Raises
    ------
    InputError
        If it has no zone.
    """
    if instant.tzinfo is None:
        raise InputError(f"the instant {instant} has no zone: add one")
    return (instant - EPOCH) // MICROSECOND


def _in_order(history: Sequence[Assigned], until: datetime) -> list[Assigned]:
    if not history:
        raise InputError("there is no schedule: business time is not available without one")
    ordered = sorted(history, key=lambda item: micros(item.since))
    instants = [micros(item.since) for item in ordered] + [micros(until)]
    if any(a >= b for a, b in pairwise(instants)):
        raise InputError("schedules need different beginnings, all before the end")
    return ordered


def _open(schedule: Schedule, since: datetime, until: datetime) -> list[tuple[int, int]]:
    """Return the open stretches of a schedule within [since, until), in microseconds."""
    zone, first, last = ZoneInfo(schedule.zone), micros(since), micros(until)
    day, end = since.astimezone(zone).date(), until.astimezone(zone).date()
    closed: dict[date, list[Closed]] = {}
    for item in schedule.closed:
        closed.setdefault(item.day, []).append(item)
    found = []
    while day <= end:
        for start, stop in open_minutes(
            schedule.week, day.isoweekday(), tuple(closed.get(day, ()))
        ):
            a, b = _instant(day, start, zone), _instant(day, stop, zone)
            if max(a, first) < min(b, last):
                found.append((max(a, first), min(b, last)))
        day += DAY
    return found


@lru_cache(maxsize=512)
def open_minutes(
    week: tuple[Opening, ...], weekday: int, closed: tuple[Closed, ...]
) -> tuple[tuple[int, int], ...]:
    """Return the open stretches of a weekday (1 Monday..7) in local minutes 0..1440, joined where they touch.

    `closed` are what is closed on that day; its dates are not looked at.

    Examples
    --------
    >>> open_minutes((Opening(1, 480, 720), Opening(1, 720, 1200)), 1, (Closed(date(2026, 12, 28), 900),))
    ((480, 900),)
    """
    marks = np.zeros(MINUTES + 2, dtype=np.int8)
    for item in week:
        if item.weekday == weekday:
            marks[item.start + 1 : item.end + 1] = 1
    for gap in closed:
        marks[gap.start + 1 : gap.end + 1] = 0
    edges = np.flatnonzero(np.diff(marks))
    return tuple((int(a), int(b)) for a, b in edges.reshape(-1, 2))


@lru_cache(maxsize=512)
def _changes_near(zone: str, year: int) -> tuple[Change, ...]:
    """Return the changes of clocks about a year: a layout asks for the same few twice a window."""
    return changes(zone, (year,))


def _instant(day: date, minute: int, zone: ZoneInfo) -> int:
    """Return the instant of a local minute; one that a change of clocks skips is that change."""
    days, rest = divmod(minute, MINUTES)
    local = datetime.combine(day + days * DAY, time(rest // 60, rest % 60), zone)
    clock = micros(local.replace(tzinfo=UTC))
    for change in _changes_near(zone.key, local.year):
        if change.at + change.before <= clock < change.at + change.after:
            return change.at
    return micros(local.astimezone(UTC))
