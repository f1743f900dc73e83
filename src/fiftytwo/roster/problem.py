"""One pool's week in numbers: which shifts each person could work on each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fiftytwo.roster.model import Demand, Person, Rules
from fiftytwo.roster.patterns import contract_left, since, slot_minutes, starts

__all__ = ["Problem", "Shift", "prepare", "weeks_of"]

Shift = tuple[int, int]  # start minute, length


@dataclass(frozen=True)
class Problem:
    """What a solver needs of one pool.

    Attributes
    ----------
    grain : int
        Minutes of a slot; shifts, breaks and intervals lie on slots.
    options : tuple over people of tuple over days of tuple of Shift
        Shifts that no rule of that day alone forbids.
    weeks : tuple of tuple of int
        Day numbers of each calendar week.
    left : tuple over people of tuple over weeks of (minutes, days)
        What the contract still allows.
    """

    people: tuple[Person, ...]
    demand: Demand
    rules: Rules
    grain: int
    options: tuple[tuple[tuple[Shift, ...], ...], ...]
    weeks: tuple[tuple[int, ...], ...]
    left: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody could work at any time."""
        return not any(day for person in self.options for day in person)

    def size(self) -> int:
        """Number of possible shifts."""
        return sum(len(day) for person in self.options for day in person)


def prepare(people: Sequence[Person], demand: Demand, rules: Rules) -> Problem:
    """Return one pool's problem.

    Examples
    --------
    >>> import numpy as np
    >>> need = np.zeros((1, 48), dtype=np.int64); need[0, 16:34] = 1
    >>> anna = Person("a", "Anna", "Canal", "phone", 2250)
    >>> prepare([anna], Demand("phone", 30, (date(2026, 11, 23),), need), Rules()).options
    ((((480, 480), (510, 480), (540, 480)),),)
    """
    weeks = weeks_of(demand.days)
    is_open = [demand.opening(number) is not None for number in range(len(demand.days))]
    left = tuple(
        tuple(
            contract_left(person, [demand.days[n] for n in week], [is_open[n] for n in week])
            for week in weeks
        )
        for person in people
    )
    options = tuple(
        tuple(_options(person, demand, rules, number) for number in range(len(demand.days)))
        for person in people
    )
    grain = slot_minutes(people, demand, rules)
    return Problem(tuple(people), demand, rules, grain, options, weeks, left)


def weeks_of(days: Sequence[date]) -> tuple[tuple[int, ...], ...]:
    """Return the day numbers of each calendar week.

    >>> weeks_of([date(2026, 11, 22), date(2026, 11, 23)])
    ((0,), (1,))
    """
    weeks: dict[tuple[int, int], list[int]] = {}
    for number, day in enumerate(days):
        weeks.setdefault(day.isocalendar()[:2], []).append(number)
    return tuple(tuple(week) for week in weeks.values())


def _options(person: Person, demand: Demand, rules: Rules, number: int) -> tuple[Shift, ...]:
    day = demand.days[number]
    opening = demand.opening(number)
    if opening is None or day in person.absent:
        return ()
    span = person.available.get(day, opening)
    span = (max(span[0], opening[0]), min(span[1], opening[1]))
    found = [
        (start, length)
        for length in sorted(set(person.shift_minutes))
        if length > 0
        for start in starts(span, length, rules)
    ]
    end = person.last_shift_end
    if end is not None:
        found = [s for s in found if since(end, day, s[0], rules.zone) >= rules.rest_minutes]
    return tuple(found)
