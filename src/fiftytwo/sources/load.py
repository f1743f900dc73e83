"""Load a file through a profile: from a path to the report of its balance."""

import gzip
import hashlib
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.contacts.erasure import erase_again
from fiftytwo.contacts.erasures import LIST
from fiftytwo.contacts.intake import finish_dead, run
from fiftytwo.contacts.job import Job, Months, Source
from fiftytwo.contacts.lake import Snapshot, read_sql
from fiftytwo.contacts.profile import Profile, profile_from_text
from fiftytwo.contacts.raw import open_raw
from fiftytwo.contacts.records import BLOCK_BYTES, blocks
from fiftytwo.contacts.schema import require_current
from fiftytwo.measures.rollup import ROLLUP_TABLES, rollup_select
from fiftytwo.sources.content import GZIP, Unpacked
from fiftytwo.sources.profiles import find_profile, save_profile
from fiftytwo.sources.registry import make_source
from fiftytwo.sources.stage import Staging

__all__ = ["FileBytes", "finish", "kind_of", "load_bytes", "load_file", "reopen"]

RETRY = "quarantine-retry-"  # name of the file that lines tried again are collected in


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file's name, sha256 and size [bytes], and how its bytes are opened."""

    name: str
    sha256: str
    size: int
    open: Callable[[], BinaryIO]


def load_file(
    workspace: Workspace,
    path: Path,
    *,
    profile: Profile | str | Path,
    on_progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Load a file: every line ends mapped, ignored by a rule, quarantined or (held back) pending.

    Parameters
    ----------
    workspace : Workspace
        Where its rows go.
    path : Path
        The file: CSV, JSON lines, either packed with gzip, Parquet, or a system's own log.
    profile : Profile, str or Path
        A profile, the name of one saved in the workspace, or a file; a file is saved by its name.
    on_progress : Callable
        Called with the number of bytes just mapped.

    Returns
    -------
    LoadReport
        Lines by what became of them. A file that is held back is a report, not an error.

    Raises
    ------
    InputError
        If the file or the profile cannot be used, or the lake is to be upgraded first; nothing was stored.
    BrokenError
        If the lines do not add up.
    """
    known = find_profile(workspace, profile)
    report = load_bytes(workspace, known, _on_disk(Path(path)), on_progress=on_progress)
    save_profile(workspace, known)
    return report


def load_bytes(
    workspace: Workspace,
    profile: Profile,
    file: FileBytes,
    *,
    origins: tuple[str, ...] = (),
    on_progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Load bytes that are known by their sha256, as `load_file` does.

    Whoever was erased from the workspace before leaves these rows and bytes again at once.
    """
    require_current(workspace.lake)
    text = "\x1f".join((file.sha256, profile.source, profile.hash, *origins))
    load_id = hashlib.sha256(text.encode()).hexdigest()[:32]
    job = _job(workspace, profile, file, load_id=load_id, origins=origins, on_progress=on_progress)
    report = run(job, lambda row: reopen(workspace, row))
    if (workspace.root / LIST).exists():
        erase_again(
            workspace.lake, workspace.root / LIST, hash_key=workspace.hash_key, kind_of=kind_of,
            finish_dead=lambda: finish(workspace), load_ids=[load_id],
        )  # fmt: skip
    return report


def finish(workspace: Workspace) -> None:
    """Finish a load that died; the caller holds the lock of the lake."""
    finish_dead(workspace.lake, lambda row: reopen(workspace, row))


def kind_of(row: dict[str, Any]) -> tuple[str, str | None]:
    """Return how the stored bytes of a row of `raw_file` are cut: type, and sign of quotes."""
    profile = profile_from_text(row["profile_text"])
    kind = file_type(profile, row["file_name"])
    return kind, profile.file.quote if kind == "csv" else None


def reopen(workspace: Workspace, row: dict[str, Any]) -> Job:
    """Return the job of a load that died, from its row of `raw_file` and its stored bytes."""
    sha256, name = row["sha256"], row["file_name"]
    file = FileBytes(name, sha256, row["bytes"], lambda: open_raw(workspace.lake, sha256))
    origin = name.removeprefix(RETRY).split(".")[0] if name.startswith(RETRY) else ""
    profile = profile_from_text(row["profile_text"])
    origins = (origin,) if origin else ()
    return _job(workspace, profile, file, load_id=row["load_id"], origins=origins)


def _on_disk(path: Path) -> FileBytes:
    """Return a file's bytes as they are now."""
    if path.is_dir():
        raise InputError(f"{path} is a folder: name the files in it")
    try:
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}: check the name") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check its rights") from None
    if size == 0:
        raise InputError(f"{path} is empty (0 bytes): export it again")
    return FileBytes(path.name, digest, size, lambda: open(path, "rb"))


def _job(
    workspace: Workspace,
    profile: Profile,
    file: FileBytes,
    *,
    load_id: str,
    origins: tuple[str, ...] = (),
    on_progress: Callable[[int], None] | None = None,
) -> Job:
    kind = file_type(profile, file.name)
    context = Context(
        profile.source, profile.local_zone, workspace.hash_key, profile.options,
        workspace.target, workspace.queue_targets, profile.zone,
    )  # fmt: skip
    now_us = time.time_ns() // 1000

    def source(connection: Any, folder: Path, sequence: int) -> Source:
        return make_source(
            Staging(
                profile, context, connection, folder, kind, sequence, now_us, file.open, load_id
            )
        )

    return Job(
        lake=workspace.lake, load_id=load_id, profile=profile, file_name=file.name,
        sha256=file.sha256, size=file.size, blocks=lambda: _blocks(file, kind, profile),
        source=source, derive=derive_rollup, on_progress=on_progress, origins=origins,
    )  # fmt: skip


def file_type(profile: Profile, name: str) -> str:
    """Return csv, jsonl, parquet or lines: what the profile says, else what the name says.

    Examples
    --------
    >>> file_type(Profile("p", "contacts", "s", "UTC", "UTC", ""), "calls.JSONL.gz")
    'jsonl'
    """
    if profile.kind == "asterisk_queue_log":
        return "lines"
    stem = name.lower().removesuffix(".gz")
    if profile.file.type is not None and not name.startswith(RETRY):
        return profile.file.type
    if stem.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "parquet" if stem.endswith(".parquet") else "csv"


def _blocks(file: FileBytes, kind: str, profile: Profile) -> Iterator[bytes]:
    """The file's bytes, unpacked, in blocks of whole records (a Parquet file: in any pieces)."""
    try:
        with file.open() as stream:
            packed = stream.read(2) == GZIP
        with file.open() as stream:
            plain: Any = Unpacked(stream, file.size) if packed else stream
            if kind == "parquet":
                while piece := plain.read(BLOCK_BYTES):
                    yield piece
            else:
                yield from blocks(plain, quote=profile.file.quote if kind == "csv" else None)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"{file.name} is a broken gzip file ({error}): it was cut off or damaged; fetch it again"
        ) from None


def derive_rollup(now: Snapshot, months: Months) -> dict[str, tuple[set[str], str]]:
    """Return the months of the day roll-up that a load changed, and one SELECT for all of them."""
    touched = {m for table in ROLLUP_TABLES for m in months.get(table, ())}
    files = {t: [path for m, path in now.files(t) if m in touched] for t in ROLLUP_TABLES}
    relations = {t: read_sql(t, found) for t, found in files.items() if found}
    return {"rollup_day": (touched, rollup_select(relations, by_month=True))}
