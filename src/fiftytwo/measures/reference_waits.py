"""In plain Python: ends of waits, what is owed, ages of open cases, who stays, and quantiles with open rows."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from fiftytwo.measures.model import Quantile
from fiftytwo.measures.reference_rows import Rows, Tables, holds

__all__ = [
    "Newest",
    "aged",
    "contact_ends",
    "newest",
    "owed",
    "segment_ends",
    "survived",
    "tenures",
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
    return {"segment": waits, "case": cases}


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
    """Return the pieces of contacts that have a length, booked on their local end."""
    return [
        _booked(row, _local(row) + _within_minute(row) + row["duration_ms"] * MS)
        for row in tables.get("segment", ())
        if row["duration_ms"] is not None
    ]


def contact_ends(tables: Tables) -> Rows:
    """Return contacts that have ended, booked on their local end."""
    return [
        _booked(row, _local(row) + _within_minute(row) + (row["ended_at"] - row["started_at"]))
        for row in tables.get("contact", ())
        if row.get("ended_at") is not None
    ]


def _within_minute(row: Mapping[str, Any]) -> timedelta:
    start = row["started_at"].astimezone(UTC)
    return timedelta(seconds=start.second, microseconds=start.microsecond)


def owed(tables: Tables) -> Rows:
    """Return +1 where a counted wait begins and −1 where it ends, if both are known."""
    counted = [row for row in tables.get("segment", ()) if row["is_counted"]]
    last = max((row["local_day"] for row in counted), default=None)
    waits = [row for row in counted if row["kind"] == "wait"]
    known = [r for r in waits if r["end_reason"] is None or r["duration_ms"] is not None]
    over = [r for r in known if r["end_reason"] is not None]
    ends = [r for r in segment_ends({"segment": over}) if last is None or r["local_day"] <= last]
    return [{**r, "change": 1} for r in known] + [{**r, "change": -1} for r in ends]


def aged(tables: Tables) -> Rows:
    """Return +1 where an open case reaches an age in days, and −1 where it leaves after that."""
    cases: dict[bytes, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(tables.get("case_flow", ()), key=lambda row: (row["at"], -row["change"])):
        cases[row["case_id"]].append(row)
    last = max((_local(row) for rows in cases.values() for row in rows), default=None)
    found: Rows = []
    for steps in cases.values():
        for place, step in enumerate(steps):
            left = _local(steps[place + 1]) if place + 1 < len(steps) else None
            for days in AGES if step["change"] == 1 else ():
                found.append(_booked(step, _local(step)) | {"older_days": days, "change": 0})
                since = max(_local(step), _local(steps[0]) + timedelta(days=days))
                if (left is None or left > since) and last is not None and since <= last:
                    found.append(_booked(step, since) | {"older_days": days, "change": 1})
                if left is not None and left > since:
                    found.append(_booked(step, left) | {"older_days": days, "change": -1})
    return found


def tenures(tables: Tables) -> Rows:
    """Return one row a person and month at work: months until the last, months of data after it."""
    months: dict[str, set[int]] = defaultdict(set)
    for row in tables.get("agent_state", ()):
        if row["agent"] is not None and (row["duration_ms"] or 0) > 0 and row["state"] != "offline":
            months[row["agent"]].add(row["local_day"].year * 12 + row["local_day"].month - 1)
    end = max((m for own in months.values() for m in own), default=0)
    return [
        {
            "local_day": date(month // 12, month % 12 + 1, 1), "local_minute": 0,
            "stays_months": max(own) - month, "mature_months": end - month,
        }
        for own in months.values()
        for month in own
    ]  # fmt: skip
