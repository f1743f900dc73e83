"""Short intervals joined into runs that a person can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fiftytwo.roster.model import Cause, Unmet

__all__ = ["Shortfall", "shortfalls"]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A span of one day in which people are missing in a pool.

    Attributes
    ----------
    most : int
        The most people missing at once.
    person_minutes : int
        All that is missing, added up.
    """

    pool: str
    day: date
    start_minute: int
    end_minute: int
    most: int
    person_minutes: int
    cause: Cause
    would_help: str


def shortfalls(unmet: Iterable[Unmet]) -> list[Shortfall]:
    """Return the runs, the one with the most missing first.

    Examples
    --------
    >>> monday = date(2026, 11, 23)
    >>> run = [Unmet("phone", monday, 600, 630, 2, Cause.BREAKS, "x"),
    ...        Unmet("phone", monday, 630, 660, 1, Cause.BREAKS, "x")]
    >>> [(s.start_minute, s.end_minute, s.most, s.person_minutes) for s in shortfalls(run)]
    [(600, 660, 2, 90)]
    """
    runs: list[list[Unmet]] = []
    for item in sorted(unmet, key=lambda u: (u.pool, u.day, u.start_minute)):
        if runs and _continues(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    joined = [_join(run) for run in runs]
    return sorted(joined, key=lambda s: (-s.person_minutes, s.day, s.start_minute, s.pool))


def _continues(last: Unmet, item: Unmet) -> bool:
    same = (last.pool, last.day, last.end_minute, last.cause, last.would_help)
    return same == (item.pool, item.day, item.start_minute, item.cause, item.would_help)


def _join(run: list[Unmet]) -> Shortfall:
    first, last = run[0], run[-1]
    return Shortfall(
        pool=first.pool,
        day=first.day,
        start_minute=first.start_minute,
        end_minute=last.end_minute,
        most=max(item.size for item in run),
        person_minutes=sum(item.size * (item.end_minute - item.start_minute) for item in run),
        cause=first.cause,
        would_help=first.would_help,
    )
