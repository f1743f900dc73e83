"""The method "profile": how busy the day is, times how the day is shared out over its intervals.

Both levels are ridge regressions on what is known of a day (`calendar.py`): the logarithm of the
day's total, and the logarithm of each interval's share of it. Recent days weigh more, and what the
fit missed lately is carried forward. Where counts are too small for logarithms, discounted means of
the same weekday take their place, drawn towards the mean of all days.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.calendar import WEEKDAY_COLUMNS
from fiftytwo.forecast.days import DayTable, Flags
from fiftytwo.forecast.model import Counts

__all__ = ["predict_profile"]

FADE = 0.995  # weight of a day against the next open day
FADE_WEEK = 0.95  # weight of a weekday against the next of its kind
TOTAL_PENALTY, SHARE_PENALTY = 1.0, 3.0
LAST_MISS, RECENT_MISS, SHARE_MISS = 0.3, 0.6, 0.4
SMOOTH_S = 1200.0  # standard deviation of the smoothing along the day [seconds]
FEW_DAYS = 15  # with fewer the discounted mean is all there is
FEW_A_DAY = 40.0  # contacts
FEW_AN_INTERVAL = 5.0  # contacts
ENOUGH_OWN = 2.5  # discounted days of its own that make a weekday stand alone
OWN_DAYS = 1.0  # how many days of its own weigh as much as the mean of all days


def predict_profile(table: DayTable, known: int, target: int) -> Counts:
    """Return the expected contacts of row `target`, from the first `known` rows.

    Returns
    -------
    array (k,)
        Contacts of each interval; NaN where the weekday is closed, or no day is known.
    """
    opened = _opened(table, int(table.weekday[target]))
    rows = np.flatnonzero(table.fit[:known])
    if rows.size == 0 or not opened.any():
        return np.full(table.filled.shape[1], np.nan)
    mean = _discounted(table, rows, int(table.weekday[target]))
    shares = _safe_shares(mean, opened)
    total = float(mean[opened].sum())
    if rows.size >= FEW_DAYS:
        if np.median(table.totals[rows]) >= FEW_A_DAY:
            total = _total(table, rows, target)
        shares = _shares(table, rows, target, shares, opened)
    return np.where(opened, total * shares, np.nan)


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


def _safe_shares(mean: Counts, opened: Flags) -> Counts:
    shares = np.where(opened, mean, 0.0)
    padded = np.pad(shares, 1, mode="edge")
    shares = np.where(opened, (padded[:-2] + padded[1:-1] + padded[2:]) / 3, 0.0)
    total = shares.sum()
    return np.asarray(shares / total if total > 0 else opened / opened.sum())


def _ridge(table: DayTable, rows: npt.NDArray[np.int64], wanted: Counts, penalty: float) -> Counts:
    """Return the coefficients of `wanted` on the columns; weekdays are all but free."""
    columns = table.columns[rows]
    weights = FADE ** (rows[-1] - rows)
    ridge = np.full(columns.shape[1], penalty)
    ridge[:WEEKDAY_COLUMNS] = 1e-4
    weighted = columns * weights[:, None]
    return np.asarray(np.linalg.solve(weighted.T @ columns + np.diag(ridge), weighted.T @ wanted))


def _total(table: DayTable, rows: npt.NDArray[np.int64], target: int) -> float:
    wanted = np.log(table.totals[rows] + 0.5)
    if not (table.weekday[rows] == table.weekday[target]).any():
        return float(np.exp(wanted[-5:].mean()))
    fit = _ridge(table, rows, wanted, TOTAL_PENALTY)
    missed = wanted - table.columns[rows] @ fit
    steps = target - rows[-1]
    carried = LAST_MISS**steps * missed[-1] + RECENT_MISS * missed[-5:].mean()
    return float(np.exp(table.columns[target] @ fit + carried) - 0.5)


def _shares(
    table: DayTable,
    rows: npt.NDArray[np.int64],
    target: int,
    plain: Counts,
    opened: Flags,
) -> Counts:
    """Return the share of each interval; `plain` where counts are small."""
    busy = opened & (table.filled[rows].mean(axis=0) >= FEW_AN_INTERVAL)
    if not busy.any() or not (table.weekday[rows] == table.weekday[target]).any():
        return plain
    wanted = table.logs[np.ix_(rows, busy)]
    wanted = wanted - np.log(table.filled[np.ix_(rows, busy)].sum(axis=1) + 0.5)[:, None]
    fit = _ridge(table, rows, wanted, SHARE_PENALTY)
    smooth = _smoother(tuple(np.flatnonzero(busy).tolist()), table.filled.shape[1])
    late = rows[-10:]
    missed = (wanted[-10:] - table.columns[late] @ fit).mean(axis=0)
    fading = FADE ** (rows[-1] - rows)
    usual = fading @ wanted / fading.sum()
    bent = table.columns[target] @ fit + SHARE_MISS * (smooth @ missed) - usual
    logs = usual + smooth @ bent
    shares = plain.copy()
    shape = np.exp(logs - logs.max())
    shares[busy] = plain[busy].sum() * shape / shape.sum()
    return shares


@lru_cache(maxsize=8)
def _smoother(places: tuple[int, ...], k: int) -> Counts:
    """Return the matrix that smooths along the day, over open intervals only."""
    width = SMOOTH_S * k / 86_400
    apart = np.subtract.outer(places, places) / width
    weights = np.exp(-0.5 * apart**2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
