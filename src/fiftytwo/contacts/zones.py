"""Local time ↔ UTC as SQL over integer microseconds, from a zone's changes of offset.

A cast through DuckDB's ICU is slower and picks one of two meanings in silence; here a local time
that exists twice (clocks go back) or not at all (clocks go forward) is found and named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

__all__ = [
    "Change", "ambiguous_sql", "changes", "local_day_sql", "local_sql", "nonexistent_sql", "utc_sql",
]  # fmt: skip

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US


@dataclass(frozen=True, slots=True)
class Change:
    """From the instant `at` on the offset is `after`, before it `before` (all in microseconds)."""

    at: int
    before: int
    after: int


def changes(zone: str, years: Iterable[int]) -> tuple[Change, ...]:
    """Return a zone's changes in the given years and the years beside them.

    The first entry is the offset to start from. Years before 1971 and after 2199 are left out.

    Examples
    --------
    >>> [c.after // 3_600_000_000 for c in changes("Europe/Berlin", [2026])][-2:]
    [2, 1]
    """
    wanted = sorted({near for year in years for near in (year - 1, year, year + 1)})
    wanted = [year for year in wanted if 1971 <= year < 2200] or [1971]
    first = int(datetime(wanted[0], 1, 1, tzinfo=UTC).timestamp()) * SECOND_US
    start = _offset(ZoneInfo(zone), first)
    return (Change(first, start, start), *(c for y in wanted for c in _changes_of_year(zone, y)))


def utc_sql(local: str, found: tuple[Change, ...], fold: str = "first") -> str:
    """Return SQL of the instant [µs] that a local time [µs] means; `fold`: first or second."""
    return f"({local} - {_pick(local, found, _bounds(found, fold))})"


def local_sql(utc: str, found: tuple[Change, ...]) -> str:
    """Return SQL of the local time [µs] at an instant [µs]."""
    return f"({utc} + {_pick(utc, found, [c.at for c in found])})"


def local_day_sql(utc: str, found: tuple[Change, ...]) -> str:
    """Return SQL of the local day of an instant [µs]."""
    return f"(DATE '1970-01-01' + ({local_sql(utc, found)} // {DAY_US})::INTEGER)"


def ambiguous_sql(local: str, found: tuple[Change, ...]) -> str:
    """Return SQL that is true for a local time which exists twice."""
    return _within(local, [(c.at + c.after, c.at + c.before) for c in found if c.after < c.before])


def nonexistent_sql(local: str, found: tuple[Change, ...]) -> str:
    """Return SQL that is true for a local time which the clocks skipped."""
    return _within(local, [(c.at + c.before, c.at + c.after) for c in found if c.after > c.before])


def _bounds(found: tuple[Change, ...], fold: str) -> list[int]:
    """Local times from which each change's new offset is used.

    A skipped local time is read with the offset before the change, so it lands after the gap.
    """
    if fold == "second":
        return [c.at + (c.after if c.after < c.before else max(c.before, c.after)) for c in found]
    return [c.at + max(c.before, c.after) for c in found]


def _pick(value: str, found: tuple[Change, ...], bounds: list[int]) -> str:
    if len({c.after for c in found}) == 1:
        return str(found[0].after)
    arms = " ".join(
        f"WHEN {value} < {bound} THEN {change.before}"
        for bound, change in zip(bounds[1:], found[1:], strict=True)
    )
    return f"CASE {arms} ELSE {found[-1].after} END"


def _within(value: str, spans: list[tuple[int, int]]) -> str:
    tests = [f"({value} >= {low} AND {value} < {high})" for low, high in spans]
    return f"({' OR '.join(tests)})" if tests else "false"


@lru_cache(maxsize=4096)
def _changes_of_year(zone: str, year: int) -> tuple[Change, ...]:
    info = ZoneInfo(zone)
    start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * SECOND_US
    end = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()) * SECOND_US
    found = []
    for day in range(start, end, DAY_US):
        before, after = _offset(info, day), _offset(info, day + DAY_US)
        if before != after:
            found.append(Change(_bisect(info, day, day + DAY_US), before, after))
    return tuple(found)


def _bisect(info: ZoneInfo, low: int, high: int) -> int:
    before = _offset(info, low)
    while high - low > SECOND_US:
        middle = (low + high) // 2 // SECOND_US * SECOND_US
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    return high


def _offset(info: ZoneInfo, us: int) -> int:
    offset = datetime.fromtimestamp(us // SECOND_US, tz=info).utcoffset() or timedelta()
    return int(offset.total_seconds()) * SECOND_US
