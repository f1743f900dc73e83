"""How complete the data are: balances by day, changes after a day was told, hours without data.

Pure functions over plain values; `quality_books` reads them from a lake.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

__all__ = ["DayBalance", "DayLoad", "Gap", "Reported", "balances", "cause", "gaps"]

LOOK_BACK = 8  # same weekdays before, of which the usual profile is the median
FEWEST_DAYS = 3  # of them that must have data, else nothing is usual
SURE = 10.0  # records usually there: by chance alone none comes in 1 of 20,000 cases (Poisson)
ROUNDING_S = 1.0
HOURS = 24
CONFLICT = "duplicate_conflict"


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What one load says of one day; `day` None holds the lines whose day is not known.

    `profile` tells apart what a source delivers: contacts after agent states restate nothing.
    """

    source: str
    profile: str
    day: date | None
    closed_at: datetime
    raw: int
    mapped: int
    ignored: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class DayBalance:
    """Where the lines of a source went that speak of one day.

    Attributes
    ----------
    raw, mapped, ignored, pending : int
        Lines; raw = mapped + ignored + quarantined + pending.
    quarantined : mapping
        Reason → lines that still wait; lines tried again with success are mapped.
    restated : int
        Rows that came or changed after the day had first been told: a load closed after it was
        over and mapped lines of it, and a later load mapped more.
    coverage : float or None
        mapped / (mapped + quarantined + pending) [0..1]; None where nothing belongs to the day.
    """

    source: str
    day: date | None
    raw: int
    mapped: int
    ignored: int
    pending: int
    restated: int
    quarantined: Mapping[str, int] = field(default_factory=dict)

    @property
    def held(self) -> int:
        """Lines in quarantine, for whatever reason."""
        return sum(self.quarantined.values())

    @property
    def holds(self) -> bool:
        """Whether it adds up."""
        return self.raw == self.mapped + self.ignored + self.held + self.pending

    @property
    def coverage(self) -> float | None:
        """Share of the day's lines that are counted."""
        belongs = self.mapped + self.held + self.pending
        return self.mapped / belongs if belongs else None


def balances(
    loads: Iterable[DayLoad],
    *,
    held: Mapping[tuple[str, date | None], Mapping[str, int]],
    remapped: Mapping[tuple[str, date | None], int],
    pending: Mapping[str, int],
    zone: ZoneInfo,
) -> list[DayBalance]:
    """Return the balance of each source and day, newest day first; days not known come last.

    Parameters
    ----------
    loads : iterable of DayLoad
        All closed loads of files.
    held : mapping
        (source, day) → reason → lines that were quarantined and are not mapped since.
    remapped : mapping
        (source, day) → quarantined lines that were tried again and are mapped now.
    pending : mapping
        Source → lines of files that are held back whole; their days are not known.
    zone : ZoneInfo
        Of the local days.

    Examples
    --------
    >>> from datetime import UTC
    >>> day, late = date(2026, 3, 2), datetime(2026, 3, 4, tzinfo=UTC)
    >>> first = DayLoad("pbx", "calls", day, datetime(2026, 3, 3, 6, tzinfo=UTC), 100, 98, 1, 1)
    >>> again = DayLoad("pbx", "calls", day, late, 3, 3, 0, 0)
    >>> held = {("pbx", day): {"bad_type": 1}}
    >>> (row,) = balances([first, again], held=held, remapped={}, pending={}, zone=ZoneInfo("UTC"))
    >>> row.raw, row.mapped, row.restated, row.holds
    (103, 101, 3, True)
    """
    found: dict[tuple[str, date | None], list[DayLoad]] = {}
    for load in sorted(loads, key=lambda load: load.closed_at):
        found.setdefault((load.source, load.day), []).append(load)
    for source in pending:
        found.setdefault((source, None), [])
    rows = [
        _balance(key, days, held.get(key, {}), remapped.get(key, 0), pending.get(key[0], 0), zone)
        for key, days in found.items()
    ]
    return sorted(
        rows, key=lambda row: (row.day is None, -(row.day or date.min).toordinal(), row.source)
    )


