"""The roster of every pool; the only module that knows OR-Tools.

Cover first: a linear program says how many people each day of the week deserves; a small model
gives people their working days within contract and rest; then every day is solved to the end on
its own, as numbers of people per shift and break, which is why it is quick. What is left is
improved by moving single shifts between days (`improve.py`) and handed out fairly.

Every search is limited in the solver's deterministic seconds, never by the clock, so the same
inputs and seed give the same roster however busy the machine is.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from fiftytwo.roster.assign import Group, Plan, Working, gap, hand_out, lawful, takers
from fiftytwo.roster.breaks import Starts, place
from fiftytwo.roster.cover import by_pool, cover_of
from fiftytwo.roster.deserve import deserved
from fiftytwo.roster.explain import explain
from fiftytwo.roster.fairness import spread_fairly
from fiftytwo.roster.improve import Week, improve
from fiftytwo.roster.model import Assignment, Demand, Person, Roster, Rules
from fiftytwo.roster.patterns import windows
from fiftytwo.roster.price import MISSING, MISSING_MORE, SURPLUS_MORE, UNUSED, bounds
from fiftytwo.roster.problem import Problem, Shift, prepare

__all__ = ["solve"]

Progress = Callable[[str, float], None]
DETERMINISTIC = 0.2  # of the solver's deterministic seconds in a second of one free core
DAY_SECONDS = 0.35  # deterministic; days of 40 people are within 2 % of their bound by then
FIRST_SHARE = 0.8  # of the effort for a first answer to every day; the rest improves the week
STAGE_SECONDS = 0.2
LEAST_SECONDS = 0.06  # so that a small budget still gives every day a fair answer
SMALL = 300  # possible shifts up to which the whole week is also solved person by person
SCALE = 10  # the linear program's fractions of people, in whole numbers


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
        Search effort of all pools together, in seconds of one free core; counted by the solver's
        own deterministic clock, so a busy machine takes longer and finds the same. 0 = no search.
    seed : int
        Of the search.
    on_progress : callable (stage, share 0..1), optional
        Told at every pool.

    Returns
    -------
    Roster
        Always legal; empty where there is nobody, no time or no way.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import date
    >>> need = np.zeros((1, 48), dtype=np.int64); need[0, 18:34] = 1
    >>> anna = Person("a", "Anna", "Canal", "phone", 2250)
    >>> roster = solve([anna], [Demand("phone", 30, (date(2026, 11, 23),), need)], Rules())
    >>> [(shift.start_minute, shift.end_minute) for shift in roster.assignments]
    [(540, 1020)]
    >>> sorted({unmet.cause.value for unmet in roster.unmet})
    ['breaks']
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
        shifts = _solve_pool(group, demand, rules, (seconds * len(group) / total, seed))
        assignments += shifts
        cover[demand.pool] = cover_of(shifts, demand)
        done += len(group)
    return Roster(tuple(assignments), cover, explain(assignments, people, demands, rules))


@dataclass
class _Effort:
    """Deterministic seconds left, and the seed of every search."""

    left: float
    seed: int
    share: float = DAY_SECONDS  # of one day, at most
    unproven: set[int] = field(default_factory=set)  # days that may have a better answer

    def run(
        self, model: cp_model.CpModel, most: float, *, least: float = 0.0
    ) -> cp_model.CpSolver | None:
        """Solve a model; None where nothing was found in the time there is.

        `least` is spent even where nothing is left.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.cp_model_probing_level = 0  # costs more here than it finds
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = max(least, min(most, self.left))
        status = solver.solve(model)
        self.left -= solver.response_proto.deterministic_time
        return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def note(self, day: int, solver: cp_model.CpSolver | None) -> None:
        """Remember whether a day's answer is known to be the best."""
        if solver is not None and solver.response_proto.status == cp_model.OPTIMAL:
            self.unproven.discard(day)
        else:
            self.unproven.add(day)


def _solve_pool(
    people: Sequence[Person], demand: Demand, rules: Rules, budget: tuple[float, int]
) -> list[Assignment]:
    problem = prepare(people, demand, rules)
    if problem.is_empty or budget[0] <= 0:
        return []
    effort = _Effort(budget[0] * DETERMINISTIC, budget[1])
    week = Week({}, {}, {})
    working = _working_days(problem, effort)
    reserve = (1 - FIRST_SHARE) * effort.left
    for day in range(len(demand.days)):
        share = max(0.0, effort.left - reserve) / (len(demand.days) - day)
        effort.share = min(share, DAY_SECONDS)
        week = _solve_day(problem, effort, week, (day, working[day]))
    effort.share = DAY_SECONDS
    while effort.left > 0:
        better = improve(problem, week, lambda *change: _solve_day(problem, effort, *change))
        if better is None:
            break
        week = better
    week = _polish(problem, effort, week)
    if problem.size() <= SMALL:
        week = min(week, _solve_whole(problem, effort), key=lambda found: found.cost)
    shifts = lawful(place(problem, week.plan, week.breaks), people, demand, rules)
    return spread_fairly(shifts, people, demand, rules)


