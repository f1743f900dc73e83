"""A day under way: what is left of it, forecast again, and the people that changes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Target
from fiftytwo.forecast.calendar import weekdays
from fiftytwo.forecast.intraday import Update, outlook, reforecast
from fiftytwo.forecast.model import Counts as Contacts
from fiftytwo.forecast.model import Forecast
from fiftytwo.roster.model import Counts
from fiftytwo.week.expect import Expected, within_hours
from fiftytwo.week.history import QueueHistory
from fiftytwo.week.need import Need, need_of

__all__ = ["Stretch", "Today", "replan", "stretches"]


@dataclass(frozen=True)
class Today:
    """One live queue on a day under way.

    Attributes
    ----------
    update : Update
        The forecast as it was when the day began, and now.
    before, after : int arrays (k,)
        Agents needed by interval, by either; 0 = closed.
    """

    queue: str
    day: date
    interval_s: int
    update: Update
    before: Counts
    after: Counts
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Intervals [first, last] in a row in which the same number of agents more or fewer is needed."""

    first: int
    last: int
    change: int


def replan(
    queue: QueueHistory,
    counts: Contacts,
    at: datetime,
    *,
    target: Target,
    holidays: Collection[date] = (),
) -> Today:
    """Return the rest of a queue's day, forecast and sized again.

    Parameters
    ----------
    queue : QueueHistory
        Its past; the day of `at` and later ones are not looked at.
    counts : array (k,)
        Contacts of the day, as `fiftytwo.week.history.read_day`.
    at : datetime
        Local time up to which they are known. Only whole intervals before it count.
    target : Target
        The queue's promise.
    holidays : dates
        As `fiftytwo.week.expect.expect`.

    Raises
    ------
    InputError
        If nobody waits on the line in this queue (its work is planned by the day), if it is closed
        on that day, or has no history before it.
    """
    name, day = queue.name.queue, at.date()
    if not queue.name.is_live:
        raise InputError(
            f"{name} is worked off later: its day needs no new forecast, its week does (`fiftytwo week`)"
        )
    interval_s = queue.history.interval_s
    until = (at.hour * 3600 + at.minute * 60 + at.second) // interval_s
    is_open = queue.is_open[weekdays(np.array([day], dtype="datetime64[D]"))]
    if day in holidays:
        raise InputError(f"{day} is a holiday: too few days like it tell how it goes on")
    morning = outlook(queue.history, day, closed=holidays)
    morning = replace(morning, forecast=within_hours(morning.forecast, is_open))
    if not is_open.any():
        raise InputError(f"{name} is closed on {day}: choose another day")
    update = reforecast(morning, np.where(is_open[0], counts, np.nan), until)
    before, after = (_need(queue, found, target) for found in (update.before, update.after))
    return Today(
        queue=name,
        day=day,
        interval_s=interval_s,
        update=update,
        before=before.agents[0],
        after=np.where(np.arange(is_open.size) < until, before.agents[0], after.agents[0]),
        caveats=(*update.after.notes, *after.caveats),
    )


def stretches(today: Today) -> tuple[Stretch, ...]:
    """Return where the rest of the day needs more or fewer agents than it did, in order of time."""
    change = today.after - today.before
    edges = np.flatnonzero(np.diff(change)) + 1
    parts = np.split(np.arange(change.size), edges)
    return tuple(
        Stretch(int(part[0]), int(part[-1]), int(change[part[0]]))
        for part in parts
        if change[part[0]]
    )


def _need(queue: QueueHistory, found: Forecast, target: Target) -> Need:
    return need_of(queue, Expected(found, ~np.isnan(found.mean), None, ()), target)
