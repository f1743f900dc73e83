"""A day under way as it lies in the ledger: plain JSON, and the values that its page reads from it.

It holds what it was compared with, so that a newer plan does not change what was said. Arrays are
intervals of the whole day, times local minutes since midnight; missing, closed and unknown are null.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np

from fiftytwo.forecast.intraday import Update
from fiftytwo.roster.model import Counts
from fiftytwo.web.plans.stored import Grid, QueuePlan, StoredPlan
from fiftytwo.week.inputs import INTERVAL_S, WeekInputs

__all__ = [
    "DayUnderWay",
    "PoolDay",
    "QueueDay",
    "expected_of",
    "read_day",
    "values_of_day",
    "values_without_history",
]

SCHEMA = 1
Line = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class QueueDay:
    """One live queue: what came in, what was expected, what is expected now.

    Attributes
    ----------
    until : int
        Intervals of the day of which it is known what came in.
    is_planned : bool
        Whether `mean`, `low` and `high` are the plan's; else they are the forecast of that morning.
    mean, low, high : tuple (k,)
        Contacts as expected.
    now, now_low, now_high : tuple (k,)
        Contacts that came in before `until`, and as expected from there on.
    """

    queue: str
    pool: str
    until: int
    is_planned: bool
    mean: Line
    low: Line
    high: Line
    now: Line
    now_low: Line
    now_high: Line

    def over(self) -> list[int]:
        """Return the intervals of which both what came and what was expected is known."""
        return [i for i in range(self.until) if None not in (self.now[i], self.mean[i])]

    def rest(self) -> list[int]:
        """Return the open intervals that are to come."""
        return [i for i in range(self.until, len(self.now)) if self.now[i] is not None]


@dataclass(frozen=True, slots=True)
class PoolDay:
    """People of one pool: required before and now, and on the roster (None: no plan has them)."""

    pool: str
    required: tuple[int, ...]
    again: tuple[int, ...]
    rostered: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class DayUnderWay:
    """A day, whole.

    Attributes
    ----------
    at : datetime
        Local time up to which it was looked at.
    reason : str
        Why there are no queues: "closed", "holiday" or "no_history"; else empty.
    """

    day: date
    at: datetime
    interval: int
    reason: str
    queues: tuple[QueueDay, ...]
    pools: tuple[PoolDay, ...]
    notes: tuple[str, ...]

    @property
    def until(self) -> int:
        """Intervals of the day that are over."""
        return (self.at.hour * 60 + self.at.minute) // self.interval

    def queue(self, name: str) -> QueueDay | None:
        """Return the queue of that name, or None where there is none."""
        return next((queue for queue in self.queues if queue.queue == name), None)

    def pool(self, name: str) -> PoolDay:
        """Return the pool of that name."""
        return next(pool for pool in self.pools if pool.pool == name)


class Again(Protocol):
    """What `fiftytwo.week.day.replan_day` returns: its module needs the compiler, this one does not."""

    queues: Sequence[Any]
    pools: Sequence[Any]


def read_day(values: Mapping[str, Any]) -> DayUnderWay:
    """Read a stored day.

    Examples
    --------
    >>> empty = {"day": "2026-11-23", "at": "2026-11-23T12:10", "interval_minutes": 30}
    >>> read_day({**empty, "reason": "closed", "queues": [], "pools": [], "notes": []}).until
    24
    """
    return DayUnderWay(
        day=date.fromisoformat(values["day"]),
        at=datetime.fromisoformat(values["at"]),
        interval=values["interval_minutes"],
        reason=values["reason"],
        queues=tuple(QueueDay(**_tuples(entry)) for entry in values["queues"]),
        pools=tuple(PoolDay(**_tuples(entry)) for entry in values["pools"]),
        notes=tuple(values["notes"]),
    )


def expected_of(plan: StoredPlan | None, day: date) -> dict[str, Counts]:
    """Return the contacts (k,) that a plan expects of a day, by queue; NaN = closed."""
    if plan is None or day not in plan.days:
        return {}
    at = plan.days.index(day)
    return {queue.queue: np.array(queue.mean[at], dtype=float) for queue in plan.queues}


def values_without_history(at: datetime) -> dict[str, Any]:
    """Return a day before which nothing is known, in the shape that `read_day` reads."""
    return {**_head(at), "reason": "no_history", "queues": [], "pools": [], "notes": []}


def values_of_day(
    inputs: WeekInputs, found: Again, at: datetime, plan: StoredPlan | None
) -> dict[str, Any]:
    """Return a day forecast and sized again, in the shape that `read_day` reads."""
    place = plan.days.index(at.date()) if plan and at.date() in plan.days else None
    planned = {} if plan is None or place is None else {q.queue: q for q in plan.queues}
    closed = "holiday" if at.date() in inputs.holidays else "closed"
    return {
        **_head(at),
        "reason": "" if found.queues else closed,
        "queues": [
            _queue(item.queue, inputs.pool(item.queue), item.update, planned.get(item.queue), place)
            for item in found.queues
        ],
        "pools": [_pool(item, plan, place) for item in found.pools],
        "notes": list(dict.fromkeys(note for item in found.queues for note in item.caveats)),
    }


def _head(at: datetime) -> dict[str, Any]:
    day, moment = at.date().isoformat(), at.isoformat(timespec="minutes")
    return {"schema": SCHEMA, "day": day, "at": moment, "interval_minutes": INTERVAL_S // 60}


def _queue(
    name: str, pool: str, update: Update, plan: QueuePlan | None, place: int | None
) -> dict[str, Any]:
    before, after = update.before, update.after
    return {
        "queue": name,
        "pool": pool,
        "until": update.until,
        "is_planned": plan is not None,
        **{
            key: _day(getattr(plan, key), place) if plan else _line(getattr(before, key)[0])
            for key in ("mean", "low", "high")
        },
        "now": _line(after.mean[0]),
        "now_low": _line(after.low[0]),
        "now_high": _line(after.high[0]),
    }


def _pool(item: Any, plan: StoredPlan | None, place: int | None) -> dict[str, Any]:
    """Return a pool; work that can wait is not sized again, so what a plan requires is changed by the difference."""
    known = plan.pool(item.pool) if plan is not None and place is not None else None
    if known is None or place is None:
        before, after = item.before.tolist(), item.after.tolist()
        return {"pool": item.pool, "required": before, "again": after, "rostered": None}
    required = np.array(_day(known.required, place), dtype=float)
    again = np.maximum(required + item.after - item.before, 0)
    return {
        "pool": item.pool,
        "required": required.astype(int).tolist(),
        "again": again.astype(int).tolist(),
        "rostered": [int(count or 0) for count in known.rostered[place]],
    }


def _day(grid: Grid, place: int | None) -> list[float | None]:
    return list(grid[place or 0])


def _line(values: Counts) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 3) for value in values]


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
