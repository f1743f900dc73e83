"""What the columns of a file look like: times and their format, numbers, clock times, words."""

import csv
import gzip
import io
import itertools
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fiftytwo.base.errors import InputError
from fiftytwo.sources.content import GZIP, refuse_foreign
from fiftytwo.sources.reader import BOM

__all__ = ["Look", "Sample", "read_sample"]

RECORDS = 2000
BYTES = 4 << 20
DELIMITERS = ",;\t|"
ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$")
OFFSET = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$")
DATE_TIMES = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%d-%m-%Y %H:%M:%S",
    "%Y/%m/%d %H:%M:%S", "%Y%m%d %H:%M:%S", "%Y%m%d%H%M%S",
)  # fmt: skip
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%y%m%d", "%Y/%m/%d")
TIMES = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")


@dataclass(frozen=True, slots=True)
class Look:
    """One column.

    Attributes
    ----------
    kind : str
        instant, date, time, number, words (few, repeated), text, or empty.
    formats : tuple of str
        Formats of an instant, date or time that all values fit; more than one is a doubt.
    words : tuple of str
        Its distinct values, most frequent first, where they are few.
    """

    name: str
    kind: str
    formats: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unique: bool = False
    greatest: float = 0.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records of a file."""

    file_type: str
    delimiter: str
    decimal: str
    looks: tuple[Look, ...]


def read_sample(path: Path) -> Sample:
    """Look at the first records of a file.

    Raises
    ------
    InputError
        If there is no such file, or it has no records that can be read.
    """
    try:
        with open(path, "rb") as file:
            if path.suffix == ".parquet":
                return _sample("parquet", ",", _parquet(path))
            packed = file.read(2) == GZIP
            file.seek(0)
            data = gzip.GzipFile(fileobj=file).read(BYTES) if packed else file.read(BYTES)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}: check the name") from None
    except (OSError, EOFError, zlib.error, pa.ArrowException, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}): fetch it again") from None
    refuse_foreign(data)
    lines = data.removeprefix(BOM).decode(errors="replace").splitlines()[: RECORDS + 1]
    if not lines:
        raise InputError(f"{path} is empty: there is nothing to look at")
    if lines[0].lstrip().startswith("{"):
        return _sample("jsonl", ",", _json(lines))
    delimiter = max(DELIMITERS, key=lines[0].count)
    return _sample("csv", delimiter, _csv(lines, delimiter))


def _sample(file_type: str, delimiter: str, columns: dict[str, list[str]]) -> Sample:
    decimal = "," if delimiter != "," and _commas(columns) else "."
    looks = tuple(_look(name, values) for name, values in columns.items())
    return Sample(file_type, delimiter, decimal, looks)


def _commas(columns: dict[str, list[str]]) -> bool:
    number = re.compile(r"-?\d+,\d+$")
    return any(v and all(number.match(x) for x in v if x) and any(v) for v in columns.values())


def _parquet(path: Path) -> dict[str, list[str]]:
    batch = next(pq.ParquetFile(path).iter_batches(batch_size=RECORDS), None)
    if batch is None:
        raise InputError(f"{path} has no records: there is nothing to look at")
    return {
        name: ["" if v is None else str(v) for v in column.to_pylist()]
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    }


def _json(lines: Sequence[str]) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        for name, value in record.items() if isinstance(record, dict) else ():
            columns.setdefault(name, []).append("" if value is None else str(value))
    return columns


def _csv(lines: Sequence[str], delimiter: str) -> dict[str, list[str]]:
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    names = [name.strip() for name in next(rows)]
    records = [row for row in itertools.islice(rows, RECORDS) if len(row) == len(names)]
    return {name: [row[i] for row in records] for i, name in enumerate(names)}


def _look(name: str, values: Sequence[str]) -> Look:
    given = [v for v in values if v]
    if not given:
        return Look(name, "empty")
    for kind, formats in (("instant", _instants(given)), ("date", _fitting(given, DATES)),
                          ("time", _fitting(given, TIMES))):  # fmt: skip
        if formats:
            return Look(name, kind, formats, unique=len(set(given)) == len(values))
    words = sorted(set(given), key=lambda word: (-given.count(word), word))[:30]
    few = tuple(words) if len(set(given)) <= min(30, max(2, len(given) // 5)) else ()
    numbers = _numbers(given)
    unique = len(set(given)) == len(values)
    if numbers:
        return Look(name, "number", words=few, unique=unique, greatest=max(numbers))
    return Look(name, "words" if few else "text", words=few, unique=unique)


def _instants(values: Sequence[str]) -> tuple[str, ...]:
    if all(OFFSET.match(v) for v in values):
        return ("iso_offset",)
    if all(ISO.match(v) for v in values):
        return ("iso",)
    numbers = _numbers(values)
    if numbers and min(numbers) > 9e8 and max(numbers) < 4e9:
        return ("epoch_s",)
    if numbers and min(numbers) > 9e11 and max(numbers) < 4e12:
        return ("epoch_ms",)
    return _fitting(values, DATE_TIMES)


def _numbers(values: Sequence[str]) -> list[float]:
    try:
        return [float(v.replace(",", ".")) for v in values]
    except ValueError:
        return []


def _fitting(values: Sequence[str], patterns: Sequence[str]) -> tuple[str, ...]:
    return tuple(p for p in patterns if all(_fits(v, p) for v in values))


def _fits(value: str, pattern: str) -> bool:
    try:
        datetime.strptime(value, pattern)  # noqa: DTZ007  (only whether it fits)
    except ValueError:
        return False
    return True
