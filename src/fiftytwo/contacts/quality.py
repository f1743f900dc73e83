"""How complete the data are: balances by day, changes after a day was told, a source's own numbers.

A line is counted once, however often it is sent: it waits, or it is counted, or a rule leaves it
out, and that it came again is said beside.

Pure functions over plain values; `quality_books` reads them from a lake.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = ["DayBalance", "DayLoad", "Key", "Reported", "SetAside", "balances", "cause"]

ROUNDING_S = 1.0

Fate = Literal["waits", "dismissed", "retried", "reloaded"]
Key = tuple[str, date | None]  # source, local day


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
class SetAside:
    """Lines of one day that were set aside for one reason, each counted at the load it first came with.

    `fate` is what became of them: "waits"; "dismissed" by a person; "retried" and used since; or
    "reloaded", used because their whole file came again, whose load counts them.
    """

    source: str
    day: date | None
    reason: str
    fate: Fate
    lines: int


@dataclass(frozen=True, slots=True)
class DayBalance:
    """Where the lines of a source went that speak of one day.

    Attributes
    ----------
    raw, mapped, ignored, pending : int
        Lines; raw = mapped + ignored + held + pending.
    again : int
        Those of the ignored that were in quarantine before they came again: they are one line.
    restated : int
        Rows that came or changed after the day had first been told: a load closed after it was
        over and mapped lines of it, and a later load mapped more.
    quarantined : mapping
        Reason → lines that still wait; lines tried again with success are mapped.
    dismissed : mapping
        Reason → lines that a person dismissed: they wait no longer and are still not counted.
    coverage : float or None
        mapped / (mapped + held + pending) [0..1]; None where nothing belongs to the day.
    """

    source: str
    day: date | None
    raw: int
    mapped: int
    ignored: int
    pending: int
    restated: int
    again: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    dismissed: Mapping[str, int] = field(default_factory=dict)

    @property
    def held(self) -> int:
        """Lines in quarantine, for whatever reason, and those dismissed from it."""
        return sum(self.quarantined.values()) + sum(self.dismissed.values())

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
    aside: Iterable[SetAside],
    pending: Mapping[str, int],
    zone: ZoneInfo,
    needless: Mapping[Key, int] | None = None,
) -> list[DayBalance]:
    """Return the balance of each source and day, newest day first; days not known come last.

    Parameters
    ----------
    loads : iterable of DayLoad
        All closed loads of files.
    aside : iterable of SetAside
        The lines that these loads set aside, each once.
    pending : mapping
        Source → lines of files that are held back whole; their days are not known.
    zone : ZoneInfo
        Of the local days.
    needless : mapping, optional
        (source, day) → lines that were tried again and then left out by a rule, such as those
        whose rows were there already.

    Examples
    --------
    One line waits, though it came with both loads; the second brought two more rows.

    >>> from datetime import UTC
    >>> day, late = date(2026, 3, 2), datetime(2026, 3, 4, tzinfo=UTC)
    >>> first = DayLoad("pbx", "calls", day, datetime(2026, 3, 3, 6, tzinfo=UTC), 100, 98, 1, 1)
    >>> second = DayLoad("pbx", "calls", day, late, 3, 2, 0, 1)
    >>> aside = [SetAside("pbx", day, "bad_type", "waits", 1)]
    >>> (row,) = balances([first, second], aside=aside, pending={}, zone=ZoneInfo("UTC"))
    >>> row.raw, row.mapped, row.ignored, row.again, row.held, row.restated, row.holds
    (103, 100, 2, 1, 1, 2, True)
    """
    found: dict[Key, list[DayLoad]] = {}
    for load in sorted(loads, key=lambda load: load.closed_at):
        found.setdefault((load.source, load.day), []).append(load)
    lines: dict[Key, list[SetAside]] = {}
    for one in aside:
        lines.setdefault((one.source, one.day), []).append(one)
    for key in (*((source, None) for source in pending), *lines):
        found.setdefault(key, [])
    rows = [
        _balance(
            key,
            days,
            lines.get(key, []),
            pending.get(key[0], 0),
            (needless or {}).get(key, 0),
            zone,
        )
        for key, days in found.items()
    ]
    return sorted(
        rows, key=lambda row: (row.day is None, -(row.day or date.min).toordinal(), row.source)
    )


def _balance(
    key: Key,
    loads: Sequence[DayLoad],
    aside: Sequence[SetAside],
    pending: int,
    needless: int,
    zone: ZoneInfo,
) -> DayBalance:
    source, day = key
    waiting = pending if day is None else 0
    came = sum(load.quarantined for load in loads)
    fates = {fate: _reasons(aside, fate) for fate in ("waits", "dismissed", "retried", "reloaded")}
    once = sum(one.lines for one in aside)
    # More lines in quarantine than the loads put there never add up: nothing is hidden then.
    again = max(0, came - once) + sum(fates["reloaded"].values())
    retried = sum(fates["retried"].values())
    out = min(needless, retried)
    return DayBalance(
        source, day,
        raw=sum(load.raw for load in loads) + waiting,
        mapped=sum(load.mapped for load in loads) + retried - out,
        ignored=sum(load.ignored for load in loads) + again + out,
        pending=waiting,
        restated=_restated(day, loads, zone),
        again=again,
        quarantined=fates["waits"],
        dismissed=fates["dismissed"],
    )  # fmt: skip


def _reasons(aside: Iterable[SetAside], fate: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in aside:
        if one.fate == fate:
            found[one.reason] = found.get(one.reason, 0) + one.lines
    return dict(sorted(found.items()))


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
class Reported:
    """A contact's own numbers of its source beside ours [s].

    `theirs`, `ours` are the sums, `their_pieces`, `our_pieces` of how many. `our_hold` and
    `our_consult` are what we count apart from them and the source may not: hold is never part of a
    wait, so it is 0 there.
    """

    theirs: float
    ours: float
    their_pieces: int
    our_pieces: int
    our_hold: float = 0.0
    our_consult: float = 0.0


def cause(one: Reported) -> str:
    """Return why the source's number and ours differ; empty where they do not.

    Hold or consulting is the cause only where it explains more than rounding would.

    Examples
    --------
    >>> cause(Reported(20, 20.4, 1, 1)), cause(Reported(20, 20, 1, 1)), cause(Reported(75, 60, 1, 1, 15))
    ('whole seconds', '', 'hold counted as talk')
    >>> cause(Reported(20, 12, 2, 1)), cause(Reported(20, 12, 1, 1))
    ('pieces counted otherwise', 'not explained')

    A queue told waits of 12 s and 7 s, the second from a consult call 1 s before the customer came:

    >>> cause(Reported(19, 18, 2, 2, our_consult=1)), cause(Reported(19, 18, 2, 2))
    ('consult counted', 'whole seconds')
    """
    difference = one.ours - one.theirs
    if abs(difference) < 1e-6:
        return ""
    rounding = ROUNDING_S * max(one.their_pieces, one.our_pieces)
    for why, extra in (
        ("hold counted as talk", one.our_hold),
        ("consult counted", one.our_consult),
    ):
        rest = abs(difference + extra)
        if extra >= ROUNDING_S and rest <= max(rounding, 2) and rest < abs(difference):
            return why
    if abs(difference) <= rounding:
        return "whole seconds"
    if one.their_pieces != one.our_pieces:
        return "pieces counted otherwise"
    return "not explained"
