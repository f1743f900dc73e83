"""A history made ready to fit: its open days, their totals, and what is known of each day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.calendar import day_columns, weekdays
from fiftytwo.forecast.model import Counts, Days, History

__all__ = ["DayTable", "Flags", "day_table"]

LONGEST = 1461  # open days a fit looks back on
FOUR_WEEKS = np.timedelta64(28, "D")
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DayTable:
    """Open days of the past, then the days to forecast; all in rising order.

    Attributes
    ----------
    past : int
        How many of the rows are history, n.
    days : array (n + m,)
        The days themselves.
    weekday : array (n + m,)
        0 = Monday.
    columns : array (n + m, c)
        What is known of a day beforehand (weekday, position in the month, after a closure).
    counts : array (n, k)
        Contacts as they were; NaN where closed or unknown.
    filled : array (n, k)
        As `counts`, with gaps in opening hours filled in proportion and 0 where closed.
    logs : array (n, k)
        Natural logarithm of `filled` + 1/2.
    totals : array (n,)
        Sum of `filled`.
    open : array (7, k)
        Whether a weekday is open in an interval.
    due : array (7,)
        Whether the history is long enough to have held the weekday, open or not.
    fit : array (n,)
        Whether the day is ordinary enough to learn from.
    """

    past: int
    days: Days
    weekday: npt.NDArray[np.int64]
    columns: Counts
    counts: Counts
    filled: Counts
    logs: Counts
    totals: Counts
    open: Flags
    due: Flags
    fit: Flags


def day_table(
    history: History,
    targets: Days,
    *,
    closed: Collection[date] = (),
    special: Collection[date] = (),
) -> DayTable:
    """Return the table of `history` and the days to forecast.

    Days of the history without any known interval count as closed. Days in `closed`, in `special`
    and days far below their weekday are kept out of the fit, for they would pull down the others.
    """
    shut = np.array(sorted(closed), dtype="datetime64[D]")
    known = ~np.isnan(history.counts).all(axis=1) & ~np.isin(history.days, shut)
    days = history.days[known][-LONGEST:]
    counts = history.counts[known][-LONGEST:]
    weekday = weekdays(days)
    opened = _open_pattern(days, weekday, counts)
    filled = _fill(weekday, counts, opened)
    totals = filled.sum(axis=1)
    odd = np.isin(days, np.array(sorted(special), dtype="datetime64[D]"))
    return DayTable(
        past=len(days),
        days=np.concatenate([days, targets]),
        weekday=np.concatenate([weekday, weekdays(targets)]),
        columns=day_columns(days, targets, shut),
        counts=counts,
        filled=filled,
        logs=np.log(filled + 0.5),
        totals=totals,
        open=opened,
        due=np.isin(np.arange(7), weekdays(np.arange(history.days[0], history.days[-1] + 1)))
        if history.days.size
        else np.zeros(7, dtype=bool),
        fit=~odd & ~_far_below(weekday, totals),
    )


def _open_pattern(days: Days, weekday: npt.NDArray[np.int64], counts: Counts) -> Flags:
    """Return which intervals each weekday was open in on any day of the last four weeks."""
    opened = np.zeros((7, counts.shape[1]), dtype=bool)
    if len(days):
        late = days > days[-1] - FOUR_WEEKS
        for day in range(7):
            opened[day] = (~np.isnan(counts[late & (weekday == day)])).any(axis=0)
    return opened


def _fill(weekday: npt.NDArray[np.int64], counts: Counts, opened: Flags) -> Counts:
    """Return counts with gaps filled from the weekday's mean profile, scaled to the day."""
    filled = np.where(np.isnan(counts), 0.0, counts)
    gaps = np.isnan(counts) & opened[weekday]
    for row in np.flatnonzero(gaps.any(axis=1)):
        same = counts[weekday == weekday[row]]
        seen = (~np.isnan(same)).sum(axis=0)
        mean = np.where(seen > 0, np.nansum(same, axis=0) / np.maximum(seen, 1), 0.0)
        known = ~np.isnan(counts[row])
        usual = mean[known].sum()
        scale = filled[row, known].sum() / usual if usual > 0 else 1.0
        filled[row, gaps[row]] = scale * mean[gaps[row]]
    return filled


def _far_below(weekday: npt.NDArray[np.int64], totals: Counts) -> Flags:
    """Return the days that chance cannot make so quiet: an unlisted closure or an outage."""
    low = np.zeros(len(totals), dtype=bool)
    for day in range(7):
        same = weekday == day
        if same.sum() >= 3:
            usual = np.median(totals[same])
            low |= same & (totals < 0.55 * usual) & (usual - totals > 4 * np.sqrt(usual))
    return low
