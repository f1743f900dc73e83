"""A model becomes arrays that the kernels read."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.simulation import at, book
from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.demand import Outbound, Queue
from fiftytwo.simulation.laws import Law
from fiftytwo.simulation.model import Model

__all__ = ["Encoded", "encode"]

Step = tuple[float, int]
FIRST_DIAL_ROOM = 256


@dataclass(frozen=True)
class Team:
    """A group as the kernel has it: its own, or its agents in protected hours."""

    name: str
    group: Group
    protected: bool
    changes: tuple[Step, ...]


@dataclass(frozen=True)
class Encoded:
    """A model as arrays, and what its rows stand for.

    Attributes
    ----------
    floats, whole : arrays
        The model's part of `f` and `n` (`at.py`).
    queues, groups : tuples of str
        Names by row; agents in protected hours are a group of their own, after all others.
    scheduled_s : array (G, P + 1)
        Agent time planned in each interval, last after closing [seconds].
    simple : bool
        Whether one heap of free times is enough (`queue_kernel`).
    """

    floats: Numbers
    whole: Whole
    queues: tuple[str, ...]
    groups: tuple[str, ...]
    scheduled_s: Numbers
    simple: bool


def encode(model: Model) -> Encoded:
    """Return a model as arrays.

    Raises
    ------
    InputError
        If protected hours ask for more agents than are there, or a group is still to be sized.
    """
    teams = _teams(model)
    laws = _Laws(model)
    changes = sorted(
        (when, g, agents) for g, team in enumerate(teams) for when, agents in team.changes
    )
    changes += [(q.outbound.start_s, -1 - k, 0) for k, q in enumerate(model.queues) if q.outbound]
    changes.sort(key=lambda change: (change[0], change[1] < 0, change[1:]))
    edges = [
        (q, g, route.after_s)
        for q, queue in enumerate(model.queues)
        for route in queue.routes
        for g, team in enumerate(teams)
        if route.after_s > 0 and team.name == route.group
    ]
    serve, after = _serve(model, teams)
    queues = model.queues
    service, wrap_up = laws.by_group(teams)
    redials = [queue.redial for queue in queues]
    blocks = {
        "load": [_cumulated(queue, model.intervals) for queue in queues],
        "shape": [*(q.busyness_shape or 0.0 for q in queues), model.busyness_shape or 0.0],
        "within": [queue.within_s for queue in queues],
        "until": [_until(model, queue) for queue in queues],
        "redial": [redial.share if redial else 0.0 for redial in redials],
        "carried": _padded([sorted(queue.backlog_ages_s, reverse=True) for queue in queues]),
        "after": after,
        "edge_after": [edge[2] for edge in edges],
        "change_at": [*(change[0] for change in changes), math.inf],
        "attempts": [redial.times + 1 if redial else 1 for redial in redials],
        "deferred": [queue.deferred for queue in queues],
        "service": service,
        "wrap_up": wrap_up,
        "patience": [laws.by_interval(queue.patience, 1.0) for queue in queues],
        "redial_wait": [laws.number(r.wait, 0, 1.0) if r else 0 for r in redials],
        "route": _routes(model, teams),
        "serve": serve,
        "edge": [edge[:2] for edge in edges],
        "change": [*(change[1:] for change in changes), (0, 0)],
        "kept": [bool(redial and redial.keeps_patience) for redial in redials],
        "outbound": [queue.outbound is not None for queue in queues],
        "min_idle": [queue.outbound.min_idle if queue.outbound else 0 for queue in queues],
        "watch": _watched(model, teams),
        "dial": [_dial(queue.outbound) for queue in queues],
        "reach": [_spread(q.outbound.reach if q.outbound else (0.0,), model) for q in queues],
        "keep_idle": [0 if team.protected else team.group.keep_idle for team in teams],
    }
    blocks |= {"laws": laws.rows, "bands": [*laws.bands, (0.0, 1.0)]}
    arrays = {name: np.asarray(block) for name, block in blocks.items()}
    agents = sum(max((agents for _, agents in team.changes), default=0) for team in teams)
    plan = _packed(model, arrays, agents)
    return Encoded(
        *plan,
        tuple(queue.name for queue in queues),
        tuple(team.name for team in teams),
        np.array([_scheduled(team.changes, model) for team in teams]),
        _is_simple(model, teams),
    )


def _packed(
    model: Model, arrays: dict[str, npt.NDArray[Any]], agents: int
) -> tuple[Numbers, Whole]:
    """Return the blocks one after another in two arrays, and at the front where each begins."""
    whole = np.zeros(at.FIRST_WHOLE, dtype=np.int64)
    whole[at.QUEUES], whole[at.GROUPS] = len(model.queues), len(arrays["keep_idle"])
    whole[at.INTERVALS] = model.intervals
    whole[at.MOST_SERVED] = arrays["after"].shape[1]
    whole[at.MOST_ROUTES] = arrays["route"].shape[1]
    whole[at.EDGES], whole[at.CHANGES] = arrays["edge_after"].size, len(arrays["change"]) - 1
    whole[at.MOST_CARRIED] = arrays["carried"].shape[1]
    whole[at.MOST_ATTEMPTS] = arrays["attempts"].max()
    whole[at.AGENTS], whole[at.ANY_REDIAL] = agents, arrays["redial"].max() > 0
    whole[at.ANY_OUTBOUND] = arrays["outbound"].max()
    whole[at.DIAL_ROOM] = FIRST_DIAL_ROOM if whole[at.ANY_OUTBOUND] else 0
    columns = model.intervals + 1
    whole[at.OF_GROUPS] = len(model.queues) * columns * book.QUEUE_WIDTH
    whole[at.TAKEN] = whole[at.OF_GROUPS] + whole[at.GROUPS] * columns * book.GROUP_WIDTH
    floats = [np.array([model.horizon_s, model.interval_s, 1.0 / model.interval_s])]
    place = at.FIRST_FLOATS
    for k, name in enumerate(at.MODEL_FLOATS):
        whole[at.LOAD + k] = place
        floats.append(arrays[name].astype(np.float64).ravel())
        place += floats[-1].size
    numbers = [whole]
    place = at.FIRST_WHOLE
    for k, name in enumerate(at.MODEL_WHOLE):
        whole[at.ATTEMPTS + k] = place
        numbers.append(arrays[name].astype(np.int64).ravel())
        place += numbers[-1].size
    return np.concatenate(floats), np.concatenate(numbers)


class _Laws:
    """The laws of a model, each once, by number; number 0 is nothing."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.rows: list[tuple[float, ...]] = [(0.0, 0.0, 0.0, 0.0)]
        self.bands: list[tuple[float, float]] = []
        self._numbers: dict[tuple[float, ...], int] = {}

    def number(self, law: Law, interval: int, slower: float) -> int:
        begin = len(self.bands)
        if law.kind == "hazard":
            self.bands += zip(law.from_s, law.leaving_per_s)
        row = law.row(interval, slower, begin)
        if row not in self._numbers:
            self._numbers[row] = len(self.rows)
            self.rows.append(row)
        return self._numbers[row]

    def by_interval(self, law: Law, slower: float) -> list[int]:
        if len(law.mean_s) <= 1:
            return [self.number(law, 0, slower)] * self.model.intervals
        return [self.number(law, p, slower) for p in range(self.model.intervals)]

    def by_group(self, teams: list[Team]) -> tuple[Whole, Whole]:
        service, wrap_up = [], []
        for queue in self.model.queues:
            slower = [1.0 / self.model.speed_of(team.group) for team in teams]
            laws = [queue.service_by_group.get(t.group.name, queue.service) for t in teams]
            service.append([self.by_interval(law, s) for law, s in zip(laws, slower)])
            nothing = [0] * self.model.intervals
            wrap = queue.wrap_up
            wrap_up.append([self.by_interval(wrap, s) if wrap else nothing for s in slower])
        return np.array(service), np.array(wrap_up)


