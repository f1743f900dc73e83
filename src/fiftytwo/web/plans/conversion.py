"""From the week that the pipeline planned to the plain JSON that the ledger keeps."""

from typing import Any

import numpy as np

from fiftytwo.roster.model import Assignment
from fiftytwo.web.plans.stored import SCHEMA
from fiftytwo.week.model import QueueWeek, WeekPlan

__all__ = ["values_of"]


def values_of(plan: WeekPlan) -> dict[str, Any]:
    """Return a plan in the shape that `plans.stored.read` reads; NaN becomes null."""
    place = {day: at for at, day in enumerate(plan.days)}
    return {
        "schema": SCHEMA,
        "zone": plan.zone,
        "days": [day.isoformat() for day in plan.days],
        "interval_minutes": plan.interval_s // 60,
        "queues": [_queue(queue) for queue in plan.queues],
        "pools": [
            {
                "pool": demand.pool,
                "required": demand.required.tolist(),
                "rostered": plan.roster.cover[demand.pool].tolist(),
            }
            for demand in plan.demands
        ],
        "shifts": [_shift(item, place[item.day]) for item in plan.roster.assignments],
        "away": [
            [person.person_id, place[day]]
            for person in plan.people
            for day in sorted(person.absent)
            if day in place
        ],
        "unmet": [
            {
                "pool": item.pool,
                "day": place[item.day],
                "start": item.start_minute,
                "end": item.end_minute,
                "size": item.size,
                "cause": item.cause.text,
                "would_help": item.would_help,
            }
            for item in plan.roster.unmet
        ],
        "notes": list(plan.caveats),
    }


def _queue(queue: QueueWeek) -> dict[str, Any]:
    forecast, accuracy = queue.forecast, queue.accuracy
    entry: dict[str, Any] = {
        "queue": queue.queue,
        "pool": queue.pool,
        "channel": queue.channel,
        "mean": _grid(forecast.mean),
        "low": _grid(forecast.low),
        "high": _grid(forecast.high),
        "method": forecast.method,
        "model": queue.model,
        "aht_s": _number(queue.aht_s),
        "patience_s": _number(queue.patience_s),
    }
    if accuracy is not None:
        entry["backtest"] = {
            "wape": _number(accuracy.wape),
            "naive_wape": _number(accuracy.naive_wape),
            "cover": _number(accuracy.cover),
            "weeks": accuracy.weeks,
        }
    return entry


def _shift(item: Assignment, day: int) -> dict[str, Any]:
    return {
        "person": item.person_id,
        "day": day,
        "start": item.start_minute,
        "end": item.end_minute,
        "breaks": [[b.kind, b.start_minute, b.end_minute] for b in item.breaks],
    }


def _grid(values: "np.typing.NDArray[np.float64]") -> list[list[float | None]]:
    return [[_number(value) for value in row] for row in values]


def _number(value: float | None) -> float | None:
    """Return a number that JSON knows, to three places; missing and NaN as None."""
    return None if value is None or np.isnan(value) else round(float(value), 3)
