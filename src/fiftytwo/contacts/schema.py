"""The schema number that every table of the lake carries, and bringing older tables up to date."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.books import close_work
from fiftytwo.contacts.commit import newest_version, numbered, write
from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.contacts.steps import reached
from fiftytwo.contacts.tables import SCHEMAS, TABLES

__all__ = ["newer_table", "older_tables", "replace_tables", "require_current"]


def older_tables(lake: Path) -> list[str]:
    """Return the tables that count now and whose schema number is older than this version's.

    Examples
    --------
    >>> older_tables(Path("no-such-lake"))
    []
    """
    snapshot = open_snapshot(lake)
    return [t for t in _there(snapshot) if _number(snapshot, t) < SCHEMAS[t]]


def newer_table(lake: Path) -> str | None:
    """Return a table that a newer version made or changed, else None."""
    snapshot = open_snapshot(lake)
    unknown = sorted(set(snapshot.versions) - set(TABLES))
    newer = [t for t in _there(snapshot) if _number(snapshot, t) > SCHEMAS[t]]
    return next(iter([*unknown, *newer]), None)


def require_current(lake: Path) -> None:
    """Refuse a lake whose tables an older version made: their columns are not those that this one knows.

    Raises
    ------
    InputError
        If any table is older.

    Examples
    --------
    >>> require_current(Path("no-such-lake"))
    """
    older = older_tables(lake)
    if older:
        raise InputError(
            f"the table {older[0]} of {lake} is older than this version: run "
            f"`fiftytwo upgrade --workspace {lake.parent}`, which backs it up first"
        )


def replace_tables(connection: Any, lake: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Give tables other rows, all tables their number, and close that.

    The caller holds the lock and has finished a load that died. Killed anywhere, readers see the
    tables as they were, and the same call does it all again.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where the queries run.
    lake : Path
        Folder of the lake.
    rows : Mapping
        Table → month → SELECT of all its rows of that month; months not given have none.
    """
    base, versions = open_snapshot(lake), {}
    for table, months in rows.items():
        _replace(connection, lake, table, months)
        reached("upgrade_table_committed")
    for table in _there(base):
        handle = DeltaTable(str(lake / table))
        if handle.metadata().description != numbered(table):
            handle.alter.set_table_description(numbered(table))
        if table != "load":
            versions[table] = int(newest_version(lake, table) or 0)
    detail = f"{len(rows)} tables rebuilt"
    close_work(connection, base, work="upgrade", load_id=uuid.uuid4().hex, versions=versions, detail=detail)  # fmt: skip
    reached("upgrade_lake_closed")


def _there(snapshot: Snapshot) -> list[str]:
    return [table for table in TABLES if table in snapshot.versions]


def _number(snapshot: Snapshot, table: str) -> int:
    handle = DeltaTable(str(snapshot.lake / table), version=snapshot.versions[table])
    number = (handle.metadata().description or "").removeprefix("schema ")
    return int(number) if number.isdigit() else 1


def _replace(connection: Any, lake: Path, table: str, months: Mapping[str, str]) -> None:
    added = [
        write(connection, query, lake=lake, table=table, month=month)
        for month, query in months.items()
    ]
    # Overwriting lets all older files go and takes the new columns, in one commit.
    DeltaTable(str(lake / table)).create_write_transaction(
        [AddAction(w.path, w.size, {"month": w.month}, 0, True, w.stats) for w in added],
        "overwrite", Schema.from_arrow(TABLES[table]), ["month"],
    )  # fmt: skip
