"""One function a labour rule: it looks at one person's shifts and names what they break.

They judge finished shifts and know nothing of how the solver builds its models, so that one may
find the other's mistakes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from fiftytwo.roster.model import Assignment, Demand, Person, Rules, Violation
from fiftytwo.roster.patterns import contract_left, elapsed_minutes, since, windows

__all__ = ["LABOUR_RULES", "broken"]

Shifts = Sequence[Assignment]
Rule = Callable[[Person, Shifts, Demand, Rules], Iterator[Violation]]


def broken(person: Person, shifts: Shifts, demand: Demand, rules: Rules) -> list[Violation]:
    """Return every labour rule that a person's shifts break.

    Examples
    --------
    >>> import numpy as np
    >>> monday = date(2026, 11, 23)
    >>> need = Demand("phone", 30, (monday,), np.ones((1, 48), dtype=np.int64))
    >>> anna = Person("a", "Anna", "Canal", "phone", 2250, absent=frozenset({monday}))
    >>> [found.rule for found in broken(anna, [Assignment("a", monday, 480, 700)], need, Rules())]
    ['absent', 'shift_length']
    """
    ordered = sorted(shifts, key=lambda shift: (shift.day, shift.start_minute))
    return [found for rule in LABOUR_RULES for found in rule(person, ordered, demand, rules)]


def one_shift_a_day(person: Person, shifts: Shifts, _d: Demand, _r: Rules) -> Iterator[Violation]:
    """At most one shift a day."""
    for one, two in pairwise(shifts):
        if one.day == two.day:
            yield _violation("one_shift_a_day", person, two.day, "has two shifts on one day")


def absent(person: Person, shifts: Shifts, _d: Demand, _r: Rules) -> Iterator[Violation]:
    """Nobody works on a day away."""
    for shift in shifts:
        if shift.day in person.absent:
            yield _violation("absent", person, shift.day, "is away")


def available(person: Person, shifts: Shifts, demand: Demand, _r: Rules) -> Iterator[Violation]:
    """Shifts lie within the person's available time; without one, within opening hours."""
    index = {day: number for number, day in enumerate(demand.days)}
    for shift in shifts:
        opening = demand.opening(index[shift.day]) if shift.day in index else None
        span = person.available.get(shift.day, (0, 1440))
        if opening is None or shift.start_minute < opening[0] or shift.end_minute > opening[1]:
            yield _violation("opening_hours", person, shift.day, "works outside opening hours")
        elif shift.start_minute < span[0] or shift.end_minute > span[1]:
            yield _violation("available", person, shift.day, "is not available then")


def shift_length(person: Person, shifts: Shifts, _d: Demand, rules: Rules) -> Iterator[Violation]:
    """Only allowed shift lengths and starts."""
    for shift in shifts:
        if shift.length not in person.shift_minutes:
            yield _violation(
                "shift_length", person, shift.day, f"a shift of {shift.length} min is not allowed"
            )
        if shift.start_minute % rules.start_step_minutes:
            yield _violation("start_step", person, shift.day, "starts between two start times")


def contract(person: Person, shifts: Shifts, demand: Demand, rules: Rules) -> Iterator[Violation]:
    """Paid minutes and days of a week stay within the contract: there is no overtime."""
    by_week: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for shift in shifts:
        by_week[_week(shift.day)].append(shift)
    for week, worked in by_week.items():
        days = [day for day in demand.days if _week(day) == week]
        is_open = [demand.opening(demand.days.index(day)) is not None for day in days]
        minutes, most_days = contract_left(person, days, is_open)
        paid = sum(rules.paid_minutes(shift.length) for shift in worked)
        if paid > minutes:
            text = f"works {paid} paid minutes of {minutes} in week {week[1]}"
            yield _violation("contract_minutes", person, worked[0].day, text)
        if len({shift.day for shift in worked}) > most_days:
            text = f"works {len(worked)} days of {most_days} in week {week[1]}"
            yield _violation("max_days", person, worked[0].day, text)


def rest(person: Person, shifts: Shifts, _d: Demand, rules: Rules) -> Iterator[Violation]:
    """Rest between two shifts, also after the last one before the first day."""
    if shifts and person.last_shift_end is not None:
        first = shifts[0]
        gap = since(person.last_shift_end, first.day, first.start_minute, rules.zone)
        if gap < rules.rest_minutes:
            yield _violation("rest", person, first.day, f"rests {gap} min before the first shift")
    for one, two in pairwise(shifts):
        gap = _gap(one, two, rules)
        if one.day != two.day and gap < rules.rest_minutes:
            yield _violation("rest", person, two.day, f"rests {gap} of {rules.rest_minutes} min")


def day_off_length(person: Person, shifts: Shifts, _d: Demand, rules: Rules) -> Iterator[Violation]:
    """A day off between two shifts is part of a long enough time without work."""
    for one, two in pairwise(shifts):
        gap = _gap(one, two, rules)
        if (two.day - one.day).days == 2 and gap < rules.day_off_minutes:
            text = f"has {gap} of {rules.day_off_minutes} min around a day off"
            yield _violation("day_off_length", person, two.day, text)


def days_off(person: Person, shifts: Shifts, demand: Demand, rules: Rules) -> Iterator[Violation]:
    """Enough days off in every whole week; a day away is no day off."""
    worked = {shift.day for shift in shifts}
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in demand.days:
        weeks[_week(day)].append(day)
    for week, days in weeks.items():
        free = sum(day not in worked for day in days)
        if len(days) == 7 and worked & set(days) and free < rules.days_off:
            text = f"has {free} of {rules.days_off} days off in week {week[1]}"
            yield _violation("days_off", person, days[0], text)


def days_in_a_row(
    person: Person, shifts: Shifts, demand: Demand, rules: Rules
) -> Iterator[Violation]:
    """Not too many working days in a row, those before the first day included."""
    worked = {shift.day for shift in shifts}
    run = person.days_in_a_row
    for day in demand.days:
        run = run + 1 if day in worked else 0
        if run > rules.days_in_a_row:
            yield _violation("days_in_a_row", person, day, f"works {run} days in a row")


def breaks(person: Person, shifts: Shifts, _d: Demand, rules: Rules) -> Iterator[Violation]:
    """Every shift has the meal and breaks of its length, at places that are allowed."""
    for shift in shifts:
        due = windows(shift.length, rules)
        if [(w.kind, w.minutes) for w in due] != [
            (piece.kind, piece.end_minute - piece.start_minute) for piece in shift.breaks
        ]:
            yield _violation("breaks", person, shift.day, "lacks a meal or break that is due")
            continue
        for window, piece in zip(due, shift.breaks, strict=True):
            offset = piece.start_minute - shift.start_minute
            if not window.earliest <= offset <= window.latest:
                yield _violation("breaks", person, shift.day, f"{piece.kind} is too early or late")
        if any(one.end_minute > two.start_minute for one, two in pairwise(shift.breaks)):
            yield _violation("breaks", person, shift.day, "breaks overlap")


LABOUR_RULES: tuple[Rule, ...] = (
    one_shift_a_day,
    absent,
    available,
    shift_length,
    contract,
    rest,
    day_off_length,
    days_off,
    days_in_a_row,
    breaks,
)


def _violation(rule: str, person: Person, day: date, text: str) -> Violation:
    return Violation(rule, person.person_id, day, f"{person.name} {text} ({day.isoformat()})")


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _gap(one: Assignment, two: Assignment, rules: Rules) -> int:
    return elapsed_minutes((one.day, one.end_minute), (two.day, two.start_minute), rules.zone)
