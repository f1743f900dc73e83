"""Erlang B and C: lines where nobody leaves before being answered."""

from dataclasses import dataclass
from math import inf, isfinite

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.kernels import inverse_blocking, without_abandonment

__all__ = ["WaitingLine", "blocking_probability", "wait_probability", "waiting_line"]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """The long-run state of a line with a fixed number of agents.

    Attributes
    ----------
    wait_probability : float
        Share of the calls offered that cannot be answered at once [0..1].
    abandonment : float
        Share of the calls offered that leave unanswered [0..1].
    asa_s : float
        Mean wait of all calls offered [seconds]; infinite in a line that grows for ever.
    wait_of_waiting_s : float
        Mean wait of the calls that wait, answered or not [seconds]; 0 where none ever does.
    queue_length : float
        Mean number of calls that wait [calls].
    occupancy : float
        Share of the agents' time spent handling [0..1].
    sl_offered : float
        Answered within the threshold / offered [0..1].
    sl_waited_out : float
        Answered within the threshold / (offered - abandoned within the threshold) [0..1].
    sl_answered : float
        Answered within the threshold / answered [0..1].
    sl_not_waiting : float
        (Answered or abandoned within the threshold) / offered [0..1].
    """

    wait_probability: float
    abandonment: float
    asa_s: float
    wait_of_waiting_s: float
    queue_length: float
    occupancy: float
    sl_offered: float
    sl_waited_out: float
    sl_answered: float
    sl_not_waiting: float


def blocking_probability(agents: int, load: float) -> float:
    """Return the chance that all `agents` are busy where nobody may wait (Erlang B).

    Parameters
    ----------
    agents : int
        Agents working at the same time, >= 0 [agents].
    load : float
        Offered load, calls per second times AHT, >= 0 [erlangs].

    Raises
    ------
    InputError
        If an argument is outside its range.

    Notes
    -----
    Source: A. K. Erlang 1917; the recursion on 1/B never overflows.

    Examples
    --------
    >>> round(blocking_probability(agents=132, load=123.0), 5)
    0.03124
    """
    _check(agents, load, least=0)
    return 1.0 / inverse_blocking(agents, load) if load > 0 else float(agents == 0)


def wait_probability(agents: int, load: float) -> float:
    """Return the chance that a call has to wait where nobody leaves (Erlang C).

    Parameters
    ----------
    agents : int
        Agents working at the same time, >= 1 [agents].
    load : float
        Offered load, calls per second times AHT, >= 0 [erlangs].

    Returns
    -------
    float
        Chance in [0, 1]; 1.0 when the line grows for ever (load >= agents).

    Raises
    ------
    InputError
        If an argument is outside its range.

    Notes
    -----
    Poisson arrivals, exponential handle times, first come first served. Source: R. B. Cooper,
    *Introduction to Queueing Theory*, 2nd ed., 1981, chapter 3.

    Examples
    --------
    >>> round(wait_probability(agents=14, load=10.0), 3)
    0.174
    """
    _check(agents, load, least=1)
    return without_abandonment(agents, load, 0.0)[0] if load > 0 else 0.0


def waiting_line(
    agents: int, calls_per_s: float, aht_s: float, *, within_s: float = 20
) -> WaitingLine:
    """Return the state of a line where nobody leaves (M/M/n, Erlang C).

    Parameters
    ----------
    agents : int
        Agents working at the same time, >= 1 [agents].
    calls_per_s : float
        Calls offered, > 0 [calls per second].
    aht_s : float
        Average handle time, > 0 [seconds].
    within_s : float
        Threshold of the service levels, >= 0 [seconds].

    Raises
    ------
    InputError
        If an argument is outside its range.

    Examples
    --------
    The line of Garnett, Mandelbaum and Reiman (2002) without abandonment waits 20.8 seconds.

    >>> line = waiting_line(50, 48 / 60, 60)
    >>> round(line.asa_s, 1), round(line.occupancy, 2)
    (20.8, 0.96)
    """
    _check(agents, calls_per_s, least=1)
    if not (calls_per_s > 0 and 0 < aht_s < inf and within_s >= 0):
        raise InputError("calls_per_s and aht_s must be above 0 and within_s not below 0")
    load = calls_per_s * aht_s
    waits, level = without_abandonment(agents, load, within_s / aht_s)
    longer = aht_s / (agents - load) if agents > load else inf
    mean = waits * longer
    return WaitingLine(
        wait_probability=waits,
        abandonment=0.0,
        asa_s=mean,
        wait_of_waiting_s=longer,
        queue_length=calls_per_s * mean,
        occupancy=min(1.0, load / agents),
        sl_offered=level,
        sl_waited_out=level,
        sl_answered=level,
        sl_not_waiting=level,
    )


def _check(agents: int, load: float, *, least: int) -> None:
    if agents < least:
        raise InputError(f"agents must be {least} or more, not {agents}")
    if not (load >= 0 and isfinite(load)):
        raise InputError(f"load must be a number of erlangs, 0 or more, not {load}")
