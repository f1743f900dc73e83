"""Bytes → blocks of whole records, in memory that does not grow with the file.

A record ends at a newline that is not inside quotes. A block knows where each record starts, so
any line can be shown again byte by byte without a row being stored for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from fiftytwo.base.errors import InputError

__all__ = ["BLOCK_BYTES", "MAX_RECORD_BYTES", "Block", "blocks", "cut"]

BLOCK_BYTES = 32 << 20
MAX_RECORD_BYTES = 16 << 20
NEWLINE, RETURN = 10, 13


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records of a file.

    Attributes
    ----------
    data : bytes
        The bytes as they stood in the file.
    first_line : int
        Number of its first record, counted from 1 (a header is no record).
    starts, ends : np.ndarray
        Offsets of each record in `data` (int64), line end excluded; blank lines left out.
    """

    data: bytes
    first_line: int
    starts: np.ndarray
    ends: np.ndarray

    @property
    def lines(self) -> int:
        """Number of records."""
        return len(self.starts)

    def record(self, index: int) -> bytes:
        """Return the bytes of one record of the block, counted from 0."""
        return self.data[self.starts[index] : self.ends[index]]


def blocks(stream: BinaryIO, *, quote: str | None, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Yield whole records, about `size` bytes at a time.

    Raises
    ------
    InputError
        If a record is longer than 16 MiB; noticed while reading, before memory grows.
    """
    rest = b""
    done = 0
    while chunk := stream.read(size if not rest else max(size - len(rest), 1 << 20)):
        data = rest + chunk
        end = _last_end(data, quote)
        if len(data) - end > MAX_RECORD_BYTES:
            raise _too_large(done + end)
        if end:
            yield data[:end]
            done += end
        rest = data[end:]
    if rest:
        yield rest


def cut(data: bytes, first_line: int, quote: str | None) -> Block:
    r"""Find the records of a block.

    Examples
    --------
    >>> b = cut(b'a,1\r\n\r\nb,"x\ny"\n', 7, '"')
    >>> [b.record(i) for i in range(b.lines)]
    [b'a,1', b'b,"x\ny"']
    """
    letters = np.frombuffer(data, dtype=np.uint8)
    breaks = _breaks(letters, data, quote)
    starts = np.concatenate(([0], breaks + 1)).astype(np.int64)
    ends = np.concatenate((breaks, [len(data)])).astype(np.int64)
    if len(data):
        last = letters[np.clip(ends - 1, 0, None)]
        ends = ends - ((last == RETURN) & (ends > starts))
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    if len(starts) and int((ends - starts).max()) > MAX_RECORD_BYTES:
        raise _too_large(int(starts[(ends - starts).argmax()]))
    return Block(data, first_line, starts, ends)


def _last_end(data: bytes, quote: str | None) -> int:
    if quote is None or quote.encode() not in data:
        return data.rfind(b"\n") + 1
    found = _breaks(np.frombuffer(data, dtype=np.uint8), data, quote)
    return int(found[-1]) + 1 if len(found) else 0


def _breaks(letters: np.ndarray, data: bytes, quote: str | None) -> np.ndarray:
    """Offsets of the newlines that end a record."""
    found = np.flatnonzero(letters == NEWLINE)
    if quote is None or quote.encode() not in data:
        return found
    quotes = np.flatnonzero(letters == ord(quote))
    return found[np.searchsorted(quotes, found) % 2 == 0]


def _too_large(offset: int) -> InputError:
    return InputError(
        f"a line that starts near byte {offset:,} is over 16 MiB: this is no file of lines, or a"
        " quote is never closed; mend the file or name its type in the profile"
    )
