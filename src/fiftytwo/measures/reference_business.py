"""Business time in plain Python: local days one by one, and how much of each was open."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
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
}


def business_cases(tables: Tables) -> Rows:
    """Return cases with the business time of their first response."""
    told = _Hours(tables)
    rows = []
    for row in tables.get("fact_case", ()):
        begun, length = row.get("response_from") or row["created_at"], row["first_response_ms"]
        end = None if length is None else begun + length * MS
        rows.append({**row, "first_response_business_ms": told.between(row, begun, end)})
    return rows


def business_waits(tables: Tables, waits: Rows) -> Rows:
    """Return waits with their business time."""
    told = _Hours(tables)
    return [
        row
        | {
            "business_ms": told.between(
                row,
                row["started_at"],
                None if row["duration_ms"] is None else row["started_at"] + row["duration_ms"] * MS,
            )
        }
        for row in waits
    ]


def business_done(tables: Tables) -> Rows:
    """Return solved cases with the business time to their solutions and of their states."""
    told = _Hours(tables)
    rows = []
    for case in tables.get("fact_case", ()):
        row = dict(case)
        row["resolution_first_business_ms"] = told.between(
            row, row["created_at"], row.get("first_solved_at")
        )
        row["resolution_business_ms"] = told.between(
            row, row["created_at"], row.get("last_solved_at")
        )
        stays = [
            (stay["value"], told.between(row, stay["started_at"], stay["ended_at"]))
            for stay in tables.get("case_interval", ())
            if stay["case_id"] == row["case_id"]
            and stay["attribute"] == "status_category"
            and stay["ended_at"] is not None
        ]
        lost = not stays or any(length is None for _, length in stays)
        for column, values in STATES.items():
            spent = sum(length or 0 for value, length in stays if value in values)
            row[column] = None if lost else spent
        rows.append(row)
    return rows


class _Hours:
    """The opening hours of a workspace, asked for one stretch after another."""

    def __init__(self, tables: Tables) -> None:
        self.schedules = read_schedules("".join(row["text"] for row in tables.get("schedules", ())))

    def between(self, row: Mapping[str, Any], a: datetime, b: datetime | None) -> int | None:
        """Return the open milliseconds between two instants, None where it is not known."""
        history = self.schedules.history(row["queue"], row["channel"])
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
