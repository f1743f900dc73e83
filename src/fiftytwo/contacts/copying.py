"""Which files make up a lake as of one closing record, so that they can be copied while it lives."""

import re
from collections.abc import Iterator
from pathlib import Path

from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.raw import raw_path

__all__ = ["files_of"]

ENTRY = re.compile(r"(\d{20})\.(json|checkpoint(\.[\w.-]+)?\.parquet)")


def files_of(snapshot: Snapshot) -> Iterator[Path]:
    """Yield every file that a snapshot needs: rows, logs up to its versions, and raw bytes.

    A copy of exactly these is a lake of its own: the same rows, the same loads known. The caller
    holds the lock of the files, so that none is taken away meanwhile; loads may go on.
    """
    for table, version in snapshot.versions.items():
        for _, path in snapshot.files(table):
            yield Path(path)
        for entry in sorted((snapshot.lake / table / "_delta_log").iterdir()):
            found = ENTRY.fullmatch(entry.name)
            if found and int(found[1]) <= version:
                yield entry
    if snapshot.versions:
        sql = f"SELECT DISTINCT sha256 FROM {snapshot.relation('raw_file')} ORDER BY 1"
        for (sha256,) in snapshot.cursor().execute(sql).fetchall():
            yield raw_path(snapshot.lake, sha256)
