"""A lake in memory: tables as Arrow, behind the same seam as a snapshot."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from fiftytwo.contacts.tables import TABLES

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class MemoryLake:
    """Facts over rows given as dictionaries; columns not given are missing."""

    load_id = None

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self.rows = {name: [dict(row) for row in tables.get(name, ())] for name in TABLES}
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        for name, schema in TABLES.items():
            rows = [{column: row.get(column) for column in schema.names} for row in self.rows[name]]
            self.connection.register(name, pa.Table.from_pylist(rows, schema=schema))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self.connection.cursor()
        cursor.execute("SET TimeZone = 'UTC'")
        for name, schema in TABLES.items():
            rows = [{column: row.get(column) for column in schema.names} for row in self.rows[name]]
            cursor.register(name, pa.Table.from_pylist(rows, schema=schema))
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
