"""Forecast the days asked for, with an 80 % range, by the method that did best so far ahead."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.candidates import BASELINES, METHODS, predictions
from fiftytwo.forecast.choose import USUAL, choose
from fiftytwo.forecast.days import DayTable, day_table
from fiftytwo.forecast.level import LEVELS, YEARS_SEEN
from fiftytwo.forecast.model import Choice, Counts, Days, Forecast, History
from fiftytwo.forecast.race import Race, race
from fiftytwo.forecast.spread import FEWEST, GUESS, band
from fiftytwo.forecast.trials import NEAR

__all__ = ["ANY_METHOD", "BEST", "forecast", "forecast_each"]

BEST = "best"
ANY_METHOD = (BEST, *METHODS)


def forecast(
    history: History,
    days: Days,
    *,
    method: str = BEST,
    closed: Collection[date] = (),
    special: Collection[date] = (),
) -> Forecast:
    """Return the expected contacts of future days with an 80 % range.

    Parameters
    ----------
    history : History
        What is known; days without any known interval count as closed.
    days : array (m,) of datetime64[D]
        Days to forecast, rising, all after the history's last day with a known interval.
    method : str
        "best", or one of `candidates.METHODS`: "profile" (how busy a day is times how it is shared
        out), the same with a trend or the time of the year, "weekday_mean", "mean_of_four" (the
        last four same weekdays), "seasonal_naive" (same weekday last week).
    closed : dates
        Days known to be closed: those ahead are NaN, those behind are kept out of the fit.
    special : dates
        Past days to keep out of the fit although open, such as an outage.

    Returns
    -------
    Forecast
        Means and ranges; NaN where the weekday or the interval is closed.

    Raises
    ------
    InputError
        If the method is unknown or asks for a longer history, the history has no known interval,
        or a day lies inside it.

    Notes
    -----
    "best" is chosen for each distance by the errors on past days foretold from as far ahead, of
    which none was known to the forecast; see `choose.py`. The range is a negative binomial law
    whose extra variance comes from the same errors; the tests measure 77 to 83 % cover on a real
    bank's calls. Farther ahead than the past can tell, the extra variance grows in proportion to
    the distance, as that of a level that wanders does.

    Examples
    --------
    >>> past = np.arange("2026-03-02", "2026-03-30", dtype="datetime64[D]")
    >>> history = History("calls", 43_200, past, np.full((28, 2), 10.0))
    >>> forecast(history, np.array(["2026-03-30"], dtype="datetime64[D]")).mean.round(1).tolist()
    [[10.0, 10.0]]
    """
    found = forecast_each(history, days, (method,), closed=closed, special=special)[method]
    span = int((history.days[-1] - history.days[0]).astype(int)) if history.days.size else 0
    if method in LEVELS and LEVELS[method].yearly and span < YEARS_SEEN:
        raise InputError(
            f"{method} needs {YEARS_SEEN} days of history to know the time of the year, and "
            f"{history.queue} has {span}: use {BEST}"
        )
    return found


def forecast_each(
    history: History,
    days: Days,
    methods: Sequence[str],
    *,
    closed: Collection[date] = (),
    special: Collection[date] = (),
) -> dict[str, Forecast]:
    """Return the forecast by each of several methods; see `forecast`. What they share is made once."""
    for method in methods:
        if method not in ANY_METHOD:
            raise InputError(f"method {method!r} is unknown: use {', '.join(ANY_METHOD)}")
    wanted = np.asarray(days, dtype="datetime64[D]")
    table = day_table(history, wanted, closed=closed, special=special)
    _check(history, table, wanted)
    racing = [m for m in METHODS if BEST in methods or m in methods or m in (*BASELINES, USUAL)]
    rows = table.past + np.arange(wanted.size)
    made = predictions(table, table.past, rows, racing)
    made[:, np.isin(wanted, np.array(sorted(closed), dtype="datetime64[D]"))] = np.nan
    run = race(table, racing)
    return {method: _forecast(history, table, made, run, method) for method in methods}


def _forecast(history: History, table: DayTable, made: Counts, run: Race, method: str) -> Forecast:
    taken = [_method(made, run, row, method) for row in range(len(run.ahead))]
    mean = np.full(made.shape[1:], np.nan)
    extra = np.full((2, len(taken)), np.nan)  # of intervals, of the day
    spread: dict[tuple[str, int], tuple[float, float]] = {}
    for row, name in enumerate(taken):
        key = (name, run.ahead[row])
        if key not in spread:
            spread[key] = (run.stray(*key), run.stray(*key, by_day=True))
        seen = (table.weekday[: table.past] == table.weekday[table.past + row]).any()
        extra[:, row] = np.maximum(0.0 if seen else GUESS, spread[key])
        mean[row] = made[run.methods.index(name), row]
    low, high = mean.copy(), mean.copy()
    for row, a in enumerate(extra[0]):
        low[row], high[row] = band(mean[row], a)
    days = table.days[table.past :]
    return Forecast(
        queue=history.queue,
        interval_s=history.interval_s,
        days=days,
        mean=mean,
        low=low,
        high=high,
        method=", ".join(dict.fromkeys(taken)) or method,
        zone=history.zone,
        notes=_notes(table, days, run),
        extra=extra[0],
        day_extra=extra[1],
        choices=_choices(days, taken, run, asked=method != BEST),
    )


def _method(made: Counts, run: Race, row: int, method: str) -> str:
    """Return the method for a day; the usual one where the best so far ahead cannot tell it."""
    if method != BEST:
        return method
    best = choose(run.heat(run.ahead[row]).wape)
    told = {m: not np.isnan(made[run.methods.index(m), row]).all() for m in (best, USUAL)}
    return USUAL if told[USUAL] and not told[best] else best


def _choices(days: Days, taken: Sequence[str], run: Race, *, asked: bool) -> tuple[Choice, ...]:
    """Return one choice for each run of days with the same method, tested as far ahead."""
    keys = [(name, run.heat(ahead)) for name, ahead in zip(taken, run.ahead, strict=True)]
    found, row = [], 0
    for (name, heat), group in groupby(keys):
        end = row + len(list(group))
        span = (days[row].astype(object), days[end - 1].astype(object))
        found.append(Choice(*span, name, heat.ahead, heat.tested, heat.wape, asked))
        row = end
    return tuple(found)


def _check(history: History, table: DayTable, days: Days) -> None:
    if table.past == 0:
        raise InputError(
            f"the history of {history.queue} has no day with a known interval: load some contacts"
        )
    if np.any(np.diff(days) <= np.timedelta64(0, "D")):
        raise InputError("the days to forecast must rise without repeating")
    if days.size and days[0] <= table.days[table.past - 1]:
        raise InputError(
            f"{days[0]} lies inside the history of {history.queue}, which ends on "
            f"{table.days[table.past - 1]}: forecast later days, or use the backtest"
        )


def _notes(table: DayTable, days: Days, run: Race) -> tuple[str, ...]:
    notes = []
    span = int((table.days[table.past - 1] - table.days[0]).astype(int)) + 1
    if span < 14:
        notes.append(
            f"Only {span} days of history: weekdays cannot be told apart yet, so ranges are wide."
        )
    if min((t.rows.size for d, t in run.trials.items() if d <= NEAR), default=0) < FEWEST:
        notes.append("Too few past days to measure the range: it rests partly on a rule of thumb.")
    tested = run.measured_at(max(run.ahead, default=1))
    if max(run.ahead, default=1) > max(tested, NEAR):
        notes.append(
            f"The past was tested up to {tested} open days ahead: beyond, ranges widen with the "
            "distance and nobody knows how well."
        )
    kept_out = int((~table.fit).sum())
    if kept_out:
        notes.append(f"{kept_out} unusual past days were kept out of the fit.")
    late = int((days[0] - table.days[table.past - 1]).astype(int)) if days.size else 0
    if late > 14:
        notes.append(f"The history ends {late} days before the first day of the forecast.")
    return tuple(notes)
