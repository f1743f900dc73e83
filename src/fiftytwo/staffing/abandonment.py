"""Erlang A: lines where callers leave when their patience ends."""

from math import inf

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.erlang import WaitingLine
from fiftytwo.staffing.kernels import with_abandonment

__all__ = ["impatient_line"]


def impatient_line(
    agents: int, calls_per_s: float, aht_s: float, *, patience_s: float, within_s: float = 20
) -> WaitingLine:
    """Return the state of a line whose callers leave after an exponential patience (M/M/n+M).

    Parameters
    ----------
    agents : int
        Agents working at the same time, >= 1 [agents].
    calls_per_s : float
        Calls offered, > 0 [calls per second].
    aht_s : float
        Average handle time, > 0 [seconds].
    patience_s : float
        Mean patience: how long callers would wait on average before leaving, > 0 [seconds].
        It is longer than the mean wait of those who left; see `patience.mean_patience`.
    within_s : float
        Threshold of the service levels, >= 0 [seconds].

    Returns
    -------
    WaitingLine
        Exact stationary values. The line never grows for ever, so an overload is fine.

    Raises
    ------
    InputError
        If an argument is outside its range.

    Notes
    -----
    Relative errors against 60-digit arithmetic stay below 1e-12 where a value is at least 1e-9, also
    in a deep overload.
    Source: O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient
    customers", Manufacturing & Service Operations Management 4(3), 2002.

    Examples
    --------
    Their own case: 48 calls a minute, 50 agents, one minute each, patience of two minutes.

    >>> line = impatient_line(50, 48 / 60, 60, patience_s=120)
    >>> f"{line.abandonment:.1%} {line.asa_s:.1f} s {line.occupancy:.0%}"
    '3.1% 3.7 s 93%'
    """
    if agents < 1:
        raise InputError(f"agents must be 1 or more, not {agents}")
    for name, value in (("calls_per_s", calls_per_s), ("aht_s", aht_s), ("patience_s", patience_s)):
        if not 0 < value < inf:
            raise InputError(f"{name} must be a number above 0, not {value}")
    if not 0 <= within_s < inf:
        raise InputError(f"within_s must be 0 or more seconds, not {within_s}")
    waits, lost, level, gone = with_abandonment(
        agents, calls_per_s, 1 / aht_s, 1 / patience_s, within_s
    )
    left_in_time = max(0.0, gone - level)
    return WaitingLine(
        wait_probability=waits,
        abandonment=lost,
        asa_s=lost * patience_s,
        wait_of_waiting_s=lost / waits * patience_s if waits > 0 else 0.0,
        queue_length=calls_per_s * lost * patience_s,
        occupancy=min(1.0, calls_per_s * aht_s * (1 - lost) / agents),
        sl_offered=level,
        sl_waited_out=min(1.0, level / (1 - left_in_time)),
        sl_answered=min(1.0, level / (1 - lost)),
        sl_not_waiting=gone,
    )