def _teams(model: Model) -> list[Team]:
    own, apart = [], []
    for group in model.groups:
        changes = _changes(_steps(group, model), model)
        if group.protected:
            protected = [step for shift in group.protected for step in shift.steps()]
            away = [(when, -by) for when, by in protected]
            changes = _changes([*_steps(group, model), *away], model)
            name = f"{group.name}, protected"
            apart.append(Team(name, group, True, _changes(protected, model)))
        if any(agents < 0 for _, agents in changes):
            when = next(when for when, agents in changes if agents < 0)
            raise InputError(
                f"group {group.name!r}: protected hours ask for more agents than are there "
                f"{when:g} s after opening"
            )
        own.append(Team(group.name, group, False, changes))
    return own + apart


def _steps(group: Group, model: Model) -> list[Step]:
    if group.shifts:
        return [step for shift in group.shifts for step in shift.steps()]
    if not group.agents:
        raise InputError(
            f"group {group.name!r} has a cost but no agents: give agents, or let `fiftytwo size` "
            "say how many"
        )
    given = group.agents if len(group.agents) > 1 else group.agents * model.intervals
    before = (0, *given[:-1])
    steps = [(p * model.interval_s, now - then) for p, (then, now) in enumerate(zip(before, given))]
    return steps + ([(model.horizon_s, -given[-1])] if model.at_close == "end" else [])


