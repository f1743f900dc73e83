"""A fair spread of early, late and weekend shifts, at no cost to cover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from fiftytwo.roster.model import Assignment, Demand, Person, Rules
from fiftytwo.roster.rules import broken

__all__ = ["spread_fairly", "unfairness"]

ROUNDS = 4  # passes over all pairs; later ones find next to nothing
EDGE_MINUTES = 60  # a shift within an hour of the earliest start or the latest end counts

Days = dict[date, Assignment]


@dataclass(frozen=True)
class _Pool:
    demand: Demand
    rules: Rules
    first_start: int
    last_end: int

    def burden(self, days: Days) -> tuple[int, int, int]:
        """Return the numbers of early, late and weekend shifts."""
        early = sum(s.start_minute < self.first_start + EDGE_MINUTES for s in days.values())
        late = sum(s.end_minute > self.last_end - EDGE_MINUTES for s in days.values())
        weekend = sum(day.weekday() >= 5 for day in days)
        return early, late, weekend


def spread_fairly(
    shifts: Sequence[Assignment], people: Sequence[Person], demand: Demand, rules: Rules
) -> list[Assignment]:
    """Return the same shifts, swapped between people so that unloved ones are spread evenly.

    Two people swap their shifts of one day, or one takes a weekend shift and gives a weekday's
    shift in return, where that makes their numbers of early, late and weekend shifts more even
    and breaks no rule. Cover stays exactly as it is, for the shifts do.

    Parameters
    ----------
    shifts : sequence of Assignment
        A legal roster of one pool.
    people, demand, rules
        As for `solve`.

    Returns
    -------
    list of Assignment
        Ordered by person and day.
    """
    if not shifts:
        return []
    held: dict[str, Days] = {person.person_id: {} for person in people}
    for shift in shifts:
        held[shift.person_id][shift.day] = shift
    edges = min(s.start_minute for s in shifts), max(s.end_minute for s in shifts)
    pool = _Pool(demand, rules, *edges)
    for _ in range(ROUNDS):
        if not any([_even_out(pool, pair, held) for pair in combinations(people, 2)]):
            break
    order = {person.person_id: number for number, person in enumerate(people)}
    found = [shift for days in held.values() for shift in days.values()]
    return sorted(found, key=lambda shift: (order[shift.person_id], shift.day))


def unfairness(burdens: Sequence[tuple[int, int, int]]) -> int:
    """Return the sum of squares of early, late and weekend shifts: least when they are even.

    >>> unfairness([(2, 0, 0), (0, 2, 0)]), unfairness([(1, 1, 0), (1, 1, 0)])
    (8, 4)
    """
    return sum(number**2 for burden in burdens for number in burden)


def _even_out(pool: _Pool, pair: tuple[Person, Person], held: dict[str, Days]) -> bool:
    one, two = (held[person.person_id] for person in pair)
    before = unfairness([pool.burden(one), pool.burden(two)])
    for new_one, new_two in _swaps(pair, one, two):
        if unfairness([pool.burden(new_one), pool.burden(new_two)]) >= before:
            continue
        if _is_legal(pool, pair[0], new_one) and _is_legal(pool, pair[1], new_two):
            held[pair[0].person_id], held[pair[1].person_id] = new_one, new_two
            return True
    return False


def _swaps(pair: tuple[Person, Person], one: Days, two: Days) -> Iterator[tuple[Days, Days]]:
    """Yield what both hold after one swap."""
    for day in sorted(one.keys() & two.keys()):
        if (one[day].start_minute, one[day].length) != (two[day].start_minute, two[day].length):
            yield _exchange(pair, (one, two), (day,), (day,))
    only_one, only_two = sorted(one.keys() - two.keys()), sorted(two.keys() - one.keys())
    for mine in only_one:
        for yours in only_two:
            if (mine.weekday() >= 5) != (yours.weekday() >= 5):
                yield _exchange(pair, (one, two), (mine,), (yours,))


def _exchange(
    pair: tuple[Person, Person],
    held: tuple[Days, Days],
    given: tuple[date, ...],
    taken: tuple[date, ...],
) -> tuple[Days, Days]:
    one, two = dict(held[0]), dict(held[1])
    away = [one.pop(day) for day in given]
    back = [two.pop(day) for day in taken]
    one |= {shift.day: replace(shift, person_id=pair[0].person_id) for shift in back}
    two |= {shift.day: replace(shift, person_id=pair[1].person_id) for shift in away}
    return one, two


def _is_legal(pool: _Pool, person: Person, days: Days) -> bool:
    return not broken(person, list(days.values()), pool.demand, pool.rules)
