"""The rest of a day, forecast again from what came in so far.

A day that began busier than expected tends to stay so, but not by the same factor, and a late start
says less than a whole morning. How much is learnt from past days: their errors, forecast like today
when each began, in up to six parts of what is over and six of what is to come. What today's errors
say of the rest is their conditional mean under a normal law of the logarithms, whose covariance is
drawn towards its diagonal because there are few days to tell it from.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.candidates import predictions
from fiftytwo.forecast.days import day_table
from fiftytwo.forecast.model import Counts, Forecast, History
from fiftytwo.forecast.predict import BEST, forecast
from fiftytwo.forecast.spread import band, least_extra, measured

__all__ = ["Outlook", "Update", "outlook", "reforecast"]

LOOK_BACK = 80  # past days whose errors are looked at
FEWEST = 12  # past days below which their errors say too little of one another
DAYS_A_PART = 6  # past days that each part of the day needs
MOST_PARTS = 6
SHRUNK = 0.15  # of the covariance, towards its diagonal
DAY_VARIANCE = 0.06  # of a day's level, as share squared, where too few days tell it
EXACT = 1e-6  # a day with lesser errors tells nothing of how errors go on
HALF = 0.5  # keeps the logarithm of parts without a contact finite

Columns = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A day as it was expected when it began, and how days before it compared with theirs.

    Attributes
    ----------
    forecast : Forecast
        Of the one day.
    expected, actual : arrays (n, k) of float
        Contacts of past days, as expected when each began and as they were; NaN where closed or
        unknown. n is 80 at most.
    """

    forecast: Forecast
    expected: Counts
    actual: Counts


@dataclass(frozen=True, slots=True)
class Update:
    """A day's forecast at an instant within it.

    Attributes
    ----------
    before, after : Forecast
        Of the whole day, as it was when the day began, and now. What is over is in `after` as it
        came in, without a range; NaN = closed, or nobody knows what came in.
    until : int
        Intervals of the day that are over.
    came, expected : float
        Contacts that came in so far, and what had been expected of the same intervals.
    rest_before, rest_after : float
        Contacts expected of the rest of the day, before and now.
    """

    before: Forecast
    after: Forecast
    until: int
    came: float
    expected: float
    rest_before: float
    rest_after: float


