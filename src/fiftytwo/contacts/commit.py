"""Writing the lake: DuckDB writes Parquet files, Delta Lake commits them, one commit a table.

A commit carries the id of its load as a Delta transaction. Delta does not refuse the same id from
a fresh handle, so the writer looks first (`committed`); the lock of the lake makes that safe.
"""

import json
import os
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deltalake import DeltaTable, Schema
from deltalake.transaction import (
    AddAction,
    CommitProperties,
    RemoveAction,
    Transaction,
    create_table_with_add_actions,
)

from fiftytwo.contacts.lake import active_files, quote, sql_type
from fiftytwo.contacts.tables import SCHEMAS, TABLES

__all__ = [
    "Written", "adopt", "commit", "committed", "newest_version", "numbered", "stage", "sync", "write",
]  # fmt: skip

ROW_GROUP = 122_880
FEW_MONTHS = 3
# Ids and hashes never repeat often enough for a dictionary, and nothing looks rows up by a filter.
OPTIONS = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4096,"
    f" WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE {ROW_GROUP}, RETURN_STATS"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A Parquet file of a table, written and not yet committed."""

    path: str  # relative to the table's folder
    month: str
    size: int
    rows: int
    stats: str


def write(
    connection: Any, query: str, *, lake: Path, table: str, month: str, name: str = ""
) -> Written:
    """Write the rows of a query as one file of a month; every column is cast to its type.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where the query runs.
    query : str
        SELECT giving the table's columns by name, in any order; `month` may be missing.
    lake : Path
        Folder of the lake.
    table, month : str
        What the file belongs to.
    name : str
        File name without suffix; a random one where empty.
    """
    path = f"month={month}/{name or uuid.uuid4().hex}.parquet"
    written = _copy(connection, query, folder=lake / table, table=table, month=month, path=path)
    sync(lake / table / path)
    return written


def stage(
    connection: Any, query: str, *, folder: Path, table: str, months: list[str], name: str
) -> list[Written]:
    """Write the rows of a query, month by month, as files that `adopt` can give to the table.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where the query runs.
    query : str
        SELECT giving the table's columns by name, `month` among them.
    table : str
        The table.
    folder : Path
        Folder of the staged files, on the file system of the lake.
    months : list of str
        The months that the query's rows may lie in.
    name : str
        Name of the files without suffix, unlike that of any other block.
    """
    # Month by month costs half of what DuckDB's own partitioning does, while there are few.
    if len(months) <= FEW_MONTHS:
        found = [
            _copy(
                connection, f"SELECT * FROM ({query}) WHERE month = {quote(month)}",
                folder=folder / table, table=table, month=month,
                path=f"month={month}/{name}.parquet",
            )
            for month in months
        ]  # fmt: skip
        return [w for w in found if w.rows]
    (folder / table).mkdir(parents=True, exist_ok=True)
    rows = connection.execute(
        f"COPY (SELECT {_typed(connection, query, table)}, month FROM ({query})) TO {quote(str(folder / table))}"
        f" ({OPTIONS}, PARTITION_BY (month), OVERWRITE_OR_IGNORE, FILENAME_PATTERN '{name}-{{i}}')"
    ).fetchall()
    return [_partition(folder / table, row) for row in rows]


def adopt(written: Written, *, folder: Path, lake: Path, table: str) -> Written:
    """Move a staged file, as it is, to the table that it is to be committed to."""
    path = f"month={written.month}/{uuid.uuid4().hex}.parquet"
    (lake / table / path).parent.mkdir(parents=True, exist_ok=True)
    sync(folder / table / written.path)
    (folder / table / written.path).rename(lake / table / path)
    return replace(written, path=path)


def _typed(connection: Any, query: str, table: str) -> str:
    """SQL of the table's columns but `month`, each cast to its type where it is not of it.

    Words that a query gives as ENUM stay so: they are written as texts, at a seventh of the cost.
    """
    given = {n: kind for n, kind, *_ in connection.execute(f"DESCRIBE {query}").fetchall()}
    columns = []
    for field in TABLES[table]:
        kind, name = sql_type(field.type), f'"{field.name}"'
        is_word = kind == "VARCHAR" and given.get(field.name, "").startswith("ENUM")
        if field.name != "month":
            columns.append(name if is_word else f"{name}::{kind} AS {name}")
    return ", ".join(columns)


def _copy(
    connection: Any, query: str, *, folder: Path, table: str, month: str, path: str
) -> Written:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (found,) = connection.execute(
        f"COPY (SELECT {_typed(connection, query, table)} FROM ({query})) TO {quote(str(folder / path))} ({OPTIONS})"
    ).fetchall()
    return Written(path, month, found[2], found[1], _delta_stats(found[4], found[1]))


def _partition(folder: Path, row: tuple[Any, ...]) -> Written:
    path = Path(row[0]).relative_to(folder).as_posix()
    month = path.split("/")[0].removeprefix("month=")
    return Written(path, month, row[2], row[1], _delta_stats(row[4], row[1]))


def sync(path: Path) -> None:
    """Bring a file's bytes to the disk: a commit must never name bytes a power cut can lose."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def commit(lake: Path, table: str, *, load_id: str, added: list[Written], months: set[str]) -> int:
    """Swap files in one Delta commit: `added` come, all older files of `months` go.

    Returns
    -------
    int
        The table's version after the commit.
    """
    folder = lake / table
    now = int(time.time() * 1000)
    actions: list[AddAction | RemoveAction] = [
        AddAction(w.path, w.size, {"month": w.month}, now, True, w.stats) for w in added
    ]
    properties = CommitProperties(app_transactions=[Transaction(load_id, 1)])
    schema = Schema.from_arrow(TABLES[table])
    if not DeltaTable.is_deltatable(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        create_table_with_add_actions(
            str(folder), schema, actions, "error", ["month"],
            description=numbered(table), commit_properties=properties,
        )  # fmt: skip
        return 0
    handle = DeltaTable(str(folder))
    actions += _removals(handle, months, now)
    handle.create_write_transaction(
        actions, "append", schema, ["month"], commit_properties=properties
    )
    handle.update_incremental()
    return int(handle.version())


def committed(lake: Path, table: str, load_id: str) -> int | None:
    """Return the table's newest version if a load has committed to it already, else None."""
    folder = str(lake / table)
    if not DeltaTable.is_deltatable(folder):
        return None
    handle = DeltaTable(folder)
    return handle.version() if handle.transaction_version(load_id) is not None else None


def newest_version(lake: Path, table: str) -> int | None:
    """Return the newest version of a table, closed or not; None where it does not exist."""
    folder = str(lake / table)
    return DeltaTable(folder).version() if DeltaTable.is_deltatable(folder) else None


def numbered(table: str) -> str:
    """Return the description that a table's metadata carries: its schema number.

    Examples
    --------
    >>> numbered("contact")
    'schema 2'
    """
    return f"schema {SCHEMAS[table]}"


def _removals(handle: DeltaTable, months: set[str], now: int) -> list[RemoveAction]:
    found = active_files(handle)
    return [
        RemoveAction(path, True, now, size, {"month": month})
        for path, month, size in zip(found["path"], found["month"], found["size"], strict=True)
        if month in months
    ]


def _delta_stats(columns: Any, rows: int) -> str:
    """DuckDB's statistics as Delta's: row count, and least and greatest instants for pruning."""
    low: dict[str, str] = {}
    high: dict[str, str] = {}
    for quoted, stats in dict(columns).items():
        name = quoted.strip('"')
        if name.endswith("_at") and "min" in stats:
            low[name] = stats["min"].replace(" ", "T").replace("+00", "Z")
            high[name] = stats["max"].replace(" ", "T").replace("+00", "Z")
    return json.dumps({"numRecords": rows, "minValues": low, "maxValues": high, "nullCount": {}})
