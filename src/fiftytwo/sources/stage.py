"""A mapped file on its way in: blocks of raw bytes → staged rows, and the count of every line."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.counts import Counts
from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.contacts.lake import Snapshot, quote
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.rebuild import Retold
from fiftytwo.contacts.zones import changes
from fiftytwo.sources.expressions import Columns, field_text
from fiftytwo.sources.people import People
from fiftytwo.sources.reader import Batch, LineBytes, Reader
from fiftytwo.sources.typed import Kind, fault_names, typed_sql, version_sql, years_sql

__all__ = ["MappedStager", "Staging", "make_reader", "write_staged"]


FEW_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Staging:
    """Where and with what a file is staged.

    Attributes
    ----------
    connection : DuckDBPyConnection
        The load's own connection.
    folder : Path
        Folder of the staged rows.
    file_type : str
        csv, jsonl, parquet or lines.
    sequence : int
        Number of this load, for profiles whose later file wins.
    now_us : int
        The clock [µs]: times more than a day ahead are faults.
    opener : Callable
        Opens the file's bytes once more.
    """

    profile: Profile
    context: Context
    connection: Any
    folder: Path
    file_type: str
    sequence: int
    now_us: int
    opener: Callable[[], BinaryIO]


def make_reader(staging: Staging, columns: tuple[str, ...], *, keep_all: bool) -> Reader:
    """Return what reads the columns of the file."""
    return Reader(
        staging.profile, staging.file_type, connection=staging.connection, folder=staging.folder,
        opener=staging.opener, columns=columns, keep_all=keep_all,
    )  # fmt: skip


def write_staged(connection: Any, folder: Path, number: int, query: str) -> None:
    """Write the rows of a query to the staged files of their months.

    A block of a time-ordered file holds one month or two, and is then written month by month,
    which costs half of what DuckDB's own partitioning does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = connection.execute(f"SELECT DISTINCT month FROM ({query})").fetchall()
    if len(found) > FEW_MONTHS:
        connection.execute(
            f"COPY ({query}) TO {quote(str(folder))} (FORMAT parquet, COMPRESSION lz4,"
            f" PARTITION_BY (month), OVERWRITE_OR_IGNORE, FILENAME_PATTERN 'b{number:06d}-{{i}}')"
        )
        return
    for (month,) in found:
        path = folder / f"month={month}" / f"b{number:06d}.parquet"
        path.parent.mkdir(exist_ok=True)
        connection.execute(
            f"COPY (SELECT * EXCLUDE (month) FROM ({query}) WHERE month = {quote(month)})"
            f" TO {quote(str(path))} (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1000,"
            " WRITE_BLOOM_FILTER false)"
        )


@dataclass
class _Layout:
    columns: Columns
    kind: Kind
    faults: list[tuple[str, str]] = field(default_factory=list)


