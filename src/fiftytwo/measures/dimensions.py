"""Dimensions and grains: what can be asked for, and how periods and missing values are written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fiftytwo.base.errors import InputError

__all__ = [
    "DIMENSIONS",
    "GRAINS",
    "MISSING",
    "Filter",
    "check_names",
    "filters",
    "label",
    "period_end",
    "period_number",
    "period_text",
]

DIMENSIONS = ("queue", "channel", "agent", "reason", "hour", "weekday")
GRAINS = ("hour", "day", "week", "month")
MISSING = "–"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOCK = {"hour": (0, 23), "weekday": (1, 7)}
EPOCH = date(1970, 1, 1)
MONDAY = date(1970, 1, 5)

Filter = tuple[str, tuple[str | int | None, ...]]


def check_names(by: Sequence[str], grain: str | None) -> None:
    """Refuse unknown or repeated dimensions and unknown grains.

    Raises
    ------
    InputError
        Naming the word and what may be used instead.
    """
    for name in by:
        if name not in DIMENSIONS:
            raise InputError(f"there is no dimension {name!r}: use {', '.join(DIMENSIONS)}")
    if len(set(by)) < len(by):
        raise InputError(f"a dimension is named twice in {', '.join(by)}: name each once")
    if grain is not None and grain not in GRAINS:
        raise InputError(f"there is no grain {grain!r}: use {', '.join(GRAINS)}")


def filters(where: Mapping[str, Iterable[Any]]) -> tuple[Filter, ...]:
    """Return filters in one order, with hour and weekday as numbers and a dash as missing.

    Examples
    --------
    >>> filters({"queue": ["PS", "–"], "hour": ["9"]})
    (('hour', (9,)), ('queue', ('PS', None)))
    """
    check_names(tuple(where), None)
    return tuple((name, tuple(_allowed(name, v) for v in where[name])) for name in sorted(where))


def _allowed(name: str, value: Any) -> str | int | None:
    if value is None or value in (MISSING, "-"):
        return None
    if name not in CLOCK:
        return str(value)
    low, high = CLOCK[name]
    text = str(value).strip()
    if text.capitalize() in WEEKDAYS and name == "weekday":
        return WEEKDAYS.index(text.capitalize()) + 1
    if not text.isdecimal() or not low <= int(text) <= high:
        raise InputError(f"{name} {value!r} is none: use a number from {low} to {high}")
    return int(text)


def label(dimension: str, value: str | int | None) -> str:
    """Return a dimension's value for people.

    Examples
    --------
    >>> label("weekday", 1), label("hour", 9), label("queue", None)
    ('Monday', '09:00', '–')
    """
    if value is None:
        return MISSING
    if dimension == "weekday":
        return WEEKDAYS[int(value) - 1]
    return f"{int(value):02d}:00" if dimension == "hour" else str(value)


def period_number(grain: str, day: date, hour: int = 0) -> int:
    """Return the running number of the period of a local day: periods in order differ by 1.

    Examples
    --------
    >>> period_number("week", date(2026, 3, 9)) - period_number("week", date(2026, 3, 8))
    1
    """
    days = (day - EPOCH).days
    if grain == "hour":
        return days * 24 + hour
    if grain == "week":
        return (day - MONDAY).days // 7
    return day.year * 12 + day.month - 1 if grain == "month" else days


def period_text(grain: str, number: int) -> str:
    """Return how a period is written.

    Examples
    --------
    >>> [period_text(g, period_number(g, date(2026, 3, 8), 9)) for g in GRAINS]
    ['2026-03-08T09', '2026-03-08', '2026-W10', '2026-03']
    """
    if grain == "hour":
        return f"{EPOCH + timedelta(days=number // 24)}T{number % 24:02d}"
    if grain == "week":
        year, week, _ = (MONDAY + timedelta(weeks=number)).isocalendar()
        return f"{year}-W{week:02d}"
    if grain == "month":
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    return str(EPOCH + timedelta(days=number))


def period_end(grain: str, number: int) -> date:
    """Return the last local day of a period.

    Examples
    --------
    >>> period_end("month", period_number("month", date(2026, 2, 3)))
    datetime.date(2026, 2, 28)
    """
    if grain == "hour":
        return EPOCH + timedelta(days=number // 24)
    if grain == "week":
        return MONDAY + timedelta(weeks=number, days=6)
    if grain == "month":
        return date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1)
    return EPOCH + timedelta(days=number)
