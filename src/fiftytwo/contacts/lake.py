"""Reading the lake: the tables exactly as the newest closing record names them.

A load changes several Delta tables one after the other; only its closing record (the last row of
the table `load`) makes the new versions count. A reader therefore never sees contacts without
their segments. Reading takes no lock.
"""

import atexit
import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.tables import TABLES

__all__ = [
    "SCHEDULES_FILE", "Snapshot", "connect", "is_literal", "open_snapshot", "quote", "read_sql", "sql_type", "typed_nothing",
    "word",
]  # fmt: skip

MEMORY_LIMIT = "1GB"
THREADS = 2
SCHEDULES_FILE = "schedules.toml"

_SQL_TYPES = {
    pa.binary(): "BLOB", pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN", pa.date32(): "DATE",
    pa.int8(): "TINYINT", pa.int16(): "SMALLINT", pa.int32(): "INTEGER", pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE", pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}  # fmt: skip


def sql_type(kind: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type that the lake uses.

    Examples
    --------
    >>> sql_type(pa.int16()), sql_type(pa.list_(pa.int64()))
    ('SMALLINT', 'BIGINT[]')
    """
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return f"STRUCT({', '.join(f'{f.name} {sql_type(f.type)}' for f in kind)})"
    return _SQL_TYPES[kind]


def connect(memory_limit: str = MEMORY_LIMIT, *, spill: Path | None = None) -> Any:
    """Return a DuckDB connection with the lake's settings (UTC, two threads, bounded memory)."""
    connection = duckdb.connect()
    # GLOBAL, because a cursor would else fall back to the zone of the process.
    connection.execute(
        f"SET GLOBAL TimeZone = 'UTC'; SET threads = {THREADS}; SET memory_limit = '{memory_limit}';"
        " SET preserve_insertion_order = false; SET enable_progress_bar = false"
    )
    folder = spill or _spill_folder(os.getpid())
    connection.execute(f"SET temp_directory = {quote(str(folder))}")
    return connection


@lru_cache(maxsize=1)
def _spill_folder(process: int) -> Path:
    """A folder that is the owner's alone: else what does not fit goes to wherever one stands."""
    folder = Path(tempfile.mkdtemp(prefix="fiftytwo-"))

    def remove() -> None:
        if os.getpid() == process:  # a forked process makes its own, and leaves this one alone
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def quote(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def word(literal: str, among: Iterable[str] = ()) -> str:
    """Return an SQL literal as one of an ENUM: a column of such words is cheap to keep and write.

    Anything that is not the literal of a text is returned as it is.

    Examples
    --------
    >>> word("'talk'", ["'wait'", "'talk'"])
    "'talk'::ENUM('talk', 'wait')"
    >>> word("f_queue")
    'f_queue'
    """
    if not is_literal(literal):
        return literal
    return f"{literal}::ENUM({', '.join(sorted({literal, *among}))})"


def is_literal(sql: str) -> bool:
    """Return whether SQL is the literal of a text and nothing else."""
    return re.fullmatch(r"'(?:[^']|'')*'", sql) is not None


def typed_nothing(table: str) -> str:
    """Return SQL of the table without rows, every column typed."""
    columns = ", ".join(f'NULL::{sql_type(f.type)} AS "{f.name}"' for f in TABLES[table])
    return f"(SELECT {columns} WHERE false)"


def read_sql(table: str, files: list[str]) -> str:
    """Return SQL for FROM that reads Parquet files of a table, or an empty typed relation."""
    if not files:
        return typed_nothing(table)
    listed = ", ".join(quote(f) for f in files)
    return f"read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false)"


@dataclass(frozen=True)
class Snapshot:
    """All tables of a lake as of its newest closing record.

    Attributes
    ----------
    lake : Path
        Folder of the lake.
    load_id : str or None
        The newest closed load; None for an empty lake.
    versions : Mapping
        Table → Delta version that counts.
    schedules : str
        Text of the opening hours, schedules.toml beside the lake; empty where there is none.
    """

    lake: Path
    load_id: str | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    schedules: str = ""

    def cursor(self) -> Any:
        """Return a DuckDB cursor of this process's one connection for reading."""
        return _connection(os.getpid()).cursor()

    def files(self, table: str) -> list[tuple[str, str]]:
        """Return (month, path of a Parquet file) of a table, oldest month first.

        Raises
        ------
        InputError
            If there is no such table.
        """
        if table not in TABLES:
            raise InputError(f"the lake has no table {table!r}: use {', '.join(TABLES)}")
        version = self.versions.get(table)
        return [] if version is None else _files(self.lake, table, version)

    def months(self, table: str) -> list[str]:
        """Return the months of which the table has rows, such as ``2026-03``."""
        return sorted({month for month, _ in self.files(table)})

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        """Return SQL for FROM: the table's files of the months asked for (both ends included)."""
        return read_sql(table, [
            path for month, path in self.files(table)
            if (first_month is None or month >= first_month)
            and (last_month is None or month <= last_month)
        ])  # fmt: skip


def open_snapshot(lake: Path) -> Snapshot:
    """Return the lake as of its newest closing record; cheap, cached per process.

    Examples
    --------
    >>> open_snapshot(Path("no-such-lake")).load_id is None
    True
    """
    told = _schedules(lake)
    with _LOCK:
        books = _load_table(lake)
        if books is None:
            return Snapshot(lake, schedules=told)
        key = (lake, books.version())
        if key not in _SNAPSHOTS:
            for old in [k for k in _SNAPSHOTS if k[0] == lake]:
                del _SNAPSHOTS[old]
            _SNAPSHOTS[key] = _read_closing(lake, books)
        return replace(_SNAPSHOTS[key], schedules=told)


def _schedules(lake: Path) -> str:
    """Return the text of the opening hours beside a lake: people change it between two loads.

    What is not UTF-8 is replaced by U+FFFD, which whoever reads the hours refuses: pages and loads that
    do not need them go on.
    """
    path = lake.parent / SCHEDULES_FILE
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error}): mend or remove it") from None


@dataclass(frozen=True, slots=True)
class _Books:
    """A held table of closing records, and its log's folder when it was last looked at."""

    made: int  # inode
    changed_at: int  # [ns]
    table: DeltaTable


_LOCK = threading.Lock()
_BOOKS: dict[Path, _Books] = {}
_SNAPSHOTS: dict[tuple[Path, int], Snapshot] = {}


def _load_table(lake: Path) -> DeltaTable | None:
    """The table of closing records; a held handle is brought up to date where the log has moved.

    A commit is a new file in the log's folder, named by its number. The folder's time alone could
    miss one made within the same tick of the clock, the name alone one tidied away since.
    """
    folder = lake / "load"
    log = folder / "_delta_log"
    try:
        now = log.stat()
    except FileNotFoundError:
        _BOOKS.pop(lake, None)
        return None
    made = now.st_ino  # another folder of this name is another lake
    held = _BOOKS.get(lake)
    if held is not None and held.made == made:
        following = log / f"{held.table.version() + 1:020d}.json"
        if held.changed_at != now.st_mtime_ns or following.exists():
            held.table.update_incremental()
            _BOOKS[lake] = _Books(made, now.st_mtime_ns, held.table)
        return held.table
    for old in [k for k in _SNAPSHOTS if k[0] == lake]:
        del _SNAPSHOTS[old]
    _files.cache_clear()
    if not DeltaTable.is_deltatable(str(folder)):
        return None
    table = DeltaTable(str(folder))
    _BOOKS[lake] = _Books(made, now.st_mtime_ns, table)
    return table


def _read_closing(lake: Path, books: DeltaTable) -> Snapshot:
    # Closing records are files named by a running number, so the newest is the greatest name.
    newest = max((p.rsplit("/", 1)[-1], p) for p in active_files(books)["path"])[1]
    row = connect().execute(
        f"SELECT load_id, versions FROM {read_sql('load', [str(lake / 'load' / newest)])}"
    ).fetchall()[0]  # fmt: skip
    # A closing record cannot name the version that it makes itself.
    return Snapshot(lake, row[0], {**json.loads(row[1]), "load": books.version()})


def active_files(table: DeltaTable) -> dict[str, list[Any]]:
    """Return path, month, size_bytes and num_records of the files of an opened Delta table."""
    adds = pa.table(table.get_add_actions(flatten=True)).to_pydict()
    return {
        "path": adds["path"],
        "month": adds["partition.month"],
        "size": adds["size_bytes"],
        "rows": adds["num_records"],
    }


@lru_cache(maxsize=256)
def _files(lake: Path, table: str, version: int) -> list[tuple[str, str]]:
    folder = lake / table
    found = active_files(DeltaTable(str(folder), version=version))
    return sorted((m, str(folder / p)) for m, p in zip(found["month"], found["path"], strict=True))


@lru_cache(maxsize=1)
def _connection(process: int) -> Any:  # noqa: ARG001  (a forked process makes its own)
    return connect()
