"""A lake of a few rows in memory: what `week` asks of a snapshot, and no more."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from fiftytwo.contacts.lake import connect, typed_nothing
from fiftytwo.contacts.tables import TABLES

FIRST = date(2026, 9, 28)  # a Monday; eight weeks end on Sunday 2026-11-22


@dataclass
class FakeLake:
    """Rows as dictionaries by table; columns left out are null."""

    rows: dict[str, list[dict]] = field(default_factory=dict)

    def __post_init__(self):
        self.connection = connect()
        for table, rows in self.rows.items():
            schema = TABLES[table]
            known = [{name: row.get(name) for name in schema.names} for row in rows]
            self.connection.register(f"given_{table}", pa.Table.from_pylist(known, schema=schema))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self.connection  # registered tables belong to the connection

    def relation(self, table, first_month=None, last_month=None):
        return f"given_{table}" if table in self.rows else typed_nothing(table)


def wait(day, minute, *, queue="Calls", channel="voice", wait_s=10.0, end="answered"):
    return {
        "kind": "wait", "queue": queue, "channel": channel, "is_counted": True, "local_day": day,
        "local_minute": minute, "duration_ms": int(wait_s * 1000), "end_reason": end,
    }  # fmt: skip


def talk(day, minute, *, queue="Calls", channel="voice", seconds=240):
    return {
        "kind": "talk", "queue": queue, "channel": channel, "is_counted": True, "leg_first": True,
        "local_day": day, "local_minute": minute, "duration_ms": seconds * 1000,
    }  # fmt: skip


def flow(day, minute, change, *, queue="Mail"):
    return {
        "queue": queue, "channel": "email", "local_day": day, "local_minute": minute,
        "change": change, "cause": "opened" if change > 0 else "solved",
    }  # fmt: skip


def weekdays(weeks=8, first=FIRST):
    days = (first + timedelta(days=n) for n in range(7 * weeks))
    return [day for day in days if day.weekday() < 5]


def steady(per_half_hour=10, *, weeks=8, queue="Calls", abandon_every=10):
    """Return eight weeks of calls, Monday to Friday 9 to 17, each handled in 240 s."""
    rows = []
    for day in weekdays(weeks):
        for minute in range(540, 1020, 30):
            for call in range(per_half_hour):
                leaves = abandon_every and call % abandon_every == 0
                end = "abandoned" if leaves else "answered"
                rows.append(wait(day, minute + 2 * call, queue=queue, wait_s=30, end=end))
                if not leaves:
                    rows.append(talk(day, minute + 2 * call, queue=queue))
    return rows
