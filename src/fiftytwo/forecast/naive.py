"""Forecasts that every better one has to beat; they step back by date, never by rows."""

import numpy as np

from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.model import Counts

__all__ = ["predict_mean_of_four", "predict_naive"]


def predict_naive(table: DayTable, known: int, target: int) -> Counts:
    """Return the counts of the last open day with the same weekday, shape (k,); NaN where none."""
    return _mean_of_last(table, known, target, 1)


def predict_mean_of_four(table: DayTable, known: int, target: int) -> Counts:
    """Return the mean of the last four open days with the same weekday, shape (k,)."""
    return _mean_of_last(table, known, target, 4)


def _mean_of_last(table: DayTable, known: int, target: int, n: int) -> Counts:
    same = np.flatnonzero(table.weekday[:known] == table.weekday[target])[-n:]
    opened = table.open[table.weekday[target]]
    if same.size == 0:
        return np.full(opened.size, np.nan)
    return np.where(opened, table.filled[same].mean(axis=0), np.nan)
