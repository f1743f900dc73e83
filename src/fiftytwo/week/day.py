"""A day under way in all queues and pools: forecast again, sized again, beside what was planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

import numpy as np

from fiftytwo.forecast.model import Counts as Contacts
from fiftytwo.roster.model import Counts
from fiftytwo.week.expect import Expected
from fiftytwo.week.history import Lake, QueueHistory, read_day
from fiftytwo.week.inputs import WeekInputs
from fiftytwo.week.need import need_of
from fiftytwo.week.news import last_known
from fiftytwo.week.pool import Row, required_in_pool
from fiftytwo.week.today import Today, replan

__all__ = ["DayAgain", "PoolAgain", "is_open_on", "replan_day"]


@dataclass(frozen=True)
class PoolAgain:
    """People to be rostered in a pool for its live queues on a day under way, with shrinkage.

    Attributes
    ----------
    before, after : int arrays (k,)
        For the contacts that were expected, and for those that came and are expected now; both
        with the handle times and the patience of today, so that contacts alone tell them apart.
    """

    pool: str
    before: Counts
    after: Counts


@dataclass(frozen=True)
class DayAgain:
    """A day under way; `queues` holds the live ones that are open on it, by name."""

    queues: tuple[Today, ...]
    pools: tuple[PoolAgain, ...]


def replan_day(
    inputs: WeekInputs, lake: Lake, at: datetime, expected: Mapping[str, Contacts]
) -> DayAgain:
    """Return a day's live queues and their pools, forecast and sized again at an instant.

    Work that can wait is planned by the week, and is left out.

    Parameters
    ----------
    inputs : WeekInputs
        From `fiftytwo.week.inputs.gather` with the day as its start.
    lake : Lake
        A snapshot that holds what came in of the day.
    at : datetime
        Local time. A queue whose channel is known to an earlier moment only is forecast from that.
    expected : mapping of queue to array (k,)
        Contacts that a plan expected of the day, by interval; NaN = closed. Where a queue has no
        entry, the forecast as it was when the day began takes its place.
    """
    found, rows = [], []
    for queue in inputs.queues:
        if not is_open_on(queue, at.date(), inputs):
            continue
        known = last_known(lake, queue.name, at.date()) or datetime.combine(at.date(), time())
        target = inputs.target(queue.name.queue)
        counts = read_day(lake, queue.name, at.date(), interval_s=queue.history.interval_s)
        until = min(at, known)
        today = replan(queue, counts, until, target=target, holidays=inputs.holidays)
        found.append(today)
        was = expected.get(queue.name.queue, today.update.before.mean[0])
        rows.append(tuple(_row(inputs, queue, today, mean) for mean in (was, _filled(today, was))))
    pools = dict.fromkeys(inputs.pool(today.queue) for today in found)
    return DayAgain(tuple(found), tuple(_pool(inputs, pool, rows) for pool in pools))


def is_open_on(queue: QueueHistory, day: date, inputs: WeekInputs) -> bool:
    """Return whether a live queue is open on a day that is no holiday."""
    is_working = queue.name.is_live and day not in inputs.holidays
    return is_working and bool(queue.is_open[day.weekday()].any())


def _filled(today: Today, was: Contacts) -> Contacts:
    """Return what came and is expected now; where nobody knows what came, what was expected."""
    now = today.update.after.mean[0]
    return np.where(np.isnan(now), was, now)


def _row(inputs: WeekInputs, queue: QueueHistory, today: Today, mean: Contacts) -> Row:
    is_open = queue.is_open[[today.day.weekday()]]
    forecast = replace(today.update.after, mean=np.where(is_open, mean[None], np.nan))
    found = Expected(forecast, is_open, None, ())
    return queue, found, need_of(queue, found, inputs.target(queue.name.queue))


def _pool(inputs: WeekInputs, pool: str, rows: Sequence[tuple[Row, ...]]) -> PoolAgain:
    inside = [pair for pair in rows if inputs.pool(pair[0][0].name.queue) == pool]
    before, after = (
        required_in_pool(inputs, [pair[which] for pair in inside])[0] for which in (0, 1)
    )
    return PoolAgain(pool, before, after)
