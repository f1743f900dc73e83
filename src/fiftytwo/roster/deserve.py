"""How many people each day of the week deserves: the best week if people could be divided.

A linear program over all days at once, people of the same contract and options taken together and
breaks spread evenly over their windows. Its days are what whole people are then given to.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from fiftytwo.roster.patterns import windows
from fiftytwo.roster.price import MISSING, MISSING_MORE, SURPLUS_MORE, UNUSED, bounds
from fiftytwo.roster.problem import Problem, Shift

__all__ = ["deserved"]

Terms = list[tuple[int, float]]  # (column, factor)


@dataclass
class _Program:
    """Rows `terms · x <= limit` and a cost to make small, x >= 0."""

    costs: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    rows: list[Terms] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def column(self, cost: float, upper: float = np.inf) -> int:
        self.costs.append(cost)
        self.uppers.append(upper)
        return len(self.costs) - 1

    def hold(self, terms: Terms, limit: float) -> None:
        if terms:
            self.rows.append(terms)
            self.limits.append(limit)

    def solve(self) -> Sequence[float]:
        """Return the best x, nothing where the program has no columns or no rows."""
        if not self.rows:
            return [0.0] * len(self.costs)
        at = [(row, col, f) for row, terms in enumerate(self.rows) for col, f in terms]
        rows, columns, factors = zip(*at, strict=True)
        shape = (len(self.rows), len(self.costs))
        matrix = csr_array((factors, (rows, columns)), shape=shape)
        box = np.column_stack([np.zeros(shape[1]), self.uppers])
        found = linprog(self.costs, A_ub=matrix, b_ub=self.limits, bounds=box, method="highs-ds")
        values: list[float] = found.x.tolist() if found.x is not None else [0.0] * shape[1]
        return values


def deserved(problem: Problem) -> dict[tuple[int, int], float]:
    """Return how many people should work a shift of each length on each day.

    Returns
    -------
    mapping of (day number, minutes) to people
        Fractions of people; only where somebody could.

    Examples
    --------
    >>> from datetime import date
    >>> from fiftytwo.roster.model import BreakPlan, Demand, Person, Rules
    >>> from fiftytwo.roster.problem import prepare
    >>> need = np.zeros((2, 24), dtype=np.int64); need[0, 8:16], need[1, 8:16] = 2, 1
    >>> days = (date(2026, 11, 23), date(2026, 11, 24))
    >>> people = [Person(name, name, "", "p", 960) for name in "ab"]
    >>> rules = Rules(breaks=(BreakPlan(0),))
    >>> deserved(prepare(people, Demand("p", 60, days, need), rules))
    {(0, 480): 2.0, (1, 480): 2.0}
    """
    program = _Program()
    present: dict[tuple[int, int], Terms] = defaultdict(list)
    counts: dict[tuple[int, int], list[int]] = defaultdict(list)
    classes: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for person, options in enumerate(problem.options):
        classes[problem.left[person], options].append(person)
    for members in classes.values():
        chosen: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for day, shifts in enumerate(problem.options[members[0]]):
            for shift in shifts:
                paid = problem.rules.paid_minutes(shift[1])
                column = program.column(-UNUSED * paid / problem.grain, len(members))
                chosen[day].append((column, paid))
                counts[day, shift[1]].append(column)
                for slot, share in _presence(problem, shift).items():
                    present[day, slot].append((column, share))
        _limit(program, problem, (members[0], len(members)), chosen)
    _price(program, problem, present)
    values = program.solve()
    return {key: float(round(sum(values[c] for c in cs), 6)) for key, cs in counts.items()}


def _limit(
    program: _Program,
    problem: Problem,
    who: tuple[int, int],
    chosen: dict[int, list[tuple[int, int]]],
) -> None:
    """Hold a class of people to its contract."""
    first, size = who
    for week, (minutes, days) in zip(problem.weeks, problem.left[first], strict=True):
        mine = [item for day in week for item in chosen[day]]
        program.hold([(column, float(paid)) for column, paid in mine], float(size * minutes))
        program.hold([(column, 1.0) for column, _ in mine], float(size * days))
        for day in week:
            program.hold([(column, 1.0) for column, _ in chosen[day]], float(size))


def _presence(problem: Problem, shift: Shift) -> dict[int, float]:
    """Return the share of a shift's people at work in each slot, breaks spread over windows."""
    grain = problem.grain
    share = {s: 1.0 for s in range(shift[0] // grain, (shift[0] + shift[1]) // grain)}
    for window in windows(shift[1], problem.rules):
        first = (shift[0] + window.earliest) // grain
        last = (shift[0] + window.latest + window.minutes) // grain
        for slot in range(first, last):
            share[slot] -= window.minutes / grain / (last - first)
    return share


def _price(program: _Program, problem: Problem, present: dict[tuple[int, int], Terms]) -> None:
    wide = problem.demand.interval_minutes // problem.grain
    for (day, slot), there in present.items():
        need = int(problem.demand.required[day, slot // wide])
        deep, ample = bounds(need)
        less = [(column, -share) for column, share in there]
        program.hold([*less, (program.column(MISSING), -1.0)], -need)
        program.hold([*less, (program.column(MISSING_MORE), -1.0)], -deep)
        program.hold([*there, (program.column(SURPLUS_MORE), -1.0)], ample)
