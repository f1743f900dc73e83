"""The first step of a load: a file's bytes are stored and staged in one pass over its blocks."""

from datetime import datetime
from typing import Any

from fiftytwo.contacts.books import append, read_book
from fiftytwo.contacts.counts import Counts
from fiftytwo.contacts.job import Job, LayoutError, Source
from fiftytwo.contacts.lake import quote
from fiftytwo.contacts.raw import RawWriter
from fiftytwo.contacts.records import cut
from fiftytwo.contacts.steps import reached

__all__ = ["take_all", "take_stored"]

Manifest = list[tuple[int, Counts]]  # first line and counts of each block


def take_stored(job: Job, source: Source) -> LayoutError | None:
    """Stage the rows of a file whose bytes are stored; return what is wrong with its layout."""
    layout: LayoutError | None = None
    for data in job.blocks():
        layout = _take(job, source, data, layout)[0]
    return _finish(source, layout)


def take_all(connection: Any, job: Job, source: Source, *, at: datetime) -> LayoutError | None:
    """Store the bytes of a file and stage its rows; return what is wrong with its layout.

    Parameters
    ----------
    connection : DuckDBPyConnection
        The load's own connection.
    job, source
        The file, and what maps it.
    at : datetime
        When it came.

    Raises
    ------
    LayoutError
        If no file of this profile was loaded before: nothing is stored then.
    """
    manifest: Manifest = []
    layout: LayoutError | None = None
    with RawWriter(job.lake, job.sha256) as raw:
        for data in job.blocks():
            raw.add(data)
            first = source.counts.lines + 1
            layout, counts = _take(job, source, data, layout)
            manifest.append((first, counts))
        layout = _finish(source, layout)
        if layout is not None and not _known_before(connection, job):
            raise layout
        raw.keep()
    _write_manifest(connection, job, source.counts, manifest, raw.frames, at)
    return layout


def _finish(source: Source, layout: LayoutError | None) -> LayoutError | None:
    if layout is not None:
        return layout
    try:
        source.finish()
    except LayoutError as error:
        source.counts.add(Counts(lines=error.records))
        return error
    return None


def _take(
    job: Job, source: Source, data: bytes, layout: LayoutError | None
) -> tuple[LayoutError | None, Counts]:
    """Map a block; once the layout is known to be wrong, only count its records."""
    counts = Counts()
    if layout is None:
        try:
            counts = source.take(data)
        except LayoutError as error:
            layout, counts = error, Counts(lines=error.records)
            source.counts.add(counts)
    else:
        counts.lines = cut(data, 1, job.profile.file.quote).lines
        source.counts.add(counts)
    if job.on_progress is not None:
        job.on_progress(len(data))
    return layout, counts


def _known_before(connection: Any, job: Job) -> bool:
    """Whether a file of this profile was loaded before: then its layout has changed."""
    where = f"profile = {quote(job.profile.name)} AND state = 'closed'"
    return bool(read_book(connection, job.lake, "load", where))


def _write_manifest(
    connection: Any, job: Job, counts: Counts, manifest: Manifest, frames: list[tuple[int, int]],
    at: datetime,
) -> None:  # fmt: skip
    blocks = [
        {
            "load_id": job.load_id, "sha256": job.sha256, "block_no": n, "first_line": first,
            "lines": c.lines, "mapped": c.mapped, "ignored": c.ignored.total(),
            "quarantined": c.quarantined.total(), "offset": offset, "packed_bytes": packed,
        }
        for n, ((first, c), (offset, packed)) in enumerate(zip(manifest, frames, strict=True))
    ]  # fmt: skip
    append(connection, job.lake, "raw_block", load_id=job.load_id, rows=blocks)
    row = {
        "load_id": job.load_id, "source_id": job.profile.source, "stream": job.profile.kind,
        "file_name": job.file_name, "sha256": job.sha256, "bytes": job.size,
        "lines": counts.lines, "profile": job.profile.name, "profile_hash": job.profile.hash,
        "profile_text": job.profile.text, "received_at": at,
    }  # fmt: skip
    # Last, because this row is what makes a dead load one that is to be finished.
    append(connection, job.lake, "raw_file", load_id=job.load_id, rows=[row])
    reached("raw_file_committed")
