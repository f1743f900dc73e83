"""How far counts stray from their forecast: a negative binomial law fitted to past errors."""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import nbdtrik, pdtrik

from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.model import Counts

__all__ = ["OUTSIDE", "Predictor", "band", "stray"]

Predictor = Callable[[DayTable, int, int], Counts]
OUTSIDE = 0.10  # share of intervals below the range, and above it
LOOK_BACK = 40  # past days whose errors are looked at
FEWEST = 8  # past days below which the errors say too little
RULE_OF_THUMB = 0.06  # extra variance / mean squared of a queue nobody has forecast yet
LEAST = 1e-4


def stray(table: DayTable, predict: Predictor, ahead: int) -> tuple[float, int]:
    """Return (a, days): the extra variance a in var = mean + a mean^2, from `days` past days.

    Every past day is forecast from what was known `ahead` open days before; a follows by moments
    from all its intervals. With fewer than `FEWEST` such days a rule of thumb joins in.
    """
    first = max(ahead, table.past - LOOK_BACK, table.past // 2)  # as well informed as now
    extra = squares = 0.0
    days = 0
    for row in range(first, table.past):
        known = row - ahead + 1
        if known < 5 or not table.fit[row]:
            continue
        mean = predict(table, known, row)
        seen = ~np.isnan(mean) & ~np.isnan(table.counts[row])
        if not seen.any():
            continue
        miss = table.counts[row, seen] - mean[seen]
        extra += float((miss**2 - mean[seen]).sum())
        squares += float((mean[seen] ** 2).sum())
        days += 1
    measured = max(extra / squares, LEAST) if squares > 0 else RULE_OF_THUMB
    if days < FEWEST:
        trust = days / FEWEST
        return trust * measured + (1 - trust) * max(measured, RULE_OF_THUMB), days
    return measured, days


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


def _quantile(mean: Counts, a: float, share: float) -> Counts:
    out = np.where(np.isnan(mean), np.nan, 0.0)
    some = mean > 1e-9
    law = partial(pdtrik, share) if a <= LEAST else partial(_negative_binomial, share, a)
    out[some] = np.maximum(0.0, np.ceil(law(mean[some]) - 1e-9)) + 0.0  # no minus zero
    return out


def _negative_binomial(share: float, a: float, mean: Counts) -> Counts:
    return np.asarray(nbdtrik(share, 1 / a, 1 / (1 + a * mean)))
