"""A mapped file on its way in: blocks of raw bytes → staged rows, and the count of every line."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.aside import Aside
from fiftytwo.contacts.commit import Written, stage
from fiftytwo.contacts.counts import Counts
from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.merge import Rows, Staged
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.rebuild import Retold
from fiftytwo.contacts.zones import Change, changes
from fiftytwo.sources.expressions import Columns, field_text
from fiftytwo.sources.people import People
from fiftytwo.sources.reader import Batch, Reader, with_bytes
from fiftytwo.sources.rows import Brought
from fiftytwo.sources.typed import Kind, fault_names, typed_sql, version_sql, years_sql

__all__ = ["GOOD", "MappedStager", "Mapping", "Staging", "make_reader"]

# The typed lines of a block that become rows.
GOOD = "(SELECT * FROM typed WHERE rule IS NULL AND fault IS NULL)"


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
    load_id : str
        The load that brings the rows.
    """

    profile: Profile
    context: Context
    connection: Any
    folder: Path
    file_type: str
    sequence: int
    now_us: int
    opener: Callable[[], BinaryIO]
    load_id: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """How lines of a kind become rows of one table and its followers.

    Attributes
    ----------
    table, key : str
        Main table and its key column.
    kind : Callable
        What the kind adds to the common steps of typing.
    rows : Callable
        Table → SQL around ``{staged}`` that gives the table's rows of the good lines.
    """

    table: str
    key: str
    kind: Callable[[Profile, Columns], Kind]
    rows: Callable[[Profile, Brought], dict[str, str]]
    named: bool = False  # a line without a key in the profile still has a natural one


def make_reader(staging: Staging, columns: tuple[str, ...], *, keep_all: bool) -> Reader:
    """Return what reads the columns of the file."""
    return Reader(
        staging.profile, staging.file_type, connection=staging.connection.cursor(), folder=staging.folder,
        opener=staging.opener, columns=columns, keep_all=keep_all,
    )  # fmt: skip


@dataclass
class _Layout:
    columns: Columns
    kind: Kind
    faults: list[tuple[str, str]] = field(default_factory=list)


