"""Exact binomial limits: between which shares n cases lie by chance alone."""

from math import exp, lgamma, log

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import Interval

__all__ = ["exact_funnel"]


def exact_funnel(share: float, n: int, confidence: float = 0.95) -> Interval:
    """Return the exact limits of a funnel: the quantiles of the binomial, as shares.

    Outside them lie at most (1 − confidence)/2 of the draws on each side; unlike the normal form
    they are right for few cases and for shares near 0 and 1 (Spiegelhalter 2005, Stat. Med. 24:1185).

    Parameters
    ----------
    share : float
        The true share [0..1].
    n : int
        Cases, at least 1.
    confidence : float
        Between 0 and 1.

    Raises
    ------
    InputError
        If one of them is out of range.

    Examples
    --------
    >>> exact_funnel(0.8, 50), exact_funnel(0.8, 50, 0.998)
    (Interval(low=0.68, high=0.9), Interval(low=0.62, high=0.96))
    """
    if not 0 <= share <= 1 or n < 1 or not 0 < confidence < 1:
        raise InputError(
            f"a share of {share} among {n} at {confidence} is none: use 0..1, n of at least 1 and"
            " a confidence between 0 and 1"
        )
    tail = (1 - confidence) / 2
    return Interval(_quantile(share, n, tail) / n, (n - _quantile(1 - share, n, tail)) / n)


def _quantile(share: float, n: int, tail: float) -> int:
    """Return the smallest count k with P(X <= k) >= tail."""
    below = 0.0
    for count in range(n + 1):
        below += _density(share, n, count)
        if below >= tail:
            return count
    return n


def _density(share: float, n: int, count: int) -> float:
    if share in (0.0, 1.0):
        return 1.0 if count == n * share else 0.0
    ways = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
    return exp(ways + count * log(share) + (n - count) * log(1 - share))
