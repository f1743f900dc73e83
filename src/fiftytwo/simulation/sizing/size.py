"""Size a model: pooled lines to begin with, the search by cuts, and the proof by other, more days."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.book import Whole
from fiftytwo.simulation.estimates import Estimate
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.result import Result
from fiftytwo.simulation.sizing.pooled import plenty, pooled_agents
from fiftytwo.simulation.sizing.search import Search
from fiftytwo.simulation.sizing.seen import Seen, kept
from fiftytwo.simulation.sizing.task import Task, task_of
from fiftytwo.simulation.targets import Promise

__all__ = ["Kept", "Sizing", "size"]

# Days that make so many contacts are sharp enough to search on; the proof has ten times as many.
CONTACTS = 1_500_000
FEWEST_DAYS, MOST_DAYS = 100, 2_000
LONGER = 10
MOST_PROOFS = 12
# Who has so few half intervals to spare may fail the next proof: helped as well, if one is needed.
GREY = 1.25
LEAST_DAYS = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise in one interval or over the day, as the proof found it.

    Attributes
    ----------
    queue : str
        Its queue.
    promise : Promise
        Figure, goal and direction.
    interval : int or None
        Number of the interval from 0; None: the day.
    found : Estimate
        The figure with its 95 % interval; without a value where nobody comes.
    confirmed : bool
        Whether the whole interval keeps the goal.
    """

    queue: str
    promise: Promise
    interval: int | None
    found: Estimate
    confirmed: bool


@dataclass(frozen=True)
class Sizing:
    """How many agents of each group there should be in each interval.

    Attributes
    ----------
    model : Model
        The model with these agents.
    groups : tuple of str
        The groups that were sized.
    agents : array (G, P)
        Their agents in each interval.
    cost : float
        Of a day: agents by hours by cost.
    pooled_cost : float or None
        What pooled lines would cost (`pooled`): a lower bound where queues are alike, elsewhere a
        guide; None where promises are kept over the day.
    kept : tuple of Kept
        Every promise.
    proof : Result
        The days of the proof; none of them was searched on.
    search_days, proofs, contacts, seconds : numbers
        Days of each look of the search, proofs made, contacts simulated and time taken in all.
    """

    model: Model
    groups: tuple[str, ...]
    agents: Whole
    cost: float
    pooled_cost: float | None
    kept: tuple[Kept, ...]
    proof: Result
    search_days: int
    proofs: int
    contacts: int
    seconds: float

    @property
    def confirmed(self) -> bool:
        """Whether the proof confirms every promise."""
        return all(promise.confirmed for promise in self.kept)