class MappedStager:
    """Types batches and writes the rows of the good lines, by month, to staged files.

    While a batch is typed and written, on a thread of its own, the next one is read and cut.
    """

    def __init__(self, staging: Staging, mapping: Mapping) -> None:
        self.staging, self.mapping = staging, mapping
        self.staged = Staged(staging.folder)
        self.aside = Aside(staging.folder / "aside")
        self.profile, self.context = staging.profile, staging.context
        self.connection = staging.connection
        self.counts = Counts()
        self._typed = Counts()  # what the other thread has found so far
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._running: Future[None] | None = None
        self.batches = 0
        self.layout: _Layout | None = None
        keyless = not self.profile.key
        self.reader = make_reader(staging, self.profile.columns, keep_all=keyless)
        self.people = People(staging.connection, staging.context.hash_key)

    def take(self, data: bytes) -> Counts:
        """Hand over a block of whole records; return its counts, whole once `finish` is through."""
        counts = Counts()
        for batch in self.reader.take(data, self.counts.lines + 1):
            self._hand_over(batch, counts)
        return counts

    def finish(self) -> None:
        """Map what can only be mapped when all bytes are there."""
        for batch in self.reader.finish(self.counts.lines + 1):
            self._hand_over(batch, Counts())
        self._wait()
        self.counts.add(self._typed)

    def stop(self) -> None:
        """Let the thread end: after this nothing is staged any more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _hand_over(self, batch: Batch, counts: Counts) -> None:
        counts.lines += batch.lines
        self.counts.lines += batch.lines
        self._wait()
        self._running = self._thread.submit(self._batch, batch, counts)

    def _wait(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.result()

    def bytes_of(self, blocks: Iterable[bytes], lines: set[int]) -> dict[int, bytes]:
        """Return the bytes of some records of the file by their numbers."""
        return make_reader(self.staging, (), keep_all=False).bytes_of(blocks, lines)

    def retell(self, *_tables: Snapshot) -> Iterator[dict[str, Retold]]:
        """Yield nothing: rows of a mapped table stand for themselves."""
        return iter(())

    def rows(self) -> list[Rows]:
        """Return how the staged rows are told apart."""
        if self.layout is None:
            return []
        mapping, profile = self.mapping, self.profile
        followers = [table for table in self.staged.files if table != mapping.table]
        return [
            Rows(
                table=mapping.table,
                key=mapping.key,
                source_id=profile.source,
                followers=tuple(followers),
                policy=profile.version,
                named=bool(profile.key) or mapping.named,
                rename=entity_id_sql(profile.source, self.layout.kind.entity, "external_id"),
            )
        ]

    def _ready(self) -> _Layout:
        if self.layout is None:
            columns = Columns(self.reader.wanted)
            kind = self.mapping.kind(self.profile, columns)
            self.layout = _Layout(columns, kind, fault_names(self.profile, columns, kind))
        return self.layout

    def _batch(self, batch: Batch, counts: Counts) -> None:
        layout = self._ready()
        kind, columns = layout.kind, layout.columns
        self.connection.register("block", batch.texts.table)
        agents = [field_text(kind.texts[n], columns) for n in kind.agents]
        self.people.learn(agents)
        rows = self.connection.execute(years_sql(self.profile, columns)).fetchall()
        years = {year for (year,) in rows if year is not None}
        local = changes(self.profile.local_zone, years)
        sql = typed_sql(
            self.profile, columns, kind, found=changes(self.profile.zone, years), local=local,
            now_us=self.staging.now_us, hash_key=self.context.hash_key,
            version=version_sql(self.profile, columns, self.staging.sequence),
        )  # fmt: skip
        # No temporary table: the cursors that write must see it.
        self.connection.execute(f"CREATE OR REPLACE TABLE typed AS {sql}")
        # A month's share of a block is too little for two threads, so the tables are written side by side.
        with ThreadPoolExecutor() as pool:
            writing = self._start_writing(pool, local)
            found = self._count(batch.texts.bad, batch.lines)
            self._set_aside(batch)
        for table, written in writing.items():
            self.staged.add(table, written.result())
        self.batches += 1
        self._typed.add(found)
        counts.add(found)

    def _start_writing(
        self, pool: ThreadPoolExecutor, local: tuple[Change, ...]
    ) -> dict[str, Future[list[Written]]]:
        """Begin to write the rows of the good lines as files of their tables."""
        found = self.connection.execute(f"SELECT DISTINCT month FROM {GOOD} ORDER BY 1").fetchall()
        brought = Brought(self.context, self.staging.load_id, local)
        return {
            table: pool.submit(
                stage, self.connection.cursor(), query.replace("{staged}", GOOD), table=table,
                folder=self.staging.folder, months=[month for (month,) in found],
                name=f"b{self.batches:06d}",
            )
            for table, query in self.mapping.rows(self.profile, brought).items()
        }  # fmt: skip

    def _count(self, bad: pa.Table, lines: int) -> Counts:
        block = Counts()
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

    def _set_aside(self, batch: Batch) -> None:
        """Keep ignored and quarantined lines with their bytes; the mapped ones need none."""
        ignored = self._lines("raw_line, rule", "rule IS NOT NULL")
        self.aside.ignore(with_bytes(ignored, batch.first_line, batch.record))
        bad = self._lines(
            "raw_line, fault, detail, day::VARCHAR AS day", "rule IS NULL AND fault IS NOT NULL"
        )
        reasons = pa.table(
            dict(zip(("reason", "field"), map(list, zip(*self._ready().faults)), strict=True))
        ).take(bad["fault"])
        for name in ("raw_line", "detail", "day"):
            reasons = reasons.append_column(name, bad[name])
        both = pa.concat_tables([reasons, batch.texts.bad], promote_options="default")
        self.aside.quarantine(with_bytes(both, batch.first_line, batch.record))

    def _lines(self, columns: str, where: str) -> pa.Table:
        sql = f"SELECT {columns} FROM typed WHERE {where} ORDER BY raw_line"
        return self.connection.sql(sql).to_arrow_table()