def _balance(
    key: tuple[str, date | None],
    loads: Sequence[DayLoad],
    held: Mapping[str, int],
    remapped: int,
    pending: int,
    zone: ZoneInfo,
) -> DayBalance:
    source, day = key
    raw, ignored = sum(load.raw for load in loads), sum(load.ignored for load in loads)
    mapped = sum(load.mapped for load in loads) + remapped
    reasons = _reasons(held, sum(load.quarantined for load in loads) - remapped)
    waiting = pending if day is None else 0
    restated = _restated(day, loads, zone)
    return DayBalance(source, day, raw + waiting, mapped, ignored, waiting, restated, reasons)


def _reasons(held: Mapping[str, int], lines: int) -> dict[str, int]:
    """Return reason → lines that add up to the lines set aside.

    Lines in conflict are kept in quarantine without their day, but counted on it.
    """
    found = dict(held)
    found[CONFLICT] = max(0, found.get(CONFLICT, 0) + lines - sum(held.values()))
    return {reason: n for reason, n in found.items() if n}


def _restated(day: date | None, loads: Sequence[DayLoad], zone: ZoneInfo) -> int:
    if day is None:
        return 0
    over = datetime.combine(day + timedelta(days=1), time(), zone)
    told: set[str] = set()
    changed = 0
    for load in loads:
        if load.profile in told:
            changed += load.mapped
        elif load.mapped > 0 and load.closed_at >= over:
            told.add(load.profile)
    return changed


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours of a day in which nothing came though something usually does.

    Attributes
    ----------
    first, last : int
        Full hours of the local day, from `first` o'clock to `last` o'clock [0..24].
    usual : float
        Records that usually come in these hours.
    is_whole_day : bool
        Whether the day has no data at all: it may have been closed.
    """

    source: str
    day: date
    first: int
    last: int
    usual: float
    is_whole_day: bool


def gaps(source: str, hours: Mapping[date, Sequence[int]], since: date) -> list[Gap]:
    """Return the gaps of a source from a day on, newest first.

    What is usual is the median of the same hour on the eight same weekdays before that have data:
    so a night, a Sunday and a closed hour are no gaps. Hours before the first record of all and
    after the last are not judged.

    Parameters
    ----------
    source : str
        Its name.
    hours : mapping
        Local day → records in each of the 24 hours; a day without any may be missing.
    since : date
        First day that is judged.

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
        found.extend(_gaps_of(source, hours, last - timedelta(days=number), last))
    return found


def _gaps_of(
    source: str, hours: Mapping[date, Sequence[int]], day: date, last: date
) -> Iterable[Gap]:
    weeks = [day - timedelta(weeks=n) for n in range(1, LOOK_BACK + 1)]
    before = [hours[other] for other in weeks if other in hours and any(hours[other])]
    if len(before) < FEWEST_DAYS:
        return
    usual = [float(median(counts[hour] for counts in before)) for hour in range(HOURS)]
    counts = hours.get(day, [0] * HOURS)
    end = HOURS if day < last else max(h for h in range(HOURS) if counts[h]) + 1
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


@dataclass(frozen=True, slots=True)
class Reported:
    """A contact's own numbers of its source beside ours [s].

    `theirs`, `ours` are the sums, `their_pieces`, `our_pieces` of how many; `our_hold` is the hold
    that we count apart from talk.
    """

    theirs: float
    ours: float
    their_pieces: int
    our_pieces: int
    our_hold: float = 0.0


def cause(one: Reported) -> str:
    """Return why the source's number and ours differ; empty where they do not.

    Examples
    --------
    >>> cause(Reported(20, 20.4, 1, 1)), cause(Reported(20, 20, 1, 1)), cause(Reported(75, 60, 1, 1, 15))
    ('whole seconds', '', 'hold counted as talk')
    >>> cause(Reported(20, 12, 2, 1)), cause(Reported(20, 12, 1, 1))
    ('pieces counted otherwise', 'not explained')
    """
    difference = one.ours - one.theirs
    if abs(difference) < 1e-6:
        return ""
    if abs(difference) <= ROUNDING_S * max(one.their_pieces, one.our_pieces):
        return "whole seconds"
    if one.our_hold and abs(difference + one.our_hold) <= ROUNDING_S * max(2, one.our_pieces):
        return "hold counted as talk"
    if one.their_pieces != one.our_pieces:
        return "pieces counted otherwise"
    return "not explained"
