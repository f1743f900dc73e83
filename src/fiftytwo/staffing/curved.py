"""Lines whose callers have patience of any shape (M/M/n+G).

Exact for Poisson calls and exponential handle times; so for other handle times it is an
approximation by their mean, as is the patience by a rate constant within bands. Whoever faces the
offered wait V stays with the chance Q(V); V has the density proportional to
exp(lam * integral of Q to v - n mu v). Sources: F. Baccelli, G. Hebuterne 1981; S. Zeltyn,
A. Mandelbaum, "Call centers with impatient customers: many-server asymptotics of the M/M/n+G
queue", Queueing Systems 51, 2005; W. Whitt, "Engineering solution of a basic call-center model",
Management Science 51, 2005 (that the mean of the handle time serves).
"""

from collections.abc import Callable
from math import exp, isfinite, log

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.erlang import WaitingLine
from fiftytwo.staffing.kernels import HUGE, inverse_blocking
from fiftytwo.staffing.patience_curve import PatienceCurve

__all__ = ["curved_line", "required_for_curve"]

Numbers = npt.NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
PANELS = 80
FADED = 45.0  # e^-45 of the greatest density counts for nothing


def curved_line(
    agents: int,
    calls_per_s: float,
    aht_s: float,
    *,
    patience: PatienceCurve,
    within_s: float = 20,
) -> WaitingLine:
    """Return the state of a line whose callers leave by a patience curve.

    Parameters
    ----------
    agents : int
        Agents working at the same time, >= 1 [agents].
    calls_per_s : float
        Calls offered, > 0 [calls per second].
    aht_s : float
        Average handle time, > 0 [seconds].
    patience : PatienceCurve
        How long callers are ready to wait.
    within_s : float
        Threshold of the service levels, >= 0 [seconds].

    Raises
    ------
    InputError
        If an argument is outside its range.

    Examples
    --------
    A mean patience of 120 s, but a fifth leaves as soon as it must wait:

    >>> curve = PatienceCurve((0,), (1 / 150,), at_once=0.2)
    >>> line = curved_line(50, 48 / 60, 60, patience=curve)
    >>> f"{line.abandonment:.1%} {line.asa_s:.1f} s"
    '5.9% 0.9 s'
    """
    if agents < 1:
        raise InputError(f"agents must be 1 or more, not {agents}")
    for name, value in (("calls_per_s", calls_per_s), ("aht_s", aht_s)):
        if not (isfinite(value) and value > 0):
            raise InputError(f"{name} must be a number above 0, not {value}")
    if not (isfinite(within_s) and within_s >= 0):
        raise InputError(f"within_s must be 0 or more seconds, not {within_s}")
    at_once = inverse_blocking(agents - 1, calls_per_s * aht_s)
    if at_once >= HUGE:
        return WaitingLine(
            0.0, 0.0, 0.0, 0.0, 0.0, min(1.0, calls_per_s * aht_s / agents), 1.0, 1.0, 1.0, 1.0
        )
    waits, lost, wait, level, gone = _shares(
        at_once, (calls_per_s, agents / aht_s), patience, within_s
    )
    return WaitingLine(
        wait_probability=waits,
        abandonment=lost,
        asa_s=wait,
        wait_of_waiting_s=wait / waits if waits > 0 else 0.0,
        queue_length=calls_per_s * wait,
        occupancy=min(1.0, calls_per_s * aht_s * (1 - lost) / agents),
        sl_offered=level,
        sl_waited_out=min(1.0, level / (1 - (gone - level))),
        sl_answered=min(1.0, level / (1 - lost)),
        sl_not_waiting=gone,
    )


