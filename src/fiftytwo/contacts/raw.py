"""The original bytes of every load, kept as zstd frames with a manifest.

A file `<lake>/raw/<sha256>.zst` holds one frame a block, so any block can be read by itself.
"""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import zstandard

from fiftytwo.base.errors import BrokenError
from fiftytwo.contacts.commit import sync
from fiftytwo.contacts.steps import reached

__all__ = ["RawWriter", "open_raw", "raw_path", "read_block"]

LEVEL = 1  # about the size of level 3 on logs, half its time


def raw_path(lake: Path, sha256: str) -> Path:
    """Return where the bytes of a file lie."""
    return lake / "raw" / f"{sha256}.zst"


class RawWriter:
    """Writes blocks to `<name>.part`; `keep` makes them count by one rename.

    Compression runs beside the mapping of the same block, one block behind at most.
    """

    def __init__(self, lake: Path, sha256: str) -> None:
        self.target = raw_path(lake, sha256)
        self.part = self.target.with_suffix(".part")
        self.frames: list[tuple[int, int]] = []  # offset, packed bytes
        self._offset = 0
        self._pending: Future[bytes] | None = None
        self._pool = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Self:
        self.part.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(self.part, "wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True)
        self._file.close()
        if kind is not None:
            self.part.unlink(missing_ok=True)

    def add(self, data: bytes) -> None:
        """Add a block."""
        self._collect()
        self._pending = self._pool.submit(zstandard.ZstdCompressor(level=LEVEL).compress, data)

    def keep(self) -> None:
        """Finish the file: every byte on the disk, then the name that counts."""
        self._collect()
        self._file.flush()
        os.fsync(self._file.fileno())
        reached("raw_written")
        self.part.replace(self.target)
        sync(self.target.parent)
        reached("raw_stored")

    def _collect(self) -> None:
        if self._pending is None:
            return
        packed = self._pending.result()
        self._pending = None
        self._file.write(packed)
        self.frames.append((self._offset, len(packed)))
        self._offset += len(packed)
        if len(self.frames) == 1:
            self._file.flush()
            reached("raw_half_written")


def open_raw(lake: Path, sha256: str) -> BinaryIO:
    """Open the stored bytes of a file for reading from the start.

    Raises
    ------
    BrokenError
        If they are gone: raw bytes are part of the lake.
    """
    path = raw_path(lake, sha256)
    if not path.exists():
        raise BrokenError(
            f"{path} is gone, so its load cannot be finished: restore it from a backup"
        )
    file = open(path, "rb")  # noqa: SIM115  (closed with the reader)
    return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=True)


def read_block(lake: Path, sha256: str, *, offset: int, packed: int) -> bytes:
    """Return one block's bytes."""
    with open(raw_path(lake, sha256), "rb") as file:
        file.seek(offset)
        return zstandard.ZstdDecompressor().decompress(file.read(packed))
