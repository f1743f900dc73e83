"""In plain Python: ends of waits, what is owed, ages of open cases, who stays, and quantiles with open rows."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from fiftytwo.measures.model import Quantile
from fiftytwo.measures.reference_rows import Rows, Tables, holds

__all__ = [
    "Newest",
    "aged",
    "contact_ends",
    "newest",
    "next_waits",
    "owed",
    "segment_ends",
    "segments",
    "survived",
    "tenures",
    "waited",
]

Newest = Mapping[str, Mapping[Any, datetime]]  # fact → source → the last instant it speaks of
MS = timedelta(milliseconds=1)
MINUTE = timedelta(minutes=1)
AGES = (1, 3, 7, 14, 30)


def newest(tables: Tables) -> Newest:
    """Return the last instant that each source speaks of, by its waits and by its cases."""
    waits: dict[Any, datetime] = {}
    for row in tables.get("segment", ()):
        end = row["started_at"] + (row["duration_ms"] or 0) * MS
        waits[row.get("source_id")] = max(end, waits.get(row.get("source_id"), end))
    cases: dict[Any, datetime] = {}
    for row in tables.get("case_flow", ()):
        cases[row.get("source_id")] = max(row["at"], cases.get(row.get("source_id"), row["at"]))
    return {"segment": waits, "next_wait": waits, "case": cases}


def survived(item: Quantile, rows: Rows, last: Newest) -> int | None:
    """Return the least length t that ended with S(t) <= 1 − share, or None (Kaplan and Meier)."""
    ended = [row[item.column] for row in rows if all(holds(w, row) for w in item.where)]
    begun = "owed_since" if item.fact == "case" else "started_at"
    still = [
        max(0, (last[item.fact][row.get("source_id")] - row[begun]) // MS)
        for row in rows
        if all(holds(w, row) for w in item.open) and not all(holds(w, row) for w in item.where)
    ]
    alive = Fraction(1)
    for t in sorted(set(ended)):
        at_risk = sum(x >= t for x in ended) + sum(x >= t for x in still)
        alive *= 1 - Fraction(ended.count(t), at_risk)
        if alive <= 1 - Fraction(item.share):
            return int(t)
    return None


def _local(row: Mapping[str, Any]) -> datetime:
    return datetime.combine(row["local_day"], time()) + row["local_minute"] * MINUTE


def _booked(row: Mapping[str, Any], local: datetime) -> dict[str, Any]:
    return {**row, "local_day": local.date(), "local_minute": local.hour * 60 + local.minute}


def segment_ends(tables: Tables) -> Rows:
    """Return the pieces of contacts on their local end; on their start where that is not known."""
    zones = _zones(tables)
    return [
        _ended(
            row,
            zones,
            None if row["duration_ms"] is None else row["started_at"] + row["duration_ms"] * MS,
        )
        for row in tables.get("segment", ())
    ]


def contact_ends(tables: Tables) -> Rows:
    """Return contacts on their local end; on their start where that is not known."""
    zones = _zones(tables)
    return [_ended(row, zones, row.get("ended_at")) for row in tables.get("contact", ())]


def _ended(
    row: Mapping[str, Any], zones: Mapping[Any, ZoneInfo], end: datetime | None
) -> dict[str, Any]:
    if end is None:
        return dict(row)
    zone = zones.get(row.get("source_id"))
    if zone is not None:
        return _booked(row, end.astimezone(zone))
    start = row["started_at"].astimezone(UTC)
    within = timedelta(seconds=start.second, microseconds=start.microsecond)
    return _booked(row, _local(row) + within + (end - start))


def _zones(tables: Tables) -> dict[Any, ZoneInfo]:
    """Return the zone of each source's local days, by the newest profile it was loaded with."""
    files = sorted(tables.get("raw_file", ()), key=lambda row: row["received_at"])
    texts = {row["source_id"]: tomllib.loads(row["profile_text"]) for row in files}
    return {
        source: ZoneInfo(text.get("local_zone", text["zone"])) for source, text in texts.items()
    }


