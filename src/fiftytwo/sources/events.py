"""Event sources on their way in: bytes → events, staged; groups of events → canonical rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from fiftytwo.contacts.adapter import EventSource, Parsed, TextEventSource
from fiftytwo.contacts.aside import Aside
from fiftytwo.contacts.commit import stage
from fiftytwo.contacts.counts import Counts
from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.contacts.lake import Snapshot, quote, typed_nothing
from fiftytwo.contacts.merge import Rows, Staged
from fiftytwo.contacts.rebuild import Retold
from fiftytwo.contacts.records import cut
from fiftytwo.sources.reader import Batch, LineBytes, refuse_binary, with_bytes
from fiftytwo.sources.stage import Staging, make_reader

__all__ = ["EventStager"]

TURN = 150_000  # events told at a time: a bound on memory
PIECE = 100_000  # lines mapped at a time: another
LINKED = ("group_key", "type", "occurred_at", "queue", "agent", "data")


class EventStager:
    """Stages the events of a file and tells its groups anew."""

    def __init__(self, staging: Staging, source: EventSource | TextEventSource) -> None:
        self.staging, self.source = staging, source
        self.staged = Staged(staging.folder)
        self.aside = Aside(staging.folder / "aside")
        self.counts = Counts()
        self.blocks = 0
        columns = source.columns(staging.context) if hasattr(source, "columns") else ()
        self.reader = make_reader(staging, columns, keep_all=False)

    def take(self, data: bytes) -> Counts:
        """Map and stage a block of whole records."""
        if hasattr(self.source, "parse"):
            return self._lines(data)
        total = Counts()
        for batch in self.reader.take(data, self.counts.lines + 1):
            total.add(self._texts(batch))
        return total

    def finish(self) -> None:
        """Map what can only be mapped when all bytes are there."""
        for batch in self.reader.finish(self.counts.lines + 1):
            self._texts(batch)

    def stop(self) -> None:
        """Do nothing: all work is done in `take`."""

    def rows(self) -> list[Rows]:
        """Return how the staged events are told apart."""
        source_id = self.staging.profile.source
        zone = quote(self.staging.context.zone)
        return [
            Rows(
                "event", "event_id", source_id, named=self.source.named,
                rename=entity_id_sql(source_id, "event", "external_id"),
                day=f"timezone({zone}, occurred_at)::DATE",
            )
        ]  # fmt: skip

    def bytes_of(self, blocks: Iterable[bytes], lines: set[int]) -> dict[int, bytes]:
        """Return the bytes of some records of the file by their numbers."""
        return make_reader(self.staging, (), keep_all=False).bytes_of(blocks, lines)

    def retell(self, base: Snapshot, now: Snapshot) -> Iterator[dict[str, Retold]]:
        """Yield the rows of all groups that this load's events belong to, some at a time."""
        connection, source = self.staging.connection, self.source
        mine = f"load_id = {quote(self.staging.load_id)}"
        fresh = connection.sql(
            f"SELECT {', '.join(LINKED)}, month FROM {now.relation('event')} WHERE {mine}"
        ).to_arrow_table()
        if not fresh.num_rows:
            return
        stories = source.stories(fresh, self._stored(base, fresh))
        counted = fresh["group_key"].value_counts()
        sizes = dict(
            zip(*(counted.field(n).to_pylist() for n in ("values", "counts")), strict=True)
        )
        del fresh, counted
        turns = list(_turns(stories, sizes))
        wanted = [(key, n) for n, keys in enumerate(turns) for key in (*keys, *source.shared)]
        columns = dict(zip(("group_key", "turn"), zip(*wanted, strict=True), strict=True))
        connection.register("wanted", pa.table({name: list(col) for name, col in columns.items()}))
        sides = [self._gather(name, tables) for name, tables in (("base", base), ("now", now))]
        for turn in range(len(turns)):
            before, after = (
                source.rebuild(self._events(side, turn), self.staging.context) for side in sides
            )
            yield {table: Retold(before[table], after[table]) for table in source.tables}

    def _stored(self, base: Snapshot, fresh: pa.Table) -> pa.Table:
        """Stored events near the new ones (a month to each side), for links between groups."""
        months = sorted(fresh["month"].unique().to_pylist())
        relation = base.relation("event", _shift(months[0], -1), _shift(months[-1], 1))
        sql = f"SELECT {', '.join(LINKED)} FROM {relation} WHERE source_id = {self._source_id()}"
        return self.staging.connection.sql(sql).to_arrow_table()

    def _gather(self, name: str, snapshot: Snapshot) -> str:
        """Copy the events of the wanted groups, turn by turn, to files: the tables may be large."""
        folder = self.staging.folder / "gathered" / name
        folder.mkdir(parents=True, exist_ok=True)
        self.staging.connection.execute(
            f"COPY (SELECT e.* EXCLUDE (load_id), turn FROM {snapshot.relation('event')} e"
            f" JOIN wanted USING (group_key) WHERE source_id = {self._source_id()})"
            f" TO {quote(str(folder))} (FORMAT parquet, COMPRESSION lz4_raw, PARTITION_BY (turn),"
            " OVERWRITE_OR_IGNORE)"
        ).fetchall()
        return str(folder)

    def _events(self, folder: str, turn: int) -> pa.Table:
        files = sorted(str(path) for path in Path(folder, f"turn={turn}").glob("*.parquet"))
        columns = f"SELECT * EXCLUDE (load_id) FROM {typed_nothing('event')}"
        listed = f"read_parquet([{', '.join(map(quote, files))}], hive_partitioning = false)"
        sql = f"{columns} UNION ALL BY NAME SELECT * FROM {listed}" if files else columns
        return self.staging.connection.sql(sql).to_arrow_table()

    def _source_id(self) -> str:
        return quote(self.staging.profile.source)

    def _lines(self, data: bytes) -> Counts:
        if not self.blocks:
            refuse_binary(data)
        block = cut(data, self.counts.lines + 1, None)
        bounds = [0, *block.starts[PIECE::PIECE].tolist(), len(data)]
        pieces = [
            self.source.parse(data[start:end], block.first_line + n * PIECE, self.staging.context)  # type: ignore[union-attr]
            for n, (start, end) in enumerate(pairwise(bounds))
        ]
        parsed = Parsed(
            *(pa.concat_tables(getattr(p, f.name) for p in pieces) for f in fields(Parsed))
        )
        return self._count(parsed, block.lines, block.first_line, block.record)

    def _texts(self, batch: Batch) -> Counts:
        parsed = self.source.parse_texts(batch.texts.table, self.staging.context)  # type: ignore[union-attr]
        bad = pa.concat_tables([parsed.quarantined.cast(batch.texts.bad.schema), batch.texts.bad])
        whole = Parsed(parsed.events, parsed.ignored, bad)
        return self._count(whole, batch.lines, batch.first_line, batch.record)

    def _count(self, parsed: Parsed, lines: int, first: int, record: LineBytes) -> Counts:
        """Stage the events and account for every line; a line may hold several events or none."""
        block = Counts(lines=lines)
        connection = self.staging.connection
        connection.register("parsed", parsed.events)
        zone = quote(self.staging.context.zone)
        months = sorted(parsed.events["month"].unique().to_pylist())
        written = stage(
            connection, f"SELECT *, {quote(self.staging.load_id)} AS load_id FROM parsed",
            folder=self.staging.folder, table="event", months=months, name=f"b{self.blocks:06d}",
        )  # fmt: skip
        self.staged.add("event", written)
        self.blocks += 1
        mapped = connection.execute(
            "SELECT day::VARCHAR, count(*) FROM (SELECT raw_line,"
            f" min(timezone({zone}, occurred_at)::DATE) AS day FROM parsed GROUP BY 1) GROUP BY 1"
        ).fetchall()
        for day, n in mapped:
            block.map(day, n)
        self._set_aside(block, parsed, first, record)
        told = block.mapped + block.ignored.total() + block.quarantined.total()
        silent = lines - told
        if silent > 0:  # understood, and nothing to be stored of it
            block.map("", silent)
        for (_, day), n in block.days.items():
            block.raw_days[day] += n
        block.raw_days[""] += lines - block.raw_days.total()
        self.counts.add(block)
        return block

    def _set_aside(self, block: Counts, parsed: Parsed, first: int, record: LineBytes) -> None:
        for rule, n in Counter(parsed.ignored["rule"].to_pylist()).items():
            block.ignore(rule, "", n)
        for reason, n in Counter(parsed.quarantined["reason"].to_pylist()).items():
            block.quarantine(reason, "", n)
        self.aside.ignore(with_bytes(parsed.ignored, first, record))
        bad = parsed.quarantined.append_column("day", pa.nulls(parsed.quarantined.num_rows))
        self.aside.quarantine(with_bytes(bad, first, record))


def _turns(stories: Iterable[tuple[str, ...]], sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Cut stories into turns of about `TURN` new events, no story in two of them."""
    keys: list[str] = []
    events = 0
    for story in stories:
        keys += story
        events += sum(sizes.get(key, 0) for key in story)
        if events >= TURN:
            yield keys
            keys, events = [], 0
    if keys:
        yield keys


def _shift(month: str, by: int) -> str:
    return str(np.datetime64(month, "M") + np.timedelta64(by, "M"))
