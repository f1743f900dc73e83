"""From replications to a figure with its 95 % interval."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from fiftytwo.simulation.book import Numbers

__all__ = ["Estimate", "difference_of", "mean_of", "ratio_of"]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the interval that holds the model's true value in 19 of 20 simulations.

    Attributes
    ----------
    value : float or None
        None where nothing was to be measured: a ratio whose denominator is 0.
    low, high : float or None
        None also where there is but one replication.
    """

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval."""
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2


def mean_of(values: Numbers) -> Estimate:
    """Return the mean of independent replications, with Student's interval.

    Parameters
    ----------
    values : array (R,)
        One figure a replication (for antithetic ones: the mean of a pair).

    Examples
    --------
    >>> seen = mean_of(np.array([1.0, 2.0, 3.0]))
    >>> seen.value, round(seen.half_width, 4)
    (2.0, 2.4841)
    """
    return _estimate(float(values.mean()), values - values.mean())


def ratio_of(above: Numbers, below: Numbers) -> Estimate:
    """Return sum over sum of independent replications, with an interval by the delta method.

    The ratio of sums, not the mean of daily ratios: a busy day counts for as many contacts as it
    has. Its spread is that of (above - ratio * below) / mean of below; its bias falls with 1/R.
    Source: S. Asmussen, P. Glynn, "Stochastic simulation", 2007, III.4.

    Parameters
    ----------
    above, below : arrays (R,)
        Numerator and denominator by replication.

    Examples
    --------
    >>> ratio_of(np.array([8.0, 9.0]), np.array([10.0, 10.0])).value
    0.85
    >>> ratio_of(np.zeros(3), np.zeros(3)).value is None
    True
    """
    value, errors = _ratio(above, below)
    return Estimate(None) if value is None else _estimate(value, errors)


def difference_of(
    first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers], *, paired: bool = True
) -> Estimate:
    """Return the second ratio less the first, of replications that share their random numbers.

    Parameters
    ----------
    first, second : pairs of arrays (R,)
        Numerators and denominators of the same replications under two plans.
    paired : bool
        Whether they share their random numbers; otherwise both spreads add up.
    """
    a, a_errors = _ratio(*first)
    b, b_errors = _ratio(*second)
    if a is None or b is None:
        return Estimate(None)
    if paired:
        return _estimate(b - a, b_errors - a_errors)
    halves = [_estimate(0.0, errors).half_width for errors in (a_errors, b_errors)]
    if halves[0] is None or halves[1] is None:
        return Estimate(b - a)
    half = float(np.hypot(halves[0], halves[1]))
    return Estimate(b - a, b - a - half, b - a + half)


def _ratio(above: Numbers, below: Numbers) -> tuple[float | None, Numbers]:
    total = float(below.sum())
    if total == 0.0:
        return None, np.zeros(0)
    value = float(above.sum()) / total
    return value, (above - value * below) / (total / below.size)


def _estimate(value: float, errors: Numbers) -> Estimate:
    count = errors.size
    if count < 2:
        return Estimate(value)
    spread = float(np.sqrt((errors**2).sum() / (count - 1) / count))
    half = float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2)) * spread
    return Estimate(value, value - half, value + half)
