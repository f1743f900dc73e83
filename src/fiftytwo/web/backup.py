"""Backups: ledger and lake as they are at one instant, in one file, and back."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections

from fiftytwo.base.archive import Archive, ArchiveWriter, open_archive
from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.base.workspace import SCHEMA, Workspace, open_workspace
from fiftytwo.contacts.copying import files_of
from fiftytwo.contacts.erasures import LIST, Erasure, merge_erasures, read_erasures
from fiftytwo.contacts.lake import SCHEDULES_FILE, open_snapshot
from fiftytwo.contacts.upkeep import FILES_LOCK
from fiftytwo.sources.erase import erase_listed
from fiftytwo.web import dump
from fiftytwo.web.backup_note import note_backup
from fiftytwo.web.privacy.actions import erase_listed_people

__all__ = ["make_backup", "restore_backup"]

SETTINGS = "fiftytwo.toml"
FOLDERS = ("keys", "profiles", "uploads")
LEDGER = "ledger/"


def make_backup(workspace: Workspace, file: Path) -> dict[str, Any]:
    """Write a backup, while the server may run and loads may commit.

    The ledger is taken before the lake: a load that ends in between is then one that the ledger
    starts again and the lake knows already, and never one that is lost.

    Returns
    -------
    dict
        made_at, load_id, files and bytes.

    Raises
    ------
    InputError
        If the file exists already or cannot be written.
    BusyError
        If upkeep or an erasure is taking files away for longer than half a minute.
    """
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with hold(workspace.lake / FILES_LOCK, "backup"), ArchiveWriter(file) as archive:
        with dump.frozen():
            migrations = dump.applied()
            for table, lines in dump.tables():
                archive.add(f"{LEDGER}{table}.jsonl", lines)
        snapshot = open_snapshot(workspace.lake)
        for path in [*_own_files(workspace.root), *files_of(snapshot)]:
            archive.add_file(path.relative_to(workspace.root).as_posix(), path)
        about = {
            "made_at": made_at, "schema": workspace.schema, "load_id": snapshot.load_id,
            "migrations": migrations, "zone": workspace.zone,
        }  # fmt: skip
        archive.finish(about)
    note_backup(workspace, made_at, file)
    return {
        "made_at": made_at, "load_id": snapshot.load_id, "files": len(archive.files),
        "bytes": file.stat().st_size,
    }  # fmt: skip


def restore_backup(
    file: Path, root: Path, *, replace: bool = False, erasures: Path | None = None
) -> dict[str, Any]:
    """Make a workspace from a backup; nothing changes unless all of it is right.

    Everything is made beside the place and moved there last, so that a restore killed anywhere
    is one to run again.

    Returns
    -------
    dict
        made_at, load_id, kept (where the workspace before is), erased_again, needs_upgrade.

    Raises
    ------
    InputError
        If the backup cannot be used, or something is there and `replace` is not said.
    BusyError
        If a server or worker is at work there.
    """
    listed = read_erasures(root / LIST) + _given(erasures)
    archive = open_archive(file)
    _check(archive)
    is_there = root.exists() and any(root.iterdir())
    if not replace and (is_there or (_is_on_server() and dump.is_in_use())):
        what = f"{root} is" if is_there else "the ledger on the database server is"
        raise InputError(f"{what} in use already: say --replace to take its place, it is kept")
    with ExitStack() as held:
        if is_there:
            for lock in ("serve.lock", "worker.lock", f"lake/{FILES_LOCK}", "lake/writer.lock"):
                held.enter_context(hold(root / lock, "restore", wait_s=0))
        building = root.with_name(f".{root.name}.restoring")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True, mode=0o700)
        archive.extract([n for n in archive.names if not n.startswith(LEDGER)], building)
        for folder in (*FOLDERS, "lake", "logs", "backups"):
            (building / folder).mkdir(exist_ok=True, mode=0o700)
        opened = open_workspace(building)
        if listed:
            merge_erasures(building / LIST, listed)
        erased = erase_listed(opened)
        people = _fill_ledger(archive, opened)
        kept = _swap(building, root) if is_there else None
        if not is_there:
            _move(building, root)
    return {
        "made_at": archive.about["made_at"], "load_id": archive.about["load_id"],
        "kept": None if kept is None else str(kept), "erased_again": erased.anything or people > 0,
        "needs_upgrade": opened.schema < SCHEMA,
    }  # fmt: skip


def _given(erasures: Path | None) -> list[Erasure]:
    if erasures is not None and not erasures.exists():
        raise InputError(f"there is no list of erasures {erasures}: check the name")
    return [] if erasures is None else read_erasures(erasures)


def _own_files(root: Path) -> Iterator[Path]:
    yield root / SETTINGS
    yield from (path for path in (root / LIST, root / SCHEDULES_FILE) if path.exists())
    for folder in FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.is_file())


def _check(archive: Archive) -> None:
    about = archive.about
    if not isinstance(about.get("schema"), int) or not isinstance(about.get("migrations"), list):
        raise InputError(f"{archive.path} is no backup of a workspace: its manifest lacks a schema")
    unknown = dump.unknown_migration(about["migrations"])
    if about["schema"] > SCHEMA or unknown:
        raise InputError(
            f"{archive.path} was made by a newer fiftytwo ({unknown or 'newer schema'}): install"
            " the newer version"
        )
    if SETTINGS not in archive.names:
        raise InputError(f"{archive.path} is no backup of a workspace: {SETTINGS} is not in it")


def _fill_ledger(archive: Archive, workspace: Workspace) -> int:
    """Fill the ledger; return how many people were erased from it again."""
    names = [name for name in archive.names if name.startswith(LEDGER)]
    files = {
        name.removeprefix(LEDGER).removesuffix(".jsonl"): partial(archive.lines, name)
        for name in names
    }
    if _is_on_server():
        dump.fill(archive.about["migrations"], files)
        return erase_listed_people(workspace.root, workspace.hash_key)
    with dump.ledger_in(workspace.ledger):
        dump.fill(archive.about["migrations"], files)
        people = erase_listed_people(workspace.root, workspace.hash_key)
    workspace.ledger.chmod(0o600)
    return people


def _is_on_server() -> bool:
    return connections["default"].vendor != "sqlite"


def _swap(building: Path, root: Path) -> Path:
    kept = root.with_name(f"{root.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    root.rename(kept)
    building.rename(root)
    return kept


def _move(building: Path, root: Path) -> None:
    if root.exists():
        root.rmdir()
    building.rename(root)