def _changes(steps: list[Step], model: Model) -> tuple[Step, ...]:
    """Return (when, agents from then on), from opening on; all gone at closing where lines end."""
    sums: dict[float, int] = {}
    for when, by in steps:
        at = max(0.0, float(when))
        if model.at_close == "end":
            at = min(at, model.horizon_s)
        sums[at] = sums.get(at, 0) + by
    out, there = [], 0
    for when in sorted(sums):
        if sums[when] != 0 or when == 0.0:
            there += sums[when]
            out.append((when, there))
    return tuple(out)


def _scheduled(changes: tuple[Step, ...], model: Model) -> Numbers:
    edges = np.array([*(p * model.interval_s for p in range(model.intervals + 1)), math.inf])
    out = np.zeros(model.intervals + 1)
    ends = [when for when, _ in changes[1:]] + [math.inf]
    for (begin, agents), end in zip(changes, ends):
        if agents:
            span = np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin)
            out += agents * np.maximum(span, 0.0)
    # Where they stay until nobody waits, nothing is planned after closing.
    out[-1] = out[-1] if np.isfinite(out[-1]) else 0.0
    return out


def _until(model: Model, queue: Queue) -> float:
    return model.horizon_s if queue.deferred or model.at_close == "end" else math.inf


def _cumulated(queue: Queue, intervals: int) -> Numbers:
    rates = np.broadcast_to(np.asarray(queue.arrivals, dtype=np.float64), intervals)
    return np.concatenate([[0.0], np.cumsum(rates)])


def _spread(given: tuple[float, ...], model: Model) -> Numbers:
    return np.broadcast_to(np.asarray(given, dtype=np.float64), model.intervals)


def _dial(outbound: Outbound | None) -> tuple[float, float, float]:
    if outbound is None:
        return 0.0, 0.0, 0.0
    return outbound.start_s, outbound.end_s, outbound.per_idle


def _watched(model: Model, teams: list[Team]) -> Whole:
    out = np.zeros((len(model.queues), len(teams), 2), dtype=np.int64)
    for q, queue in enumerate(model.queues):
        if queue.outbound is None:
            continue
        for g, team in enumerate(teams):
            takes = _takes(team, queue)
            watched = team.group.name in queue.outbound.watch if queue.outbound.watch else takes
            out[q, g] = watched and not team.protected, takes
    return out


def _padded(rows: list[list[float]]) -> Numbers:
    out = np.full((len(rows), max(1, *(len(row) for row in rows))), math.nan)
    for k, row in enumerate(rows):
        out[k, : len(row)] = row
    return out


def _takes(team: Team, queue: Queue) -> bool:
    named = team.group.name in [route.group for route in queue.routes]
    if queue.deferred:
        return named and (team.protected or team.group.blend)
    return named and not team.protected


def _routes(model: Model, teams: list[Team]) -> Whole:
    rows = []
    for queue in model.queues:
        rows.append(
            sorted(
                ((g, route.rank) for g, team in enumerate(teams) for route in queue.routes
                 if route.group == team.group.name and route.after_s == 0 and _takes(team, queue)),
                key=lambda pair: (pair[1], pair[0]),
            )
        )  # fmt: skip
    out = np.full((len(rows), max(1, *(len(row) for row in rows)), 2), -1, dtype=np.int64)
    for q, row in enumerate(rows):
        if row:
            out[q, : len(row)] = row
    return out


def _serve(model: Model, teams: list[Team]) -> tuple[Whole, Numbers]:
    rows = [_served(model, team) for team in teams]
    most = max(1, *(len(row) for row in rows))
    serve = np.full((len(rows), most, 2), -1, dtype=np.int64)
    after = np.zeros((len(rows), most))
    for g, row in enumerate(rows):
        for j, (level, q, wait) in enumerate(row):
            serve[g, j] = q, level
            after[g, j] = wait
    return serve, after


def _served(model: Model, team: Team) -> list[tuple[int, int, float]]:
    """Return (level, queue, least wait) of what a team turns to, in order."""
    order = team.group.queues
    levels = {name: level for level, names in enumerate(order) for name in names}
    row = []
    for q, queue in enumerate(model.queues):
        if _takes(team, queue):
            level = levels.get(queue.name, 0) + (len(order) + 1) * int(queue.deferred)
            wait = next(r.after_s for r in queue.routes if r.group == team.group.name)
            row.append((level, q, float(wait)))
    return sorted(row)


def _is_simple(model: Model, teams: list[Team]) -> bool:
    queue = model.queues[0]
    one = len(model.queues) == len(teams) == 1 and len(teams[0].changes) == 1
    plain = not (queue.redial or queue.deferred or queue.outbound) and queue.routes[0].after_s == 0
    return one and plain and teams[0].changes[0][0] == 0.0 and teams[0].changes[0][1] > 0
