"""A result as plain values: what `fiftytwo simulate --json` prints."""

from typing import Any

from fiftytwo.simulation import book
from fiftytwo.simulation.estimates import CONFIDENCE, Estimate
from fiftytwo.simulation.figures import FIGURES
from fiftytwo.simulation.result import Result

__all__ = ["report_of"]

Figures = dict[str, dict[str, float | None]]


def report_of(result: Result) -> dict[str, Any]:
    """Return all figures with their intervals, by queue and by group.

    Keys: model, replications, seed, antithetic, precision_reached, confidence, all, queues, groups;
    a figure is {"value", "low", "high"}, shares 0..1, durations in seconds, counts a day.
    """
    return {
        "model": result.model.name,
        "replications": result.replications,
        "seed": result.seed,
        "antithetic": result.antithetic,
        "precision_reached": result.reached,
        "confidence": CONFIDENCE,
        "all": _figures(result, None) | {"occupancy": _plain(result.occupancy())},
        "queues": [_queue(result, k) for k in range(len(result.model.queues))],
        "groups": [_group(result, k) for k in range(len(result.group_names))],
    }


def _queue(result: Result, number: int) -> dict[str, Any]:
    queue = result.model.queues[number]
    out: dict[str, Any] = {
        "queue": queue.name,
        "deferred": queue.deferred,
        "within_s": float(queue.within_s),
        **_figures(result, queue.name),
    }
    if queue.deferred:
        left = result.left[:, number].mean(axis=0)
        out["left_by_age"] = [
            {"from_s": begin, "contacts": float(count)}
            for begin, count in zip(book.AGE_BANDS_S, left)
        ]
        out["oldest_left_s"] = float(left[book.OLDEST])
    return out


def _group(result: Result, number: int) -> dict[str, Any]:
    name = result.group_names[number]
    taken = result.taken[:, number, :, 0].mean(axis=0)
    return {
        "group": name,
        "occupancy": _plain(result.occupancy(name)),
        **result.hours(name),
        "taken": {
            queue.name: float(count)
            for queue, count in zip(result.model.queues, taken)
            if count > 0 or name in [route.group for route in queue.routes]
        },
    }


def _figures(result: Result, queue: str | None) -> Figures:
    return {name: _plain(result.estimate(name, queue)) for name in FIGURES}


def _plain(found: Estimate) -> dict[str, float | None]:
    return {"value": found.value, "low": found.low, "high": found.high}
