"""The books of the intake: which bytes came, what became of lines, and the closing record."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable

from fiftytwo.contacts.commit import Written, commit, committed, newest_version, write
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.contacts.lake import Snapshot, active_files, read_sql
from fiftytwo.contacts.tables import TABLES

__all__ = [
    "COMPACTED", "append", "append_query", "close_work", "closed_report", "closing_row", "month_now",
    "next_number", "read_book", "write_rows",
]  # fmt: skip

COMPACTED = f"{0:010d}-"  # files of many older closing records begin so: any single one is newer


def month_now() -> str:
    """Return this month (UTC), the partition of rows that are about a load."""
    return datetime.now(UTC).strftime("%Y-%m")


def append(
    connection: Any,
    lake: Path,
    table: str,
    *,
    load_id: str,
    rows: list[dict[str, Any]],
    name: str = "",
) -> int | None:
    """Append rows to a book in one commit of a load; do nothing if the load did so already.

    Returns
    -------
    int or None
        The table's version; None if there is nothing to write.
    """
    done = committed(lake, table, load_id)
    if done is not None or not rows:
        return done
    added = [write_rows(connection, lake, table, rows=rows, name=name)]
    return commit(lake, table, load_id=load_id, added=added, months=set())


def write_rows(
    connection: Any, lake: Path, table: str, *, rows: list[dict[str, Any]], name: str = ""
) -> Written:
    """Write rows of a book as one file of this month, and commit nothing."""
    fields = [f for f in TABLES[table] if f.name != "month"]
    arrow = pa.Table.from_pylist(rows, schema=pa.schema(fields))
    connection.register("book_rows", arrow)
    query = "SELECT * FROM book_rows"
    written = write(connection, query, lake=lake, table=table, month=month_now(), name=name)
    connection.unregister("book_rows")
    return written


def append_query(
    connection: Any, lake: Path, table: str, *, load_id: str, query: str
) -> int | None:
    """Append the rows of a query (none where it is empty) to a book, as `append` does."""
    done = committed(lake, table, load_id)
    if done is not None or not query:
        return done
    added = [write(connection, query, lake=lake, table=table, month=month_now())]
    return commit(lake, table, load_id=load_id, added=added, months=set())


def read_book(connection: Any, lake: Path, table: str, where: str = "true") -> list[dict[str, Any]]:
    """Return rows of a book as it is now, closed or not."""
    folder = lake / table
    if not DeltaTable.is_deltatable(str(folder)):
        return []
    files = [str(folder / p) for p in active_files(DeltaTable(str(folder)))["path"]]
    sql = f"SELECT * FROM {read_sql(table, files)} WHERE {where}"
    return connection.sql(sql).to_arrow_table().to_pylist()


def closed_report(connection: Any, lake: Path, load_id: str) -> LoadReport | None:
    """Return the report of a load that is closed or held back, else None."""
    if committed(lake, "load", load_id) is None:
        return None
    folder = lake / "load"
    found = active_files(DeltaTable(str(folder)))["path"]
    files = [p for p in found if load_id in p or f"/{COMPACTED}" in p]
    sql = f"SELECT * FROM {read_sql('load', [str(folder / p) for p in files])} WHERE load_id = ?"
    (row,) = connection.sql(sql, params=[load_id]).to_arrow_table().to_pylist()
    return LoadReport(
        load_id=load_id, file_name=row["file_name"], profile=row["profile"], state=row["state"],
        raw=row["raw"], mapped=row["mapped"], ignored=json.loads(row["ignored"]),
        quarantined=json.loads(row["quarantined"]), pending=row["pending"],
        repaired=json.loads(row["repaired"]), caveats=tuple(json.loads(row["caveats"])),
        detail=row["detail"],
    )  # fmt: skip


def closing_row(
    report: LoadReport, *, source_id: str, sha256: str, opened_at: datetime, base: Snapshot,
    versions: dict[str, int],
) -> dict[str, Any]:  # fmt: skip
    """Return the closing record of a load: its counts, and the version of every table."""
    return {
        "load_id": report.load_id, "source_id": source_id, "profile": report.profile,
        "file_name": report.file_name, "sha256": sha256, "state": report.state,
        "opened_at": opened_at, "closed_at": datetime.now(UTC), "raw": report.raw,
        "mapped": report.mapped, "ignored": json.dumps(report.ignored),
        "quarantined": json.dumps(report.quarantined), "pending": report.pending,
        "repaired": json.dumps(report.repaired),
        "versions": json.dumps({**base.versions, **versions}), "digests": "{}",
        "caveats": json.dumps(list(report.caveats)), "detail": report.detail,
    }  # fmt: skip


def close_work(
    connection: Any, base: Snapshot, *, work: str, load_id: str, versions: dict[str, int],
    detail: str, older: list[Written] | None = None, digests: str = "{}",
) -> None:  # fmt: skip
    """Write the closing record of work on the lake that is no load: its new versions count now.

    `work` becomes the state of the record, such as ``upkeep``; `versions` are those of the tables
    that the work changed; `detail` holds no private content. `older` are files that hold all
    older closing records and take the place of theirs in the same commit.
    """
    now = datetime.now(UTC)
    report = LoadReport(load_id, "", "", state=work, detail=detail)
    row = closing_row(report, source_id="", sha256="", opened_at=now, base=base, versions=versions)
    row["digests"] = digests
    name = f"{next_number(base.lake):010d}-{load_id}"
    added = [write_rows(connection, base.lake, "load", rows=[row], name=name), *(older or [])]
    months = {w.month for w in older or []}
    commit(base.lake, "load", load_id=load_id, added=added, months=months)


def next_number(lake: Path) -> int:
    """Return the number of the next closing record: 1, 2, …"""
    newest = newest_version(lake, "load")
    return 1 if newest is None else newest + 2
