"""How far counts stray from their forecast: a negative binomial law fitted to past errors."""

from functools import partial

import numpy as np
from scipy.special import nbdtrik, pdtrik

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.model import Counts, Forecast

__all__ = [
    "FEWEST", "GUESS", "OUTSIDE", "band", "day_quantile", "least_extra", "measured", "quantile",
]  # fmt: skip

OUTSIDE = 0.10  # share of intervals below the range, and above it
FEWEST = 8  # past days below which the errors say too little
RULE_OF_THUMB = 0.06  # extra variance / mean squared of a queue nobody has forecast yet
GUESS = 0.25  # the same of a weekday that has never been seen
LEAST = 1e-4
SMALL = 2.0  # contacts; ranges of smaller means hold more than 80 % whatever a is
NORMAL = 1.2816  # standard deviations that hold 80 % of a normal law


def measured(found: Counts, days: int) -> float:
    """Return a from the least a that each interval of so many past days would have needed.

    `found` is what `least_extra` returns of them. The answer is the a that would have held 80 % of
    them, so a few wild days widen it no more than they must. With fewer than `FEWEST` days a rule of
    thumb joins in.
    """
    extra = RULE_OF_THUMB
    if found.size:
        share = min(1.0, (1 - 2 * OUTSIDE) * (days + 1) / days)  # the conformal rank, by days
        extra = max(float(np.quantile(found, share)), LEAST)
    if days < FEWEST:
        trust = days / FEWEST
        return trust * extra + (1 - trust) * max(extra, RULE_OF_THUMB)
    return extra


def least_extra(count: Counts, mean: Counts) -> Counts:
    """Return the least a that holds each count, by the normal law; of counts large enough for it."""
    some = mean >= SMALL  # NaN is not
    some &= ~np.isnan(count)
    apart = np.maximum(0.0, np.abs(count[some] - mean[some]) - 0.5) / NORMAL
    return np.asarray((apart**2 - mean[some]) / mean[some] ** 2)


def band(mean: Counts, a: float) -> tuple[Counts, Counts]:
    """Return the lower and upper end of the 80 % range of counts with var = mean + a mean^2.

    Ends are whole counts: the smallest count that at least 10 % (90 %) of the law reach.

    Examples
    --------
    >>> low, high = band(np.array([100.0, 0.0, np.nan]), 0.01)
    >>> low.tolist(), high.tolist()
    ([82.0, 0.0, nan], [118.0, 0.0, nan])
    """
    return _quantile(mean, a, OUTSIDE), _quantile(mean, a, 1 - OUTSIDE)


def quantile(found: Forecast, share: float) -> Counts:
    """Return the count (m, k) that a share (0..1) of the law of each interval does not exceed.

    Raises
    ------
    InputError
        If the share lies outside 0..1, or the forecast holds no law but only its range.

    Examples
    --------
    >>> days = np.array(["2026-03-30"], dtype="datetime64[D]")
    >>> mean = np.array([[100.0, np.nan]])
    >>> found = Forecast("calls", 43_200, days, mean, mean, mean, "profile", extra=np.array([0.01]))
    >>> quantile(found, 0.5).tolist()
    [[99.0, nan]]
    """
    extra = _law(found.extra, share)
    rows = [_quantile(mean, float(a), share) for mean, a in zip(found.mean, extra, strict=True)]
    return np.array(rows).reshape(found.mean.shape)


def day_quantile(found: Forecast, share: float) -> Counts:
    """Return the count (m,) that a share (0..1) of the law of each day's sum does not exceed.

    NaN where the day is closed. Raises as `quantile`.
    """
    extra = _law(found.day_extra, share)
    shut = np.isnan(found.mean).all(axis=1)
    sums = np.where(shut, np.nan, np.nansum(found.mean, axis=1))
    rows = [_quantile(sums[[n]], float(a), share) for n, a in enumerate(extra)]
    return np.array(rows).reshape(sums.shape)


def _law(extra: Counts | None, share: float) -> Counts:
    if not 0 < share < 1:
        raise InputError(f"a share of the law must lie between 0 and 1, {share} does not")
    if extra is None:
        raise InputError("this forecast holds only its range: make it anew for other shares")
    return extra


def _quantile(mean: Counts, a: float, share: float) -> Counts:
    out = np.where(np.isnan(mean), np.nan, 0.0)
    some = mean > 1e-9
    law = partial(pdtrik, share) if a <= LEAST else partial(_negative_binomial, share, a)
    out[some] = np.maximum(0.0, np.ceil(law(mean[some]) - 1e-9)) + 0.0  # no minus zero
    return out


def _negative_binomial(share: float, a: float, mean: Counts) -> Counts:
    return np.asarray(nbdtrik(share, 1 / a, 1 / (1 + a * mean)))
