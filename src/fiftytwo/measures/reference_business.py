"""Business time in plain Python: local days one by one, and how much of each was open."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from fiftytwo.measures.business_time import Assigned, Schedule
from fiftytwo.measures.reference_rows import Rows, Tables
from fiftytwo.measures.schedules import read_schedules

__all__ = ["business_cases", "business_done", "business_waits"]

MS = timedelta(milliseconds=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
STATES = {
    "requester_wait_business_ms": ("new", "open", "on_hold"),
    "agent_wait_business_ms": ("waiting_customer",),
    "on_hold_business_ms": ("on_hold",),
    "agent_work_business_ms": ("new", "open"),
}
TOLD = {
    "segment": ("started_at",), "contact": ("started_at", "ended_at"),
    "case_interval": ("started_at", "ended_at"), "fact_case": ("created_at", "last_solved_at"),
}  # fmt: skip


def business_cases(tables: Tables, *, last: bool = False) -> Rows:
    """Return cases with the business time of their first response."""
    told = _Hours(tables, last=last)
    rows = []
    for row in tables.get("fact_case", ()):
        begun, length = row.get("response_from"), row["first_response_ms"]
        spent = None
        if begun is not None and length is not None:
            spent = told.of_case(row, begun, begun + length * MS)
        rows.append({**row, "first_response_business_ms": spent})
    return rows


def business_waits(tables: Tables, waits: Rows, *, last: bool = False) -> Rows:
    """Return waits with their business time, by their own queue."""
    told = _Hours(tables, last=last)
    found = []
    for row in waits:
        start, length = row["started_at"], row["duration_ms"]
        end = None if length is None else start + length * MS
        found.append(row | {"business_ms": told.between(row["queue"], row["channel"], start, end)})
    return found


def business_done(tables: Tables, *, last: bool = False) -> Rows:
    """Return solved cases with the business time to their solutions, of their states and episodes."""
    told = _Hours(tables, last=last)
    return [
        {**case, **_of_case(tables, told, case)} for case in tables.get("fact_case", ()) if case.get("solved_day") is not None
    ]  # fmt: skip


def _of_case(tables: Tables, told: "_Hours", case: Mapping[str, Any]) -> dict[str, int | None]:
    found = {
        "resolution_first_business_ms": told.of_case(
            case, case["created_at"], case["first_solved_at"]
        ),
        "resolution_business_ms": told.of_case(case, case["created_at"], case["last_solved_at"]),
    }
    episodes = [
        told.of_case(case, row["started_at"], row.get("ended_at"))
        for row in tables.get("contact", ())
        if row.get("case_id") == case["case_id"]
    ]
    found["resolution_active_business_ms"] = _sum(episodes) if episodes else None
    stays = [
        (stay["value"], told.of_case(case, stay["started_at"], stay["ended_at"]))
        for stay in _intervals(tables, case, "status_category")
        if stay["ended_at"] is not None
    ]
    lost = not stays or None in [length for _, length in stays]
    for column, values in STATES.items():
        found[column] = None if lost else _sum([n for value, n in stays if value in values])
    full, waiting = found["resolution_business_ms"], found["agent_wait_business_ms"]
    found["resolution_excl_waiting_business_ms"] = (
        None if full is None or waiting is None else full - waiting
    )
    return found


def _sum(lengths: Sequence[int | None]) -> int | None:
    return None if None in lengths else sum(length or 0 for length in lengths)


def _intervals(tables: Tables, case: Mapping[str, Any], attribute: str) -> Rows:
    return [
        dict(row)
        for row in tables.get("case_interval", ())
        if row["case_id"] == case["case_id"] and row["attribute"] == attribute
    ]


class _Hours:
    """The opening hours of a workspace, asked for one stretch after another."""

    def __init__(self, tables: Tables, *, last: bool) -> None:
        self.tables, self.last = tables, last
        self.schedules = read_schedules("".join(row["text"] for row in tables.get("schedules", ())))
        instants = [
            row.get(c) for name, cs in TOLD.items() for row in tables.get(name, ()) for c in cs
        ]
        self.newest = max(filter(None, instants), default=None)

    def of_case(self, case: Mapping[str, Any], a: datetime, b: datetime | None) -> int | None:
        """Return the open milliseconds of a case, each by the queue that it was in then."""
        turns = sorted((row["started_at"], row["value"] or "", row["value"]) for row in _intervals(self.tables, case, "queue"))  # fmt: skip
        if b is None or self.last or len(turns) < 2 or b <= a:
            queue = case["queue"]
            if not self.last and len(turns) > 1:
                queue = [turns[0], *(turn for turn in turns if turn[0] <= a)][-1][2]
            return self.between(queue, case["channel"], a, b)
        cuts = [a, *(at for at, *_ in turns[1:] if a < at < b), b]
        pieces = []
        for start, end in pairwise(cuts):
            queue = [turns[0], *(turn for turn in turns if turn[0] <= start)][-1][2]
            pieces.append(self.between(queue, case["channel"], start, end))
        return _sum(pieces)

    def between(
        self, queue: str | None, channel: str | None, a: datetime, b: datetime | None
    ) -> int | None:
        """Return the open milliseconds between two instants, None where it is not known."""
        history = self.schedules.history(queue, channel)
        if self.last:
            begun = [item for item in history if item.since <= self.newest] if self.newest else []
            history = tuple(Assigned(history[0].since, item.schedule) for item in begun[-1:])
        if b is None or b < a or not history or a < history[0].since:
            return None
        return _spent(history, a, b) // MS


def _spent(history: Sequence[Assigned], a: datetime, b: datetime) -> timedelta:
    found = timedelta()
    ends = [*(item.since for item in history[1:]), b]
    for item, end in zip(history, ends, strict=True):
        start, stop = max(a, item.since), min(b, end)
        zone = ZoneInfo(item.schedule.zone)
        day = start.astimezone(zone).date()
        while start < stop and day <= stop.astimezone(zone).date():
            for opens, closes in _open(item.schedule, day, zone):
                found += max(min(stop, closes) - max(start, opens), timedelta())
            day += DAY
    return found


@cache
def _open(schedule: Schedule, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return the open stretches of a local day: each minute on its own, then put together."""
    open_minutes = {
        minute
        for item in schedule.week
        if item.weekday == day.isoweekday()
        for minute in range(item.start, item.end)
    }
    for gap in schedule.closed:
        if gap.day == day:
            open_minutes -= set(range(gap.start, gap.end))
    starts = sorted(minute for minute in open_minutes if minute - 1 not in open_minutes)
    ends = sorted(minute + 1 for minute in open_minutes if minute + 1 not in open_minutes)
    return [(_at(day, a, zone), _at(day, b, zone)) for a, b in zip(starts, ends, strict=True)]


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clock on the wall shows a minute of a day or later."""
    clock = datetime.combine(day, time()) + minute * MINUTE
    found = clock.replace(tzinfo=zone).astimezone(UTC)
    while found.astimezone(zone).replace(tzinfo=None) > clock:  # skipped: back to the change
        earlier = found - MINUTE
        if earlier.astimezone(zone).replace(tzinfo=None) < clock:
            break
        found = earlier
    return found