def size(
    model: Model,
    *,
    per: str = "interval",
    replications: int | None = None,
    proof: int | None = None,
    seed: int = 1,
    tell: Callable[[str], None] | None = None,
) -> Sizing:
    """Return the cheapest agents found, by group and interval, that keep what queues are promised.

    Parameters
    ----------
    model : Model
        Queues with targets, groups with a cost; other groups stay as they are, and what agents the
        groups with a cost have now is not looked at.
    per : str
        Whether promises hold in each "interval" (in which the contact comes), or over the "day".
    replications : int or None
        Days of each look of the search, 20 or more; None: so many as make 1.5 million contacts.
    proof : int or None
        Days of the proof, more than of a look; None: ten times as many.
    seed : int
        Of the days of the search; proofs have the next ones, each its own.
    tell : callable or None
        Called with a line about each step.

    Returns
    -------
    Sizing
        On the days of the search nobody is left who could go (but for whom a proof adds). That it
        is the cheapest of all is not proved: compare with `pooled_cost`.

    Raises
    ------
    InputError
        If an argument is outside its range, nothing is to be sized, or a promise is missed even
        with the most agents.

    Examples
    --------
    >>> from fiftytwo.simulation.model_file import model_of
    >>> law = {"kind": "exponential", "mean_s": 180}
    >>> calls = {"name": "calls", "arrivals": 100, "service": law, "groups": ["team"]}
    >>> calls |= {"patience": law, "target": {"service_level": 0.8}}
    >>> day = {"interval_s": 1800, "intervals": 2, "queue": [calls]}
    >>> found = size(model_of(day | {"group": [{"name": "team", "cost": 20}]}), replications=200)
    >>> found.agents.tolist(), found.cost, found.confirmed
    ([[12, 13]], 250.0, True)
    """
    began = time.monotonic()
    task = task_of(model, per)
    task = replace(task, most=np.minimum(task.most, plenty(task)))
    days = _days(model) if replications is None else replications
    longer = LONGER * days if proof is None else proof
    if days < LEAST_DAYS:
        raise InputError(f"replications is {days}: give a whole number from {LEAST_DAYS}")
    if longer <= days:
        raise InputError(f"a proof of {longer} days is no longer than the search: give over {days}")
    search = Search(task, days, seed, tell or (lambda _: None))
    _check_reach(task, search)
    begin = pooled_agents(task)
    search.tell(
        f"pooled lines would need {int(begin.sum())} agents in all, cost {task.cost_of(begin):,.1f}"
    )
    agents, seen, proofs = _proved(search, search.cheapest(begin), longer)
    return Sizing(
        model=task.staffed(agents),
        groups=tuple(model.groups[g].name for g in task.sized),
        agents=agents,
        cost=task.cost_of(agents),
        pooled_cost=task.cost_of(begin) if per == "interval" else None,
        kept=_all_kept(task, seen.result, per),
        proof=seen.result,
        search_days=days,
        proofs=proofs,
        contacts=search.contacts,
        seconds=time.monotonic() - began,
    )


def _proved(search: Search, agents: Whole, days: int) -> tuple[Whole, Seen, int]:
    """Return agents that a proof confirms, its days, and how many proofs it took.

    Where a proof does not confirm, the cheapest agents are added that a cut from its own days
    says are enough, with a whole interval to spare; then all is proved on other days.
    """
    for number in range(1, MOST_PROOFS + 1):
        seen = search.look(agents, days, search.seed + number)
        rows = kept(search.task, seen.result)
        open_ = ~np.array([[good for _, good in row] for row in rows])
        search.tell(f"proof {number}: {int((~open_).sum())} of {open_.size} promises confirmed")
        if not open_.any() or number == MOST_PROOFS:
            break
        short = np.asarray((seen.mean < GREY * seen.half).any(axis=0))
        more = search.improved(agents, seen, short, 2 * seen.half, back=False)
        if (more == agents).all():  # nobody more may be there
            break
        agents = more
    return agents, seen, number


def _check_reach(task: Task, search: Search) -> None:
    """Refuse a promise that is missed even with the most agents of every group."""
    every = np.broadcast_to(task.most[:, None], (task.most.size, task.model.intervals))
    seen = search.look(every.astype(np.int64), search.days, search.seed)
    rows = kept(task, seen.result)
    for w in np.flatnonzero(search.missed(seen)):
        k = int((seen.mean[:, w] - seen.half[:, w]).argmin())
        q, promise = task.promises[k]
        where = "over the day" if task.per == "day" else f"in interval {w + 1}"
        raise InputError(
            f"queue {task.model.queues[q].name!r}: {promise.figure} is "
            f"{rows[k][w][0].value or 0.0:.4g} {where} even with the most agents, and "
            f"{promise.goal:g} is promised: allow more agents (most), or promise less"
        )


def _all_kept(task: Task, result: Result, per: str) -> tuple[Kept, ...]:
    return tuple(
        Kept(task.model.queues[q].name, promise, w if per == "interval" else None, found, good)
        for (q, promise), row in zip(task.promises, kept(task, result))
        for w, (found, good) in enumerate(row)
    )


def _days(model: Model) -> int:
    contacts = sum(
        float(np.broadcast_to(queue.arrivals, model.intervals).sum()) for queue in model.queues
    )
    return int(np.clip(CONTACTS / max(contacts, 1.0), FEWEST_DAYS, MOST_DAYS))
