"""Load a file through a profile: from a path to the report of its balance."""

import gzip
import hashlib
import io
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.contacts.intake import Job, Months, run
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.profile import Profile, profile_from_text
from fiftytwo.contacts.raw import open_raw, raw_path
from fiftytwo.contacts.records import BLOCK_BYTES, blocks
from fiftytwo.measures.rollup import ROLLUP_TABLES, rollup_select
from fiftytwo.sources.profiles import find_profile, save_profile
from fiftytwo.sources.registry import make_source
from fiftytwo.sources.stage import Staging

__all__ = ["load_file"]

GZIP = b"\x1f\x8b"
Opener = Callable[[], BinaryIO]


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
    profile : Profile, str or Path
        A profile, the name of one saved in the workspace, or a file; a file is saved by its name.
    on_progress : Callable
        Called with the number of bytes just mapped.

    Raises
    ------
    InputError
        If the file or the profile cannot be used; nothing was stored.
    BrokenError
        If the lines do not add up.
    """
    known = find_profile(workspace, profile)
    path = Path(path)
    sha256, size = _digest(path)
    load_id = _load_id(sha256, known)
    job = _job(workspace, known, path.name, load_id, sha256, size, _opener(path), path, on_progress)
    report = run(job, lambda row: _reopen(workspace, row))
    save_profile(workspace, known)
    return report


def _load_id(sha256: str, profile: Profile) -> str:
    text = "\x1f".join((sha256, profile.source, profile.hash))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _digest(path: Path) -> tuple[str, int]:
    """Return the sha256 of a file's bytes and their number."""
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
    return digest, size


def _opener(path: Path) -> Opener:
    return lambda: open(path, "rb")


def _reopen(workspace: Workspace, row: dict[str, Any]) -> Job:
    """The job of a load that died, from its stored bytes and the profile it was given."""
    profile = profile_from_text(row["profile_text"])
    sha = row["sha256"]
    return _job(
        workspace, profile, row["file_name"], row["load_id"], sha, row["bytes"],
        lambda: open_raw(workspace.lake, sha), raw_path(workspace.lake, sha), None,
    )  # fmt: skip


def _job(
    workspace: Workspace, profile: Profile, name: str, load_id: str, sha256: str, size: int,
    opener: Opener, path: Path, on_progress: Callable[[int], None] | None,
) -> Job:  # fmt: skip
    kind = file_type(profile, name)
    context = Context(
        profile.source, profile.local_zone, workspace.hash_key, profile.options,
        workspace.target, workspace.queue_targets,
    )  # fmt: skip
    now_us = time.time_ns() // 1000

    def source(connection: Any, folder: Path, sequence: int) -> Any:
        return make_source(
            Staging(profile, context, connection, folder, kind, sequence, now_us, opener)
        )

    return Job(
        lake=workspace.lake, load_id=load_id, profile=profile, file_name=name, sha256=sha256,
        size=size, blocks=lambda: _blocks(opener, kind, profile, path), source=source,
        derive=derive_rollup, on_progress=on_progress,
    )  # fmt: skip


def file_type(profile: Profile, name: str) -> str:
    """Return csv, jsonl, parquet or lines: what the profile says, else what the name says.

    Examples
    --------
    >>> from fiftytwo.contacts.profile import FileFormat
    >>> file_type(Profile("p", "contacts", "s", "UTC", "UTC", ""), "calls.JSONL.gz")
    'jsonl'
    """
    if profile.file.type is not None:
        return profile.file.type
    if profile.kind == "asterisk_queue_log":
        return "lines"
    stem = name.lower().removesuffix(".gz")
    if stem.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "parquet" if stem.endswith(".parquet") else "csv"


def _blocks(opener: Opener, kind: str, profile: Profile, path: Path) -> Iterator[bytes]:
    """The file's bytes, unpacked, in blocks of whole records (a Parquet file: in any pieces)."""
    try:
        with opener() as file:
            stream = _unpacked(file)
            if kind == "parquet":
                while piece := stream.read(BLOCK_BYTES):
                    yield piece
            else:
                yield from blocks(stream, quote=profile.file.quote if kind == "csv" else None)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"{path.name} is a broken gzip file ({error}): it was cut off or damaged; fetch it again"
        ) from None


def _unpacked(file: BinaryIO) -> BinaryIO:
    reader = io.BufferedReader(file, 1 << 16) if not hasattr(file, "peek") else file  # type: ignore[arg-type]
    if reader.peek(2)[:2] == GZIP:  # type: ignore[attr-defined]
        return gzip.GzipFile(fileobj=reader)  # type: ignore[return-value]
    return reader  # type: ignore[return-value]


def derive_rollup(now: Snapshot, months: Months) -> dict[str, dict[str, str]]:
    """Return the SQL of the day roll-up for every month a load changed."""
    touched: Iterable[str] = {m for t in ROLLUP_TABLES for m in months.get(t, ())}
    return {
        "rollup_day": {
            month: rollup_select({t: now.relation(t, month, month) for t in ROLLUP_TABLES})
            for month in sorted(touched)
        }
    }
