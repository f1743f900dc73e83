"""What is to be sized: which promises hold when, which groups are free, what agents cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.targets import Promise

__all__ = ["PERIODS", "Task", "task_of"]

PERIODS = ("interval", "day")
Window = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Task:
    """A model and what is asked of it: K promises, G groups to size, P intervals, W windows.

    Attributes
    ----------
    model : Model
        The day; the agents of groups without a cost stay as they are.
    promises : tuple of (int, Promise)
        Number of the queue, and what it is promised.
    sized : tuple of int
        Numbers of the groups that have a cost.
    costs : array (G,)
        Of an hour of one agent, > 0.
    most : array (G,)
        Most agents of each at the same time, infinite where nothing is said.
    per : str
        One of `PERIODS`.
    windows : tuple of arrays
        Intervals over which every promise holds together: each interval, or the whole day.
    """

    model: Model
    promises: tuple[tuple[int, Promise], ...]
    sized: tuple[int, ...]
    costs: Numbers
    most: Numbers
    per: str
    windows: tuple[Window, ...]

    def serves(self, queues: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Return (G,) which groups to size take contacts of any of these queues."""
        taken = {route.group for q in queues for route in self.model.queues[q].routes}
        return np.array([self.model.groups[g].name in taken for g in self.sized])

    def staffed(self, agents: Whole) -> Model:
        """Return the model with these agents (G, P)."""
        groups = list(self.model.groups)
        for row, g in enumerate(self.sized):
            groups[g] = replace(groups[g], agents=tuple(int(n) for n in agents[row]))
        return replace(self.model, groups=tuple(groups))

    def cost_of(self, agents: Whole) -> float:
        """Return what agents (G, P) cost a day."""
        return float((self.costs @ agents).sum() * self.model.interval_s / 3600)


def task_of(model: Model, per: str) -> Task:
    """Return what a model asks for.

    Raises
    ------
    InputError
        If no group has a cost, or no queue a target, or `per` is not one of `PERIODS`.
    """
    if per not in PERIODS:
        raise InputError(f"per is {per!r}: give one of {', '.join(PERIODS)}")
    sized = tuple(g for g, group in enumerate(model.groups) if group.cost is not None)
    if not sized:
        raise InputError("no group has a cost: give cost to each group that is to be sized")
    promises = tuple(
        (q, promise)
        for q, queue in enumerate(model.queues)
        if queue.target is not None
        for promise in queue.target.promises()
    )
    if not promises:
        raise InputError("no queue has a target: say what is promised, such as service_level = 0.8")
    groups = [model.groups[g] for g in sized]
    every = np.arange(model.intervals)
    return Task(
        model=model,
        promises=promises,
        sized=sized,
        costs=np.array([float(group.cost or 0.0) for group in groups]),
        most=np.array([_most(group) for group in groups]),
        per=per,
        windows=(every,) if per == "day" else tuple(every[:, None]),
    )


def _most(group: Group) -> float:
    return np.inf if group.most is None else float(group.most)
