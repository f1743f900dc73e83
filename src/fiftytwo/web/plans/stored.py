"""A week plan as it lies in the ledger: plain JSON, and the values that pages read from it.

Times are local minutes since midnight, arrays are days × intervals of the whole day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["PoolPlan", "QueuePlan", "Shift", "Short", "StoredPlan", "join_shorts", "read"]

SCHEMA = 1
Grid = tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """What is expected in one queue, and how well past weeks were foretold."""

    queue: str
    pool: str
    channel: str
    mean: Grid
    low: Grid
    high: Grid
    method: str = ""
    model: str = ""
    aht_s: float | None = None
    patience_s: float | None = None
    backtest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """People required and rostered in one pool."""

    pool: str
    required: Grid
    rostered: Grid


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one person; breaks as (kind, start, end)."""

    person_id: str
    day: int
    start: int
    end: int
    breaks: tuple[tuple[str, int, int], ...] = ()

    @property
    def paid_minutes(self) -> int:
        """Minutes from start to end without meals."""
        return self.end - self.start - sum(e - s for kind, s, e in self.breaks if kind == "meal")


@dataclass(frozen=True, slots=True)
class Short:
    """A run of intervals in which people are missing, with cause and help."""

    pool: str
    day: int
    start: int
    end: int
    sizes: tuple[int, ...]
    cause: str
    would_help: str

    @property
    def size(self) -> int:
        """The most people missing at once."""
        return max(self.sizes)

    @property
    def worst_at(self) -> int:
        """The minute at which most people are missing for the first time."""
        length = (self.end - self.start) // len(self.sizes)
        return self.start + self.sizes.index(self.size) * length


@dataclass(frozen=True)
class StoredPlan:
    """One week, whole."""

    days: tuple[date, ...]
    interval: int
    queues: tuple[QueuePlan, ...]
    pools: tuple[PoolPlan, ...]
    shifts: tuple[Shift, ...]
    away: frozenset[tuple[str, int]]
    shorts: tuple[Short, ...]
    notes: tuple[str, ...] = ()

    def pool(self, name: str | None) -> PoolPlan | None:
        """Return the pool of that name, the largest one for None, or None where there is none."""
        if name is None:
            return max(self.pools, key=_hours, default=None)
        return next((pool for pool in self.pools if pool.pool == name), None)

    def window(self, pool: str) -> range:
        """Return the intervals that the pool is open or worked on any day of the week."""
        plan = self.pool(pool)
        return _used((*plan.required, *plan.rostered)) if plan else range(0)

    @property
    def whole_window(self) -> range:
        """The intervals that any pool is open or worked on any day of the week."""
        return _used(day for pool in self.pools for day in (*pool.required, *pool.rostered))


def read(values: Mapping[str, Any]) -> StoredPlan:
    """Read a stored plan.

    Examples
    --------
    >>> read({"schema": 1, "days": ["2026-11-23"], "interval_minutes": 30}).days[0].isoformat()
    '2026-11-23'
    """
    shorts = [
        Short(u["pool"], u["day"], u["start"], u["end"], (u["size"],), u["cause"], u["would_help"])
        for u in values.get("unmet", ())
    ]
    return StoredPlan(
        days=tuple(date.fromisoformat(day) for day in values["days"]),
        interval=values["interval_minutes"],
        queues=tuple(_queue(entry) for entry in values.get("queues", ())),
        pools=tuple(
            PoolPlan(p["pool"], _grid(p["required"]), _grid(p["rostered"]))
            for p in values.get("pools", ())
        ),
        shifts=tuple(_shift(entry) for entry in values.get("shifts", ())),
        away=frozenset((person, day) for person, day in values.get("away", ())),
        shorts=join_shorts(shorts),
        notes=tuple(values.get("notes", ())),
    )


def join_shorts(shorts: Sequence[Short]) -> tuple[Short, ...]:
    """Join neighbouring intervals of one pool, cause and help into runs, in order of time.

    Examples
    --------
    >>> a = Short("phone", 0, 600, 630, (3,), "rest", "")
    >>> b = Short("phone", 0, 630, 660, (1,), "rest", "")
    >>> [(s.start, s.end, s.sizes) for s in join_shorts([b, a])]
    [(600, 660, (3, 1))]
    """
    runs: list[Short] = []
    for short in sorted(shorts, key=lambda s: (s.day, s.pool, s.start)):
        last = runs[-1] if runs else None
        if last and _continues(last, short):
            sizes = (*last.sizes, *short.sizes)
            runs[-1] = Short(
                last.pool, last.day, last.start, short.end, sizes, last.cause, last.would_help
            )
        else:
            runs.append(short)
    return tuple(runs)


def _continues(last: Short, short: Short) -> bool:
    same = (last.pool, last.day, last.cause, last.would_help)
    return last.end == short.start and same == (
        short.pool,
        short.day,
        short.cause,
        short.would_help,
    )


def _queue(entry: Mapping[str, Any]) -> QueuePlan:
    grids = {name: _grid(entry[name]) for name in ("mean", "low", "high")}
    return QueuePlan(**{**entry, **grids})


def _shift(entry: Mapping[str, Any]) -> Shift:
    breaks = tuple((kind, start, end) for kind, start, end in entry.get("breaks", ()))
    return Shift(entry["person"], entry["day"], entry["start"], entry["end"], breaks)


def _grid(rows: Sequence[Sequence[float | None]]) -> Grid:
    return tuple(tuple(row) for row in rows)


def _used(days: Iterable[Sequence[float | None]]) -> range:
    used = {i for day in days for i, value in enumerate(day) if value}
    return range(min(used), max(used) + 1) if used else range(0)


def _hours(pool: PoolPlan) -> float:
    return sum(value or 0 for day in pool.required for value in day)
