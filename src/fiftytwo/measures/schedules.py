"""Opening hours as a company writes them down: a text in TOML, with history, for queues and channels.

    [schedules.office]
    zone = "Europe/Berlin"
    closed = [2026-04-03, "2026-12-24 12:00-24:00"]   # holidays: whole days, or a part of one

    [[schedules.office.hours]]                        # hold from the beginning of the data
    mon-fri = ["09:00-17:00"]

    [[schedules.office.hours]]                        # hold from this day on
    from = 2026-06-01
    mon-fri = ["08:00-12:00", "13:00-18:00"]
    sat = ["10:00-14:00"]

    [[holds]]                                         # for all that nothing nearer is said about
    schedule = "office"

    [[holds]]
    schedule = "office"
    queues = ["Billing"]
    channels = ["email"]
    from = 2026-03-01

What changes with time holds from its first local day until the next such entry. For a queue and a
channel the entry that names most rules: both, else the queue, else the channel, else neither.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fiftytwo.base.errors import InputError
from fiftytwo.measures.business_time import MINUTES, Assigned, Closed, Opening, Schedule

__all__ = ["EVER", "Hold", "Schedules", "read_schedules"]

EVER = datetime(1900, 1, 1, tzinfo=UTC)
FILE = "schedules.toml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Hold:
    """From an instant on, hours that hold for some queues and channels; empty: for all of them."""

    since: datetime
    hours: tuple[Assigned, ...]
    queues: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def fits(self, queue: str | None, channel: str | None) -> bool:
        """Return whether it holds for a queue and a channel at all."""
        return (not self.queues or queue in self.queues) and (
            not self.channels or channel in self.channels
        )

    @property
    def rank(self) -> int:
        """How much it names: the greater, the nearer."""
        return 2 * bool(self.queues) + bool(self.channels)


@dataclass(frozen=True, slots=True)
class Schedules:
    """All that a text says of opening hours: what holds for whom, and each schedule by its name."""

    holds: tuple[Hold, ...] = ()
    # What holds decides every answer: a name by itself makes two texts no different.
    named: Mapping[str, tuple[Assigned, ...]] = field(default_factory=dict, compare=False)

    @property
    def queues(self) -> tuple[str, ...]:
        """Every queue that is named, in order."""
        return tuple(sorted({name for hold in self.holds for name in hold.queues}))

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel that is named, in order."""
        return tuple(sorted({name for hold in self.holds for name in hold.channels}))

    def history(self, queue: str | None, channel: str | None) -> tuple[Assigned, ...]:
        """Return the hours of a queue and channel, each from an instant on; none where none hold.

        Examples
        --------
        >>> text = '''
        ... [schedules.a]
        ... zone = "UTC"
        ... hours = [{mon = ["09:00-17:00"]}]
        ... [[holds]]
        ... schedule = "a"
        ... queues = ["Sales"]
        ... '''
        >>> [len(read_schedules(text).history(queue, None)) for queue in ("Sales", "Help")]
        [1, 0]
        """
        fitting = [hold for hold in self.holds if hold.fits(queue, channel)]
        instants = sorted({at for hold in fitting for at in (hold.since, *_begins(hold))})
        found: list[Assigned] = []
        for at in instants:
            begun = [hold for hold in fitting if hold.since <= at]
            if begun:
                ruling = max(begun, key=lambda hold: (hold.rank, hold.since))
                [*_, hours] = [item for item in ruling.hours if item.since <= at]
                if not found or found[-1].schedule != hours.schedule:
                    found.append(Assigned(at, hours.schedule))
        return tuple(found)


def _begins(hold: Hold) -> list[datetime]:
    return [item.since for item in hold.hours if item.since > hold.since]


@lru_cache(maxsize=16)
def read_schedules(text: str) -> Schedules:
    """Return what a text says of opening hours; an empty one says nothing.

    Raises
    ------
    InputError
        If it is no TOML in UTF-8, or says what is unknown, impossible or twofold.
    """
    if "\ufffd" in text:
        raise _wrong("it is not in UTF-8", "save it in that encoding")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"it is not valid TOML ({error})", "mend that line") from None
    _known(data, "", {"schedules", "holds"})
    named = {
        name: _schedule(f"schedules.{name}", given)
        for name, given in _table(data.get("schedules", {}), "schedules").items()
    }
    entries = _tables(data.get("holds", []), "holds")
    holds = tuple(_hold(f"entry {i} of holds", given, named) for i, given in enumerate(entries, 1))
    if named and not holds:
        raise _wrong("no schedule holds for anything", "add [[holds]] with the name of one")
    _refuse_twofold(holds)
    return Schedules(holds, named)


def _wrong(what: str, do: str) -> InputError:
    return InputError(f"{FILE}: {what}: {do}")


def _known(given: Mapping[str, Any], where: str, names: set[str]) -> None:
    for name in given:
        if name not in names:
            place = f"{where}.{name}" if where else name
            raise _wrong(f"unknown setting {place}", f"use {', '.join(sorted(names))}")


