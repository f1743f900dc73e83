"""Case logs in tests: rows → tables, the way the intake does it."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from fiftytwo.contacts.adapter import Context, Parsed
from fiftytwo.sources.case_log import CaseLog

KEY = b"0123456789abcdef0123456789abcdef"
OPTIONS = {
    "formats": ["epoch_s"],
    "rows": "changes",
    "fields": {
        "case": "case", "sequence": "step", "status": "status", "assignee": "assignee",
        "message": "message", "queue": "queue", "merged_into": "into", "customer": "customer",
        "channel": {"value": "email"},
    },
    "instants": {"updated_at": "at"},
}  # fmt: skip
COLUMNS = ("case", "step", "at", "status", "assignee", "message", "queue", "into", "customer")
Row = Mapping[str, object]


def context(options: Mapping[str, object] = OPTIONS, zone: str = "UTC") -> Context:
    return Context("desk", zone, KEY, options)


def parse(rows: Sequence[Row], known: Context | None = None, first_line: int = 1) -> Parsed:
    """Rows by column name; what a row leaves out is an empty text, as in a CSV file."""
    known = known or context()
    names = CaseLog().columns(known)
    texts = {
        f"c{i}": pa.array([str(row.get(name, "")) for row in rows], pa.string())
        for i, name in enumerate(names)
    }
    numbers = pa.array(range(first_line, first_line + len(rows)), pa.int64())
    return CaseLog().parse_texts(pa.table(texts | {"raw_line": numbers}), known)


def rebuild(rows: Sequence[Row], known: Context | None = None) -> dict[str, pa.Table]:
    known = known or context()
    return CaseLog().rebuild(parse(rows, known).events, known)


def query(sql: str, tables: Mapping[str, pa.Table]) -> list[tuple]:
    """Rows of a query over the tables; `case` is called `cases`."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name, table in tables.items():
        connection.register("cases" if name == "case" else name, table)
    return connection.execute(sql).fetchall()