def next_waits(tables: Tables, waits: Rows) -> Rows:
    """Return the waits that are not the first of their contact, or of a contact that came back."""
    again = {
        row["contact_id"]
        for row in tables.get("contact", ())
        if (row.get("case_episode_no") or 1) > 1
    }
    return [
        row | {"next_wait": True} for row in waits
        if row["kind"] == "wait" and (row["first_wait"] is False or row["contact_id"] in again)
    ]  # fmt: skip


def segments(tables: Tables) -> Rows:
    """Return the pieces of contacts, with whether a wait is the only one of its contact that counts."""
    rows = [dict(row) for row in tables.get("segment", ())]
    own = Counter(row["contact_id"] for row in rows if row["is_counted"] and row["kind"] == "wait")
    return [row | {"only_wait": own[row["contact_id"]] == 1} for row in rows]


def waited(tables: Tables) -> Rows:
    """Return contacts that waited several times, on their first wait, with all their waits."""
    own: dict[bytes, Rows] = defaultdict(list)
    for row in tables.get("segment", ()):
        if row["is_counted"] and row["kind"] == "wait":
            own[row["contact_id"]].append(dict(row))
    found = []
    for waits in (waits for waits in own.values() if len(waits) > 1):
        lengths = [row["duration_ms"] for row in waits]
        first = min(waits, key=lambda row: (row["started_at"], row.get("seq") or 0))
        found.append(first | {
            "waits": len(waits), "wait_ms": None if None in lengths else sum(lengths),
            "open_waits": sum(row["end_reason"] is None for row in waits),
        })  # fmt: skip
    return found


def owed(tables: Tables) -> Rows:
    """Return +1 where a counted wait begins and −1 where it ends, if both are known."""
    counted = [row for row in tables.get("segment", ()) if row["is_counted"]]
    last = max((row["local_day"] for row in counted), default=None)
    waits = [row for row in counted if row["kind"] == "wait"]
    known = [r for r in waits if r["end_reason"] is None or r["duration_ms"] is not None]
    over = [r for r in known if r["end_reason"] is not None]
    ends = segment_ends({"segment": over, "raw_file": tables.get("raw_file", ())})
    ends = [r for r in ends if last is None or r["local_day"] <= last]
    return [{**r, "change": 1} for r in known] + [{**r, "change": -1} for r in ends]


def aged(tables: Tables) -> Rows:
    """Return +1 where an open case reaches an age in days, and −1 where it leaves after that."""
    flow = sorted(tables.get("case_flow", ()), key=lambda row: row["at"])
    last = max(map(_local, flow), default=None)
    cases: dict[bytes, tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]] = {}
    for row in flow:
        entries, leavings = cases.setdefault(row["case_id"], ([], []))
        (entries if row["change"] == 1 else leavings).append(row)
    found: Rows = []
    for entries, leavings in cases.values():
        # what is entered for the nth time is left for the nth time after it
        for step, leaving in zip_longest(entries, leavings[: len(entries)]):
            left = None if leaving is None else _local(leaving)
            found.append(_booked(step, _local(step)) | {"older_days": None, "change": 0})
            for days in AGES:
                since = max(_local(step), _local(entries[0]) + timedelta(days=days))
                if (left is None or left > since) and last is not None and since <= last:
                    found.append(_booked(step, since) | {"older_days": days, "change": 1})
                if left is not None and left > since:
                    found.append(_booked(step, left) | {"older_days": days, "change": -1})
    return found


def tenures(tables: Tables) -> Rows:
    """Return one row a person and month at work: months until the last, months of data after it."""
    months: dict[str, set[int]] = defaultdict(set)
    days = []
    for row in tables.get("agent_state", ()):
        if row["agent"] is not None and (row["duration_ms"] or 0) > 0 and row["state"] != "offline":
            months[row["agent"]].add(row["local_day"].year * 12 + row["local_day"].month - 1)
            days.append(row["local_day"])
    last = max(days, default=date(1970, 1, 1))
    is_whole = (last + timedelta(days=1)).day == 1
    end = last.year * 12 + last.month - 1 - (0 if is_whole else 1)
    return [
        {
            "local_day": date(month // 12, month % 12 + 1, 1), "local_minute": 0,
            "stays_months": max(own) - month, "mature_months": end - month,
        }
        for own in months.values()
        for month in own
    ]  # fmt: skip
