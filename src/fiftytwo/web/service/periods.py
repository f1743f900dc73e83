"""Periods by name, as `measures.evaluate` names them: in order, without gaps, and in words."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fiftytwo.web.saying import date_text

__all__ = [
    "axis_label",
    "dated_words",
    "earlier",
    "first_day",
    "last_day",
    "names_between",
    "words",
]

STEP = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def names_between(first: date, last: date, grain: str) -> list[str]:
    """Return the names of all periods from the one of `first` to the one of `last`.

    Examples
    --------
    >>> names_between(date(2026, 11, 9), date(2026, 11, 22), "week")
    ['2026-W46', '2026-W47']
    >>> names_between(date(2026, 11, 30), date(2026, 12, 1), "month")
    ['2026-11', '2026-12']
    """
    if grain == "hour":
        days = names_between(first, last, "day")
        return [f"{day}T{hour:02d}" for day in days for hour in range(24)]
    if grain == "month":
        count = (last.year - first.year) * 12 + last.month - first.month
        months = [first.month - 1 + n for n in range(count + 1)]
        return [f"{first.year + m // 12}-{m % 12 + 1:02d}" for m in months]
    start = first - timedelta(days=first.weekday()) if grain == "week" else first
    count = (last - start) // STEP[grain]
    return [_name(start + n * STEP[grain], grain) for n in range(count + 1)]


def first_day(name: str) -> date:
    """Return the first local day of a period.

    Examples
    --------
    >>> first_day("2026-W47"), first_day("2026-11"), first_day("2026-11-19T14")
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 1), datetime.date(2026, 11, 19))
    """
    if "W" in name:
        year, week = name.split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    if len(name) == len("2026-11"):
        return date.fromisoformat(f"{name}-01")
    return date.fromisoformat(name[:10])


def last_day(name: str, grain: str) -> date:
    """Return the last local day of a period.

    Examples
    --------
    >>> last_day("2026-W47", "week"), last_day("2026-02", "month")
    (datetime.date(2026, 11, 22), datetime.date(2026, 2, 28))
    """
    start = first_day(name)
    if grain == "month":
        return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6) if grain == "week" else start


def words(name: str, grain: str) -> str:
    """Return a period as a sentence says it.

    Examples
    --------
    >>> words("2026-W47", "week"), words("2026-11-19", "day"), words("2026-11", "month")
    ('week 47', 'Thursday 19 November', 'November 2026')
    >>> words("2026-11-19T14", "hour")
    'Thursday 19 November, 14:00'
    """
    day = first_day(name)
    if grain == "week":
        return _("week %(number)s") % {"number": int(name.split("W")[1])}
    if grain == "month":
        return date_text(day, "F Y")
    said = date_text(day, "l j F")
    return f"{said}, {name[-2:]}:00" if grain == "hour" else said


def dated_words(name: str, grain: str) -> str:
    """Return a period as `words` does, with its year where that would be missing.

    Examples
    --------
    >>> dated_words("2025-W47", "week"), dated_words("2025-11", "month")
    ('week 47, 2025', 'November 2025')
    """
    said = words(name, grain)
    return said if grain == "month" else f"{said}, {name[:4]}"


def earlier(names: Sequence[str], grain: str, *, is_year: bool) -> list[str]:
    """Return as many periods earlier: those right before, or those of the year before.

    A year is 52 weeks, so that weekdays stand beside their like; of months it is twelve.

    Examples
    --------
    >>> earlier(["2026-W01", "2026-W02"], "week", is_year=False)
    ['2025-W51', '2025-W52']
    >>> earlier(["2026-W47"], "week", is_year=True), earlier(["2026-11", "2026-12"], "month", is_year=True)
    (['2025-W47'], ['2025-11', '2025-12'])
    """
    first, last = first_day(names[0]), first_day(names[-1])
    if grain == "month":
        back = 12 if is_year else len(names)
        found = names_between(_months_before(first, back), last, grain)
    else:
        days = 364 if is_year else (last - first + max(STEP[grain], timedelta(days=1))).days
        found = names_between(first - timedelta(days=days), last, grain)
    return found[: len(names)]


def _months_before(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def axis_label(name: str, grain: str) -> str:
    """Return a period as short as an axis needs it.

    Examples
    --------
    >>> [axis_label(n, g) for n, g in (("2026-W07", "week"), ("2026-11-19", "day"), ("2026-11", "month"))]
    ['W7', '19 Nov', 'Nov 2026']
    """
    day = first_day(name)
    if grain == "week":
        return _("W%(number)s") % {"number": int(name.split("W")[1])}
    if grain == "month":
        return date_text(day, "M Y")
    said = date_text(day, "j M")
    return f"{said} {name[-2:]}:00" if grain == "hour" else said


def _name(day: date, grain: str) -> str:
    if grain == "week":
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day:%Y-%m}" if grain == "month" else day.isoformat()
