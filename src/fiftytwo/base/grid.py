"""Local days cut into intervals, through the days on which the clocks change.

A column is a place on the wall clock (column 16 of half hours is 08:00), the same on every day. When
clocks go forward some columns do not happen; when they go back some happen twice. Counting is by
column; whoever staffs real time asks `slots_of_day`, which has 46, 48 or 50 half hours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fiftytwo.base.errors import InputError

__all__ = ["Slot", "columns_of_day", "local_slot", "slot_start", "slots_of_day"]

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Slot:
    """One interval of real time.

    Attributes
    ----------
    start : datetime
        Its beginning, in UTC.
    column : int
        Its place on the wall clock, 0 = midnight.
    """

    start: datetime
    column: int


def columns_of_day(interval_s: int) -> int:
    """Return how many intervals the wall clock has.

    Raises
    ------
    InputError
        If `interval_s` does not divide a day.

    Examples
    --------
    >>> columns_of_day(1800)
    48
    """
    if interval_s <= 0 or DAY_S % interval_s:
        raise InputError(f"interval_s must divide a day of 86400 seconds, {interval_s} does not")
    return DAY_S // interval_s


def local_slot(at: datetime, zone: str, interval_s: int) -> tuple[date, int]:
    """Return the local day and column of an instant.

    Parameters
    ----------
    at : datetime
        An instant with a zone of its own, such as UTC.
    zone : str
        IANA name of the zone to count in.
    interval_s : int
        Length of an interval [seconds].

    Raises
    ------
    InputError
        If `at` names no zone, or `interval_s` does not divide a day.

    Examples
    --------
    >>> local_slot(datetime(2026, 3, 1, 23, 40, tzinfo=UTC), "Europe/Brussels", 1800)
    (datetime.date(2026, 3, 2), 1)
    """
    if at.tzinfo is None:
        raise InputError(f"{at} names no zone: an instant needs one")
    columns_of_day(interval_s)
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), (local.hour * 3600 + local.minute * 60 + local.second) // interval_s


def slot_start(day: date, column: int, zone: str, interval_s: int) -> datetime | None:
    """Return when a column of a local day begins; None where the clocks skip it.

    A column that happens twice begins at the first time. The result is in the zone.

    Examples
    --------
    >>> slot_start(date(2026, 3, 29), 4, "Europe/Brussels", 1800) is None
    True
    >>> slot_start(date(2026, 3, 29), 6, "Europe/Brussels", 1800).isoformat()
    '2026-03-29T03:00:00+02:00'
    """
    if not 0 <= column < columns_of_day(interval_s):
        raise InputError(f"column {column} is not on the clock: use 0 to {DAY_S // interval_s - 1}")
    wall = datetime.combine(day, time()) + timedelta(seconds=column * interval_s)
    local = wall.replace(tzinfo=ZoneInfo(zone))
    back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    return local if back.replace(tzinfo=None) == wall else None


def slots_of_day(day: date, zone: str, interval_s: int) -> list[Slot]:
    """Return the intervals of real time from one local midnight to the next.

    An interval that the change of clocks cuts short is not returned.

    Examples
    --------
    >>> [len(slots_of_day(date(2026, *d), "Europe/Brussels", 1800)) for d in ((3, 29), (7, 1), (10, 25))]
    [46, 48, 50]
    """
    columns_of_day(interval_s)
    there = ZoneInfo(zone)
    at = datetime.combine(day, time(), there).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), there).astimezone(UTC)
    step = timedelta(seconds=interval_s)
    slots = []
    while at + step <= end:
        slots.append(Slot(at, local_slot(at, zone, interval_s)[1]))
        at += step
    return slots
