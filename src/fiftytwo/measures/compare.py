"""Reading a value fairly: its interval, its usual range, and the period before. No league tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import Interval, UsualRange, usual_range, wilson
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.model import Query, Row, Value

__all__ = ["Change", "change", "earlier", "interval_of", "range_of"]


@dataclass(frozen=True, slots=True)
class Change:
    """A value beside the same figure of the period before.

    Attributes
    ----------
    before, now : float or None
        The two values, each in the measure's unit.
    difference : float or None
        now − before; None where either is missing.
    is_better : bool or None
        None where there is no change, no difference, or neither direction is better.
    is_news : bool or None
        Whether the intervals of two shares do not overlap; None where that cannot be told.
    """

    before: float | None
    now: float | None
    difference: float | None
    is_better: bool | None
    is_news: bool | None


def interval_of(name: str, value: Value, confidence: float = 0.95) -> Interval | None:
    """Return the Wilson interval of a share of contacts, cases or answers; None of anything else.

    A share of time (occupancy) and a mean score have no such interval.

    Examples
    --------
    >>> v = Value(0.7, 7, 10, 10, 1.0, False, "csat@1")
    >>> round(interval_of("csat", v).low, 3)
    0.397
    """
    item = measure(name)
    counted = item.unit == "share" and item.scale == 1 and isinstance(item.what, tuple)
    if not counted or any(part.column for _, part in item.summed):
        return None
    if value.numerator is None or not value.denominator:
        return None
    return wilson(value.numerator, value.denominator, confidence)


def range_of(name: str, rows: Sequence[Row]) -> UsualRange | None:
    """Return the usual range of one measure over the periods of `rows`, of one group, in order.

    Provisional and missing values do not take part; fewer than 12 others give None.
    """
    values = [row.values[name] for row in rows]
    return usual_range([v.value for v in values if v.value is not None and not v.provisional])


def earlier(query: Query) -> Query:
    """Return the same question for the period of the same length just before.

    Whole months go back by as many months, anything else by as many days.

    Raises
    ------
    InputError
        If the period has no first or last day.

    Examples
    --------
    >>> q = earlier(Query(("offered",), first=date(2026, 3, 1), last=date(2026, 3, 31)))
    >>> str(q.first), str(q.last)
    ('2026-02-01', '2026-02-28')
    >>> q = earlier(Query(("offered",), first=date(2026, 3, 9), last=date(2026, 3, 15)))
    >>> str(q.first), str(q.last)
    ('2026-03-02', '2026-03-08')
    """
    if query.first is None or query.last is None:
        raise InputError("the period before needs a first and a last day: name both")
    end = query.first - timedelta(days=1)
    months = _months(query.first, query.last)
    if months:
        number = query.first.year * 12 + query.first.month - 1 - months
        return replace(query, first=date(number // 12, number % 12 + 1, 1), last=end)
    return replace(query, first=query.first - (query.last - end), last=end)


def _months(first: date, last: date) -> int:
    """Return how many whole months a period is; 0 for any other."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def change(name: str, now: Value, before: Value) -> Change:
    """Return a value beside the period before.

    Examples
    --------
    >>> low = Value(0.70, 70, 100, 100, 1.0, False, "service_level@1")
    >>> high = Value(0.90, 90, 100, 100, 1.0, False, "service_level@1")
    >>> change("service_level", high, low).is_news
    True
    """
    if now.value is None or before.value is None:
        return Change(before.value, now.value, None, None, None)
    difference = now.value - before.value
    better = measure(name).better
    is_better = (
        None
        if not difference or better == "as planned"
        else (difference > 0) == (better == "higher")
    )
    first, second = interval_of(name, now), interval_of(name, before)
    is_news = None
    if first and second:
        is_news = first.low > second.high or second.low > first.high
    return Change(before.value, now.value, difference, is_better, is_news)
