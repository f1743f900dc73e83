"""Queue logs in tests: lines → tables, the way the intake does it."""

from collections import Counter
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from fiftytwo.contacts.adapter import Context, Parsed
from fiftytwo.sources.asterisk import AsteriskQueueLog

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "queue_log"
CONTEXT = Context("pbx", "Europe/Berlin", b"0123456789abcdef0123456789abcdef")
VOLATILE = ("raw_line",)


def fixture_lines(name: str) -> list[str]:
    return (FIXTURES / name).read_text().splitlines()


def parse(lines: list[str], context: Context = CONTEXT) -> Parsed:
    return AsteriskQueueLog().parse(("\n".join(lines) + "\n").encode(), 1, context)


def stored_events(files: list[list[str]], context: Context = CONTEXT) -> pa.Table:
    """Events of several files: equal lines of one file counted, events of the same name once."""
    found: dict[str, dict] = {}
    for lines in files:
        seen: Counter[str] = Counter()
        for row in parse(lines, context).events.cast(_integers()).to_pylist():
            seen[row["external_id"]] += 1
            name = f"{row['external_id']}#{seen[row['external_id']]}"
            found.setdefault(name, row | {"external_id": name})
    rows = [found[name] for name in found]
    return pa.Table.from_pylist(rows, schema=_integers()).cast(_schema())


def keys(stories: list[tuple[str, ...]]) -> set[str]:
    """Every group that is told, and those that each telling needs."""
    return {key for story in stories for key in story} | set(AsteriskQueueLog.shared)


def tables(files: list[list[str]], context: Context = CONTEXT) -> dict[str, list[dict]]:
    """Canonical rows of all groups, sorted, without what may differ."""
    rebuilt = AsteriskQueueLog().rebuild(stored_events(files, context), context)
    return {name: plain_rows(table) for name, table in rebuilt.items()}


def plain_rows(table: pa.Table) -> list[dict]:
    """Rows with instants in epoch seconds, sorted by their text."""
    fields = [f.with_type(pa.int64()) if pa.types.is_timestamp(f.type) else f for f in table.schema]
    rows = table.cast(pa.schema(fields)).drop_columns(
        [n for n in VOLATILE if n in table.column_names]
    )
    found = rows.to_pylist()
    for row in found:
        for field in table.schema:
            if pa.types.is_timestamp(field.type) and row[field.name] is not None:
                row[field.name] = row[field.name] / 1e6
    return sorted(found, key=repr)


def query(sql: str, **named: pa.Table) -> list[tuple]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name, table in named.items():
        connection.register(name, table)
    return connection.execute(sql).fetchall()


@cache
def _schema() -> pa.Schema:
    return AsteriskQueueLog().parse(b"", 1, CONTEXT).events.schema


@cache
def _integers() -> pa.Schema:
    return pa.schema(
        [f.with_type(pa.int64()) if pa.types.is_timestamp(f.type) else f for f in _schema()]
    )