def outlook(
    history: History,
    day: date,
    *,
    method: str = BEST,
    closed: Collection[date] = (),
    special: Collection[date] = (),
) -> Outlook:
    """Return what `reforecast` needs, made once a day from what was known when it began.

    Parameters
    ----------
    history : History
        What is known; `day` and later ones are left out.
    day : date
        The day to forecast.
    method, closed, special
        As `fiftytwo.forecast.predict.forecast`.

    Raises
    ------
    InputError
        As `forecast`: no history before the day, or an unknown method.
    """
    asked = np.array([day], dtype="datetime64[D]")
    known = history.before(asked[0])
    found = forecast(known, asked, method=method, closed=closed, special=special)
    table = day_table(known, asked, closed=closed, special=special)
    first = max(1, table.past - LOOK_BACK, table.past // 2)  # as well informed as now
    rows = [row for row in range(first, table.past) if table.fit[row]]
    taken = (found.method,)  # of one day there is one
    expected = [predictions(table, row, np.array([row]), taken)[0, 0] for row in rows]
    shape = (len(rows), table.counts.shape[1])
    return Outlook(found, np.reshape(expected, shape), table.counts[rows].reshape(shape))


def reforecast(day: Outlook, counts: Counts, until: int) -> Update:
    """Return the forecast of a day at an instant within it.

    Parameters
    ----------
    day : Outlook
        The day as it was expected when it began.
    counts : array (k,) of float
        Contacts that came in, by interval of the day; NaN where unknown. Values from `until` on
        are not looked at.
    until : int
        Intervals of the day that are over, 0..k.

    Raises
    ------
    InputError
        If `counts` has another length, is negative, or `until` lies outside the day.

    Notes
    -----
    Parts hold equal numbers of open intervals. Days whose parts were closed or unknown teach
    nothing; with fewer than 12 days one factor for the whole rest is drawn towards 1 by what chance
    alone would do. On a real bank's calls the noon update takes 6 % off the error of the rest of
    the day (`tests/forecast/test_bank.py`).

    Examples
    --------
    >>> past = np.arange("2026-03-02", "2026-03-30", dtype="datetime64[D]")
    >>> steady = History("calls", 21_600, past, np.full((28, 4), 100.0))
    >>> morning = outlook(steady, date(2026, 3, 30))
    >>> now = reforecast(morning, np.array([150.0, 150.0, np.nan, np.nan]), 2)
    >>> now.came, round(now.expected), round(now.rest_before), bool(now.rest_after > 210)
    (300.0, 200, 200, True)
    """
    mean = day.forecast.mean[0]
    seen = _checked(counts, until, mean)
    columns = np.flatnonzero(~np.isnan(mean))
    over = columns[(columns < until) & ~np.isnan(seen[columns])]
    rest = columns[columns >= until]
    low, high = day.forecast.low[0].copy(), day.forecast.high[0].copy()
    now = mean.copy()
    now[:until] = low[:until] = high[:until] = np.where(np.isnan(mean), np.nan, seen)[:until]
    notes = day.forecast.notes
    if over.size and rest.size:
        factors, extra, note = _learnt(day, seen, over, rest)
        now[rest] = mean[rest] * factors
        low[rest], high[rest] = band(now[rest], extra)
        notes += (note,) if note else ()
    whole = {"mean": now[None], "low": low[None], "high": high[None], "notes": notes}
    after = replace(day.forecast, **whole, extra=None, day_extra=None)  # part of it is over
    return Update(
        before=day.forecast,
        after=after,
        until=until,
        came=float(seen[over].sum()),
        expected=float(mean[over].sum()),
        rest_before=float(mean[rest].sum()),
        rest_after=float(now[rest].sum()),
    )


def _checked(counts: Counts, until: int, mean: Counts) -> Counts:
    if counts.shape != mean.shape:
        raise InputError(f"counts must have shape {mean.shape}, one for each interval of the day")
    if not 0 <= until <= mean.size:
        raise InputError(f"until must be 0 to {mean.size}, the intervals of a day, not {until}")
    seen = np.where(np.arange(mean.size) < until, counts, np.nan)
    if np.any(seen < 0):
        raise InputError("counts of the day must not be negative")
    return seen


def _learnt(
    day: Outlook, seen: Counts, over: Columns, rest: Columns
) -> tuple[Counts, float, str | None]:
    """Return factors (rest,) on the expected contacts, their extra variance, and a note or None."""
    mean = day.forecast.mean[0]
    parts = min(MOST_PARTS, max(1, len(day.expected) // DAYS_A_PART))
    before, behind = _parts(over, parts), _parts(rest, parts)
    past = _errors(day.actual, day.expected, (*before, *behind))
    told = ~np.isnan(past).any(axis=1) & (np.abs(past).max(axis=1, initial=0.0) > EXACT)
    past = past[told]
    if len(past) < FEWEST:
        factor = _shrunk_ratio(seen[over].sum(), mean[over].sum())
        note = "Too few past days to learn from how a day goes on: the rest follows the day so far."
        return np.full(rest.size, factor), DAY_VARIANCE, note
    today = _errors(seen[None], mean[None], before)[0]
    products = past.T @ past
    ahead = _conditional(products / len(past), today, len(before))
    # Each past day again, as if it were not among those learnt from.
    others = (products[None] - past[:, :, None] * past[:, None, :]) / (len(past) - 1)
    again = _conditional(others, past[:, : len(before)], len(before))
    expected, actual = day.expected[told][:, rest], day.actual[told][:, rest]
    updated = expected * np.exp(_between(rest, behind, again))
    extra = measured(least_extra(actual, updated), len(past))
    return np.exp(_between(rest, behind, ahead[None])[0]), extra, None


def _parts(columns: Columns, parts: int) -> tuple[Columns, ...]:
    return tuple(np.array_split(columns, min(parts, columns.size)))


def _errors(actual: Counts, expected: Counts, parts: tuple[Columns, ...]) -> Counts:
    """Return log(actual / expected) of each part (n, parts); NaN where any of it is not known."""
    came = np.stack([actual[:, part].sum(axis=1) for part in parts], axis=1)
    due = np.stack([expected[:, part].sum(axis=1) for part in parts], axis=1)
    return np.asarray(np.log((came + HALF) / (due + HALF)))


def _conditional(covariance: Counts, seen: Counts, parts: int) -> Counts:
    """Return the expected errors (..., r) of the parts to come, given those `seen` (..., parts)."""
    own = np.eye(covariance.shape[-1], dtype=bool)
    drawn = np.where(own, covariance, (1 - SHRUNK) * covariance)
    drawn = drawn + np.eye(covariance.shape[-1]) * 1e-9  # a part that was never wrong
    gains = np.linalg.solve(drawn[..., :parts, :parts], seen[..., None])
    return np.asarray((drawn[..., parts:, :parts] @ gains)[..., 0])


def _between(columns: Columns, parts: tuple[Columns, ...], values: Counts) -> Counts:
    """Return values (n, columns) from those of parts (n, parts), by straight lines between middles."""
    middles = np.array([part.mean() for part in parts])
    right = np.clip(np.searchsorted(middles, columns), 1, max(1, middles.size - 1))
    if middles.size == 1:
        return np.repeat(values, columns.size, axis=1)
    span = middles[right] - middles[right - 1]
    share = np.clip((columns - middles[right - 1]) / span, 0.0, 1.0)
    return np.asarray(values[:, right - 1] * (1 - share) + values[:, right] * share)


def _shrunk_ratio(came: float, due: float) -> float:
    """Return the factor of a day by its contacts so far: the more of them, the more it is believed."""
    belief = DAY_VARIANCE / (DAY_VARIANCE + 1 / max(due, HALF))
    return float(((came + HALF) / (due + HALF)) ** belief)
