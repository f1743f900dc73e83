"""Why an interval is short, and the smallest change that mends it, found by trying it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fiftytwo.roster.breaks import with_breaks
from fiftytwo.roster.cover import by_pool, cover_of
from fiftytwo.roster.model import Assignment, Cause, Counts, Demand, Person, Rules, Unmet
from fiftytwo.roster.patterns import starts
from fiftytwo.roster.remedies import Day, remedy
from fiftytwo.roster.rules import broken

__all__ = ["explain"]

OF_RULE = {
    "contract_minutes": Cause.CONTRACT_HOURS,
    "max_days": Cause.CONTRACT_HOURS,
    "rest": Cause.REST,
    "day_off_length": Cause.REST,
    "days_off": Cause.DAYS_OFF,
    "days_in_a_row": Cause.DAYS_OFF,
    "available": Cause.AVAILABILITY,
    "opening_hours": Cause.SHIFT_LENGTH,
}
ORDER = (
    Cause.BREAKS,
    Cause.ABSENCES,
    Cause.CONTRACT_HOURS,
    Cause.REST,
    Cause.DAYS_OFF,
    Cause.AVAILABILITY,
    Cause.SHIFT_LENGTH,
    Cause.OTHER_HOURS,
)


@dataclass(frozen=True)
class _Pool:
    demand: Demand
    rules: Rules
    people: tuple[Person, ...]
    shifts: dict[str, list[Assignment]]


def explain(
    assignments: Sequence[Assignment],
    people: Sequence[Person],
    demands: Sequence[Demand],
    rules: Rules,
) -> tuple[Unmet, ...]:
    """Return every short interval with its size, cause and what would help.

    Neighbouring short intervals of a day share one cause and one remedy: the remedy mends the
    whole run, and was applied and counted before it is named.

    Parameters
    ----------
    assignments : sequence of Assignment
        The shifts of a legal roster.
    people, demands, rules
        As for `solve`.

    Returns
    -------
    tuple of Unmet
        One an interval, by pool, day and time.

    Examples
    --------
    >>> need = np.zeros((1, 48), dtype=np.int64); need[0, 20:22] = 1
    >>> short = explain([], [], [Demand("phone", 30, (date(2026, 11, 24),), need)], Rules())
    >>> [(u.start_minute, u.size, u.cause.value) for u in short]
    [(600, 1, 'no_people'), (630, 1, 'no_people')]
    >>> short[0].would_help
    '1 more person in phone from 10:00 to 11:00 on Tuesday 24 November'
    """
    members = by_pool(people)
    found: list[Unmet] = []
    for demand in demands:
        group = tuple(members.get(demand.pool, ()))
        shifts: dict[str, list[Assignment]] = {person.person_id: [] for person in group}
        for shift in assignments:
            if shift.person_id in shifts:
                shifts[shift.person_id].append(shift)
        found += _explain_pool(_Pool(demand, rules, group, shifts))
    return tuple(found)


def _explain_pool(pool: _Pool) -> Iterator[Unmet]:
    demand = pool.demand
    worked = [shift for shifts in pool.shifts.values() for shift in shifts]
    short = np.maximum(demand.required - cover_of(worked, demand), 0)
    wide = demand.interval_minutes
    for number, day in enumerate(demand.days):
        for first, last in _runs(short[number]):
            worst = first + int(np.argmax(short[number, first:last]))
            cause = _cause(pool, number, worst, int(short[number, worst]))
            here = Day(demand, pool.rules, pool.people, pool.shifts, number)
            help_ = remedy(here, (first, last), is_breaks=cause is Cause.BREAKS)
            for i in range(first, last):
                size = int(short[number, i])
                yield Unmet(demand.pool, day, i * wide, (i + 1) * wide, size, cause, help_)


def _runs(short: Counts) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], short > 0, [0])).astype(np.int64)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _cause(pool: _Pool, number: int, interval: int, size: int) -> Cause:
    need = int(pool.demand.required[number, interval])
    if not pool.people:
        return Cause.NO_PEOPLE
    if len(pool.people) < need:
        return Cause.TOO_FEW_PEOPLE
    wide = pool.demand.interval_minutes
    span = (interval * wide, (interval + 1) * wide)
    why = Counter(
        cause
        for person in pool.people
        if (cause := _why_not(pool, person, number, span)) is not None
    )
    for cause in (Cause.BREAKS, Cause.ABSENCES):
        if why[cause] >= size:
            return cause
    return max(ORDER, key=lambda cause: (why[cause], -ORDER.index(cause)))


def _why_not(pool: _Pool, person: Person, number: int, span: tuple[int, int]) -> Cause | None:
    """Return why a person does not cover a span of a day, None if the person does."""
    day = pool.demand.days[number]
    if day in person.absent:
        return Cause.ABSENCES
    today = [shift for shift in pool.shifts[person.person_id] if shift.day == day]
    for shift in today:
        if shift.start_minute <= span[0] and span[1] <= shift.end_minute:
            on_break = any(
                p.start_minute < span[1] and span[0] < p.end_minute for p in shift.breaks
            )
            return Cause.BREAKS if on_break else None
    return Cause.OTHER_HOURS if today else _why_free(pool, person, number, span)


def _why_free(pool: _Pool, person: Person, number: int, span: tuple[int, int]) -> Cause:
    """Return the rule that keeps a person free: the one that stands before most shifts."""
    day = pool.demand.days[number]
    shifts = pool.shifts[person.person_id]
    stops: Counter[Cause] = Counter()
    for candidate in _covering(pool, person, day, number, span):
        found = broken(person, [*shifts, candidate], pool.demand, pool.rules)
        causes = {OF_RULE.get(item.rule, Cause.BREAKS) for item in found}
        if not causes:
            return Cause.BREAKS  # a shift would fit, but its breaks would cost as much as it gives
        stops[min(causes, key=ORDER.index)] += 1
    return max(stops, key=lambda c: stops[c]) if stops else Cause.SHIFT_LENGTH


def _covering(
    pool: _Pool, person: Person, day: date, number: int, span: tuple[int, int]
) -> Iterator[Assignment]:
    opening = pool.demand.opening(number) or (0, 0)
    for length in person.shift_minutes:
        for start in starts(opening, length, pool.rules):
            if start <= span[0] and span[1] <= start + length:
                yield with_breaks(
                    Assignment(person.person_id, day, start, start + length), pool.rules
                )
