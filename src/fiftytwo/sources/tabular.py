"""Blocks of raw records → Arrow tables of texts (c0, c1, … and raw_line), bad records named."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.profile import FileFormat, Profile
from fiftytwo.contacts.records import Block

__all__ = ["BAD", "Texts", "as_utf8", "csv_texts", "header_names", "lines_texts"]

BAD = pa.schema([
    ("raw_line", pa.int64()), ("reason", pa.string()), ("field", pa.string()), ("detail", pa.string()),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texts:
    """A block's records as texts, and those that could not be cut into columns."""

    table: pa.Table
    bad: pa.Table


def as_utf8(data: bytes, profile: Profile) -> bytes:
    """Return the bytes of a file in UTF-8; what its encoding does not know becomes U+FFFD."""
    if profile.file.encoding == "utf-8":
        return data
    return data.decode(profile.file.encoding, errors="replace").encode()


def header_names(line: bytes, file: FileFormat) -> tuple[str, ...]:
    """Return the column names of a header line.

    Raises
    ------
    InputError
        If a name is repeated, or the line is no text or no CSV.

    Examples
    --------
    >>> header_names(b'a,"b c"', FileFormat())
    ('a', 'b c')
    """
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "the first line is not UTF-8 text: give the file's encoding in the profile ([format])"
        ) from None
    rows = csv.reader(io.StringIO(text), delimiter=file.delimiter, quotechar=file.quote)
    try:
        names = tuple(name.strip() for name in next(rows, []))
    except csv.Error as error:
        raise InputError(f"the first line is no header of a CSV file: {error}") from None
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"two columns are named {name!r}: rename one of them")
    return names


def csv_texts(block: Block, names: Sequence[str], wanted: Sequence[str], file: FileFormat) -> Texts:
    """Return the wanted columns of a CSV block as texts."""
    nothing = BAD.empty_table()
    try:
        table = _read(block.data, names, wanted, file)
        if table.num_rows == block.lines:
            return Texts(_numbered(table, _lines(block, np.arange(block.lines))), nothing)
    except pa.ArrowInvalid:
        pass
    return _carefully(block, names, wanted, file)


def lines_texts(block: Block) -> Texts:
    """Return each record as one text column c0."""
    decoded = [_decoded(block.record(i)) for i in range(block.lines)]
    good = np.array([i for i, text in enumerate(decoded) if text is not None], dtype=np.int64)
    bad = [i for i, text in enumerate(decoded) if text is None]
    table = pa.table({"c0": pa.array([decoded[i] for i in good], type=pa.string())})
    return Texts(_numbered(table, _lines(block, good)), _encoding(block, bad))


def _read(data: bytes, names: Sequence[str], wanted: Sequence[str], file: FileFormat) -> pa.Table:
    return pa_csv.read_csv(
        pa.BufferReader(data),
        read_options=pa_csv.ReadOptions(column_names=list(names), block_size=8 << 20),
        parse_options=_parse_options(data, file),
        convert_options=_convert_options(wanted),
    )


def _parse_options(data: bytes, file: FileFormat, handler: object = None) -> pa_csv.ParseOptions:
    return pa_csv.ParseOptions(
        delimiter=file.delimiter,
        quote_char=file.quote,
        newlines_in_values=file.quote.encode() in data,
        invalid_row_handler=handler,
    )


def _convert_options(wanted: Sequence[str]) -> pa_csv.ConvertOptions:
    return pa_csv.ConvertOptions(
        column_types={name: pa.string() for name in wanted}, include_columns=list(wanted)
    )


def _carefully(
    block: Block, names: Sequence[str], wanted: Sequence[str], file: FileFormat
) -> Texts:
    """The slow way for a block with broken records: each of them is found and named."""
    records = [block.record(i) for i in range(block.lines)]
    garbled = [i for i, record in enumerate(records) if _decoded(record) is None]
    out = set(garbled)
    good = [i for i in range(block.lines) if i not in out]
    data = b"\n".join(records[i] for i in good) + b"\n"
    found: list[tuple[int, str]] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        found.append((row.number - 1, f"{row.actual_columns} columns, not {row.expected_columns}"))
        return "skip"

    options = pa_csv.ReadOptions(
        column_names=list(names), use_threads=False, block_size=len(data) + 1
    )
    table = pa_csv.read_csv(
        pa.BufferReader(data),
        read_options=options,
        parse_options=_parse_options(data, file, skip),
        convert_options=_convert_options(wanted),
    )
    broken = dict(found)
    kept = np.array([i for n, i in enumerate(good) if n not in broken], dtype=np.int64)
    if table.num_rows != len(kept):
        raise InputError(
            f"lines {block.first_line} to {block.first_line + block.lines - 1} cannot be cut into"
            " records: check the delimiter and the quotes of the file against the profile"
        )
    lines = [block.first_line + good[n] for n in broken]
    misshapen = pa.table(
        [lines, ["parse_error"] * len(lines), ["line"] * len(lines), list(broken.values())],
        schema=BAD,
    )
    bad = pa.concat_tables([misshapen, _encoding(block, garbled)])
    return Texts(_numbered(table, _lines(block, kept)), bad)


def _encoding(block: Block, indices: Sequence[int]) -> pa.Table:
    lines = [block.first_line + i for i in indices]
    n = len(lines)
    return pa.table([lines, ["encoding_error"] * n, ["line"] * n, ["not UTF-8"] * n], schema=BAD)


def _decoded(record: bytes) -> str | None:
    try:
        return record.decode()
    except UnicodeDecodeError:
        return None


def _lines(block: Block, indices: np.ndarray) -> np.ndarray:
    return np.asarray(block.first_line + indices, dtype=np.int64)


def _numbered(table: pa.Table, lines: np.ndarray) -> pa.Table:
    names = [f"c{i}" for i in range(table.num_columns)]
    return table.rename_columns(names).append_column("raw_line", pa.array(lines))