def _polish(problem: Problem, effort: _Effort, week: Week) -> Week:
    """Spend what is left on the days that may have a better answer, the dearest first."""
    for day in sorted(effort.unproven, key=lambda d: (-week.costs[d], d)):
        if effort.left <= 0:
            break
        effort.share = effort.left
        better = _solve_day(problem, effort, week, (day, dict.fromkeys(sorted(week.working(day)))))
        week = min(week, better, key=lambda found: found.cost)
    return week


def _solve_whole(problem: Problem, effort: _Effort) -> Week:
    """Return the best week of a small pool, person by person; infinitely dear if not found."""
    cp = cp_model.CpModel()
    days = [
        [Group((p,), options[day]) for p, options in enumerate(problem.options) if options[day]]
        for day in range(len(problem.demand.days))
    ]
    models = [_DayModel(cp, problem, day, groups) for day, groups in enumerate(days)]
    taken = {
        (group.people[0], day): counts
        for day, groups in enumerate(days)
        for group, counts in zip(groups, models[day].counts, strict=True)
    }
    works = {
        (person, day, length): sum(v for shift, v in counts.items() if shift[1] == length)
        for (person, day), counts in taken.items()
        for length in {shift[1] for shift in counts}
    }
    for person in range(len(problem.people)):
        _add_contract(cp, works, problem, person)
        _add_days_in_a_row(cp, works, problem, person)
    _add_rest(cp, taken, problem)
    cp.minimize(sum(model.cost for model in models))
    solver = effort.run(cp, effort.left)
    if solver is None:
        return Week({}, {}, {0: float("inf")})
    plan: Plan = {
        key: shift
        for key, counts in taken.items()
        for shift, v in counts.items()
        if solver.value(v)
    }
    breaks = {
        (day, shift): _break_starts(solver, several)
        for day, model in enumerate(models)
        for shift, several in model.breaks.items()
    }
    costs = {day: float(solver.value(model.cost)) for day, model in enumerate(models)}
    return Week(plan, breaks, costs)


def _add_rest(
    cp: cp_model.CpModel,
    taken: Mapping[tuple[int, int], Mapping[Shift, cp_model.IntVar]],
    problem: Problem,
) -> None:
    """Forbid every pair of shifts with too little rest between them."""
    rules = problem.rules
    for (person, day), counts in taken.items():
        for step, least in ((1, rules.rest_minutes), (2, rules.day_off_minutes)):
            later = taken.get((person, day + step), {})
            between = sum(taken.get((person, day + 1), {}).values()) if step == 2 else 0
            for shift, variable in counts.items():
                near = (gap(problem, (day, shift), (day + step, other)) < least for other in later)
                bad = [v for v, is_near in zip(later.values(), near, strict=True) if is_near]
                if bad:
                    cp.add(variable + sum(bad) <= 1 + between)


def _solve_day(problem: Problem, effort: _Effort, week: Week, change: tuple[int, Working]) -> Week:
    """Return the week with one day solved anew for the people given."""
    day, working = change
    groups = takers(problem, week.plan, day, working)
    plan: Plan = dict(week.plan)
    breaks = {key: value for key, value in week.breaks.items() if key[0] != day}
    cp = cp_model.CpModel()
    model = _DayModel(cp, problem, day, groups)
    cp.minimize(model.cost)
    solver = effort.run(cp, effort.share, least=LEAST_SECONDS)
    effort.note(day, solver)
    if solver is None:
        hand_out(plan, day, [], {})
        return Week(plan, breaks, week.costs | {day: float("inf")})
    chosen = {
        number: [shift for shift, v in counts.items() for _ in range(solver.value(v))]
        for number, counts in enumerate(model.counts)
    }
    hand_out(plan, day, groups, chosen)
    for shift, several in model.breaks.items():
        breaks[day, shift] = _break_starts(solver, several)
    return Week(plan, breaks, week.costs | {day: solver.objective_value})


def _break_starts(
    solver: cp_model.CpSolver, several: Sequence[dict[int, cp_model.IntVar]]
) -> list[Starts]:
    return [{at: n for at, v in choices.items() if (n := solver.value(v))} for choices in several]


