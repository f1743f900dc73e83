"""Work that may wait, such as e-mail: a flow into a backlog and out of it before a deadline.

Nobody holds the line, so Erlang does not apply. Two stairs say everything: the work that has come
by the end of each interval (no more can be done) and the work whose promise has run out by then (no
less may be done). The most even pace between the two is a string pulled tight between the stairs;
no other pace that keeps the promise has a lower peak.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError

__all__ = ["BacklogPlan", "backlog_requirement"]

Numbers = npt.NDArray[np.float64]
ROUNDING = 1e-9
CLOCKS = ("open", "elapsed")


@dataclass(frozen=True, slots=True)
class BacklogPlan:
    """How the work flows, one entry an interval.

    Attributes
    ----------
    agents : int array (n,)
        Agents at work on the backlog; 0 where closed.
    pace : array (n,)
        The most even workload that keeps the promise [cases an interval].
    done : array (n,)
        Cases that `agents` finish; never more than are there.
    backlog : array (n,)
        Cases open at the end of the interval, not less than 0.
    late : float
        Cases that nobody can do in time, because the queue is closed until their promise has run
        out; they are planned for the next open interval.
    """

    agents: npt.NDArray[np.int64]
    pace: Numbers
    done: Numbers
    backlog: Numbers
    late: float


def backlog_requirement(
    arrivals: npt.ArrayLike,
    minutes_per_case: float,
    *,
    is_open: npt.ArrayLike,
    promise_intervals: int,
    clock: str = "open",
    opening_backlog: float = 0.0,
    interval_s: float = 1800,
    max_occupancy: float = 1.0,
) -> BacklogPlan:
    """Return the agents that keep a promise on deferred work, interval by interval.

    Parameters
    ----------
    arrivals : array (n,)
        Cases that arrive in each interval, open or closed, >= 0 [cases]; NaN counts as none.
    minutes_per_case : float
        Work on one case, > 0 [minutes].
    is_open : bool array (n,)
        When people may work on the backlog.
    promise_intervals : int
        The promise, counting the interval of arrival, >= 1: with 1 a case is done in the interval
        it arrives in.
    clock : str
        "open" counts opening time only (a case that arrives while closed starts with the next open
        interval); "elapsed" counts all intervals.
    opening_backlog : float
        Cases open at the start, >= 0 [cases]; the oldest first, they fall due evenly over the
        first `promise_intervals` on the same clock.
    interval_s : float
        Length of an interval, > 0 [seconds].
    max_occupancy : float
        Share of an agent's time that cases may fill, in (0, 1].

    Returns
    -------
    BacklogPlan
        At the end no more is left than at the start, or than came too late to be done.

    Raises
    ------
    InputError
        If an argument is outside its range, or there is work but no open interval.

    Notes
    -----
    Work in = work out + work left, exactly. Sources: F. Yao, A. Demers, S. Shenker, "A scheduling
    model for reduced CPU energy", FOCS 1995 (the peak); the taut string is the same optimum.

    Examples
    --------
    Twelve cases at once, an hour's promise, five minutes each: six per half hour, one agent.

    >>> plan = backlog_requirement([12, 0, 0, 0], 5, is_open=[1, 1, 1, 1], promise_intervals=2)
    >>> plan.pace.tolist(), plan.agents.tolist()
    ([6.0, 6.0, 0.0, 0.0], [1, 1, 0, 0])
    """
    come = np.nan_to_num(np.asarray(arrivals, dtype=np.float64))
    opened = np.asarray(is_open, dtype=bool)
    _check(come, opened, (minutes_per_case, interval_s, max_occupancy))
    if promise_intervals < 1 or clock not in CLOCKS:
        raise InputError(f"promise_intervals must be 1 or more, and clock one of {CLOCKS}")
    if not opening_backlog >= 0:
        raise InputError(f"opening_backlog must be 0 or more cases, not {opening_backlog}")
    if come.sum() + opening_backlog > 0 and not opened.any():
        raise InputError("there is work but no open interval: give opening hours")
    there = opening_backlog + np.cumsum(come)
    slots = np.flatnonzero(opened)
    agents, late = np.zeros(come.size, dtype=np.int64), 0.0
    pace, done = np.zeros(come.size), np.zeros(come.size)
    if slots.size:
        if clock == "open":
            low = _due(
                np.diff(there[slots], prepend=opening_backlog), opening_backlog, promise_intervals
            )
        else:
            due = _due(come, opening_backlog, promise_intervals)
            low, late = _before_closing(due, there, slots)
        wanted = _taut(low, there[slots], opening_backlog)
        pace[slots] = np.diff(wanted, prepend=0.0)
        one_agent = interval_s * max_occupancy / (60 * minutes_per_case)
        agents[slots], done[slots] = _people(wanted, low, there[slots], one_agent)
    return BacklogPlan(agents, pace, done, np.maximum(0.0, there - np.cumsum(done)), late)


def _check(come: Numbers, opened: npt.NDArray[np.bool_], sizes: tuple[float, float, float]) -> None:
    minutes_per_case, interval_s, max_occupancy = sizes
    if come.ndim != 1 or come.shape != opened.shape:
        raise InputError(f"arrivals {come.shape} and is_open {opened.shape} must be equally long")
    if (come < 0).any():
        raise InputError(f"arrivals must be 0 or more, not {come.min():g}")
    if not (minutes_per_case > 0 and interval_s > 0):
        raise InputError("minutes_per_case and interval_s must be above 0")
    if not 0 < max_occupancy <= 1:
        raise InputError(f"max_occupancy must be above 0 and at most 1, not {max_occupancy}")


def _due(come: Numbers, opening: float, promise: int) -> Numbers:
    """Return the cases whose promise has run out by the end of each interval."""
    n = come.size
    old = opening * np.minimum(1.0, np.arange(1, n + 1) / promise)
    waiting = min(promise - 1, n)
    return np.asarray(old + np.concatenate([np.zeros(waiting), np.cumsum(come)[: n - waiting]]))


def _before_closing(
    due: Numbers, there: Numbers, slots: npt.NDArray[np.int64]
) -> tuple[Numbers, float]:
    """Return (work to be done by the end of each open interval, cases that nobody can do in time).

    What falls due while closed must be done before, as far as it was there.
    """
    after = np.append(slots[1:], due.size) - 1
    wanted = due[after]
    low = np.minimum(wanted, there[slots])
    before_opening = due[slots[0] - 1] if slots[0] > 0 else 0.0
    return low, float((wanted - low).sum() + before_opening)


def _taut(low: Numbers, high: Numbers, opening: float) -> Numbers:
    """Return the tight string from 0 between the stairs `low` and `high`, at the end of each slot.

    It ends as high as leaves no more than `opening`, within the stairs.
    """
    low, high = np.maximum.accumulate(low), np.maximum.accumulate(high)
    end = min(max(high[-1] - opening, low[-1]), high[-1])
    low, high = low.copy(), np.minimum(high, end)
    low[-1] = high[-1] = end
    low = np.minimum(low, high)
    path = np.zeros(low.size)
    at, height = -1, 0.0
    while at < low.size - 1:
        at, height = _stretch(low, high, (at, height), path)
    return path


def _stretch(
    low: Numbers, high: Numbers, start: tuple[int, float], path: Numbers
) -> tuple[int, float]:
    """Draw one straight piece from `start` into `path` and return its end: where it must bend."""
    at, height = start
    steps = np.arange(1, low.size - at)
    floor = np.maximum.accumulate((low[at + 1 :] - height) / steps)
    ceiling = np.minimum.accumulate((high[at + 1 :] - height) / steps)
    crossed = np.flatnonzero(floor > ceiling + ROUNDING)
    if crossed.size == 0:
        stop, slope = steps.size - 1, floor[-1]
    else:
        stop = int(crossed[0])
        slopes_up = (low[at + 1 + stop] - height) / steps[stop] >= floor[stop]
        kept = ceiling[stop - 1] if slopes_up else floor[stop - 1]
        edge = high if slopes_up else low
        touches = np.isclose(
            (edge[at + 1 : at + 1 + stop] - height) / steps[:stop], kept, rtol=1e-12
        )
        stop, slope = int(np.flatnonzero(touches)[-1]), kept
    path[at + 1 : at + 2 + stop] = height + slope * steps[: stop + 1]
    return at + 1 + stop, float(path[at + 1 + stop])


def _people(
    wanted: Numbers, low: Numbers, there: Numbers, one_agent: float
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Return whole agents that do the work of `wanted` by the end of each open interval.

    Work done early leaves less for later, so rounding up is not paid in every interval. Where too
    little has come to do any early, an agent who would not find an interval's work waits for more, as
    long as the promise (`low`) allows and later agents can make up for it.
    """
    most = np.ceil(np.diff(wanted, prepend=0.0) / one_agent - ROUNDING)
    must = np.minimum(low, wanted)
    must[-1] = wanted[-1]
    for i in range(must.size - 2, -1, -1):
        must[i] = max(must[i], must[i + 1] - most[i + 1] * one_agent)
    agents = np.zeros(wanted.size, dtype=np.int64)
    done = np.zeros(wanted.size)
    total = 0.0
    for i, work in enumerate(there):
        behind = wanted[i] - total
        if behind > ROUNDING * max(1.0, wanted[i]):
            count = min(np.ceil(behind / one_agent - ROUNDING), most[i])
            least = np.ceil((must[i] - total) / one_agent - ROUNDING)
            if count > least and work - total < count * one_agent * (1 - ROUNDING):
                count -= 1
            agents[i] = count
            done[i] = min(count * one_agent, work - total)
            total += done[i]
    return agents, done
