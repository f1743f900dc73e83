"""When a queue is open, found from when its contacts came."""

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.calendar import weekdays

__all__ = ["is_whole_day", "opening_hours"]

Days = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

WEEKS = 13  # opening hours change; older days say little about the next ones
STRAY = 0.005  # this share of a weekday's contacts at either end may be strays
REGULAR = 0.3  # an interval with contacts on this share of days is open whatever its volume


def opening_hours(days: Days, counts: Counts) -> Mask:
    """Return the intervals in which a queue is open, by weekday.

    A weekday is open if contacts came on at least three in ten of its last 13 dates. Its hours
    reach from the first to the last interval that is busy on three in ten of those days, or that
    lies within the middle 99 % of their contacts, whichever is wider. A queue so small that no
    weekday qualifies is open on every weekday on which a contact came.

    Parameters
    ----------
    days : array (n,) of datetime64[D]
        Rising; days without any contact may be missing.
    counts : array (n, k) of float
        Contacts; NaN counts as none.

    Returns
    -------
    bool array (7, k)
        Row 0 is Monday.

    Examples
    --------
    >>> days = np.arange("2026-11-02", "2026-11-30", dtype="datetime64[D]")
    >>> counts = np.zeros((28, 24)); counts[weekdays(days) < 5, 8:18] = 4
    >>> hours = opening_hours(days, counts)
    >>> hours[0].nonzero()[0][[0, -1]].tolist(), bool(hours[5].any())
    ([8, 17], False)
    """
    is_open = np.zeros((7, counts.shape[1]), dtype=bool)
    if not len(days):
        return is_open
    known = np.nan_to_num(counts)
    recent = days > days[-1] - np.timedelta64(7 * WEEKS, "D")
    weeks = min(WEEKS, -(-(int((days[-1] - days[0]).astype(np.int64)) + 1) // 7))
    rows = [known[recent & (weekdays(days) == weekday)] for weekday in range(7)]
    busy_days = [int((row.sum(axis=1) > 0).sum()) for row in rows]
    least = REGULAR * weeks if max(busy_days) >= REGULAR * weeks else 1
    for weekday in range(7):
        if busy_days[weekday] >= max(1, least):
            first, last = _span(rows[weekday])
            is_open[weekday, first:last] = True
    return is_open


def _span(rows: Counts) -> tuple[int, int]:
    total = rows.sum(axis=0)
    passed = np.cumsum(total) / total.sum()
    busy = np.flatnonzero((rows > 0).mean(axis=0) >= REGULAR)
    first = int(np.searchsorted(passed, STRAY, side="right"))
    last = int(np.searchsorted(passed, 1 - STRAY)) + 1
    if busy.size:
        first, last = min(first, int(busy[0])), max(last, int(busy[-1]) + 1)
    return first, last


def is_whole_day(days: Days, counts: Counts) -> bool:
    """Return whether the last day looks finished.

    It does if its contacts reach to within an hour of when those of the four last days of the
    same weekday ended at the earliest. Without such a day to compare with, it does not.

    Parameters
    ----------
    days, counts
        As for `opening_hours`.

    Examples
    --------
    >>> days = np.array(["2026-11-09", "2026-11-16", "2026-11-23"], dtype="datetime64[D]")
    >>> counts = np.zeros((3, 24)); counts[:2, 8:18] = 4; counts[2, 8:13] = 4
    >>> is_whole_day(days, counts), is_whole_day(days[:2], counts[:2])
    (False, True)
    """
    same = np.flatnonzero(weekdays(days) == weekdays(days[-1:])[0])
    if len(same) < 2:
        return False
    intervals = counts.shape[1]
    ends = [_last_busy(counts[n]) for n in same[-5:]]
    return ends[-1] >= min(ends[:-1]) - max(1, intervals // 24)


def _last_busy(row: Counts) -> int:
    busy = np.flatnonzero(np.nan_to_num(row) > 0)
    return int(busy[-1]) if busy.size else -1
