"""Upkeep of the lake: small files of the books joined, files nobody reads removed, short logs.

Compaction changes no row, so it needs no care about what a load does next: a load that finds a
joined file appends to it or swaps it like any other. It is computed from the newest closed
versions, as a load is, and counts from a closing record of its own.

What is removed is what no closing record in use names: those of the last days, and the one that
was the newest when they began. A reader who opened a snapshot since then keeps its files.
"""

import json
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deltalake import DeltaTable

from fiftytwo.base.lock import hold
from fiftytwo.contacts.books import COMPACTED, close_work, read_book
from fiftytwo.contacts.commit import Written, commit, newest_version, write
from fiftytwo.contacts.digest import digests_of_months, kept_digests
from fiftytwo.contacts.lake import Snapshot, connect, open_snapshot, quote, read_sql
from fiftytwo.contacts.steps import reached
from fiftytwo.contacts.tables import TABLES

__all__ = ["FILES_LOCK", "KEEP", "Tended", "remove_unused", "tend"]

KEEP = timedelta(days=7)
FILES_LOCK = "files.lock"  # held by whoever takes files away, and by whoever needs them to stay
SMALL_FILES = 16  # a book's month of as many files is joined; opening a file costs about 1 ms
LOG_ENTRIES = 16  # a table of as many commits since its last checkpoint gets a new one
JOINED = ("raw_file", "raw_block", "ignored", "quarantine", "load_day")


@dataclass(frozen=True, slots=True)
class Tended:
    """What upkeep did.

    Attributes
    ----------
    joined : int
        Small files of the books that were joined.
    removed, freed : int
        Files removed, and their size [bytes].
    checkpoints : int
        Tables whose log got a checkpoint.
    """

    joined: int = 0
    removed: int = 0
    freed: int = 0
    checkpoints: int = 0

    def __str__(self) -> str:
        return (
            f"{self.joined:,} small files joined, {self.removed:,} unused files removed"
            f" ({self.freed / 1e6:,.1f} MB), {self.checkpoints:,} logs shortened"
        )


def tend(lake: Path, *, finish_dead: Callable[[], None], keep: timedelta = KEEP) -> Tended:
    """Join, remove and shorten; nothing a reader can tell apart from before.

    Parameters
    ----------
    lake : Path
        Folder of the lake.
    finish_dead : Callable
        Finishes a load that died, once the lock is held.
    keep : timedelta
        How old a file must be, and for how long it must not have been in use, to be removed.

    Raises
    ------
    BusyError
        If a load, a backup or an erasure holds the lake for longer than half a minute.
    """
    with hold(lake / FILES_LOCK, "upkeep"), hold(lake / "writer.lock", "upkeep"):
        finish_dead()
        if open_snapshot(lake).load_id is None:
            return Tended()
        joined = _join(lake)
        removed, freed = remove_unused(lake, keep=keep)
        return Tended(joined, removed, freed, _checkpoint(lake, keep))


def _join(lake: Path) -> int:
    """Join the files of a book's months that have many, and keep digests; return how many joined."""
    base, connection, work = open_snapshot(lake), connect(), uuid.uuid4().hex
    known = kept_digests(base)
    digests = digests_of_months(base, known)
    found = {table: _many(base, table) for table in (*JOINED, "load")}
    joined = sum(sum(months.values()) for months in found.values())
    if not joined and digests == known:
        return 0
    files: dict[str, list[Written]] = {}
    for table, months in found.items():
        name = f"{COMPACTED}{work}" if table == "load" else ""
        files[table] = []
        for month in months:
            paths = [path for m, path in base.files(table) if m == month]
            query = f"SELECT * EXCLUDE (month) FROM {read_sql(table, paths)}"
            written = write(connection, query, lake=lake, table=table, month=month, name=name)
            files[table].append(written)
    reached("upkeep_files_written")
    versions = {}
    for table in JOINED:
        if files[table]:
            months_of = set(found[table])
            versions[table] = commit(
                lake, table, load_id=work, added=files[table], months=months_of
            )
            reached("upkeep_table_committed")
    close_work(
        connection, base, work="upkeep", load_id=work, versions=versions,
        detail=f"{joined} small files joined", older=files["load"],
        digests=json.dumps(digests),
    )  # fmt: skip
    reached("upkeep_closed")
    return joined


