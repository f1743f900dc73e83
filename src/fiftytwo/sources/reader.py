"""Bytes of a CSV, JSON lines or Parquet file → batches of texts, whatever the file's form."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.job import LayoutError
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.records import Block, cut
from fiftytwo.sources.jsonl import json_names, json_texts
from fiftytwo.sources.tabular import BAD, Texts, as_utf8, csv_texts, header_names, lines_texts

__all__ = ["Batch", "LineBytes", "Reader", "refuse_binary", "with_bytes"]

PARQUET_ROWS = 200_000
BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
LineBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of a file.

    Attributes
    ----------
    texts : Texts
        Columns c0, c1, … and raw_line; and the records that could not be cut into columns.
    lines, first_line : int
        Number of records, and the number of the first.
    record : Callable
        Index within the batch → the record's bytes.
    """

    texts: Texts
    lines: int
    first_line: int
    record: LineBytes


class Reader:
    """Reads the wanted columns of a file block by block."""

    def __init__(
        self, profile: Profile, file_type: str, *, connection: Any, folder: Path,
        opener: Callable[[], BinaryIO], columns: Sequence[str], keep_all: bool,
    ) -> None:  # fmt: skip
        self.profile, self.file_type = profile, file_type
        self.connection, self.folder, self.opener = connection, folder, opener
        self.needed, self.keep_all = tuple(columns), keep_all
        self.names: tuple[str, ...] | None = None  # all columns of the file
        self.wanted: tuple[str, ...] = ()  # those that are read, in this order
        self.quote = profile.file.quote if file_type == "csv" else None

    def take(self, data: bytes, first_line: int) -> Iterator[Batch]:
        """Yield the batch of a block of whole records (nothing for a Parquet file)."""
        if self.file_type == "parquet":
            return  # it is read from its end: see `finish`
        block = cut(self._decoded(data), first_line, self.quote)
        if self.names is None:
            block = self._start(block)
        if block.lines:
            yield Batch(self._texts(block), block.lines, block.first_line, block.record)

    def finish(self, first_line: int) -> Iterator[Batch]:
        """Yield the batches of a Parquet file, now that all its bytes are there."""
        if self.file_type == "parquet":
            with self._spooled() as stream:
                yield from self._parquet(stream, first_line)

    def bytes_of(self, blocks: Iterable[bytes], lines: set[int]) -> dict[int, bytes]:
        """Return the bytes of some records by their numbers, reading the file once more."""
        found: dict[int, bytes] = {}
        done = 0
        for data in blocks:
            for batch in self.take(data, done + 1):
                found |= _picked(batch, lines)
                done += batch.lines
        for batch in self.finish(done + 1):
            found |= _picked(batch, lines)
        return found

    @contextmanager
    def _spooled(self) -> Iterator[BinaryIO]:
        """The file's bytes as a file that can be read from its end."""
        path = self.folder / "whole.parquet"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.opener() as packed, open(path, "wb") as whole:
            shutil.copyfileobj(packed, whole, 1 << 20)
        with open(path, "rb") as file:
            yield file
        path.unlink()

    def _parquet(self, stream: BinaryIO, first_line: int) -> Iterator[Batch]:
        try:
            file = pq.ParquetFile(stream)
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(
                f"this is no Parquet file ({error}): check the profile's [format]"
            ) from None
        self._begin(tuple(file.schema_arrow.names), file.metadata.num_rows)
        quoted = ('"' + n.replace('"', '""') + '"' for n in self.wanted)
        casts = ", ".join(f"CAST({name} AS VARCHAR) AS c{i}" for i, name in enumerate(quoted))
        for rows in file.iter_batches(batch_size=PARQUET_ROWS):
            table = pa.Table.from_batches([rows])
            self.connection.register("batch", table)
            texts = self.connection.sql(f"SELECT {casts} FROM batch").to_arrow_table()
            lines = np.arange(table.num_rows, dtype=np.int64) + first_line
            texts = texts.append_column("raw_line", pa.array(lines))
            yield Batch(
                Texts(texts, BAD.empty_table()), table.num_rows, first_line, _row_bytes(table)
            )
            first_line += table.num_rows

    def _decoded(self, data: bytes) -> bytes:
        if self.names is None:
            refuse_binary(data)
            data = data.removeprefix(BOM)
        return as_utf8(data, self.profile)

    def _start(self, block: Block) -> Block:
        """Read the header, or the names of the first records."""
        if self.file_type in ("jsonl", "lines"):
            self._begin(json_names(block) if self.file_type == "jsonl" else (), block.lines)
            return block
        if not self.profile.file.header:
            self._begin(self.profile.file.columns, block.lines)
            return block
        if not block.lines:
            raise InputError("the file is empty: it has no header and no records")
        self._begin(header_names(block.record(0), self.profile.file), block.lines - 1)
        if block.lines == 1:
            return cut(b"", 1, None)
        offset = block.starts[1]
        return Block(block.data[offset:], 1, block.starts[1:] - offset, block.ends[1:] - offset)

    def _begin(self, names: tuple[str, ...], records: int = 0) -> None:
        lacking = [c for c in self.needed if c not in names]
        # A field that no JSON object of the first lines has may still come later.
        if lacking and (self.file_type != "jsonl" or len(lacking) == len(self.needed) > 0):
            raise LayoutError(
                f"the file has no column {', '.join(repr(c) for c in lacking[:5])} that profile"
                f" {self.profile.name} reads (it has {', '.join(names[:12])}): choose another"
                " profile or mend this one",
                records,
            )
        others = tuple(n for n in names if n not in self.needed) if self.keep_all else ()
        self.names, self.wanted = names, (*self.needed, *others)

    def _texts(self, block: Block) -> Texts:
        assert self.names is not None
        if self.file_type == "lines":
            return lines_texts(block)
        if self.file_type == "jsonl":
            return json_texts(self.connection, block, self.wanted)
        return csv_texts(block, self.names, self.wanted, self.profile.file)


def _picked(batch: Batch, lines: set[int]) -> dict[int, bytes]:
    first = batch.first_line
    return {n: batch.record(n - first) for n in lines if first <= n < first + batch.lines}


def with_bytes(lines: pa.Table, first_line: int, record: LineBytes) -> pa.Table:
    """Return lines, known by `raw_line`, with the column `bytes` of their records beside."""
    data = [record(number - first_line) for number in lines["raw_line"].to_pylist()]
    return lines.append_column("bytes", pa.array(data, pa.binary()))


def refuse_binary(data: bytes) -> None:
    """Refuse bytes that are no text.

    Raises
    ------
    InputError
        If the first bytes are UTF-16 or hold a zero byte.

    Examples
    --------
    >>> refuse_binary(b"a,b")
    """
    if data.startswith(UTF16):
        raise InputError("this file is UTF-16 text: save it as UTF-8 and load that")
    if b"\0" in data[:65_536]:
        raise InputError("this is a binary file: give a text file, or its type in the profile")


def _row_bytes(table: pa.Table) -> LineBytes:
    def record(index: int) -> bytes:
        return json.dumps(table.slice(index, 1).to_pylist()[0], default=str).encode()

    return record