class MappedStager:
    """Types batches and writes the good rows, by month, to a folder of staged files."""

    def __init__(self, staging: Staging, make_kind: Callable[[Profile, Columns], Kind]) -> None:
        self.staging, self.make_kind = staging, make_kind
        self.profile, self.context = staging.profile, staging.context
        self.connection = staging.connection
        self.counts = Counts()
        self.batches = 0
        self.layout: _Layout | None = None
        self.years: set[int] = set()
        keyless = not self.profile.key
        self.reader = make_reader(staging, self.profile.columns, keep_all=keyless)
        self.people = People(staging.connection, staging.context.hash_key)

    def take(self, data: bytes) -> Counts:
        """Map a block of whole records; return the counts of this block."""
        total = Counts()
        for batch in self.reader.take(data, self.counts.lines + 1):
            total.add(self._batch(batch))
        return total

    def finish(self) -> None:
        """Map what can only be mapped when all bytes are there."""
        for batch in self.reader.finish(self.counts.lines + 1):
            self._batch(batch)

    def bytes_of(self, blocks: Iterable[bytes], lines: set[int]) -> dict[int, bytes]:
        """Return the bytes of some records of the file by their numbers."""
        return make_reader(self.staging, (), keep_all=False).bytes_of(blocks, lines)

    def retell(self, base: Snapshot, now: Snapshot, load_id: str) -> dict[str, Retold]:  # noqa: ARG002
        """Return nothing: rows of a mapped table stand for themselves."""
        return {}

    def rename(self) -> str:
        """Return SQL of the id made from `external_id`, for lines that are counted."""
        assert self.layout is not None
        return entity_id_sql(self.profile.source, self.layout.kind.entity, "external_id")

    def _ready(self) -> _Layout:
        if self.layout is None:
            columns = Columns(self.reader.wanted)
            kind = self.make_kind(self.profile, columns)
            self.layout = _Layout(columns, kind, fault_names(self.profile, columns, kind))
        return self.layout

    def _batch(self, batch: Batch) -> Counts:
        layout = self._ready()
        kind, columns = layout.kind, layout.columns
        self.connection.register("block", batch.texts.table)
        agents = [field_text(kind.texts[n], columns) for n in kind.agents]
        self.people.learn(agents)
        found = self.connection.execute(years_sql(self.profile, columns)).fetchall()
        years = {year for (year,) in found if year is not None}
        self.years |= years
        sql = typed_sql(
            self.profile, columns, kind, found=changes(self.profile.zone, years),
            now_us=self.staging.now_us, hash_key=self.context.hash_key,
            version=version_sql(self.profile, columns, self.staging.sequence),
        )  # fmt: skip
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {sql}")
        good = (
            "SELECT * EXCLUDE (rule, fault, detail) FROM typed WHERE rule IS NULL AND fault IS NULL"
        )
        write_staged(self.connection, self.staging.folder, self.batches, good)
        self.batches += 1
        counts = self._count(batch.texts.bad, batch.lines)
        self._keep_bad(counts, batch.texts.bad, batch.first_line, batch.record)
        self.counts.add(counts)
        return counts

    def _count(self, bad: pa.Table, lines: int) -> Counts:
        block = Counts(lines=lines)
        rows = self.connection.execute(
            "SELECT rule, fault, coalesce(day::VARCHAR, ''), count(*) FROM typed GROUP BY ALL"
        ).fetchall()
        for rule, fault, day, n in rows:
            if rule is not None:
                block.ignore(rule, day, n)
            elif fault is not None:
                block.quarantine(self._ready().faults[fault][0], day, n)
            else:
                block.map(day, n)
        for reason, n in Counter(bad["reason"].to_pylist()).items():
            block.quarantine(reason, "", n)
        days = "SELECT coalesce(day::VARCHAR, ''), count(*) FROM typed GROUP BY 1"
        block.raw_days.update(dict(self.connection.execute(days).fetchall()))
        # Lines that could not be cut into columns have no day; so does one that got lost.
        block.raw_days[""] += lines - block.raw_days.total()
        repairs = self.connection.execute(
            "SELECT unnest(string_split(flags, ',')) AS name, count(*) FROM typed"
            " WHERE flags IS NOT NULL AND rule IS NULL AND fault IS NULL GROUP BY 1"
        ).fetchall()
        block.repaired.update(dict(repairs))
        return block

    def _keep_bad(self, counts: Counts, bad: pa.Table, first: int, record: LineBytes) -> None:
        """Collect ignored and quarantined lines with their bytes; the mapped ones need none."""
        rows = self.connection.execute(
            "SELECT raw_line, rule, fault, detail, day::VARCHAR FROM typed"
            " WHERE rule IS NOT NULL OR fault IS NOT NULL ORDER BY raw_line"
        ).fetchall()
        for line, rule, fault, detail, day in rows:
            data = record(line - first)
            if rule is not None:
                counts.ignored_lines.append((line, rule, data))
            else:
                reason, name = self._ready().faults[fault]
                counts.bad_lines.append((line, reason, name, detail, day, data))
        for row in bad.to_pylist():
            data = record(row["raw_line"] - first)
            counts.bad_lines.append(
                (row["raw_line"], row["reason"], row["field"], row["detail"], None, data)
            )