def _many(base: Snapshot, table: str) -> dict[str, int]:
    counts = Counter(month for month, _ in base.files(table))
    return {month: n for month, n in sorted(counts.items()) if n >= SMALL_FILES}


def remove_unused(
    lake: Path, *, keep: timedelta = KEEP, tables: tuple[str, ...] = tuple(TABLES)
) -> tuple[int, int]:
    """Remove the files that no closing record in use names, and the raw bytes of no load.

    The caller holds both locks and has finished a load that died.

    Returns
    -------
    int, int
        Files removed, and their size [bytes].
    """
    removed = freed = 0
    in_use = versions_in_use(lake, keep)
    named = [lake / table / path for table in tables for path in _unused(lake, table, in_use, keep)]
    # The log goes on naming what was removed before.
    unused = [path for path in [*named, *_raw_of_no_load(lake, keep)] if path.exists()]
    for path in unused:
        freed += path.stat().st_size
        path.unlink()
        removed += 1
        if removed > len(unused) // 2:
            reached("upkeep_half_removed")
    return removed, freed


def _unused(lake: Path, table: str, in_use: dict[str, list[int]], keep: timedelta) -> list[str]:
    # A dry run only names the files: a real one would commit to the log, which means a load here.
    folder = str(lake / table)
    if not DeltaTable.is_deltatable(folder):
        return []
    return DeltaTable(folder).vacuum(
        retention_hours=int(keep.total_seconds() // 3600), dry_run=True,
        enforce_retention_duration=False, full=True, keep_versions=in_use.get(table, []),
    )  # fmt: skip


def _raw_of_no_load(lake: Path, keep: timedelta) -> list[Path]:
    known = {row["sha256"] for row in read_book(connect(), lake, "raw_file")}
    limit = time.time() - keep.total_seconds()
    return [
        path
        for path in sorted((lake / "raw").glob("*"))
        if (path.suffix != ".zst" or path.stem not in known) and path.stat().st_mtime <= limit
    ]


def versions_in_use(lake: Path, keep: timedelta = KEEP) -> dict[str, list[int]]:
    """Return table → its versions that closing records in use name, oldest first.

    Those are the newest record, the ones closed within `keep`, and the one before them.
    """
    newest = newest_version(lake, "load")
    if newest is None:
        return {}
    since = (datetime.now(UTC) - keep).isoformat()
    sql = (
        f"SELECT versions, closed_at >= TIMESTAMPTZ {quote(since)} FROM"
        f" {open_snapshot(lake).relation('load')} ORDER BY closed_at DESC"
    )
    rows = connect().execute(sql).fetchall()
    recent = 1 + sum(is_recent for _, is_recent in rows)
    found: dict[str, set[int]] = {"load": set()}
    for rank, (versions, _) in enumerate(rows[:recent]):
        found["load"].add(newest - rank)  # every commit of this table adds one closing record
        for table, version in json.loads(versions).items():
            if table != "load":
                found.setdefault(table, set()).add(version)
    return {table: sorted(versions) for table, versions in found.items()}


def _checkpoint(lake: Path, keep: timedelta) -> int:
    """Sum up logs that grew long, at the newest version in use and at the oldest."""
    made = 0
    for table, versions in versions_in_use(lake, keep).items():
        log = lake / table / "_delta_log"
        newest = newest_version(lake, table)
        if newest is None or newest - _last_checkpoint(log) < LOG_ENTRIES:
            continue
        for version in sorted({versions[0], versions[-1]}):
            DeltaTable(str(lake / table), version=version).create_checkpoint()
        reached("upkeep_checkpointed")
        for path in log.iterdir():
            if path.name[:20].isdigit() and int(path.name[:20]) < versions[0]:
                path.unlink()
        made += 1
    return made


def _last_checkpoint(log: Path) -> int:
    path = log / "_last_checkpoint"
    return int(json.loads(path.read_text())["version"]) if path.exists() else -1
