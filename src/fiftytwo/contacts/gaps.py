"""Hours without data and sources that have stopped: what usually comes, and did not.

Pure functions over plain values; `quality_books` reads them from a lake.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

__all__ = ["LOOK_BACK", "Gap", "Stop", "gaps", "stopped"]

LOOK_BACK = 8  # same weekdays before, of which the usual profile is the median
FEWEST_DAYS = 3  # of them that must have data, else nothing is usual
SURE = 10.0  # contacts usually there: by chance alone none comes in 1 of 20,000 cases (Poisson)
HOURS = 24

Hours = Mapping[date, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours of a day in which nothing came though something usually does.

    Attributes
    ----------
    first, last : int
        Full hours of the local day, from `first` o'clock to `last` o'clock [0..24].
    usual : float
        Contacts that are usually told of these hours.
    is_whole_day : bool
        Whether the day has no data at all: it may have been closed.
    """

    source: str
    day: date
    first: int
    last: int
    usual: float
    is_whole_day: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A source that tells nothing any more: since `hour` o'clock of `day` [1..24].

    `usual` are the contacts that it usually tells of the time since, as far back as what is usual
    is known.
    """

    source: str
    day: date
    hour: int
    usual: float


def gaps(source: str, hours: Hours, since: date, *, contacts: Hours | None = None) -> list[Gap]:
    """Return the gaps of a source from a day on, newest first.

    What is usual is the median of the same hour on the eight same weekdays before that have data:
    so a night, a Sunday and a closed hour are no gaps. Hours before the first record of all are not
    judged, and those after the last are for `stopped`.

    Parameters
    ----------
    source : str
        Its name.
    hours : mapping
        Local day → records in each of the 24 hours; a day without any may be missing.
    since : date
        First day that is judged.
    contacts : mapping, optional
        Local day → contacts that these records tell of in each hour, where a record is more or
        less than one contact: a report of an interval tells of many.

    Examples
    --------
    >>> monday = date(2026, 3, 2)
    >>> week = timedelta(weeks=1)
    >>> open_day = [0] * 8 + [20] * 10 + [0] * 6
    >>> days = {monday - n * week: open_day for n in range(1, 9)}
    >>> days[monday] = [0] * 8 + [20, 20, 0, 0, 0] + [20] * 5 + [0] * 6
    >>> [(g.first, g.last, g.usual) for g in gaps("pbx", days, monday)]
    [(10, 13, 60.0)]
    """
    told = {day for day, counts in hours.items() if any(counts)}
    if not told:
        return []
    first, last = max(since, min(told)), max(told)
    found: list[Gap] = []
    for number in range((last - first).days + 1):
        day = last - timedelta(days=number)
        usual = _usual(hours, hours if contacts is None else contacts, day)
        end = HOURS if day < last else _after_last(hours[day])
        found.extend(_gaps_of(source, day, hours.get(day, [0] * HOURS), usual, end))
    return found


def stopped(
    source: str, hours: Hours, until: date, *, contacts: Hours | None = None
) -> Stop | None:
    """Return since when a source tells nothing; None where that may be chance or closing time.

    Parameters
    ----------
    source, hours, contacts
        As in `gaps`.
    until : date
        Last day that should have been told by now.

    Examples
    --------
    >>> days = {date(2026, 3, 2) + timedelta(days=n): [0] * 8 + [5] * 8 + [0] * 8 for n in range(21)}
    >>> stopped("pbx", days, date(2026, 3, 22)) is None
    True
    >>> stopped("pbx", days, date(2026, 3, 24))
    Stop(source='pbx', day=datetime.date(2026, 3, 22), hour=16, usual=80.0)
    """
    told = [day for day, counts in hours.items() if any(counts)]
    if not told or max(told) > until:
        return None
    last = max(told)
    hour = _after_last(hours[last])
    missed = 0.0
    for number in range((until - last).days + 1):
        usual = _usual(hours, hours if contacts is None else contacts, last + timedelta(number))
        missed += sum(usual[hour if number == 0 else 0 :])
    return Stop(source, last, hour, missed) if missed >= SURE else None


def _after_last(counts: Sequence[float]) -> int:
    return max(hour for hour in range(HOURS) if counts[hour]) + 1


def _usual(hours: Hours, contacts: Hours, day: date) -> list[float]:
    """Return what is usual in each hour of a day; nothing where too few days before have data."""
    weeks = [day - timedelta(weeks=n) for n in range(1, LOOK_BACK + 1)]
    before = [contacts[other] for other in weeks if any(hours.get(other, ()))]
    if len(before) < FEWEST_DAYS:
        return [0.0] * HOURS
    return [float(median(counts[hour] for counts in before)) for hour in range(HOURS)]


def _gaps_of(
    source: str, day: date, counts: Sequence[float], usual: Sequence[float], end: int
) -> Iterable[Gap]:
    is_whole = not any(counts)
    start: int | None = None
    for hour in range(end + 1):
        is_empty = hour < end and counts[hour] == 0 and usual[hour] > 0
        if is_empty and start is None:
            start = hour
        elif not is_empty and start is not None:
            missed = sum(usual[start:hour])
            if missed >= SURE:
                yield Gap(source, day, start, hour, missed, is_whole)
            start = None
