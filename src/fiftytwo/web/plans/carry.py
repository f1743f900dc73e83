"""What last week's plan means for the next: rest and days off do not start anew on Monday."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from fiftytwo.roster.model import Person
from fiftytwo.web.plans.queries import newest_plan
from fiftytwo.web.plans.stored import StoredPlan, read

__all__ = ["carried", "with_last_week"]


def with_last_week(people: Iterable[Person], first_day: date) -> tuple[Person, ...]:
    """Return the people as the newest plan of the week before `first_day` leaves them."""
    plan = newest_plan(first_day - timedelta(days=7))
    return carried(people, read(plan.values)) if plan else tuple(people)


def carried(people: Iterable[Person], plan: StoredPlan) -> tuple[Person, ...]:
    """Return the people with the end of their last shift, and the days in a row until then.

    Examples
    --------
    >>> plan = read({"schema": 1, "days": ["2026-11-21", "2026-11-22"], "interval_minutes": 30,
    ...     "shifts": [{"person": "a", "day": 1, "start": 780, "end": 1260}]})
    >>> late, idle = carried([Person("a", "A", "", "x", 2400), Person("b", "B", "", "x", 0)], plan)
    >>> late.last_shift_end, late.days_in_a_row, idle.last_shift_end
    (datetime.datetime(2026, 11, 22, 21, 0), 1, None)
    """
    ends: dict[str, dict[int, int]] = {}
    for shift in plan.shifts:
        days = ends.setdefault(shift.person_id, {})
        days[shift.day] = max(days.get(shift.day, 0), shift.end)
    return tuple(
        _carry(person, ends[person.person_id], plan.days) if person.person_id in ends else person
        for person in people
    )


def _carry(person: Person, ends: dict[int, int], days: tuple[date, ...]) -> Person:
    last = max(ends)
    at = datetime.combine(days[last], time()) + timedelta(minutes=ends[last])
    row = 0
    while len(days) - 1 - row in ends:
        row += 1
    return replace(person, last_shift_end=at, days_in_a_row=row)
