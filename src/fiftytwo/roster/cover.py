"""What shifts cover: people present throughout each interval."""

from collections.abc import Iterable, Mapping, Sequence
from math import gcd

import numpy as np

from fiftytwo.roster.model import DAY_MINUTES, Assignment, Counts, Demand, Person

__all__ = ["by_pool", "cover_of", "short_of"]


def by_pool(people: Iterable[Person]) -> dict[str, list[Person]]:
    """Return the people of each pool, in the order given."""
    pools: dict[str, list[Person]] = {}
    for person in people:
        pools.setdefault(person.pool, []).append(person)
    return pools


def cover_of(shifts: Sequence[Assignment], demand: Demand, *, breaks: bool = True) -> Counts:
    """Return how many people are there throughout each interval.

    Parameters
    ----------
    shifts : sequence of Assignment
        Of people of the demand's pool only.
    demand : Demand
        Its days and intervals are those of the answer.
    breaks : bool
        False counts people on a break as there.

    Returns
    -------
    int array (n_days, n_intervals)
        The fewest people present at any moment of the interval: a break of 15 minutes takes a
        person out of its half-hour.

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2026, 11, 23)
    >>> need = Demand("p", 30, (day,), np.ones((1, 48), dtype=np.int64))
    >>> cover_of([Assignment("a", day, 480, 600)], need)[0, 15:21].tolist()
    [0, 1, 1, 1, 1, 0]
    """
    grain = demand.interval_minutes
    for shift in shifts:
        grain = gcd(grain, shift.start_minute, shift.end_minute)
        for piece in shift.breaks:
            grain = gcd(grain, piece.start_minute, piece.end_minute)
    index = {day: number for number, day in enumerate(demand.days)}
    present = np.zeros((len(demand.days), DAY_MINUTES // grain), dtype=np.int64)
    for shift in shifts:
        row = present[index[shift.day]]
        row[shift.start_minute // grain : shift.end_minute // grain] += 1
        for piece in shift.breaks if breaks else ():
            row[piece.start_minute // grain : piece.end_minute // grain] -= 1
    slots = demand.interval_minutes // grain
    return present.reshape(len(demand.days), -1, slots).min(axis=2)


def short_of(cover: Mapping[str, Counts], demands: Iterable[Demand]) -> dict[str, Counts]:
    """Return the people missing in each interval, per pool."""
    return {d.pool: np.maximum(d.required - cover[d.pool], 0) for d in demands}
