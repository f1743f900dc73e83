"""When records are due: whole calendar months after their day, unless a legal hold keeps them."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.errors import RuleError

__all__ = ["Hold", "check_months", "cutoff", "held_people", "holds_everything", "months_of"]

MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold on one person (by primary key) or, with None, on everything."""

    person: int | None
    lifted: bool = False


def cutoff(today: date, months: int) -> date:
    """Return the first day that is still kept: what is older is due.

    Parameters
    ----------
    today : date
        The day of asking.
    months : int
        How long records are kept [months].

    Examples
    --------
    >>> cutoff(date(2026, 8, 31), 6), cutoff(date(2026, 11, 25), 24)
    (datetime.date(2026, 2, 28), datetime.date(2024, 11, 25))
    """
    index = today.year * 12 + today.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def check_months(months: int | None) -> int | None:
    """Return the months.

    Raises
    ------
    RuleError
        ``OUT_OF_RANGE`` unless they are 1..120.
    """
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise RuleError("OUT_OF_RANGE", f"records are kept 1 to {MOST_MONTHS} months: not {months}")
    return months


def months_of(area: str, chosen: Mapping[str, int | None]) -> int | None:
    """Return how long an area is kept [months]: as the site chose, else as the catalogue says.

    Examples
    --------
    >>> months_of("application", {}), months_of("application", {"application": 3})
    (6, 3)
    """
    return chosen.get(area) or AREAS[area].keep_months


def held_people(holds: Iterable[Hold]) -> frozenset[int]:
    """Return the people whose records a hold keeps."""
    return frozenset(hold.person for hold in holds if hold.person is not None and not hold.lifted)


def holds_everything(holds: Iterable[Hold]) -> bool:
    """Return whether a hold keeps the records of all people."""
    return any(hold.person is None and not hold.lifted for hold in holds)
