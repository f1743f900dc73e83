"""The gap between what was expected and what was experienced, over those who told both."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import FEWEST, Interval

__all__ = ["Gap", "expectation_gap", "gap_of"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Mean of experience − expectation.

    Attributes
    ----------
    mean : float or None
        In points of the scale; None without pairs.
    interval : Interval or None
        Of the mean by the normal form; None of fewer than 30 pairs, which show the mean alone.
    pairs, unpaired : int
        Answers to both questions, and to one of them only: these are left out.
    p : float or None
        Two-sided chance of such a mean if there were no gap [0..1], by the paired test in its
        normal form; None of fewer than 30 pairs.
    """

    mean: float | None
    interval: Interval | None
    pairs: int
    unpaired: int
    p: float | None = None


def expectation_gap(
    answers: Iterable[tuple[float | None, float | None]],
    *,
    scale: tuple[float, float],
    confidence: float = 0.95,
) -> Gap:
    """Return the gap over the answers (expectation, experience); None is no answer.

    Raises
    ------
    InputError
        If an answer lies outside the scale.

    Examples
    --------
    >>> expectation_gap([(5, 4), (3, 4), (4, 2), (5, None)], scale=(1, 5))
    Gap(mean=-0.6666666666666666, interval=None, pairs=3, unpaired=1, p=None)
    """
    found = list(answers)
    low, high = scale
    for value in (value for pair in found for value in pair if value is not None):
        if not low <= value <= high:
            raise InputError(f"an answer of {value} is off the scale: use {low} to {high}")
    gaps = [b - a for a, b in found if a is not None and b is not None]
    unpaired = sum((a is None) != (b is None) for a, b in found)
    spread = stdev(gaps) if len(gaps) > 1 else None
    mean = fmean(gaps) if gaps else None
    return gap_of(len(gaps), mean, spread, unpaired, confidence=confidence)


def gap_of(
    pairs: int,
    mean: float | None,
    spread: float | None,
    unpaired: int,
    *,
    confidence: float = 0.95,
) -> Gap:
    """Return the gap of counts and sums: `mean` and sample standard deviation of the differences.

    The interval and the test go by each customer's own difference (Student's paired test, which 30
    pairs and more bring to the normal form), so that who always answers mildly counts as who does not.

    Raises
    ------
    InputError
        If there are pairs and no mean, or 30 of them and no spread.

    Examples
    --------
    >>> told = gap_of(100, -0.2, 1.0, 7)
    >>> round(told.interval.low, 3), round(told.interval.high, 3), round(told.p, 4)
    (-0.396, -0.004, 0.0455)
    """
    if not pairs:
        return Gap(None, None, 0, unpaired)
    if mean is None or (pairs >= FEWEST and spread is None):
        raise InputError(f"{pairs} pairs have a mean and a spread: give both")
    if pairs < FEWEST or spread is None:
        return Gap(mean, None, pairs, unpaired)
    error = spread / sqrt(pairs)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return Gap(mean, Interval(mean - half, mean + half), pairs, unpaired, _p(mean, error))


def _p(mean: float, error: float) -> float:
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return 2 * (1 - NormalDist().cdf(abs(mean) / error))
