"""The plan of a week as plain values, and as the JSON other programs read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.model import Forecast
from fiftytwo.roster.model import Counts, Demand, Person, Roster

__all__ = ["Accuracy", "QueueWeek", "WeekPlan", "share_out"]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well past weeks were foretold, beside last week's counts taken as the forecast.

    Attributes
    ----------
    wape, naive_wape : float
        Sum of absolute errors / contacts, by interval.
    cover : float
        Share of intervals inside the 80 % range [0..1].
    weeks : int
        Weeks that were foretold from what was known before them.
    """

    wape: float
    naive_wape: float
    cover: float
    weeks: int


@dataclass(frozen=True)
class QueueWeek:
    """One queue: what is expected and whom it needs.

    Attributes
    ----------
    agents : int array (n_days, n_intervals)
        People at work needed in each interval; 0 = closed.
    required : int array (n_days, n_intervals)
        The same with shrinkage: people to be rostered.
    model : str
        "Erlang A", "Erlang C" or "backlog".
    """

    queue: str
    pool: str
    channel: str
    forecast: Forecast
    agents: Counts
    required: Counts
    model: str
    aht_s: float
    patience_s: float | None = None
    accuracy: Accuracy | None = None


@dataclass(frozen=True)
class WeekPlan:
    """Forecast, requirement and roster of a span of days.

    Attributes
    ----------
    demands : tuple of Demand
        One a pool: the sum over its queues.
    caveats : tuple of str
        Sentences a reader must know before using the plan.
    """

    days: tuple[date, ...]
    interval_s: int
    zone: str
    queues: tuple[QueueWeek, ...]
    demands: tuple[Demand, ...]
    people: tuple[Person, ...]
    roster: Roster
    caveats: tuple[str, ...] = ()

    @property
    def weeks(self) -> tuple[str, ...]:
        """ISO weeks of the days, such as ``2026-W10``."""
        found = {f"{c.year}-W{c.week:02d}": None for c in (d.isocalendar() for d in self.days)}
        return tuple(found)

    def rostered(self) -> dict[str, Counts]:
        """Return the people rostered for each queue (n_days, n_intervals).

        People of a pool with several queues are shared out by what each requires; people to spare
        stand with the queue that requires most.
        """
        found: dict[str, Counts] = {}
        for demand in self.demands:
            inside = [queue for queue in self.queues if queue.pool == demand.pool]
            cover = self.roster.cover[demand.pool]
            shares = share_out(np.minimum(cover, demand.required), [q.required for q in inside])
            spare = np.maximum(cover - demand.required, 0)
            largest = np.argmax(np.stack([q.required for q in inside]), axis=0)
            for number, queue in enumerate(inside):
                found[queue.queue] = shares[number] + np.where(largest == number, spare, 0)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return ``{"weeks", "required", "rostered", "unmet"}``.

        Open intervals only; `start` is local time with its offset, `cause` one of a closed list.
        """
        rostered = self.rostered()
        cells: dict[str, list[dict[str, Any]]] = {"required": [], "rostered": [], "unmet": []}
        reasons = {(u.pool, u.day, u.start_minute): u for u in self.roster.unmet}
        for queue in self.queues:
            for row, interval, start in self._open(queue):
                need, have = (
                    int(queue.required[row, interval]),
                    rostered[queue.queue][row, interval],
                )
                place = {"start": start, "queue": queue.queue}
                cells["required"].append({**place, "agents": need})
                cells["rostered"].append({**place, "agents": int(have)})
                if need > have:
                    reason = reasons[queue.pool, self.days[row], interval * self.interval_s // 60]
                    cells["unmet"].append(
                        {
                            **place,
                            "size": need - int(have),
                            "cause": reason.cause.value,
                            "would_help": reason.would_help,
                        }
                    )
        return {"weeks": list(self.weeks), **cells}

    def _open(self, queue: QueueWeek) -> Iterator[tuple[int, int, str]]:
        for row, interval in zip(*np.nonzero(queue.agents), strict=True):
            day = self.days[int(row)]
            midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))
            start = midnight + timedelta(seconds=int(interval) * self.interval_s)
            yield int(row), int(interval), start.isoformat()


def share_out(total: Counts, wants: Sequence[npt.NDArray[Any]]) -> list[Counts]:
    """Share whole people out by what each wants: nobody is lost, nobody is split.

    Parameters
    ----------
    total : int array
        People to share, cell by cell.
    wants : sequence of arrays
        Weights, one array a receiver.

    Examples
    --------
    >>> [a.tolist() for a in share_out(np.array([5, 2]), [np.array([4, 1]), np.array([2, 1])])]
    [[3, 1], [2, 1]]
    """
    weights = np.stack(wants).astype(float)
    exact = total * weights / np.maximum(weights.sum(axis=0), 1e-9)
    parts = np.floor(exact + 1e-9)
    rank = np.argsort(np.argsort(-(exact - parts), axis=0, kind="stable"), axis=0, kind="stable")
    parts += rank < (total - parts.sum(axis=0))
    return [part.astype(np.int64) for part in parts]