class _DayModel:
    """One day as numbers: how many of each group take each shift, and each break when."""

    def __init__(
        self, cp: cp_model.CpModel, problem: Problem, day: int, groups: Sequence[Group]
    ) -> None:
        self.cp = cp
        self.problem = problem
        self.counts = [
            {shift: self.cp.new_int_var(0, len(group.people), "") for shift in group.shifts}
            for group in groups
        ]
        for group, counts in zip(groups, self.counts, strict=True):
            self.cp.add(sum(counts.values()) <= len(group.people))
        self.breaks: dict[Shift, list[dict[int, cp_model.IntVar]]] = {}
        present = self._present()
        self.cost = sum(self._costs(day, present)) - self._used()

    def _takers(self) -> dict[Shift, list[cp_model.IntVar]]:
        takers: dict[Shift, list[cp_model.IntVar]] = defaultdict(list)
        for counts in self.counts:
            for shift, variable in counts.items():
                takers[shift].append(variable)
        return takers

    def _present(self) -> dict[int, list[cp_model.LinearExprT]]:
        """Return what adds up to the people present, by slot; makes the break variables."""
        grain = self.problem.grain
        present: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
        most = len(self.problem.people)
        for shift, variables in self._takers().items():
            number = sum(variables)
            for slot in range(shift[0] // grain, (shift[0] + shift[1]) // grain):
                present[slot] += variables
            self.breaks[shift] = []
            for window in windows(shift[1], self.problem.rules):
                places = range(window.earliest, window.latest + 1, self.problem.rules.grain)
                taken = {at: self.cp.new_int_var(0, most, "") for at in places}
                self.cp.add(sum(taken.values()) == number)
                self.breaks[shift].append(taken)
                for at, variable in taken.items():
                    first = (shift[0] + at) // grain
                    for slot in range(first, first + window.minutes // grain):
                        present[slot].append(-variable)
        return present

    def _costs(
        self, day: int, present: dict[int, list[cp_model.LinearExprT]]
    ) -> list[cp_model.LinearExprT]:
        demand = self.problem.demand
        wide = demand.interval_minutes // self.problem.grain
        cost: list[cp_model.LinearExprT] = []
        for interval, need in enumerate(demand.required[day].tolist()):
            if not need:
                continue
            deep, ample = bounds(need)
            missing = self.cp.new_int_var(0, need, "")
            more = self.cp.new_int_var(0, need, "")
            spare = self.cp.new_int_var(0, len(self.problem.people), "")
            for slot in range(interval * wide, (interval + 1) * wide):
                there = sum(present[slot])
                self.cp.add(missing >= need - there)
                self.cp.add(more >= deep - there)
                self.cp.add(spare >= there - ample)
            prices = MISSING * missing + MISSING_MORE * more + SURPLUS_MORE * spare
            cost.append(wide * prices)
        return cost

    def _used(self) -> cp_model.LinearExprT:
        paid = self.problem.rules.paid_minutes
        return sum(
            UNUSED * (paid(shift[1]) // self.problem.grain) * variable
            for counts in self.counts
            for shift, variable in counts.items()
        )


def _working_days(problem: Problem, effort: _Effort) -> list[Working]:
    """Return who works on each day, and how long: as near to what the days deserve as contracts allow."""
    cp = cp_model.CpModel()
    works = {
        (p, d, length): cp.new_bool_var("")
        for p, days in enumerate(problem.options)
        for d, shifts in enumerate(days)
        for length in {shift[1] for shift in shifts}
    }
    for person in range(len(problem.people)):
        _add_contract(cp, works, problem, person)
        _add_days_in_a_row(cp, works, problem, person)
    cost: list[cp_model.LinearExprT] = []
    for (day, length), wanted in sorted(deserved(problem).items()):
        have = SCALE * sum(v for (_, d, n), v in works.items() if (d, n) == (day, length))
        target = round(SCALE * wanted)
        short, over = cp.new_int_var(0, 10**6, ""), cp.new_int_var(0, 10**6, "")
        cp.add(short >= target - have)
        cp.add(over >= have - target)
        cost += [3 * (length // problem.grain) * short, 2 * (length // problem.grain) * over]
    reward = sum(SCALE * 3 * (n // problem.grain) * v for (_, _, n), v in works.items())
    cp.minimize(sum(cost) - reward)
    solver = effort.run(cp, STAGE_SECONDS, least=LEAST_SECONDS)
    found: list[dict[int, int | None]] = [{} for _ in problem.demand.days]
    for (person, day, length), variable in works.items():
        if solver is not None and solver.boolean_value(variable):
            found[day][person] = length
    return list(found)


Works = Mapping[tuple[int, int, int], cp_model.LinearExprT]


def _add_contract(cp: cp_model.CpModel, works: Works, problem: Problem, person: int) -> None:
    paid = problem.rules.paid_minutes
    for week, (minutes, days) in zip(problem.weeks, problem.left[person], strict=True):
        most = min(days, 7 - problem.rules.days_off) if len(week) == 7 else days
        mine = [(n, v) for (p, d, n), v in works.items() if p == person and d in week]
        cp.add(sum(v for _, v in mine) <= most)
        cp.add(sum(paid(n) * v for n, v in mine) <= minutes)
        for day in week:
            cp.add(sum(v for (p, d, _), v in works.items() if (p, d) == (person, day)) <= 1)


def _add_days_in_a_row(cp: cp_model.CpModel, works: Works, problem: Problem, person: int) -> None:
    most = problem.rules.days_in_a_row
    before = min(problem.people[person].days_in_a_row, most)
    for first in range(-before, len(problem.demand.days) - most):
        inside = range(max(first, 0), first + most + 1)
        worked = [v for (p, d, _), v in works.items() if p == person and d in inside]
        cp.add(sum(worked) <= most - max(0, -first))
