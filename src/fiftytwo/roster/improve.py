"""Better weeks by moving one shift: estimated for all moves, tried for the most promising."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from fiftytwo.roster.assign import Plan, Working, is_rested, minutes_left
from fiftytwo.roster.breaks import Starts, place
from fiftytwo.roster.cover import cover_of
from fiftytwo.roster.model import Counts
from fiftytwo.roster.price import UNUSED, cover_price
from fiftytwo.roster.problem import Problem, Shift

__all__ = ["Week", "improve"]

TRIES = 6  # moves tried before the week counts as good

SolveDay = Callable[["Week", tuple[int, Working]], "Week"]


@dataclass(frozen=True)
class Week:
    """A pool's week on its way: shifts, breaks per (day, shift), price of each day."""

    plan: Plan
    breaks: Mapping[tuple[int, Shift], Sequence[Starts]]
    costs: dict[int, float]
    failed: frozenset[tuple[int, int, int]] = field(default=frozenset())

    @property
    def cost(self) -> float:
        """The price of the whole week."""
        return sum(self.costs.values())

    def working(self, day: int) -> set[int]:
        """Return the numbers of the people who work on a day."""
        return {person for person, d in self.plan if d == day}


@dataclass(frozen=True, slots=True)
class _Move:
    """Somebody works `shift` on one more day, instead of on day `source` (None: in addition)."""

    gain: int
    person: int
    source: int | None
    target: int
    shift: Shift


def improve(problem: Problem, week: Week, solve_day: SolveDay) -> Week | None:
    """Return a cheaper week that differs by one moved or added shift, None if none was found.

    Parameters
    ----------
    problem : Problem
        One pool.
    week : Week
        Every day of it solved.
    solve_day : callable (week, (day, people who work)) → week
        Solves one day anew.
    """
    failed = set(week.failed)
    tries = 0
    for move in sorted(_moves(problem, week), key=lambda m: (-m.gain, m.person, m.target)):
        key = (move.person, -1 if move.source is None else move.source, move.target)
        if key in failed or not _is_legal(problem, week.plan, move):
            continue
        failed.add(key)
        better = _apply(week, move, solve_day)
        if better.cost < week.cost:
            return replace(better, failed=frozenset(failed))
        tries += 1
        if tries == TRIES:
            break
    return None


def _apply(week: Week, move: _Move, solve_day: SolveDay) -> Week:
    if move.source is not None:
        staying = week.working(move.source) - {move.person}
        week = solve_day(week, (move.source, dict.fromkeys(sorted(staying))))
    coming = week.working(move.target) | {move.person}
    return solve_day(week, (move.target, dict.fromkeys(sorted(coming))))


def _moves(problem: Problem, week: Week) -> Iterator[_Move]:
    """Yield the moves that look worth it if breaks stayed where they are."""
    cover = cover_of(place(problem, week.plan, week.breaks), problem.demand)
    gains = {
        (day, shift): _gain(problem, cover, day, shift)
        for day in range(len(problem.demand.days))
        for shift in {s for options in problem.options for s in options[day]}
    }
    for person, days in enumerate(problem.options):
        losses: dict[int | None, int] = {None: 0}
        for day in range(len(days)):
            if (person, day) in week.plan:
                losses[day] = _loss(problem, cover, day, week.plan[person, day])
        for target, shifts in enumerate(days):
            if not shifts or (person, target) in week.plan:
                continue
            for source, loss in losses.items():
                shift = max(shifts, key=lambda s: gains[target, s])
                gain = gains[target, shift] - loss
                if gain > 0:
                    yield _Move(gain, person, source, target, shift)


def _gain(problem: Problem, cover: Counts, day: int, shift: Shift) -> int:
    return _change(problem, cover, day, (shift, 1))


def _loss(problem: Problem, cover: Counts, day: int, shift: Shift) -> int:
    return -_change(problem, cover, day, (shift, -1))


def _change(problem: Problem, cover: Counts, day: int, change: tuple[Shift, int]) -> int:
    """Return by how much the price falls if a shift is added (1) or taken away (-1)."""
    (start, length), sign = change
    wide = problem.demand.interval_minutes
    there = np.zeros(cover.shape[1], dtype=np.int64)
    there[-(-start // wide) : (start + length) // wide] = sign
    need = problem.demand.required[day]
    price = cover_price(need, cover[day]) - cover_price(need, cover[day] + there)
    slots = wide // problem.grain
    used = UNUSED * (problem.rules.paid_minutes(length) // problem.grain)
    return int(price.sum()) * slots + sign * used


def _is_legal(problem: Problem, plan: Plan, move: _Move) -> bool:
    left = {key: value for key, value in plan.items() if key != (move.person, move.source)}
    place_ = (move.person, move.target)
    if problem.rules.paid_minutes(move.shift[1]) > minutes_left(problem, left, *place_):
        return False
    worked = {day for person, day in left if person == move.person} | {move.target}
    if not _days_allowed(problem, move.person, worked):
        return False
    left[place_] = move.shift
    return all(is_rested(problem, left, (move.person, d), left[move.person, d]) for d in worked)


def _days_allowed(problem: Problem, person: int, worked: set[int]) -> bool:
    rules = problem.rules
    for week, (_, days) in zip(problem.weeks, problem.left[person], strict=True):
        most = min(days, 7 - rules.days_off) if len(week) == 7 else days
        if len(worked & set(week)) > most:
            return False
    run = problem.people[person].days_in_a_row
    for day in range(len(problem.demand.days)):
        run = run + 1 if day in worked else 0
        if run > rules.days_in_a_row:
            return False
    return True
