"""The method "profile": how busy the day is, times how the day is shared out over its intervals.

Both levels are ridge regressions on what is known of a day (`calendar.py`): the logarithm of the
day's total, and the logarithm of each interval's share of it. Recent days weigh more, and what the
fit missed lately is carried forward. Where counts are too small for logarithms, discounted means of
the same weekday take their place, drawn towards the mean of all days.
"""

from dataclasses import dataclass
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
    shares = _plain_shares(mean, opened)
    total = float(mean[opened].sum())
    seen = (table.weekday[rows] == table.weekday[target]).any()
    if rows.size >= FEW_DAYS and seen and table.totals[rows].mean() >= FEW_A_DAY:
        fit = _fit(table, rows, known)
        total = _total(table, fit, target)
        shares = _shares(table, fit, target, shares, opened)
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


def _plain_shares(mean: Counts, opened: Flags) -> Counts:
    """Return the shares of a mean day, each smoothed with its two neighbours."""
    shares = np.where(opened, mean, 0.0)
    before = np.concatenate([shares[:1], shares[:-1]])
    behind = np.concatenate([shares[1:], shares[-1:]])
    shares = np.where(opened, (before + shares + behind) / 3, 0.0)
    total = shares.sum()
    return np.asarray(shares / total if total > 0 else opened / opened.sum())


@dataclass(frozen=True, slots=True)
class _Fit:
    """The known days in the form that both regressions need."""

    rows: npt.NDArray[np.int64]  # days to learn from
    weights: Counts  # (known,), 0 for days to leave out
    columns: Counts  # (known, c)
    gram: Counts  # (c, c)

    def solve(self, right: Counts, penalty: float) -> Counts:
        """Solve the ridge equations; weekdays are all but free."""
        ridge = np.full(self.columns.shape[1], penalty)
        ridge[:WEEKDAY_COLUMNS] = 1e-4
        return np.asarray(np.linalg.solve(self.gram + np.diag(ridge), right))


def _fit(table: DayTable, rows: npt.NDArray[np.int64], known: int) -> _Fit:
    weights = np.where(table.fit[:known], FADE ** np.arange(known)[::-1], 0.0)
    columns = table.columns[:known]
    return _Fit(rows, weights, columns, (columns * weights[:, None]).T @ columns)


def _total(table: DayTable, fit: _Fit, target: int) -> float:
    """Return the contacts of the day: what its columns say, and what was missed lately."""
    wanted = np.log(table.totals[: fit.weights.size] + 0.5)
    found = fit.solve(fit.columns.T @ (fit.weights * wanted), TOTAL_PENALTY)
    late = fit.rows[-5:]
    missed = wanted[late] - fit.columns[late] @ found
    steps = target - fit.rows[-1]
    carried = LAST_MISS**steps * missed[-1] + RECENT_MISS * missed.mean()
    return float(np.exp(table.columns[target] @ found + carried) - 0.5)


def _shares(table: DayTable, fit: _Fit, target: int, plain: Counts, opened: Flags) -> Counts:
    """Return the share of each interval; `plain` where counts are small.

    A ridge prediction is a weighted sum of the days it learnt from, so the weights are found once
    and serve all intervals.
    """
    known = fit.weights.size
    usual_counts = (fit.weights > 0) @ table.filled[:known] / fit.rows.size
    busy = opened & (usual_counts >= FEW_AN_INTERVAL)
    if not busy.any():
        return plain
    late = fit.rows[-10:]
    asked = np.column_stack([table.columns[target], fit.columns[late].mean(axis=0)])
    mix = fit.weights[:, None] * (fit.columns @ fit.solve(asked, SHARE_PENALTY))
    recent = np.bincount(late, minlength=known) / late.size
    parts = np.stack([mix[:, 0], recent - mix[:, 1], fit.weights / fit.weights.sum()])
    sizes = np.log(table.filled[:known] @ busy + 0.5)
    found = (parts @ table.logs[:known])[:, busy] - (parts @ sizes)[:, None]
    at_target, missed, usual = found
    smooth = _smoother(tuple(np.flatnonzero(busy).tolist()), table.filled.shape[1])
    logs = usual + smooth @ (at_target + SHARE_MISS * (smooth @ missed) - usual)
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
