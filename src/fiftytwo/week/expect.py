"""What a queue may expect on the days to plan: contacts, hours, and how well that is known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.backtest import backtest
from fiftytwo.forecast.calendar import weekdays
from fiftytwo.forecast.layers import effects, layered
from fiftytwo.forecast.model import Counts, Forecast, History, Layer
from fiftytwo.forecast.predict import forecast
from fiftytwo.week.history import QueueHistory
from fiftytwo.week.model import Accuracy

__all__ = ["Expected", "expect", "within_hours"]

Mask = npt.NDArray[np.bool_]
FOLDS = 8  # past weeks the forecast is tested on


@dataclass(frozen=True)
class Expected:
    """A forecast with the hours it is meant for.

    Attributes
    ----------
    forecast : Forecast
        NaN where closed.
    is_open : bool array (n_days, n_intervals)
        When the queue is staffed.
    accuracy : Accuracy or None
        Of past weeks; None where the history is too short to tell.
    """

    forecast: Forecast
    is_open: Mask
    accuracy: Accuracy | None
    caveats: tuple[str, ...]


def expect(
    queue: QueueHistory,
    days: Sequence[date],
    holidays: Collection[date] = (),
    layers: Sequence[Layer] = (),
) -> Expected:
    """Return a queue's forecast, opening hours and accuracy.

    Holidays are planned from past holidays alone, and ordinary days from ordinary days: a queue
    without a past holiday on which it worked is closed on the next one.

    Parameters
    ----------
    queue : QueueHistory
        Its past.
    days : sequence of date
        Days to plan.
    holidays : collection of date
        Past and coming holidays.
    layers : sequence of Layer
        Changes by people; those of this queue are laid over the forecast.
    """
    is_holiday = np.isin(queue.history.days, np.array(sorted(holidays), dtype="datetime64[D]"))
    past = _only(queue.history, is_holiday)
    stamps = np.array(days, dtype="datetime64[D]")
    found = forecast(queue.history, stamps, closed=holidays)
    is_open = queue.is_open[weekdays(stamps)]
    caveats = [f"{queue.name.queue}: {note}" for note in found.notes]
    for number, day in enumerate(days):
        if day in holidays:
            found, is_open = _on_holiday(queue, number, (found, is_open), past)
            state = (
                f"planned from {len(past.days)} past ones" if is_open[number].any() else "closed"
            )
            caveats.append(f"{queue.name.queue}: {day} is a holiday, {state}.")
    found = layered(found, layers)
    caveats += [
        f"{queue.name.queue}: {one.layer.name} ({one.layer.reason}) makes {one.after:.0f} contacts "
        f"of {one.before:.0f} (open days: {one.days})."
        for one in effects(found)
    ]
    if queue.name.is_live:
        found = within_hours(found, is_open)
    accuracy = _accuracy(queue.history, holidays)
    return Expected(found, is_open, accuracy, tuple(caveats + _gaps(queue)))


def _accuracy(history: History, holidays: Collection[date]) -> Accuracy | None:
    try:
        tested = backtest(history, horizon_days=7, folds=FOLDS, closed=holidays)
    except InputError:
        return None  # too short: no figure is better than a guess
    ours, naive = tested.scores[0], next(s for s in tested.scores if s.method == "seasonal_naive")
    return Accuracy(ours.wape, naive.wape, ours.cover, tested.folds)


def _on_holiday(
    queue: QueueHistory, number: int, today: tuple[Forecast, Mask], past: History
) -> tuple[Forecast, Mask]:
    found, is_open = today
    is_open = is_open.copy()
    mean, low, high = found.mean.copy(), found.low.copy(), found.high.copy()
    counts = np.nan_to_num(past.counts)
    busy = counts.sum(axis=0) > 0 if len(past.days) else np.zeros(is_open.shape[1], dtype=bool)
    is_open[number] = False
    level = counts.mean(axis=0) if busy.any() else np.zeros(is_open.shape[1])
    if busy.any() and queue.name.is_live:
        first, last = np.flatnonzero(busy)[[0, -1]]
        is_open[number, first : last + 1] = True
    spread = 1.28 * np.sqrt(level)
    mean[number], low[number], high[number] = level, np.maximum(level - spread, 0), level + spread
    chance = (_with(found.extra, number, 0.0), _with(found.day_extra, number, 0.0))
    found = replace(found, mean=mean, low=low, high=high, extra=chance[0], day_extra=chance[1])
    return found, is_open


def _with(values: Counts | None, number: int, value: float) -> Counts | None:
    """Return a copy in which one value is another."""
    if values is None:
        return None
    out = values.copy()
    out[number] = value
    return out


def within_hours(found: Forecast, is_open: Mask) -> Forecast:
    """Return a forecast (n, k) that expects nothing outside `is_open`, and there is NaN."""
    closed = ~is_open
    return replace(
        found,
        mean=np.where(closed, np.nan, np.nan_to_num(found.mean)),
        low=np.where(closed, np.nan, np.maximum(np.nan_to_num(found.low), 0.0)),
        high=np.where(closed, np.nan, np.nan_to_num(found.high)),
    )


def _only(history: History, rows: Mask) -> History:
    return replace(history, days=history.days[rows], counts=history.counts[rows])


def _gaps(queue: QueueHistory) -> list[str]:
    name = queue.name.queue
    found = []
    if queue.outside >= 0.001:
        found.append(
            f"{name}: {100 * queue.outside:.1f} % of its contacts came outside the opening hours "
            "found in the data and are not planned for."
        )
    if queue.left_out is not None:
        found.append(f"{name}: {queue.left_out} was not over when it was loaded and is left out.")
    return found
