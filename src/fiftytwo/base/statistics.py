"""Small statistics for fair reading: intervals of shares and rates, usual ranges, shrinkage.

Shares are 0..1. Formulas name their source; limits that the data cannot
support are None, never a made-up number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma, log, sqrt
from statistics import NormalDist, fmean
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError

__all__ = [
    "Interval",
    "UsualRange",
    "funnel",
    "nps_interval",
    "poisson_interval",
    "shrink",
    "usual_range",
    "wilson",
    "wilson_ends",
]

Number = TypeVar("Number", float, npt.NDArray[np.float64])
Z95, Z998 = 1.959964, 3.090232  # 97.5 and 99.9 % of a normal distribution lie below them
FEWEST = 30  # rows, answers or pairs below which a figure says too little to be judged
MOVING_RANGE_FACTOR = 2.66  # 3 / 1.128, the mean range of two normal values
FEWEST_POINTS = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds the true figure with the confidence asked for."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Where a figure usually lies; a point inside is no news."""

    centre: float
    low: float
    high: float

    def is_news(self, value: float) -> bool:
        """Return whether a value lies outside the usual range."""
        return not self.low <= value <= self.high


def wilson(hits: float, n: float, confidence: float = 0.95) -> Interval | None:
    """Return the score interval of a share; None of nothing.

    Wilson (1927), JASA 22:209. Unlike the textbook interval it never leaves 0..1 and is honest
    for few answers and for shares near 0 and 1.

    Parameters
    ----------
    hits, n : float
        How many of how many, 0 <= hits <= n.
    confidence : float
        Between 0 and 1.

    Raises
    ------
    InputError
        If hits or confidence are out of range.

    Examples
    --------
    >>> interval = wilson(7, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.397, 0.892)
    """
    if not 0 <= hits <= n:
        raise InputError(f"hits {hits} of {n} are none: use 0 <= hits <= n")
    if n == 0:
        return None
    low, high = wilson_ends(hits, n, _z(confidence))
    return Interval(max(0.0, low), min(1.0, high))


def wilson_ends(hits: Number, n: Number, z: float = Z95) -> tuple[Number, Number]:
    """Return both ends of the score interval, of one share or of arrays of them, not clipped.

    Parameters
    ----------
    hits, n : float or array of any one shape
        How many of how many, 0 <= hits <= n, n > 0; nothing is checked.
    z : float
        Quantile of the normal distribution.

    Examples
    --------
    >>> [round(end, 4) for end in wilson_ends(0.0, 10.0)]
    [0.0, 0.2775]
    """
    share, square = hits / n, z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)) ** 0.5
    return centre - half, centre + half


def poisson_interval(count: int, confidence: float = 0.95) -> Interval:
    """Return the exact interval of the expected number behind a count.

    Garwood (1936), Biometrika 28:437, by bisection on the Poisson sums.

    Examples
    --------
    >>> interval = poisson_interval(10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (4.795, 18.39)
    """
    if count < 0:
        raise InputError(f"a count of {count} is none: use 0 or more")
    tail = (1 - _check(confidence)) / 2
    low = 0.0 if count == 0 else _solve(lambda mean: 1 - _poisson_cdf(count - 1, mean), tail, count)
    high = _solve(lambda mean: -_poisson_cdf(count, mean), -tail, count)
    return Interval(low, high)


def usual_range(points: Sequence[float]) -> UsualRange | None:
    """Return the limits of a chart of single values; None of fewer than 12 points.

    Mean ± 2.66 · mean moving range (Wheeler, Understanding Variation, 1993). The moving range
    takes only neighbours, so a slow drift does not widen it.

    Examples
    --------
    >>> usual_range([10, 12] * 6)
    UsualRange(centre=11.0, low=5.68, high=16.32)
    """
    if len(points) < FEWEST_POINTS:
        return None
    centre = fmean(points)
    half = MOVING_RANGE_FACTOR * fmean(abs(b - a) for a, b in pairwise(points))
    return UsualRange(centre, centre - half, centre + half)


def funnel(share: float, n: float, confidence: float = 0.95) -> Interval:
    """Return where the share of `n` cases lies by chance alone if the true one is `share`.

    Normal form p ± z·√(p(1 − p)/n), clipped to 0..1 (Spiegelhalter 2005, Stat. Med. 24:1185).

    Examples
    --------
    >>> limits = funnel(0.8, 50)
    >>> round(limits.low, 3), round(limits.high, 3)
    (0.689, 0.911)
    """
    if not 0 <= share <= 1 or n <= 0:
        raise InputError(f"a share of {share} among {n} is none: use 0..1 and n > 0")
    half = _z(confidence) * sqrt(share * (1 - share) / n)
    return Interval(max(0.0, share - half), min(1.0, share + half))


def shrink(hits: float, n: float, overall: float, weight: float = 40) -> float:
    """Return a share drawn towards the overall one: (x + M·m) / (n + M).

    Examples
    --------
    >>> round(shrink(9, 10, 0.7), 3), round(shrink(180, 200, 0.7), 3)
    (0.74, 0.867)
    """
    if not 0 <= hits <= n or weight <= 0:
        raise InputError(
            f"hits {hits} of {n} with weight {weight} are none: use 0 <= hits <= n and weight > 0"
        )
    return (hits + weight * overall) / (n + weight)


def nps_interval(
    promoters: int, passives: int, detractors: int, confidence: float = 0.95
) -> tuple[float, Interval] | None:
    """Return the net promoter score and its interval, both in points −100..100; None of nothing.

    Adjusted Wald: three answers are added, a quarter of each kind of extreme
    (Rocks 2016, Interval estimation for the net promoter score).

    Examples
    --------
    >>> score, interval = nps_interval(50, 30, 20)
    >>> round(score), round(interval.low, 1), round(interval.high, 1)
    (30, 14.1, 44.2)
    """
    if min(promoters, passives, detractors) < 0:
        raise InputError("promoters, passives and detractors are counts: use 0 or more")
    n = promoters + passives + detractors
    if n == 0:
        return None
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = _z(confidence) * sqrt((p + d - (p - d) ** 2) / (n + 3))
    middle = p - d
    score = 100 * (promoters - detractors) / n
    return score, Interval(100 * max(-1.0, middle - half), 100 * min(1.0, middle + half))


def _check(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InputError(f"confidence {confidence} is none: use a number between 0 and 1")
    return confidence


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + _check(confidence)) / 2)


def _poisson_cdf(count: int, mean: float) -> float:
    if mean == 0:
        return 1.0
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))


def _solve(rising: Callable[[float], float], wanted: float, count: int) -> float:
    low, high = 0.0, count + 10 * sqrt(count + 10) + 20
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2
