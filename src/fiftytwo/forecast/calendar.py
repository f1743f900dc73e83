"""What is known of a day before it begins: its weekday, its place in the month, closures before it."""

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.model import Counts, Days

__all__ = ["WEEKDAY_COLUMNS", "day_columns", "weekdays"]

WEEKDAY_COLUMNS = 7
ENOUGH_FOR_MONTHS = 45  # open days, so that a place in the month has been seen twice
ONE = np.timedelta64(1, "D")


def weekdays(days: Days) -> npt.NDArray[np.int64]:
    """Return the weekday of each day, 0 = Monday.

    Examples
    --------
    >>> weekdays(np.array(["2026-11-22", "2026-11-23"], dtype="datetime64[D]")).tolist()
    [6, 0]
    """
    number: npt.NDArray[np.int64] = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return number


def day_columns(past: Days, targets: Days, closed: Days) -> Counts:
    """Return the columns that explain a day's level and profile, shape (past + targets, c).

    The first seven mark the weekday. Two mark the first and second open day after a closure. Where
    the past is long enough to have seen each place in a month twice, the rest mark the first
    business days of a month, its last two, the fifteenth and the day after, and two decays. A
    business day is a Monday to Friday on which the queue was, or will be, open.
    """
    days = np.concatenate([past, targets])
    weekday = weekdays(days)
    usual = np.bincount(weekdays(past), minlength=7) > 0
    columns = [weekday == day for day in range(WEEKDAY_COLUMNS)]
    after = _after_closure(days, usual)
    columns += [after, np.concatenate([[False], after[:-1]])]
    if len(past) >= ENOUGH_FOR_MONTHS:
        columns += _month_columns(days, _closures(past, targets, closed))
    return np.column_stack(columns).astype(np.float64)


def _after_closure(days: Days, usual: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the days before which a usual day of opening is missing."""
    after = np.zeros(len(days), dtype=bool)
    for row in range(1, len(days)):
        between = np.arange(days[row - 1] + ONE, days[row])
        after[row] = 0 < len(between) <= 14 and bool(usual[weekdays(between)].any())
    return after


def _closures(past: Days, targets: Days, closed: Days) -> list[int]:
    """Return the Mondays to Fridays that are no business days, as day numbers in rising order."""
    if len(past) == 0:
        return []
    last = targets[-1] if len(targets) else past[-1]
    span = np.arange(past[0], past[-1] + ONE)
    usual = np.bincount(weekdays(past), minlength=7) > 0
    missing = span[usual[weekdays(span)] & ~np.isin(span, past)]
    ahead = closed[(closed > past[-1]) & (closed <= last + 31 * ONE)]
    shut = np.concatenate([missing, ahead])
    return sorted(int(day) for day in shut[weekdays(shut) < 5].astype(np.int64))


def _month_columns(days: Days, closures: list[int]) -> list[npt.NDArray[np.float64]]:
    month = days.astype("datetime64[M]")
    first = month.astype("datetime64[D]")
    beyond = (month + 1).astype("datetime64[D]")
    place = _business_days(first, days + ONE, closures)
    left = _business_days(days + ONE, beyond, closures)
    number = (days - first).astype(np.int64) + 1
    monday = weekdays(days) == 0
    middle = (number == 15) | (monday & ((number == 16) | (number == 17)))
    marks = [place == 1, place == 2, place == 3, (place == 4) | (place == 5), left == 0, left == 1]
    marks += [middle, np.concatenate([[False], middle[:-1]])]
    decays = [np.exp(-(place - 1) / 2.5), np.exp(-left / 2.0)]
    return [mark.astype(np.float64) for mark in marks] + decays


def _business_days(first: Days, end: Days, closures: list[int]) -> npt.NDArray[np.int64]:
    """Return how many business days lie in [first, end), day by day."""
    plain = np.busday_count(first, end)
    shut = [
        bisect_left(closures, int(b)) - bisect_left(closures, int(a))
        for a, b in zip(first.astype(np.int64), end.astype(np.int64))
    ]
    return np.asarray(plain - np.array(shut, dtype=np.int64))
