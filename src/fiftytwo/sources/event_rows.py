"""Finish rows of event sources: types, month, local day and targets, in one SELECT.

Adapters give the columns they know; everything that follows from them is added here, so that
all of them agree on what a month or a local day is. Rows told anew from events have no
`payload_hash`: no other version competes with them.
"""

from functools import cache
from typing import cast

import duckdb
import pyarrow as pa

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.lake import sql_type
from fiftytwo.contacts.tables import CANONICAL, DERIVED

__all__ = ["connect", "empty_rows", "finish_rows", "keyed_hash_sql", "quoted"]

# The instant that says to which month and local day a row belongs.
CLOCK = {
    "contact": "started_at",
    "segment": "started_at",
    "case": "created_at",
    "case_interval": "started_at",
    "agent_state": "started_at",
    "event": "occurred_at",
    "fact_case": "created_at",
    "case_flow": '"at"',
}
# Further instants that the local clock is told of.
LATER = {
    "fact_case": {"last_solved_at": "solved_local"},
    "case_flow": {"opened_at": "opened_local", "left_at": "left_local"},
}


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 2})


def connect() -> duckdb.DuckDBPyConnection:
    """Return a connection of its own to one in-memory database; its clock is UTC.

    Temporary tables and registered ones belong to the connection and go with it.
    """
    connection = _database().cursor()
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def quoted(text: str) -> str:
    """Return a text as an SQL literal.

    Examples
    --------
    >>> quoted("Rock 'n' Roll")
    "'Rock ''n'' Roll'"
    """
    return "'" + text.replace("'", "''") + "'"


def keyed_hash_sql(key: bytes, purpose: str, text: str) -> str:
    """Return HMAC-SHA256 of `purpose`, 0x1f and `text` in hexadecimal digits as SQL.

    The first 32 digits are `ids.customer_hash` for the purpose ``customer``.
    """
    block = key.ljust(64, b"\0")
    start = bytes(byte ^ 0x36 for byte in block) + purpose.encode() + b"\x1f"
    inner, outer = start.hex(), bytes(byte ^ 0x5C for byte in block).hex()
    return f"sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode({text}))))"


def empty_rows(table: str) -> pa.Table:
    """Return no rows of a table, with its columns (without `load_id`).

    Examples
    --------
    >>> empty_rows("contact").num_rows
    0
    """
    return _schema(table).empty_table()


def finish_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: str, context: Context
) -> pa.Table:
    """Return rows of `table` with all columns of its schema but `load_id`, sorted by key columns.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where `rows` is known; its zone must be UTC.
    table : str
        Name of a canonical or derived table.
    rows : str
        Name of a relation with some columns of the table. `started_at` and the like are
        TIMESTAMPTZ. Missing columns become null, except the ones that follow from others:
        `source_id`, `month`, `local_day`, `local_minute`, `target_ms`, `short_ms`.
    context : Context
        Zone of local days and the targets in force.

    Raises
    ------
    InputError
        If the zone is unknown.
    """
    schema = _schema(table)
    given = {str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
    columns = {
        field.name: f"CAST({_name(field) if field.name in given else 'NULL'} AS {sql_type(field.type)})"
        for field in schema
    }
    columns |= {
        name: text
        for name, text in _following(table, context).items()
        if name in columns and name not in given
    }
    listed = ", ".join(f'{text} AS "{name}"' for name, text in columns.items())
    local = f"timezone({quoted(context.zone)}, {CLOCK[table]}) AS local_at"
    for instant, clock in LATER.get(table, {}).items():
        local += f", timezone({quoted(context.zone)}, {instant}) AS {clock}"
    try:
        result = connection.sql(
            f"SELECT {listed} FROM (SELECT *, {local} FROM {rows})"
        ).to_arrow_table()
    except duckdb.Error as error:
        if "zone" in str(error).lower():
            raise InputError(f"{context.zone!r} is no time zone: use an IANA name") from None
        raise
    return cast(pa.Table, result.cast(schema))


def _schema(table: str) -> pa.Schema:
    schema = (CANONICAL | DERIVED)[table]
    return pa.schema([field for field in schema if field.name != "load_id"])


def _name(field: pa.Field) -> str:
    return f'"{field.name}"'  # `at` is a word of DuckDB's own


def _following(table: str, context: Context) -> dict[str, str]:
    return {
        "source_id": quoted(context.source_id),
        "month": f"strftime({CLOCK[table]}, '%Y-%m')",
        "local_day": "CAST(local_at AS DATE)",
        "local_minute": "CAST(hour(local_at) * 60 + minute(local_at) AS SMALLINT)",
        "solved_day": "CAST(solved_local AS DATE)",
        "solved_minute": "CAST(hour(solved_local) * 60 + minute(solved_local) AS SMALLINT)",
        "opened_minute": "CAST(epoch_us(opened_local) // 60000000 AS INTEGER)",
        "left_minute": "CAST(epoch_us(left_local) // 60000000 AS INTEGER)",
        "target_ms": _target(context, "answer_within_s"),
        "short_ms": _target(context, "short_abandon_s"),
    }


def _target(context: Context, name: str) -> str:
    default = round(1000 * getattr(context.target, name))
    if not context.queue_targets:
        return f"CAST({default} AS INTEGER)"
    arms = " ".join(
        f"WHEN {quoted(queue)} THEN {round(1000 * getattr(target, name))}"
        for queue, target in sorted(context.queue_targets.items())
    )
    return f"CAST(CASE queue {arms} ELSE {default} END AS INTEGER)"
