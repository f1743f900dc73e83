"""From a queue's forecast to the people it needs."""

from dataclasses import dataclass

import numpy as np

from fiftytwo.base.workspace import Target
from fiftytwo.roster.model import Counts
from fiftytwo.staffing.backlog import backlog_requirement
from fiftytwo.staffing.patience import mean_patience
from fiftytwo.staffing.table import required_table
from fiftytwo.week.expect import Expected
from fiftytwo.week.history import QueueHistory

__all__ = ["MAX_OCCUPANCY", "Need", "need_of"]

ASSUMED_AHT_S = {"voice": 300.0, "chat": 480.0}
ASSUMED_TEXT_S = 600.0
MIN_ABANDONED = 20  # fewer say little about patience: half its 95 % range is already ±45 %
MAX_OCCUPANCY = 0.90
SEVERAL_AT_ONCE = frozenset({"chat", "messaging"})
PROMISE_S = 8 * 3600  # of deferred work, where none is set


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
    nobody waits on the line: the most even pace that works off what arrives within the promise.

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
        live = ASSUMED_AHT_S if queue.name.is_live else {}
        aht_s = live.get(queue.name.channel, ASSUMED_TEXT_S)
        caveats.append(
            f"{queue.name.queue}: no source tells the handle time; {aht_s:.0f} s are assumed."
        )
    if queue.name.is_live:
        return _live(queue, expected, target, (aht_s, caveats))
    return _deferred(queue, expected, target, (aht_s, caveats))


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
    if queue.name.channel in SEVERAL_AT_ONCE:
        caveats.append(
            f"{queue.name.queue}: one conversation at a time is assumed; teams whose people "
            "hold several at once need fewer."
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


def _deferred(
    queue: QueueHistory, expected: Expected, target: Target, known: tuple[float, list[str]]
) -> Need:
    """Work off what arrives within the promise, and what is overdue evenly over all open hours."""
    aht_s, caveats = known
    name, interval_s = queue.name.queue, queue.history.interval_s
    is_open = expected.is_open.ravel()
    if not is_open.any():
        note = f"{name}: no opening hours are known, so no people are asked for."
        return Need(np.zeros(expected.is_open.shape, np.int64), "backlog", aht_s, None, (note,))
    promise = round(target.answer_within_s / interval_s)
    if promise < 1:
        promise = PROMISE_S // interval_s
        caveats.append(f"{name}: no promise of its own is set; 8 open hours are assumed.")
    arrivals = np.nan_to_num(expected.forecast.mean).ravel()
    in_hand = min(queue.backlog, arrivals.sum() / is_open.sum() * promise)
    overdue = queue.backlog - in_hand
    if overdue >= 1:
        caveats.append(
            f"{name}: {queue.backlog:.0f} cases are open, {overdue:.0f} more than the promise "
            "allows; these are worked off evenly over the week."
        )
    plan = backlog_requirement(
        arrivals + is_open * overdue / is_open.sum(),
        aht_s / 60,
        is_open=is_open,
        promise_intervals=promise,
        opening_backlog=in_hand,
        interval_s=interval_s,
        max_occupancy=MAX_OCCUPANCY,
    )
    agents = plan.agents.reshape(expected.is_open.shape)
    return Need(agents, "backlog", aht_s, None, tuple(caveats))
