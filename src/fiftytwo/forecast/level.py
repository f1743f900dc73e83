"""How busy a day is: ridge regressions of the logarithm of its total on what is known of it.

Each level shares the columns of `calendar.py`; a trend and the time of the year come on top. Recent
days weigh more, and what the fit missed lately is carried forward.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.calendar import WEEKDAY_COLUMNS
from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.model import Counts, Days

__all__ = ["FADE", "LEVELS", "YEARS_SEEN", "Fit", "Level", "fit_days", "totals"]

FADE = 0.995  # weight of a day against the next open day
TOTAL_PENALTY = 1.0
LAST_MISS, RECENT_MISS = 0.3, 0.6
DAMPED = 0.99  # of a trend's step, against the step of the day before
HARMONICS = 3  # sine waves that make up a year
YEAR = 365.25  # days
YEARS_SEEN = 400  # days of history below which no time of the year has been seen twice


@dataclass(frozen=True, slots=True)
class Level:
    """What a level knows beside the columns of a day.

    Attributes
    ----------
    fade : float
        Weight of a day against the next open day.
    kept : float
        How much of what was missed in the last five days still holds an open day later.
    trend, yearly : bool
        Whether it goes on rising or falling, ever less; whether it knows the time of the year.
    """

    fade: float
    kept: float
    trend: bool
    yearly: bool


LEVELS = {
    "profile": Level(FADE, 1.0, trend=False, yearly=False),
    "profile_trend": Level(FADE, 0.98, trend=True, yearly=False),
    "profile_year": Level(0.999, 0.98, trend=True, yearly=True),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """The known days in the form that every regression needs."""

    rows: npt.NDArray[np.int64]  # days to learn from
    weights: Counts  # (known,), 0 for days to leave out
    columns: Counts  # (known, c)
    gram: Counts  # (c, c)

    def solve(self, right: Counts, penalty: float) -> Counts:
        """Solve the ridge equations; weekdays are all but free."""
        ridge = np.full(self.columns.shape[1], penalty)
        ridge[:WEEKDAY_COLUMNS] = 1e-4
        return np.asarray(np.linalg.solve(self.gram + np.diag(ridge), right))


def fit_days(columns: Counts, rows: npt.NDArray[np.int64], fade: float) -> Fit:
    """Return the days `rows` among those of `columns` (known, c), the last one weighing most."""
    known = len(columns)
    weights = np.zeros(known)
    weights[rows] = fade ** (known - 1 - rows)
    return Fit(rows, weights, columns, (columns * weights[:, None]).T @ columns)


def totals(table: DayTable, fit: Fit, targets: npt.NDArray[np.int64], level: Level) -> Counts:
    """Return the contacts (m,) of the days `targets`; NaN where the history is too short for it.

    `fit` is that of the plain columns with the weights of `FADE`, which the plain level shares.
    """
    known = fit.weights.size
    ahead = table.columns[targets]
    if level.trend:
        extra = _columns_of_time(table.days, known, yearly=level.yearly)
        span = int((table.days[known - 1] - table.days[0]).astype(int))
        if level.yearly and span < YEARS_SEEN:
            return np.full(targets.size, np.nan)
        ahead = np.hstack([ahead, extra[targets]])
        fit = fit_days(np.hstack([fit.columns, extra[:known]]), fit.rows, level.fade)
    wanted = np.log(table.totals[:known] + 0.5)
    found = fit.solve(fit.columns.T @ (fit.weights * wanted), TOTAL_PENALTY)
    late = fit.rows[-5:]
    missed = wanted[late] - fit.columns[late] @ found
    steps = targets - fit.rows[-1]
    recent = RECENT_MISS * level.kept ** (steps - 1) * missed.mean()
    carried = LAST_MISS**steps * missed[-1] + recent
    return np.asarray(np.exp(ahead @ found + carried) - 0.5)


def _columns_of_time(days: Days, known: int, *, yearly: bool) -> Counts:
    """Return years since the last known day, damped ahead of it, and waves of the year (n + m, c)."""
    since = (days - days[known - 1]).astype(np.int64)
    damped = DAMPED * (1 - DAMPED ** np.maximum(since, 0)) / (1 - DAMPED)
    columns = [np.where(since > 0, damped, since) / YEAR]
    if yearly:
        turn = 2 * np.pi * days.astype("datetime64[D]").astype(np.int64) / YEAR
        columns += [wave(n * turn) for n in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    return np.column_stack(columns)
