"""What a file is by its first bytes, whatever its name says; and how far a packed one may unpack."""

import gzip
import zlib
from typing import BinaryIO

from fiftytwo.base.errors import InputError
from fiftytwo.sources.reader import refuse_binary

__all__ = ["GZIP", "HEAD", "MOST_TIMES", "Unpacked", "refuse_foreign"]

GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
HEAD = 65_536  # bytes that tell what a file is
MOST_TIMES = 250  # logs pack to a thirtieth; what packs much closer is made to fill a disk
ALWAYS = 64 << 20  # bytes that any file may unpack to
# Signatures of what people upload by mistake, and what to do with it.
FOREIGN = (
    (b"PK\x03\x04", "this is an Excel workbook or another zip archive: save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel workbook: save the sheet as CSV"),
    (b"%PDF", "this is a PDF: ask the system that made it for CSV"),
    (b"\x89PNG", "this is a picture: give the file that it shows"),
    (b"\xff\xd8\xff", "this is a picture: give the file that it shows"),
    (b"GIF8", "this is a picture: give the file that it shows"),
    (b"7z\xbc\xaf", "this is a 7-Zip archive: unpack it, or pack it with gzip"),
    (b"Rar!", "this is a RAR archive: unpack it, or pack it with gzip"),
    (b"BZh", "this is packed with bzip2: unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "this is packed with xz: unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "this is packed with zstd: unpack it, or pack it with gzip"),
    (b"SQLite format 3", "this is a SQLite database: export its table as CSV"),
    (b"MZ", "this is a program: give a file of lines"),
    (b"\x7fELF", "this is a program: give a file of lines"),
)


def refuse_foreign(head: bytes) -> None:
    r"""Refuse a file that is neither text, packed text nor Parquet.

    Parameters
    ----------
    head : bytes
        The first bytes of the file; 65,536 are enough.

    Raises
    ------
    InputError
        Saying what it is and what to do.

    Examples
    --------
    >>> refuse_foreign(b"when,queue\n")
    >>> refuse_foreign(b"PAR1\x15\x00\x15")
    >>> refuse_foreign(b"%PDF-1.7")
    Traceback (most recent call last):
    fiftytwo.base.errors.InputError: this is a PDF: ask the system that made it for CSV
    """
    if head.startswith(GZIP):
        head = _unpacked_head(head)
    if head.startswith(PARQUET):
        return
    for sign, what in FOREIGN:
        # two letters can begin a text as well: there only a zero byte tells
        if head.startswith(sign) and (len(sign) > 2 or b"\0" in head):
            raise InputError(what)
    refuse_binary(head)


def _unpacked_head(head: bytes) -> bytes:
    """Return what the first bytes unpack to, as far as they go."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        raise InputError("this is a broken gzip file: it was damaged; fetch it again") from None


class Unpacked:
    """A packed stream that is read unpacked, and refused once it unpacks to far too much.

    What is read is never more than asked for, so memory does not grow with the file.
    """

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._plain = gzip.GzipFile(fileobj=stream)
        self._left = max(ALWAYS, MOST_TIMES * size)

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most `size`.

        Raises
        ------
        InputError
            If the file unpacks to more than 250 times its size (and more than 64 MiB).
        """
        data = self._plain.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"this file unpacks to more than {MOST_TIMES} times its size, as no export does:"
                " unpack it and load that, if it is meant so"
            )
        return data
