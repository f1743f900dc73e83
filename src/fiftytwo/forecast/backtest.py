"""How good the forecast would have been: the past, forecast from what was known before it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.days import Flags
from fiftytwo.forecast.layers import layered
from fiftytwo.forecast.model import Counts, Days, Forecast, History, Layer
from fiftytwo.forecast.predict import ANY_METHOD, BEST, forecast_each
from fiftytwo.forecast.spread import OUTSIDE, day_quantile

__all__ = ["Backtest", "Score", "backtest"]

LAYERED = "best_layered"
FIRST_DAYS = 7  # days known before the first fold


@dataclass(frozen=True, slots=True)
class Score:
    """How one method did, over all intervals that every method forecast.

    Attributes
    ----------
    method : str
        Its name.
    wape : float
        Sum of absolute errors / sum of contacts [0..]; 0.1 = off by a tenth.
    rmse : float
        Root of the mean squared error [contacts an interval].
    bias : float
        (Forecast - actual) / actual, of the sums; above 0 = too high.
    cover : float
        Share of intervals inside the 80 % range [0..1].
    day_cover : float
        Share of days whose sum is inside the 80 % range of the day [0..1].
    """

    method: str
    wape: float
    rmse: float
    bias: float
    cover: float
    day_cover: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of all methods on the same intervals, the first one being the default method.

    `folds` is how many forecasts were made, `intervals` how many they were compared on. A method that
    had nothing to go by in one of the folds is left out. `chosen` is how many days each method was
    chosen for by "best", which knew in each fold but what came before it.
    """

    queue: str
    interval_s: int
    horizon_days: int
    folds: int
    first: date
    last: date
    intervals: int
    scores: tuple[Score, ...]
    chosen: dict[str, int]


def backtest(
    history: History,
    *,
    horizon_days: int = 7,
    folds: int = 8,
    closed: Collection[date] = (),
    special: Collection[date] = (),
    layers: Sequence[Layer] = (),
) -> Backtest:
    """Return how each method did on the last days, each forecast from the days before it.

    Parameters
    ----------
    history : History
        What is known.
    horizon_days : int
        Local days that one forecast covers, >= 1 [days].
    folds : int
        Forecasts to make, one behind the other, the last one ending with the history, >= 1.
        Where the history is short there are fewer; horizons without an open day are passed over.
    closed, special : dates
        As `forecast`.
    layers : sequence of Layer
        Changes by people. Where those made before a fold change any of its days, "best_layered" is
        the best with them, beside "best" without.

    Raises
    ------
    InputError
        If an argument is below 1, or the history is too short for a single fold.

    Examples
    --------
    >>> days = np.arange("2026-03-02", "2026-03-30", dtype="datetime64[D]")
    >>> steady = History("calls", 43_200, days, np.full((28, 2), 10.0))
    >>> result = backtest(steady, horizon_days=7, folds=2)
    >>> [(score.method, score.wape) for score in result.scores][1]
    ('seasonal_naive', 0.0)
    """
    if horizon_days < 1 or folds < 1:
        raise InputError("horizon_days and folds must be 1 or more")
    windows = _windows(history, horizon_days, folds)
    if not windows:
        raise InputError(
            f"the history of {history.queue} is too short to test: it needs {FIRST_DAYS} days "
            f"and {horizon_days} to forecast; load more, or ask for a shorter horizon"
        )
    made: dict[str, list[Forecast]] = {method: [] for method in ANY_METHOD}
    for window in windows:
        known = history.before(window[0])
        found = forecast_each(known, window, ANY_METHOD, closed=closed, special=special)
        for method, one in found.items():
            made[method].append(one)
    touched = [layered(one, layers) for one in made[BEST]]
    if any(one.layers for one in touched):
        made[LAYERED] = touched
    actual = np.concatenate([_actual(history, window) for window in windows])
    told = [m for m in made if not any(np.isnan(one.mean).all() for one in made[m])]
    means = [np.concatenate([found.mean for found in made[method]]) for method in told]
    seen = ~np.isnan(actual) & ~np.isnan(means).any(axis=0)
    if not seen.any():
        raise InputError(f"no interval of {history.queue} could be forecast: load more history")
    return Backtest(
        queue=history.queue,
        interval_s=history.interval_s,
        horizon_days=horizon_days,
        folds=len(windows),
        first=windows[0][0].astype(object),
        last=windows[-1][-1].astype(object),
        intervals=int(seen.sum()),
        scores=tuple(_score(method, made[method], actual, seen) for method in told),
        chosen=_chosen(made[BEST]),
    )


def _chosen(made: list[Forecast]) -> dict[str, int]:
    """Return how many days each method was chosen for, the most frequent first."""
    days: Counter[str] = Counter()
    for found in made:
        for choice in found.choices:
            days[choice.method] += (choice.last - choice.first).days + 1
    return dict(days.most_common())


def _windows(history: History, horizon_days: int, folds: int) -> list[Days]:
    """Return the days of each fold, in rising order."""
    known = history.days[~np.isnan(history.counts).all(axis=1)]
    windows: list[Days] = []
    if known.size == 0:
        return windows
    end = known[-1] + np.timedelta64(1, "D")
    while len(windows) < folds and end - horizon_days >= known[0] + FIRST_DAYS:
        window = np.arange(end - horizon_days, end)
        if np.isin(window, known).any():
            windows.append(window)
        end -= np.timedelta64(horizon_days, "D")
    return windows[::-1]


def _actual(history: History, days: Days) -> Counts:
    actual = np.full((days.size, history.counts.shape[1]), np.nan)
    row = np.searchsorted(history.days, days)
    there = row < history.days.size
    there[there] = history.days[row[there]] == days[there]
    actual[there] = history.counts[row[there]]
    return actual


def _score(method: str, made: list[Forecast], actual: Counts, seen: Flags) -> Score:
    mean = np.concatenate([found.mean for found in made])[seen]
    low = np.concatenate([found.low for found in made])[seen]
    high = np.concatenate([found.high for found in made])[seen]
    truth = actual[seen]
    total = max(float(truth.sum()), 1e-9)
    return Score(
        method=method,
        wape=float(np.abs(mean - truth).sum() / total),
        rmse=float(np.sqrt(((mean - truth) ** 2).mean())),
        bias=float((mean - truth).sum() / total),
        cover=float(((truth >= low) & (truth <= high)).mean()),
        day_cover=_day_cover(made, actual),
    )


def _day_cover(made: list[Forecast], actual: Counts) -> float:
    """Return the share of days whose sum is inside; days that were not known whole do not count."""
    low, high = (
        np.concatenate([day_quantile(found, share) for found in made])
        for share in (OUTSIDE, 1 - OUTSIDE)
    )
    mean = np.concatenate([found.mean for found in made])
    whole = ~np.isnan(low) & (np.isnan(mean) | ~np.isnan(actual)).all(axis=1)
    sums = np.where(np.isnan(mean), 0.0, actual).sum(axis=1)
    inside = ((sums >= low) & (sums <= high))[whole]
    return float(inside.mean()) if inside.size else float("nan")
