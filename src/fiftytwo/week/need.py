"""From a queue's forecast to the people it needs."""

from dataclasses import dataclass

import numpy as np

from fiftytwo.base.workspace import Target
from fiftytwo.roster.model import Counts
from fiftytwo.staffing.patience import mean_patience
from fiftytwo.staffing.table import required_table
from fiftytwo.week.expect import Expected
from fiftytwo.week.history import LIVE, QueueHistory

__all__ = ["Need", "need_of"]

ASSUMED_AHT_S = {"voice": 300.0, "chat": 480.0}
ASSUMED_TEXT_S = 600.0
MIN_ABANDONED = 20  # fewer say little about patience: half its 95 % range is already ±45 %
MAX_OCCUPANCY = 0.90


@dataclass(frozen=True)
class Need:
    """People at work needed by interval, and by which reasoning.

    Attributes
    ----------
    agents : int array (n_days, n_intervals)
        0 = closed.
    """

    agents: Counts
    model: str
    aht_s: float
    patience_s: float | None
    caveats: tuple[str, ...]


def need_of(queue: QueueHistory, expected: Expected, target: Target) -> Need:
    """Return the people a queue needs.

    Live channels: the fewest agents that keep the promise by Erlang A with the patience of the
    queue's own abandonments, or Erlang C where there are too few of them. Channels in which
    nobody waits on the line: the backlog and what arrives is worked off evenly in opening hours.

    Parameters
    ----------
    queue : QueueHistory
        Handle time, patience and backlog.
    expected : Expected
        Contacts and opening hours of the days to plan.
    target : Target
        The queue's promise.
    """
    caveats = []
    aht_s = queue.aht_s
    if aht_s is None:
        aht_s = ASSUMED_AHT_S.get(queue.name.channel, ASSUMED_TEXT_S)
        caveats.append(
            f"{queue.name.queue}: no source tells the handle time; {aht_s:.0f} s are assumed."
        )
    if queue.name.channel in LIVE:
        return _live(queue, expected, target, (aht_s, caveats))
    return _deferred(queue, expected, aht_s, caveats)


def _live(
    queue: QueueHistory, expected: Expected, target: Target, known: tuple[float, list[str]]
) -> Need:
    aht_s, caveats = known
    patience = mean_patience(queue.wait_s, queue.abandoned)
    if patience is not None and queue.abandoned < MIN_ABANDONED:
        patience = None
    if patience is None:
        caveats.append(
            f"{queue.name.queue}: too few contacts were given up to tell patience; Erlang C is "
            "used, which asks for slightly too many people."
        )
    calls = np.where(expected.is_open, np.nan_to_num(expected.forecast.mean), np.nan)
    table = required_table(
        calls.ravel(),
        aht_s,
        interval_s=float(queue.history.interval_s),
        patience_s=None if patience is None else patience.mean_s,
        service_level=target.service_level,
        within_s=target.answer_within_s,
        max_occupancy=MAX_OCCUPANCY,
    )
    agents = table.agents.reshape(calls.shape)
    model = "Erlang C" if patience is None else "Erlang A"
    return Need(agents, model, aht_s, patience.mean_s if patience else None, tuple(caveats))


def _deferred(queue: QueueHistory, expected: Expected, aht_s: float, caveats: list[str]) -> Need:
    """Spread each open day's work evenly over its hours; overdue work over the whole week."""
    is_open = expected.is_open
    arriving = np.nan_to_num(expected.forecast.mean).ravel()
    open_days = np.flatnonzero(is_open.any(axis=1))
    agents = np.zeros(is_open.shape, dtype=np.int64)
    # one day's arrivals may lie open without anything being late
    overdue = max(0.0, queue.backlog - arriving.sum() / max(1, len(open_days)))
    done = 0
    for day in open_days:
        hours = is_open[day]
        until = day * is_open.shape[1] + int(np.flatnonzero(hours)[-1]) + 1
        work = arriving[done:until].sum() + overdue / len(open_days)
        done = until
        level = work * aht_s / (hours.sum() * queue.history.interval_s) / MAX_OCCUPANCY
        agents[day, hours] = max(1, int(np.ceil(level - 1e-9)))
    return Need(agents, "backlog", aht_s, None, tuple(caveats))
