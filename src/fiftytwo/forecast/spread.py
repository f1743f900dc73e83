"""How far counts stray from their forecast: a negative binomial law fitted to past errors."""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import nbdtrik, pdtrik

from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.model import Counts

__all__ = [
    "GUESS",
    "OUTSIDE",
    "Predictor",
    "band",
    "least_extra",
    "measured",
    "seen_before",
    "stray",
]

Predictor = Callable[[DayTable, int, int], Counts]
OUTSIDE = 0.10  # share of intervals below the range, and above it
LOOK_BACK = 40  # past days whose errors are looked at
FEWEST = 8  # past days below which the errors say too little
RULE_OF_THUMB = 0.06  # extra variance / mean squared of a queue nobody has forecast yet
GUESS = 0.25  # the same of a weekday that has never been seen
LEAST = 1e-4
SMALL = 2.0  # contacts; ranges of smaller means hold more than 80 % whatever a is
NORMAL = 1.2816  # standard deviations that hold 80 % of a normal law


def stray(table: DayTable, predict: Predictor, ahead: int) -> tuple[float, int]:
    """Return (a, days): the extra variance a in var = mean + a mean^2, from `days` past days.

    Every past day is forecast from what was known `ahead` open days before. For each of its
    intervals there is a least a whose range would have held the count; the a that would have held
    80 % of them is the answer, so a few wild days widen it no more than they must. With fewer than
    `FEWEST` days a rule of thumb joins in.
    """
    first = max(ahead, table.past - LOOK_BACK, table.past // 2)  # as well informed as now
    least: list[Counts] = []
    for row in range(first, table.past):
        known = row - ahead + 1
        if table.fit[row] and seen_before(table, known, row):
            least.append(least_extra(table.counts[row], predict(table, known, row)))
    return measured(np.concatenate(least) if least else np.empty(0), len(least)), len(least)


def measured(found: Counts, days: int) -> float:
    """Return a from the least a that each interval of so many past days would have needed.

    `found` is what `least_extra` returns of them; see `stray` for what follows.
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


def seen_before(table: DayTable, known: int, row: int) -> bool:
    """Return whether the first `known` days hold the weekday of `row`: else it is but a guess."""
    return bool((table.weekday[:known] == table.weekday[row]).any())


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