def _table(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise _wrong(f"{where} is no table", f"write [{where}] and its settings below")
    return given


def _tables(given: Any, where: str) -> list[Mapping[str, Any]]:
    if not isinstance(given, list):
        raise _wrong(f"{where} is no list of tables", f"write [[{where}]]")
    return [_table(item, where) for item in given]


def _schedule(where: str, given: Any) -> tuple[Assigned, ...]:
    """Return the hours of a named schedule in order of their beginnings."""
    table = _table(given, where)
    _known(table, where, {"zone", "closed", "hours"})
    zone = _zone(table.get("zone"), where)
    closed = tuple(_closed(item, where) for item in _list(table.get("closed", []), where, "closed"))
    hours = _tables(table.get("hours", []), f"{where}.hours")
    if not hours:
        raise _wrong(f"{where} has no hours", f"add [[{where}.hours]]")
    found = [
        Assigned(
            _since(item.get("from"), zone, f"{where}.hours"),
            Schedule(zone, _week(item, f"{where}.hours"), closed),
        )
        for item in hours
    ]
    if len({item.since for item in found}) < len(found):
        raise _wrong(f"two hours of {where} begin on one day", "give each another `from`")
    return tuple(sorted(found, key=lambda item: item.since))


def _zone(given: Any, where: str) -> str:
    try:
        return ZoneInfo(given).key
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError, AttributeError):
        raise _wrong(
            f"{where}.zone {given!r} is no time zone", "use an IANA name such as Europe/Berlin"
        ) from None


def _since(given: Any, zone: str, where: str) -> datetime:
    if given is None:
        return EVER
    if not isinstance(given, date) or isinstance(given, datetime):
        raise _wrong(
            f"{where}.from {given!r} is no day", "write it like 2026-03-01, without quotes"
        )
    return datetime.combine(given, time(), ZoneInfo(zone)).astimezone(UTC)


def _week(given: Mapping[str, Any], where: str) -> tuple[Opening, ...]:
    found = []
    for name, spans in given.items():
        if name != "from":
            for span in _list(spans, where, name):
                start, end = _span(span, f"{where}.{name}")
                found += [Opening(day, start, end) for day in _weekdays(name, where)]
            _weekdays(name, where)  # an unknown day with no hours is wrong too
    return tuple(found)


def _weekdays(name: str, where: str) -> range:
    first, _, last = name.partition("-")
    last = last or first
    if first not in DAYS or last not in DAYS or DAYS.index(last) < DAYS.index(first):
        raise _wrong(
            f"unknown setting {where}.{name}", "use from, mon to sun, or days like mon-fri"
        )
    return range(DAYS.index(first) + 1, DAYS.index(last) + 2)


def _span(given: Any, where: str) -> tuple[int, int]:
    match = SPAN.fullmatch(given) if isinstance(given, str) else None
    if match:
        start, end = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
        if int(match[2]) < 60 and int(match[4]) < 60 and start < end <= MINUTES:
            return start, end
    raise _wrong(
        f"{where} {given!r} is no stretch of a day",
        'write it like "09:00-17:00", at most until 24:00; a night is two of them',
    )


def _closed(given: Any, where: str) -> Closed:
    if isinstance(given, date) and not isinstance(given, datetime):
        return Closed(given)
    day, _, span = given.partition(" ") if isinstance(given, str) else ("", "", "")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise _wrong(
            f"{where}.closed {given!r} is no day",
            'write it like 2026-04-03, or "2026-12-24 12:00-24:00" for a part of one',
        ) from None
    return Closed(found, *_span(span, f"{where}.closed"))


def _list(given: Any, where: str, name: str) -> list[Any]:
    if not isinstance(given, list):
        raise _wrong(f"{where}.{name} is no list", "put it in [ ]")
    return given


def _hold(where: str, given: Mapping[str, Any], named: Mapping[str, tuple[Assigned, ...]]) -> Hold:
    _known(given, where, {"schedule", "queues", "channels", "from"})
    name = given.get("schedule")
    if not isinstance(name, str) or name not in named:
        known = ", ".join(named) or "one that stands under [schedules.NAME]"
        raise _wrong(f"{where} names no schedule that is there ({name!r})", f"use {known}")
    hours = named[name]
    since = _since(given.get("from"), hours[0].schedule.zone, where)
    if hours[0].since > since:
        raise _wrong(
            f"{where} begins before the first hours of {name}",
            "leave `from` out of those hours, or let it hold later",
        )
    texts = {key: tuple(_list(given.get(key, []), where, key)) for key in ("queues", "channels")}
    if not all(isinstance(text, str) for group in texts.values() for text in group):
        raise _wrong(f"{where} names what is no text", "put names of queues and channels in quotes")
    return Hold(since, hours, **texts)


def _refuse_twofold(holds: tuple[Hold, ...]) -> None:
    """Refuse two entries that name as much, begin at once and hold for the same."""
    said = [
        (hold.rank, hold.since, queue, channel)
        for hold in holds
        for queue in hold.queues or ("",)
        for channel in hold.channels or ("",)
    ]
    for (_, _, queue, channel), same in groupby(sorted(said)):
        if len(list(same)) > 1:
            about = " and ".join(filter(None, (queue, channel))) or "everything"
            raise _wrong(
                f"two of holds begin on one day for {about}", "keep one, or give it a later `from`"
            )
