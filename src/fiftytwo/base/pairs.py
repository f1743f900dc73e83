"""The gap between what was expected and what was experienced, over those who told both."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import FEWEST, Interval

__all__ = ["Gap", "expectation_gap"]


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
    """

    mean: float | None
    interval: Interval | None
    pairs: int
    unpaired: int


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
    Gap(mean=-0.6666666666666666, interval=None, pairs=3, unpaired=1)
    """
    found = list(answers)
    low, high = scale
    for value in (value for pair in found for value in pair if value is not None):
        if not low <= value <= high:
            raise InputError(f"an answer of {value} is off the scale: use {low} to {high}")
    gaps = [b - a for a, b in found if a is not None and b is not None]
    unpaired = sum((a is None) != (b is None) for a, b in found)
    if not gaps:
        return Gap(None, None, 0, unpaired)
    mean = fmean(gaps)
    if len(gaps) < FEWEST:
        return Gap(mean, None, len(gaps), unpaired)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * stdev(gaps) / sqrt(len(gaps))
    return Gap(mean, Interval(mean - half, mean + half), len(gaps), unpaired)
