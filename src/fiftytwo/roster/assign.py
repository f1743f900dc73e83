"""People for shifts: who may take which today, and who gets which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fiftytwo.roster.model import Assignment, Demand, Person, Rules
from fiftytwo.roster.patterns import elapsed_minutes
from fiftytwo.roster.problem import Problem, Shift
from fiftytwo.roster.rules import broken

__all__ = [
    "Group",
    "Plan",
    "Working",
    "gap",
    "hand_out",
    "is_rested",
    "lawful",
    "minutes_left",
    "takers",
]

Plan = dict[tuple[int, int], Shift]  # (person number, day number) → shift
Working = Mapping[int, int | None]  # person number → length of the shift, None = any


@dataclass(frozen=True)
class Group:
    """People for whom the same shifts are possible on one day: to the solver they are a number."""

    people: tuple[int, ...]
    shifts: tuple[Shift, ...]


def takers(problem: Problem, plan: Plan, day: int, working: Working) -> list[Group]:
    """Return the people who work on a day, grouped by the shifts that their other days allow.

    Parameters
    ----------
    problem : Problem
        One pool.
    plan : Plan
        Shifts of the other days; what it says of this day does not count.
    day : int
        Number of the day.
    working : mapping of person number to minutes or None
        Who works on it; with minutes, only shifts of that length.
    """
    groups: dict[tuple[Shift, ...], list[int]] = defaultdict(list)
    for person, length in working.items():
        minutes = minutes_left(problem, plan, person, day)
        shifts = tuple(
            shift
            for shift in problem.options[person][day]
            if length in (None, shift[1])
            and problem.rules.paid_minutes(shift[1]) <= minutes
            and is_rested(problem, plan, (person, day), shift)
        )
        if shifts:
            groups[shifts].append(person)
    return [Group(tuple(people), shifts) for shifts, people in groups.items()]


def minutes_left(problem: Problem, plan: Plan, person: int, day: int) -> int:
    """Return the paid minutes that the week's other shifts leave for a day."""
    number = next(n for n, week in enumerate(problem.weeks) if day in week)
    others = (plan.get((person, d)) for d in problem.weeks[number] if d != day)
    used = sum(problem.rules.paid_minutes(shift[1]) for shift in others if shift)
    return problem.left[person][number][0] - used


def is_rested(problem: Problem, plan: Plan, place: tuple[int, int], shift: Shift) -> bool:
    """Return whether a shift keeps the rest to the shifts on the two days before and after."""
    person, day = place
    rules = problem.rules
    for step, least in ((1, rules.rest_minutes), (2, rules.day_off_minutes)):
        for other_day, is_before in ((day - step, True), (day + step, False)):
            other = plan.get((person, other_day))
            between = plan.get((person, (day + other_day) // 2)) if step == 2 else None
            if other is None or between is not None:
                continue
            first, second = ((other_day, other), (day, shift))
            if not is_before:
                first, second = second, first
            if gap(problem, first, second) < least:
                return False
    return True


def gap(problem: Problem, first: tuple[int, Shift], second: tuple[int, Shift]) -> int:
    """Return the minutes from the end of one (day number, shift) to the start of a later one."""
    days = problem.demand.days
    end = (days[first[0]], first[1][0] + first[1][1])
    return elapsed_minutes(end, (days[second[0]], second[1][0]), problem.rules.zone)


def hand_out(
    plan: Plan, day: int, groups: Sequence[Group], chosen: Mapping[int, Sequence[Shift]]
) -> None:
    """Give each group's shifts of a day to its people, the latest to whoever was late least.

    Parameters
    ----------
    plan : Plan
        Changed: the day is written anew.
    day : int
        Number of the day.
    groups : sequence of Group
        All who work on it.
    chosen : mapping of group number to shifts
        At most as many as the group has people.
    """
    for key in [key for key in plan if key[1] == day]:
        del plan[key]
    for number, group in enumerate(groups):
        starts = {p: [s[0] for (q, _), s in plan.items() if q == p] for p in group.people}
        order = sorted(group.people, key=lambda p: (sum(starts[p]) / max(1, len(starts[p])), p))
        for person, shift in zip(order, sorted(chosen.get(number, ()), reverse=True)):
            plan[person, day] = shift


def lawful(
    shifts: Sequence[Assignment], people: Sequence[Person], demand: Demand, rules: Rules
) -> list[Assignment]:
    """Return the shifts without those that would break a rule: the last gate before anybody sees them.

    The searches keep the rules themselves; this one believes nobody. Where a rule is broken, the
    shift of the day it names is given up, and the interval shows as short.
    """
    kept: list[Assignment] = []
    for person in people:
        mine = [shift for shift in shifts if shift.person_id == person.person_id]
        while found := broken(person, mine, demand, rules):
            worst = next((s for s in mine if s.day == found[0].day), mine[-1])
            mine.remove(worst)
        kept += mine
    return kept
