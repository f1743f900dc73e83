"""Does a roster keep every rule, and does its account of cover add up? Knows no solver."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fiftytwo.roster.cover import by_pool, cover_of
from fiftytwo.roster.model import Assignment, Demand, Person, Roster, Rules, Violation
from fiftytwo.roster.rules import broken

__all__ = ["check"]


def check(
    roster: Roster, people: Sequence[Person], demands: Sequence[Demand], rules: Rules
) -> list[Violation]:
    """Return everything wrong with a roster; an empty list means that it may be used.

    Checked are every labour rule of every person, shifts of people or days that are not part of
    the problem, the cover claimed against the shifts, and the balance of every interval:
    required = min(required, cover) + unmet.

    Examples
    --------
    >>> check(Roster(), [], [], Rules())
    []
    """
    found = list(_strangers(roster.assignments, people, demands))
    if found:
        return found
    shifts: dict[str, list[Assignment]] = {person.person_id: [] for person in people}
    for shift in roster.assignments:
        shifts[shift.person_id].append(shift)
    of_pool = {demand.pool: demand for demand in demands}
    for person in people:
        if shifts[person.person_id]:
            found += broken(person, shifts[person.person_id], of_pool[person.pool], rules)
    members = by_pool(people)
    for demand in demands:
        worked = [s for person in members.get(demand.pool, []) for s in shifts[person.person_id]]
        found += _account(roster, demand, worked)
    return found


def _strangers(
    assignments: Iterable[Assignment], people: Iterable[Person], demands: Iterable[Demand]
) -> Iterator[Violation]:
    days = {demand.pool: set(demand.days) for demand in demands}
    pool_of = {person.person_id: person.pool for person in people}
    for shift in assignments:
        pool = pool_of.get(shift.person_id)
        if pool is None:
            text = f"{shift.person_id} is not one of the people"
        elif shift.day not in days.get(pool, ()):
            text = f"{shift.person_id} works on a day that is not planned"
        elif not 0 <= shift.start_minute < shift.end_minute <= 1440:
            text = f"{shift.person_id} has a shift that does not lie within one day"
        else:
            continue
        yield Violation("known", shift.person_id, shift.day, text)


def _account(roster: Roster, demand: Demand, worked: Sequence[Assignment]) -> Iterator[Violation]:
    real = cover_of(worked, demand)
    claimed = roster.cover.get(demand.pool)
    if claimed is None or not np.array_equal(real, claimed):
        yield Violation(
            "cover", "", None, f"the cover of {demand.pool} is not what its shifts give"
        )
    missing = np.zeros_like(demand.required)
    index = {day: number for number, day in enumerate(demand.days)}
    for unmet in roster.unmet:
        if unmet.pool == demand.pool:
            missing[index[unmet.day], unmet.start_minute // demand.interval_minutes] += unmet.size
    if not np.array_equal(np.minimum(demand.required, real) + missing, demand.required):
        text = f"required is not covered + unmet somewhere in {demand.pool}"
        yield Violation("balance", "", None, text)
