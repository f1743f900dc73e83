"""What simulated days say about promises: how far each is kept, and how sure that is."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.estimates import CONFIDENCE, Estimate, ratio_of
from fiftytwo.simulation.result import Result
from fiftytwo.simulation.run import simulate
from fiftytwo.simulation.sizing.task import Task

__all__ = ["Seen", "kept", "look"]


@dataclass(frozen=True)
class Seen:
    """K promises over P intervals and W windows; slack is in contacts (or their seconds) a day.

    Attributes
    ----------
    slack : array (K, P)
        Mean over the days of each promise's slack (`Promise.slack`) by interval of arrival.
    mean : array (K, W)
        The same over the windows.
    half : array (K, W)
        Half the 95 % interval of that mean.
    contacts : int
        Contacts simulated.
    result : Result
        The days themselves.
    """

    slack: Numbers
    mean: Numbers
    half: Numbers
    contacts: int
    result: Result


def look(task: Task, agents: Whole, days: int, seed: int) -> Seen:
    """Simulate agents (G, P) and return how far the promises are kept."""
    result = simulate(task.staffed(agents), replications=days, seed=seed)
    cells = result.queues[:, :, : task.model.intervals]
    slack = np.stack([cells[:, q] @ promise.slack() for q, promise in task.promises], axis=1)
    by_window = np.stack([slack[..., window].sum(axis=-1) for window in task.windows], axis=-1)
    spread = by_window.std(axis=0, ddof=1) / np.sqrt(days)
    return Seen(
        slack=slack.mean(axis=0),
        mean=by_window.mean(axis=0),
        half=spread * float(stdtrit(days - 1, 0.5 + CONFIDENCE / 2)),
        contacts=int(result.queues[..., 0].sum()),
        result=result,
    )


def kept(task: Task, result: Result) -> list[list[tuple[Estimate, bool]]]:
    """Return by promise and window its figure, and whether the whole interval keeps the goal.

    Where nobody comes there is nothing to keep.
    """
    out = []
    for q, promise in task.promises:
        above, below = promise.parts()
        row = []
        for window in task.windows:
            cells = result.queues[:, q][:, window].sum(axis=1)
            found = ratio_of(cells @ above, cells @ below)
            low, high = found.low, found.high
            if low is None or high is None:
                row.append((found, True))
            else:
                good = low >= promise.goal if promise.at_least else high <= promise.goal
                row.append((found, good))
        out.append(row)
    return out
