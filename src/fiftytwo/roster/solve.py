"""The roster of every pool; the only module that knows OR-Tools.

Always returns a legal roster: the hard rules bound the model, cover is what it pays for.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from fiftytwo.roster.breaks import Starts, place
from fiftytwo.roster.cover import by_pool, cover_of
from fiftytwo.roster.explain import explain
from fiftytwo.roster.model import Assignment, Demand, Person, Roster, Rules
from fiftytwo.roster.patterns import elapsed_minutes, windows
from fiftytwo.roster.problem import Problem, Shift, prepare

__all__ = ["solve"]

Progress = Callable[[str, float], None]
Plan = dict[tuple[int, int], Shift]  # (person, day) → shift

# Prices of one person missing in, or too many for, one slot; and of a paid slot not used.
MISSING = 1000
MISSING_MORE = 400  # on top, beyond a tenth of the requirement: many small gaps beat a deep one
SURPLUS_MORE = 6  # beyond a fifth too many: spare people spread over the day
UNUSED = 2


@dataclass(frozen=True)
class _Model:
    cp: cp_model.CpModel
    x: dict[tuple[int, int], dict[Shift, cp_model.IntVar]]
    y: dict[tuple[int, Shift, int], dict[int, cp_model.IntVar]]


def solve(
    people: Sequence[Person],
    demands: Sequence[Demand],
    rules: Rules,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    on_progress: Progress | None = None,
) -> Roster:
    """Return who works when.

    Parameters
    ----------
    people : sequence of Person
        Everybody; people of a pool without demand stay free.
    demands : sequence of Demand
        One a pool.
    rules : Rules
        Never broken.
    seconds : float
        Search effort of all pools together, in the solver's deterministic seconds: the same
        inputs and seed give the same roster however busy the machine is.
    seed : int
        Of the search.
    on_progress : callable (stage, share 0..1), optional
        Told at every pool.

    Returns
    -------
    Roster
        Legal; empty where there is nobody, no time or no way.
    """
    members = by_pool(people)
    assignments: list[Assignment] = []
    cover = {}
    total = max(1, sum(len(members.get(d.pool, [])) for d in demands))
    done = 0
    for demand in demands:
        group = members.get(demand.pool, [])
        if on_progress:
            on_progress(f"roster of {demand.pool}", done / total)
        shifts = _solve_pool(group, demand, rules, seconds * len(group) / total, seed)
        assignments += shifts
        cover[demand.pool] = cover_of(shifts, demand)
        done += len(group)
    return Roster(tuple(assignments), cover, explain(assignments, people, demands, rules))


def _solve_pool(
    people: Sequence[Person], demand: Demand, rules: Rules, seconds: float, seed: int
) -> list[Assignment]:
    problem = prepare(people, demand, rules)
    if problem.is_empty or seconds <= 0:
        return []
    model = _build(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = 6 * seconds + 5
    status = solver.solve(model.cp)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    plan = {
        key: shift
        for key, choices in model.x.items()
        for shift, variable in choices.items()
        if solver.boolean_value(variable)
    }
    counts: dict[tuple[int, Shift], list[Starts]] = defaultdict(list)
    for (day, shift, _), choices in model.y.items():
        counts[day, shift].append({at: solver.value(v) for at, v in choices.items()})
    return place(problem, plan, counts)


def _build(problem: Problem) -> _Model:
    cp = cp_model.CpModel()
    x = {
        (p, d): {shift: cp.new_bool_var("") for shift in shifts}
        for p, days in enumerate(problem.options)
        for d, shifts in enumerate(days)
        if shifts
    }
    for choices in x.values():
        cp.add_at_most_one(choices.values())
    model = _Model(cp, x, {})
    for person in range(len(problem.people)):
        _add_contract(model, problem, person)
        _add_days_in_a_row(model, problem, person)
        _add_rest(model, problem, person)
    _add_objective(model, problem)
    return model


def _add_contract(model: _Model, problem: Problem, person: int) -> None:
    for week, (minutes, days) in zip(problem.weeks, problem.left[person], strict=True):
        if len(week) == 7:
            days = min(days, 7 - problem.rules.days_off)
        shifts = [item for d in week for item in model.x.get((person, d), {}).items()]
        model.cp.add(sum(v for _, v in shifts) <= days)
        model.cp.add(sum(problem.rules.paid_minutes(s[1]) * v for s, v in shifts) <= minutes)


def _add_days_in_a_row(model: _Model, problem: Problem, person: int) -> None:
    most = problem.rules.days_in_a_row
    count = len(problem.demand.days)
    before = min(problem.people[person].days_in_a_row, most)
    for first in range(-before, count - most):
        inside = range(max(first, 0), first + most + 1)
        worked = [v for d in inside for v in model.x.get((person, d), {}).values()]
        model.cp.add(sum(worked) <= most - max(0, -first))


def _add_rest(model: _Model, problem: Problem, person: int) -> None:
    rules, days = problem.rules, problem.demand.days
    for (p, d), choices in model.x.items():
        if p != person:
            continue
        for step, least in ((1, rules.rest_minutes), (2, rules.day_off_minutes)):
            later = model.x.get((p, d + step), {})
            between = sum(model.x.get((p, d + 1), {}).values()) if step == 2 else 0
            for (start, length), variable in choices.items():
                end = (days[d], start + length)
                bad = [
                    v
                    for (s, _), v in later.items()
                    if elapsed_minutes(end, (days[d + step], s), rules.zone) < least
                ]
                if bad:
                    model.cp.add(variable + sum(bad) <= 1 + between)


def _add_objective(model: _Model, problem: Problem) -> None:
    cost: list[cp_model.LinearExprT] = []
    for day in range(len(problem.demand.days)):
        cost += _cover_cost(model, problem, day)
    for (_, _), choices in model.x.items():
        for (_, length), variable in choices.items():
            cost.append(-UNUSED * (problem.rules.paid_minutes(length) // problem.grain) * variable)
    model.cp.minimize(sum(cost))


def _cover_cost(model: _Model, problem: Problem, day: int) -> list[cp_model.LinearExprT]:
    cp, grain = model.cp, problem.grain
    slots: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
    for shift, variables in _takers(model, day).items():
        number = sum(variables)
        for slot in range(shift[0] // grain, (shift[0] + shift[1]) // grain):
            slots[slot].append(number)
        for k, window in enumerate(windows(shift[1], problem.rules)):
            steps = range(window.earliest, window.latest + 1, problem.rules.grain)
            taken = {at: cp.new_int_var(0, len(variables), "") for at in steps}
            cp.add(sum(taken.values()) == number)
            model.y[day, shift, k] = taken
            for at, variable in taken.items():
                first = (shift[0] + at) // grain
                for slot in range(first, first + window.minutes // grain):
                    slots[slot].append(-variable)
    return _interval_costs(model, problem, day, slots)


def _takers(model: _Model, day: int) -> dict[Shift, list[cp_model.IntVar]]:
    takers: dict[Shift, list[cp_model.IntVar]] = defaultdict(list)
    for (_, d), choices in model.x.items():
        if d == day:
            for shift, variable in choices.items():
                takers[shift].append(variable)
    return takers


def _interval_costs(
    model: _Model, problem: Problem, day: int, slots: dict[int, list[cp_model.LinearExprT]]
) -> list[cp_model.LinearExprT]:
    cp, demand = model.cp, problem.demand
    wide = demand.interval_minutes // problem.grain
    most = len(problem.people)
    cost: list[cp_model.LinearExprT] = []
    for interval, need in enumerate(demand.required[day].tolist()):
        if not need:
            continue
        missing = cp.new_int_var(0, need, "")
        deep = cp.new_int_var(0, need, "")
        spare = cp.new_int_var(0, most, "")
        some = -(-need // 10)
        for slot in range(interval * wide, (interval + 1) * wide):
            present = sum(slots[slot])
            cp.add(missing >= need - present)
            cp.add(deep >= need - some - present)
            cp.add(spare >= present - need - -(-need // 5))
        cost += [MISSING * wide * missing, MISSING_MORE * wide * deep, SURPLUS_MORE * wide * spare]
    return cost
