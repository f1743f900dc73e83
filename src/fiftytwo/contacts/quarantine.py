"""Lines that could not be used: kept with their bytes until they map, or a person dismisses them.

A line has one row, however often it comes. Its row changes when it is tried again: by a retry of
the load it came with, or because the same file is loaded with a mended profile.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.contacts.books import append, append_query, closing_row, month_now, next_number
from fiftytwo.contacts.commit import commit, committed, write
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.contacts.lake import Snapshot, connect, open_snapshot, quote, read_sql, typed_nothing
from fiftytwo.contacts.tables import TABLES

__all__ = ["dismiss_line", "held_back", "open_lines", "settle"]

Row = dict[str, Any]


def open_lines(snapshot: Snapshot, where: str = "true") -> list[Row]:
    """Return the lines that wait, oldest first; `where` is SQL over the columns."""
    sql = (
        f"SELECT * EXCLUDE (month) FROM {snapshot.relation('quarantine')}"
        f" WHERE resolution IS NULL AND ({where}) ORDER BY first_seen_at, raw_line"
    )
    rows: list[Row] = snapshot.cursor().sql(sql).to_arrow_table().to_pylist()
    return rows


def held_back(snapshot: Snapshot) -> list[Row]:
    """Return the closing records of files that are held back and were not loaded since."""
    relation = snapshot.relation("load")
    sql = (
        f"SELECT * FROM {relation} WHERE state = 'held_back' AND sha256 NOT IN"
        f" (SELECT sha256 FROM {relation} WHERE state = 'closed') ORDER BY closed_at"
    )
    rows: list[Row] = snapshot.cursor().sql(sql).to_arrow_table().to_pylist()
    return rows


def settle(
    connection: Any, lake: Path, base: Snapshot, *, load_id: str, origins: list[str], bad: str
) -> int | None:
    """Bring the book up to date after a load, in one commit that carries its id.

    Parameters
    ----------
    connection : DuckDBPyConnection
        The load's own connection.
    lake : Path
        Folder of the lake.
    base : Snapshot
        The tables before the load.
    load_id : str
        The load.
    origins : list of str
        Loads whose waiting lines were tried again: those not in `bad` are mapped now.
    bad : str
        SQL of the rows of the lines that cannot be used; empty where there are none.

    Returns
    -------
    int or None
        The table's version; None where it does not exist.
    """
    done = committed(lake, "quarantine", load_id)
    if done is not None:
        return done
    if not base.files("quarantine"):
        return append_query(connection, lake, "quarantine", load_id=load_id, query=bad)
    nothing = f"SELECT * EXCLUDE (month) FROM {typed_nothing('quarantine')}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE bad AS {bad or nothing}")
    tried = ", ".join(quote(o) for o in origins) or "''"
    found = connection.execute(
        f"SELECT DISTINCT month FROM {base.relation('quarantine')} q WHERE"
        f" (q.load_id IN ({tried}) AND resolution IS NULL) OR raw_id IN (SELECT raw_id FROM bad)"
    ).fetchall()
    months = {month for (month,) in found}
    queries = {month: _updated(base, month, tried) for month in months}
    fresh = f"SELECT * FROM bad ANTI JOIN {base.relation('quarantine')} q USING (raw_id)"
    now = month_now()
    if connection.execute(f"SELECT count(*) FROM ({fresh})").fetchall()[0][0]:
        stored = [path for m, path in base.files("quarantine") if m == now]
        kept = f"SELECT * EXCLUDE (month) FROM {read_sql('quarantine', stored)}"
        queries[now] = f"{queries.get(now, kept)} UNION ALL BY NAME {fresh}"
    if not queries:
        return base.versions.get("quarantine")
    added = [
        write(connection, sql, lake=lake, table="quarantine", month=month)
        for month, sql in queries.items()
    ]
    return commit(lake, "quarantine", load_id=load_id, added=added, months=set(queries))


def _updated(base: Snapshot, month: str, tried: str) -> str:
    """SQL of a month's rows after another try."""
    stored = [path for m, path in base.files("quarantine") if m == month]
    again = "b.raw_id IS NOT NULL"
    # Equal lines are told apart by their number in the file they came with. Tried again in a file of
    # their own they are numbered anew, but a line whose bytes cannot be used is not mapped.
    mapped = (
        f"b.raw_id IS NULL AND q.load_id IN ({tried}) AND q.resolution IS NULL"
        " AND q.bytes NOT IN (SELECT bytes FROM bad)"
    )
    now = f"TIMESTAMPTZ {quote(datetime.now(UTC).isoformat())}"
    return (
        f"SELECT q.* EXCLUDE (month) REPLACE ("
        f"q.attempts + ({again} OR ({mapped}))::INTEGER AS attempts,"
        f" if({again}, b.reason, q.reason) AS reason, if({again}, b.field, q.field) AS field,"
        f" if({again}, b.detail, q.detail) AS detail,"
        f" if({again} OR ({mapped}), {now}, q.last_attempt_at) AS last_attempt_at,"
        f" if({mapped}, 'remapped', q.resolution) AS resolution,"
        f" if({mapped}, {now}, q.resolved_at) AS resolved_at)"
        f" FROM {read_sql('quarantine', stored)} q LEFT JOIN bad b USING (raw_id)"
    )


