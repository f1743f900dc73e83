"""Where the search begins: what would be enough if all who share a skill shared one line.

For every set of queues: the agents who can take any of them are at least as many as one pooled line
of them needs (Erlang A, or C where nobody leaves), with the pace of the quickest group and the
promises weighed by contacts. The cheapest whole numbers that satisfy every set are a lower bound
where pooling never harms (like queues, first come first served) and lines are steady in each
interval. Elsewhere (a start from empty lines, a crowd left over from before) they are a guide.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.encode import encode
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.sizing.task import Task
from fiftytwo.staffing.table import required_table

__all__ = ["plenty", "pooled_agents"]

# All sets of ten queues are 1,023; of more queues pairs and the whole say nearly as much.
MOST_QUEUES = 10

# Twice the agents of a line for each queue alone, and some: nobody needs more.
PLENTY, PLENTY_MORE = 2, 10

Lines = tuple[Numbers, Numbers, Numbers]


def pooled_agents(task: Task) -> Whole:
    """Return (G, P) the cheapest agents by interval that pooled lines allow."""
    model = task.model
    promised = sorted({q for q, _ in task.promises})
    sets = list(_sets(promised))
    lines = _lines(model)
    needs = np.array([_need(model, lines, members) for members in sets])
    fixed = _fixed(task, sets)
    serves = np.array([task.serves(members) for members in sets], dtype=np.float64)
    out = np.zeros((len(task.sized), model.intervals), dtype=np.int64)
    for p in range(model.intervals):
        found = milp(
            task.costs,
            integrality=np.ones(len(task.sized)),
            bounds=Bounds(0, task.most),
            constraints=LinearConstraint(serves, needs[:, p] - fixed[:, p], np.inf),
        )
        # Impossible for pooled lines: the simulation says what is missed with the most there may be.
        out[:, p] = np.round(found.x) if found.x is not None else np.minimum(task.most, 100_000)
    return out


def plenty(task: Task) -> Numbers:
    """Return (G,) more agents of each group than any staffing needs."""
    lines = _lines(task.model)
    alone = [(q, _need(task.model, lines, (q,)).max()) for q in {q for q, _ in task.promises}]
    takes = sum(need * task.serves((q,)) for q, need in alone)
    return np.asarray(PLENTY * takes + PLENTY_MORE, dtype=np.float64)


def _sets(queues: list[int]) -> Iterator[tuple[int, ...]]:
    few = len(queues) <= MOST_QUEUES
    sizes = range(1, len(queues) + 1) if few else (1, 2, len(queues))
    for size in sizes:
        yield from combinations(queues, size)


def _lines(model: Model) -> Lines:
    """Return (Q, P) contacts, least handle time [seconds] and rate of leaving [1/second]."""
    shape = (len(model.queues), model.intervals)
    contacts, handle, leaving = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    pace = {group.name: model.speed_of(group) for group in model.groups}
    for q, queue in enumerate(model.queues):
        contacts[q] = queue.arrivals
        for p in range(model.intervals):
            wrap = queue.wrap_up.mean(p) if queue.wrap_up else 0.0
            handle[q, p] = min(
                (queue.service_by_group.get(route.group, queue.service).mean(p) + wrap)
                / pace[route.group]
                for route in queue.routes
            )
            leaving[q, p] = 1.0 / queue.patience.mean(p)
    return contacts, handle, leaving


def _need(model: Model, lines: Lines, members: tuple[int, ...]) -> Whole:
    """Return (P,) agents of one line of these queues that keeps their promises on average."""
    contacts, handle, leaving = (table[list(members)] for table in lines)
    total = contacts.sum(axis=0)
    share = contacts / np.where(total > 0, total, 1.0)
    targets = [model.queues[q].target for q in members]
    rate = (share * leaving).sum(axis=0)
    asked = {
        name: np.array([getattr(target, name) or np.nan for target in targets])
        for name in ("service_level", "max_asa_s", "max_abandonment")
    }
    definitions = {target.definition for target in targets if target and target.service_level}
    levels = np.nan_to_num(asked["service_level"])
    level = levels @ share if len(definitions) == 1 else np.zeros(model.intervals)
    found = required_table(
        np.where(total > 0, total, np.nan),
        np.where(total > 0, (share * handle).sum(axis=0), 1.0),
        interval_s=model.interval_s,
        patience_s=np.where(rate > 0, 1.0 / np.where(rate > 0, rate, 1.0), np.nan),
        service_level=level,
        within_s=max(float(model.queues[q].within_s) for q in members),
        definition=next(iter(definitions)) if len(definitions) == 1 else "offered",
        max_asa_s=asked["max_asa_s"] @ share,
        max_abandonment=asked["max_abandonment"] @ share,
    )
    return found.agents


def _fixed(task: Task, sets: list[tuple[int, ...]]) -> Numbers:
    """Return (S, P) agents that are there anyway for each set of queues."""
    first = np.zeros((len(task.sized), task.model.intervals), dtype=np.int64)
    encoded = encode(task.staffed(first))
    there = encoded.scheduled_s[:, :-1] / task.model.interval_s
    out = np.zeros((len(sets), task.model.intervals))
    for s, members in enumerate(sets):
        taken = {route.group for q in members for route in task.model.queues[q].routes}
        rows = [g for g, name in enumerate(encoded.groups) if name in taken]
        out[s] = there[rows].sum(axis=0)
    return out