def _shares(
    idle: float, rates: tuple[float, float], patience: PatienceCurve, within: float
) -> tuple[float, float, float, float, float]:
    """Return (waits, abandoned, mean wait s, answered within, no longer waiting), of offered."""
    lam, served = rates

    def height(v: npt.ArrayLike) -> Numbers:
        return lam * patience.waited(v) - served * np.asarray(v)

    peak = patience.falls_to(served / lam) if lam > served else 0.0
    top = float(height(peak))
    low, high = _support(height, peak, top)
    # Each band fades at its own speed, which may be far from that of the service: panels follow it.
    fades = [
        begin + 2.0**power / rate
        for begin, rate in zip(patience.from_s, patience.leaving_per_s, strict=True)
        if rate > 0
        for power in range(-3, 6)
    ]
    v, weight = _panels([low, high, peak, within, *patience.from_s, *fades])
    density = lam * weight * np.exp(height(v) - top)
    stays = patience.waiting(v)
    start = idle * exp(-top) if top < 700 else 0.0
    below = start + density.sum()
    early = v <= within
    left_within = 1 - np.where(early, stays, patience.waiting(within))
    level = (start + (density * stays)[early].sum()) / below
    return (
        float(density.sum() / below),
        float((density * (1 - stays)).sum() / below),
        float((density * patience.waited(v)).sum() / below),
        float(level),
        float(min(1.0, level + (density * left_within).sum() / below)),
    )


def _support(height: Callable[[float], Numbers], peak: float, top: float) -> tuple[float, float]:
    """Return between which waits the density, which has one peak, is not negligible."""
    step = 1e-3
    while float(height(peak + step)) > top - FADED:
        step *= 2
    high = _crossing(height, peak + step / 2, peak + step, top - FADED)
    if float(height(0.0)) > top - FADED:
        return 0.0, high
    return _crossing(height, peak, 0.0, top - FADED), high


def _crossing(
    height: Callable[[float], Numbers], above: float, below: float, bound: float
) -> float:
    for _ in range(30):
        middle = 0.5 * (above + below)
        if float(height(middle)) > bound:
            above = middle
        else:
            below = middle
    return below


def _panels(cuts: list[float]) -> tuple[Numbers, Numbers]:
    """Return nodes and weights between the least two bounds, no panel across a cut."""
    low, high = cuts[0], cuts[1]
    inside = np.unique(
        np.clip(np.concatenate([np.linspace(low, high, PANELS + 1), cuts]), low, high)
    )
    half, middle = np.diff(inside) / 2, (inside[1:] + inside[:-1]) / 2
    nodes = middle[:, None] + half[:, None] * NODES
    return nodes.ravel(), (half[:, None] * WEIGHTS).ravel()


def required_for_curve(
    calls_per_s: float,
    aht_s: float,
    *,
    patience: PatienceCurve,
    enough: Callable[[WaitingLine], bool],
    within_s: float = 20,
) -> int:
    """Return the fewest agents whose line is good enough.

    Parameters
    ----------
    calls_per_s, aht_s, patience, within_s
        As `curved_line`.
    enough : function of a WaitingLine
        Says whether a line is good enough; more agents must never turn it from True to False, as is
        the case for lower bounds of service levels and upper ones of all other measures.

    Raises
    ------
    InputError
        If an argument is outside its range, or ten times the load + 1,000 agents are not enough.

    Examples
    --------
    >>> curve = PatienceCurve((0, 30), (0.004, 0.001))
    >>> required_for_curve(100 / 1800, 180, patience=curve, enough=lambda x: x.sl_offered >= 0.8)
    13
    """
    most = int(10 * calls_per_s * aht_s) + 1000

    def good(agents: int) -> bool:
        return enough(curved_line(agents, calls_per_s, aht_s, patience=patience, within_s=within_s))

    if not good(most):
        raise InputError(f"not even {most} agents are enough: ask for less")
    low, high = 0, most
    guess = int(calls_per_s * aht_s) + 1
    step = int(log(1 + guess)) + 1
    while high > guess and not good(guess):
        low, guess, step = guess, guess + step, 2 * step
    high = min(high, guess)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if good(middle) else (middle, high)
    return high
