"""A lake in memory: tables as Arrow, behind the same seam as a snapshot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, zip_longest
from typing import Any

import duckdb
import pyarrow as pa

from fiftytwo.contacts.tables import TABLES, WHAT
from fiftytwo.measures.rollup import ROLLUP_TABLES, rollup_select

LOADS = count()
Tables = Mapping[str, Sequence[Mapping[str, Any]]]
USED = (*ROLLUP_TABLES, "agent_state", "case_interval", "rollup_day", "quarantine", "raw_file")
EPOCH, US = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
STATES = {"episode": "episode", "new": "work", "open": "work", "on_hold": "hold", "waiting_customer": "waiting"}  # fmt: skip
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class MemoryLake:
    """Facts over rows given as dictionaries; columns not given are missing.

    `rolled` fills the day roll-up month by month, as a load does.
    """

    def __init__(self, tables: Tables, *, rolled: bool = False) -> None:
        self.schedules = "".join(row["text"] for row in tables.get("schedules", ()))
        self.load_id = f"memory-{next(LOADS)}"
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'; SET threads = 1")
        told = as_loaded(tables)
        for name in USED:
            rows = [{c: row.get(c) for c in TABLES[name].names} for row in told.get(name, ())]
            given = pa.Table.from_pylist(rows, schema=TABLES[name])
            self.connection.register("given", given)
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        if rolled:
            months = {row["month"] for name in ROLLUP_TABLES for row in tables.get(name, ())}
            for month in sorted(months):
                self.roll(month)

    def roll(self, month: str) -> None:
        """Add one month of partition to the roll-up."""
        relations = {name: self.relation(name, month, month) for name in ROLLUP_TABLES}
        self.connection.execute(
            f"INSERT INTO rollup_day SELECT *, '{month}' FROM ({rollup_select(relations)})"
        )

    def cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self.connection.cursor()
        cursor.execute("SET TimeZone = 'UTC'")
        return cursor

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        limits = ["TRUE"]
        if first_month:
            limits.append(f"month >= '{first_month}'")
        if last_month:
            limits.append(f"month <= '{last_month}'")
        return f"(SELECT * FROM {table} WHERE {' AND '.join(limits)})"


def as_loaded(tables: Tables) -> Tables:
    """Return tables with what a load says of a contact's waits and bots, told from all its rows."""
    pieces = list(tables.get("segment", ()))
    contacts = list(tables.get("contact", ()))
    waits = [row for row in pieces if row["kind"] == "wait"]
    many = Counter(row["contact_id"] for row in waits if row.get("is_counted"))
    met = {row["contact_id"] for row in pieces if row["kind"] == "bot"}
    back = {row["contact_id"] for row in contacts if (row.get("case_episode_no") or 1) > 1}
    spent = _stretches(tables)
    return {
        **tables,
        "segment": [
            {
                "next_wait": row["kind"] == "wait"
                and (row.get("first_wait") is False or row["contact_id"] in back),
                "only_wait": row["kind"] == "wait" and many[row["contact_id"]] == 1,
            }
            | row
            for row in pieces
        ],
        "contact": [{"met_bot": row.get("contact_id") in met} | row for row in contacts],
        "case_flow": _flow(tables),
        "fact_case": [
            _times(spent.get(row["case_id"], [])) | row for row in tables.get("fact_case", ())
        ],
    }


def _flow(tables: Tables) -> list[dict[str, Any]]:
    """Return the steps of cases with what the other steps of their case tell."""
    handed = {row["case_id"]: row.get("handoff_count") for row in tables.get("fact_case", ())}
    own: dict[bytes, list[dict[str, Any]]] = {}
    for row in sorted(tables.get("case_flow", ()), key=lambda row: row.get("at") or EPOCH):
        own.setdefault(row["case_id"], []).append(dict(row))
    for case_id, steps in own.items():
        entries = [row for row in steps if row.get("change") == 1]
        leavings = [row for row in steps if row.get("change") == -1]
        for entry, leaving in zip_longest(entries, leavings[: len(entries)]):
            entry.setdefault("opened_minute", _minute(entries[0]))
            entry.setdefault("left_minute", leaving and _minute(leaving))
        for row in [row for row in steps if row["cause"] == "solved"][:1]:
            back = [r["at"] for r in steps if r["cause"] == "reopened" and r["at"] >= row["at"]]
            row.setdefault("first_solution", True)
            row.setdefault("reopened_at", min(back, default=None))
            row.setdefault("handoff_count", handed.get(case_id))
    return [{"first_solution": False} | row for steps in own.values() for row in steps]


def _minute(row: Mapping[str, Any]) -> int:
    """Return the minute since 1970 by the local clock."""
    return (row["local_day"] - EPOCH.date()).days * 1440 + row["local_minute"]


def _stretches(tables: Tables) -> dict[bytes, list[dict[str, int | None]]]:
    """Return what every case did from when until when."""
    found: dict[bytes, list[dict[str, int | None]]] = {}
    episodes = [
        {**row, "value": "episode"} for row in tables.get("contact", ()) if row.get("case_id")
    ]
    stays = [
        row
        for row in tables.get("case_interval", ())
        if row["attribute"] == "status_category" and row["ended_at"]
    ]
    for row in (*episodes, *stays):
        a, b = (at and (at - EPOCH) // US for at in (row["started_at"], row.get("ended_at")))
        told = {"what": WHAT[STATES.get(row["value"], "other")], "a": a, "b": b}
        found.setdefault(row.get("case_id"), []).append(told)
    return found


def _times(stretches: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the columns of a case that tell its stretches one by one, and added up by the calendar."""

    def total(*whats: str) -> int | None:
        own = [s for s in stretches if s["what"] in {WHAT[what] for what in whats}]
        return None if None in [s["b"] for s in own] else sum(s["b"] - s["a"] for s in own) // 1000

    states = {
        "requester_wait_ms": total("work", "hold"),
        "agent_wait_ms": total("waiting"),
        "on_hold_ms": total("hold"),
        "agent_work_ms": total("work"),
    }
    kinds = {s["what"] for s in stretches}
    return {
        "stretches": stretches or None,
        "active_ms": total("episode") if WHAT["episode"] in kinds else None,
        **(states if kinds - {WHAT["episode"]} else {}),
    }


def wait(end_reason: str | None, seconds: float | None = 0, **more: Any) -> dict[str, Any]:
    """Return a counted wait of the queue "sales" on 2 March 2026, 08:00."""
    row = {
        "contact_id": b"0" * 16,
        "leg": "main",
        "seq": 1,
        "kind": "wait",
        "queue": "sales",
        "channel": "voice",
        "direction": "inbound",
        "started_at": START,
        "duration_ms": None if seconds is None else round(seconds * 1000),
        "local_day": date(2026, 3, 2),
        "local_minute": 480,
        "end_reason": end_reason,
        "is_counted": True,
        "leg_first": False,
        "first_wait": True,
        "target_ms": 20_000,
        "short_ms": 5_000,
        "source_id": "pbx",
        "month": "2026-03",
        "hold_included": False,
    }
    return row | more


def on(day: date, minute: int = 480) -> dict[str, Any]:
    """Return the columns that book a row on a local day and minute (in UTC)."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    return {"local_day": day, "local_minute": minute, "started_at": at, "month": f"{at:%Y-%m}"}