def dismiss_line(
    lake: Path, raw_id_hex: str, *, reason: str, by: str, finish_dead: Callable[[], None]
) -> Row:
    """Dismiss a waiting line for a reason; it stays counted as quarantined.

    Parameters
    ----------
    lake : Path
        Folder of the lake.
    raw_id_hex : str
        Id of the line in hexadecimal digits.
    reason, by : str
        Why it is not needed, and who says so.
    finish_dead : Callable
        Finishes a load that died, once the lock is held.

    Returns
    -------
    dict
        The row as it is now.

    Raises
    ------
    InputError
        If no waiting line has the id, or no reason is given.
    """
    if not reason.strip():
        raise InputError("a line is dismissed only with a reason: say why it is not needed")
    with hold(lake / "writer.lock", "quarantine dismiss"):
        finish_dead()
        base, connection = open_snapshot(lake), connect()
        row = _find(base, raw_id_hex)
        row |= {
            "resolution": "dismissed", "resolved_at": datetime.now(UTC), "resolved_by": by,
            "resolved_reason": reason,
        }  # fmt: skip
        load_id = uuid.uuid4().hex
        version = _replace(connection, lake, base, row=row, load_id=load_id)
        report = LoadReport(load_id, row["file_name"], row["profile"], "dismissed")
        closing = closing_row(
            report, source_id=row["source_id"], sha256="", opened_at=datetime.now(UTC),
            base=base, versions={"quarantine": version},
        )  # fmt: skip
        name = f"{next_number(lake):010d}-{load_id}"
        append(connection, lake, "load", load_id=load_id, rows=[closing], name=name)
        return row


def _find(base: Snapshot, raw_id_hex: str) -> Row:
    try:
        wanted = bytes.fromhex(raw_id_hex).hex()
    except ValueError:
        wanted = ""
    rows = open_lines(base, f"lower(hex(raw_id)) = {quote(wanted)}")
    if not wanted or not rows:
        raise InputError(
            f"no waiting line has the id {raw_id_hex!r}: `fiftytwo quarantine` lists them"
        )
    return rows[0]


def _replace(connection: Any, lake: Path, base: Snapshot, *, row: Row, load_id: str) -> int:
    fields = [f for f in TABLES["quarantine"] if f.name != "month"]
    connection.register("one", pa.Table.from_pylist([row], schema=pa.schema(fields)))
    found = connection.execute(
        f"SELECT month FROM {base.relation('quarantine')} SEMI JOIN one USING (raw_id)"
    ).fetchall()
    month = found[0][0]
    stored = [path for m, path in base.files("quarantine") if m == month]
    query = (
        f"SELECT * EXCLUDE (month) FROM {read_sql('quarantine', stored)}"
        " ANTI JOIN one USING (raw_id) UNION ALL BY NAME SELECT * FROM one"
    )
    added = [write(connection, query, lake=lake, table="quarantine", month=month)]
    return commit(lake, "quarantine", load_id=load_id, added=added, months={month})
