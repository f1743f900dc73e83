"""Days on which a schedule is open though it might close, and schedules.toml with more closed days.

The text is people's own: what is written into it stands in lines of its own, and everything else
stays as it is, byte by byte. (A library that writes TOML moves tables that stand in another order
than it expects, and drops spaces before comments.)
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fiftytwo.base.errors import InputError
from fiftytwo.measures.business_time import Assigned, Schedule, open_minutes
from fiftytwo.measures.schedules import read_schedules

__all__ = ["DayHours", "close_days", "day_hours"]

HEADER = re.compile(r"^[ \t]*(\[(?!\[)[^\r\n]*\])[ \t]*(?:#[^\r\n]*)?(?:\r?\n|\Z)", re.M)
NEXT_TABLE = re.compile(r"^[ \t]*\[", re.M)
CLOSED = re.compile(r"""^[ \t]*(?:closed|"closed"|'closed')[ \t]*=[ \t]*\[""", re.M)
# A text, a comment, or one other sign; within the first two no bracket or comma counts.
SIGNS = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|.', re.S
)
INDENT = "    "


@dataclass(frozen=True, slots=True)
class DayHours:
    """What a schedule says of one day.

    Attributes
    ----------
    day : date
        A local day of the schedule.
    hours : tuple of (int, int)
        When it is open, in local minutes 0..1440; empty where it is closed all day.
    is_named : bool
        Whether the day stands among its `closed`, all of it or in part.
    """

    day: date
    hours: tuple[tuple[int, int], ...]
    is_named: bool

    @property
    def is_missed(self) -> bool:
        """Whether it is open on that day, and nobody has said that it should be."""
        return bool(self.hours) and not self.is_named


def day_hours(history: Sequence[Assigned], days: Iterable[date]) -> list[DayHours]:
    """Return what a schedule says of some days, those before its first hours left out.

    Examples
    --------
    >>> text = '''
    ... [schedules.phones]
    ... zone = "Europe/Brussels"
    ... closed = ["2026-12-24 12:00-24:00"]
    ... hours = [{ mon-fri = ["08:00-20:00"] }]
    ... [[holds]]
    ... schedule = "phones"
    ... '''
    >>> days = [date(2026, 12, day) for day in (24, 25, 26)]  # Thursday, Friday, Saturday
    >>> for told in day_hours(read_schedules(text).named["phones"], days):
    ...     print(told.day, told.hours, told.is_missed)
    2026-12-24 ((480, 720),) False
    2026-12-25 ((480, 1200),) True
    2026-12-26 () False
    """
    found = []
    for day in days:
        schedule = _ruling(history, day)
        if schedule is not None:
            named = tuple(item for item in schedule.closed if item.day == day)
            hours = open_minutes(schedule.week, day.isoweekday(), named)
            found.append(DayHours(day, hours, bool(named)))
    return found


def _ruling(history: Sequence[Assigned], day: date) -> Schedule | None:
    begun = [
        item
        for item in history
        if item.since <= datetime.combine(day, time(), ZoneInfo(item.schedule.zone))
    ]
    return max(begun, key=lambda item: item.since).schedule if begun else None


def close_days(text: str, days: Mapping[str, Mapping[date, str]]) -> str:
    """Return the text of opening hours with some days closed, and nothing else changed.

    Parameters
    ----------
    text : str
        What `read_schedules` takes.
    days : mapping of a schedule's name to days
        Each day with what it is; a comment beside the day says so.

    Raises
    ------
    InputError
        If the text is wrong, has no such schedule, closes a day already, or writes a schedule
        otherwise than below a line ``[schedules.NAME]``: only a person can change that one.

    Examples
    --------
    >>> text = '''[schedules.phones]
    ... zone = "Europe/Brussels"
    ... closed = [2026-05-01]  # holidays
    ... hours = [{ mon-fri = ["08:00-20:00"] }]
    ... [[holds]]
    ... schedule = "phones"
    ... '''
    >>> print(close_days(text, {"phones": {date(2026, 12, 25): "Christmas Day"}}).partition("[[")[0])
    [schedules.phones]
    zone = "Europe/Brussels"
    closed = [2026-05-01,
        2026-12-25,  # Christmas Day
    ]  # holidays
    hours = [{ mon-fri = ["08:00-20:00"] }]
    <BLANKLINE>
    """
    named = read_schedules(text).named
    changed, expected = text, tomllib.loads(text)
    for name, wanted in days.items():
        if name not in named:
            raise InputError(f"there is no schedule {name!r}: use {', '.join(named) or 'none'}")
        known = {item.day for assigned in named[name] for item in assigned.schedule.closed}
        for day in sorted(known & set(wanted)):
            raise InputError(f"the schedule {name!r} names {day} already: look at it again")
        if wanted:
            changed = _with_lines(
                changed, name, [_line(day, wanted[day]) for day in sorted(wanted)]
            )
            expected["schedules"][name].setdefault("closed", []).extend(sorted(wanted))
    _check(changed, expected, days)
    return changed


def _line(day: date, what: str) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in what).split()
    return f"{INDENT}{day}," + (f"  # {' '.join(words)}" if words else "")


def _check(text: str, expected: Mapping[str, Any], days: Mapping[str, Mapping[date, str]]) -> None:
    """Refuse a text that says anything but what it said before and the days."""
    try:
        if tomllib.loads(text) == expected:
            return
    except tomllib.TOMLDecodeError:
        pass
    raise _by_hand(*days)


def _by_hand(*names: str) -> InputError:
    return InputError(
        f"schedules.toml writes {', '.join(names)} in a form that only a person can change: "
        "write the days into its `closed` by hand"
    )


def _with_lines(text: str, name: str, lines: Sequence[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    added = "".join(f"{line}{newline}" for line in lines)
    start = _start(text, name)
    end = match.start() if (match := NEXT_TABLE.search(text, start)) else len(text)
    array = CLOSED.search(text, start, end)
    if array is None:
        gap = "" if text[:start].endswith("\n") else newline
        return f"{text[:start]}{gap}closed = [{newline}{added}]{newline}{text[start:]}"
    last, close = _ends(text, array.end(), name)
    comma = "" if text[last - 1] in "[," else ","
    between = text[last:close]
    if "\n" in between:  # the bracket stands on a line of its own
        at = last + between.rindex("\n") + 1
        return f"{text[:last]}{comma}{text[last:at]}{added}{text[at:]}"
    return f"{text[:last]}{comma}{between.rstrip()}{newline}{added}{text[close:]}"


def _start(text: str, name: str) -> int:
    """Return where the settings of a schedule begin: after the line with its name."""
    for match in HEADER.finditer(text):
        try:
            if tomllib.loads(match[1]) == {"schedules": {name: {}}}:
                return match.end()
        except tomllib.TOMLDecodeError:
            continue  # a line within a text or a list
    raise _by_hand(name)


def _ends(text: str, start: int, name: str) -> tuple[int, int]:
    """Return where the last sign of a list ends, and where its closing bracket stands."""
    last = start
    for at, sign in _signs(text, start):
        if sign == "]":
            return last, at
        last = at + len(sign)
    raise _by_hand(name)


def _signs(text: str, start: int) -> Iterator[tuple[int, str]]:
    for match in SIGNS.finditer(text, start):
        if not match[0].isspace() and not match[0].startswith("#"):
            yield match.start(), match[0]
