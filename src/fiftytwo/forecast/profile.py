"""How a day is shared out over its intervals, times how busy it is (`level.py`).

The logarithm of each interval's share of the day is a ridge regression on what is known of a day
(`calendar.py`); what it missed lately is carried forward. Where counts are too small for logarithms,
discounted means of the same weekday take their place, drawn towards the mean of all days.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.days import DayTable, Flags
from fiftytwo.forecast.level import FADE, LEVELS, Fit, fit_days, totals
from fiftytwo.forecast.model import Counts

__all__ = ["PROFILES", "WEEKDAY_MEAN", "predict_profiles"]

Rows = npt.NDArray[np.int64]
WEEKDAY_MEAN = "weekday_mean"
PROFILES = (WEEKDAY_MEAN, *LEVELS)
FADE_WEEK = 0.95  # weight of a weekday against the next of its kind
SHARE_PENALTY = 3.0
SHARE_MISS = 0.4
SMOOTH_S = 1200.0  # standard deviation of the smoothing along the day [seconds]
FEW_DAYS = 15  # with fewer the discounted mean is all there is
FEW_A_DAY = 40.0  # contacts
FEW_AN_INTERVAL = 5.0  # contacts
ENOUGH_OWN = 2.5  # discounted days of its own that make a weekday stand alone
OWN_DAYS = 1.0  # how many days of its own weigh as much as the mean of all days


def predict_profiles(table: DayTable, known: int, targets: Rows, methods: Sequence[str]) -> Counts:
    """Return the expected contacts of rows `targets`, from the first `known` rows.

    The methods, of `PROFILES`, share one fit.

    Returns
    -------
    array (methods, m, k)
        Contacts of each interval; NaN where the weekday is closed, no day is known, or the
        history is too short for the method.
    """
    shape = (len(methods), targets.size, table.filled.shape[1])
    out = np.full(shape, np.nan)
    rows = np.flatnonzero(table.fit[:known])
    if rows.size == 0:
        return out
    many = rows.size >= FEW_DAYS and table.totals[rows].mean() >= FEW_A_DAY
    fit = fit_days(table.columns[:known], rows, FADE)
    levels = {
        method: totals(table, fit, targets, LEVELS[method])
        for method in methods
        if many and method in LEVELS
    }
    logs = _log_shares(table, fit, targets) if levels else None
    busy = (fit.weights > 0) @ table.filled[:known] / rows.size >= FEW_AN_INTERVAL
    for place, target in enumerate(targets):
        weekday = int(table.weekday[target])
        opened = _opened(table, weekday)
        if not opened.any():
            continue
        mean = _discounted(table, rows, weekday)
        plain = _plain_shares(mean, opened)
        usual = float(mean[opened].sum()) * plain
        seen = bool((table.weekday[rows] == weekday).any())
        shares = plain
        if logs is not None and seen:
            shares = _shares(logs[:, [place, -2, -1]], plain, opened & busy)
        for number, method in enumerate(methods):
            fitted = seen and method in levels
            found = levels[method][place] * shares if fitted else usual
            out[number, place] = np.where(opened, found, np.nan)
    return out


def _opened(table: DayTable, weekday: int) -> Flags:
    """Return the opening hours of a weekday; of one never due yet, those of the other days."""
    return table.open[weekday] if table.due[weekday] else np.asarray(table.open.any(axis=0))


def _discounted(table: DayTable, rows: npt.NDArray[np.int64], weekday: int) -> Counts:
    """Return the discounted mean of the weekday; of a rare one, drawn towards that of all days."""
    same = rows[table.weekday[rows] == weekday][-24:]
    weights = FADE_WEEK ** np.arange(same.size)[::-1]
    own = float(weights.sum())
    if own >= ENOUGH_OWN:
        return np.asarray(weights @ table.filled[same] / own)
    fading = FADE ** np.arange(rows.size)[::-1]
    everyday = fading @ table.filled[rows] / fading.sum()
    return np.asarray((weights @ table.filled[same] + OWN_DAYS * everyday) / (own + OWN_DAYS))


def _plain_shares(mean: Counts, opened: Flags) -> Counts:
    """Return the shares of a mean day, each smoothed with its two neighbours."""
    shares = np.where(opened, mean, 0.0)
    before = np.concatenate([shares[:1], shares[:-1]])
    behind = np.concatenate([shares[1:], shares[-1:]])
    shares = np.where(opened, (before + shares + behind) / 3, 0.0)
    total = shares.sum()
    return np.asarray(shares / total if total > 0 else opened / opened.sum())


def _log_shares(table: DayTable, fit: Fit, targets: Rows) -> Counts:
    """Return, by interval, the logarithm at each target, what was missed lately, and the usual one.

    Shape (k, m + 2), each column but for a constant, which sharing out a day takes away again. A
    ridge prediction is a weighted sum of the days it learnt from, so the weights are found once and
    serve all intervals.
    """
    known = fit.weights.size
    late = fit.rows[-10:]
    asked = np.column_stack([table.columns[targets].T, fit.columns[late].mean(axis=0)])
    mix = fit.weights[:, None] * (fit.columns @ fit.solve(asked, SHARE_PENALTY))
    mix[:, -1] = np.bincount(late, minlength=known) / late.size - mix[:, -1]
    parts = np.column_stack([mix, fit.weights / fit.weights.sum()])
    return np.asarray(table.logs[:known].T @ parts)


def _shares(logs: Counts, plain: Counts, busy: Flags) -> Counts:
    """Return the share of each interval from the columns of `logs`; `plain` where not `busy`."""
    if not busy.any():
        return plain
    at_target, missed, usual = logs[busy].T
    smooth = _smoother(tuple(np.flatnonzero(busy).tolist()), plain.size)
    found = usual + smooth @ (at_target + SHARE_MISS * (smooth @ missed) - usual)
    shares = plain.copy()
    shape = np.exp(found - found.max())
    shares[busy] = plain[busy].sum() * shape / shape.sum()
    return shares


@lru_cache(maxsize=8)
def _smoother(places: tuple[int, ...], k: int) -> Counts:
    """Return the matrix that smooths along the day, over open intervals only."""
    width = SMOOTH_S * k / 86_400
    apart = np.subtract.outer(places, places) / width
    weights = np.exp(-0.5 * apart**2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
