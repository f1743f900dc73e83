"""A mapped file on its way in: blocks of raw bytes → staged rows, and the count of every line."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.counts import Counts
from fiftytwo.contacts.ids import agent_pseudonym, entity_id_sql
from fiftytwo.contacts.intake import LayoutError
from fiftytwo.contacts.lake import quote
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.records import Block, cut
from fiftytwo.contacts.zones import changes
from fiftytwo.sources.expressions import Columns, field_text
from fiftytwo.sources.jsonl import json_names, json_texts
from fiftytwo.sources.tabular import BAD, Texts, csv_texts, header_names
from fiftytwo.sources.typed import Kind, fault_names, typed_sql, version_sql, years_sql

__all__ = ["MappedStager", "Staging"]

PARQUET_ROWS = 200_000
CUSTOMERS_KEPT = 2_000_000  # more hashes than this are made again rather than held in memory
BOM = b"\xef\xbb\xbf"


@dataclass
class _Layout:
    names: tuple[str, ...]  # all columns of the file
    wanted: tuple[str, ...]  # those that the profile reads
    columns: Columns
    kind: Kind
    faults: list[tuple[str, str]] = field(default_factory=list)


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


class MappedStager:
    """Types blocks and writes the good rows, by month, to a folder of staged files."""

    def __init__(self, staging: Staging, make_kind: Callable[[Profile, Columns], Kind]) -> None:
        self.profile, self.context, self.make_kind = staging.profile, staging.context, make_kind
        self.connection, self.folder = staging.connection, staging.folder
        self.file_type, self.opener = staging.file_type, staging.opener
        self.sequence, self.now_us = staging.sequence, staging.now_us
        self.counts = Counts()
        self.block_no = 0
        self.layout: _Layout | None = None
        self.agents: dict[str, str] = {}
        self.years: set[int] = set()
        self.quote = self.profile.file.quote if self.file_type == "csv" else None
        self.connection.execute("CREATE OR REPLACE TEMP TABLE customers (name VARCHAR, id BLOB)")

    @property
    def layout_names(self) -> tuple[str, ...]:
        """The file's columns."""
        return self.layout.names if self.layout else ()

    def take(self, data: bytes) -> Counts:
        """Map a block of whole records; return the counts of this block."""
        if self.file_type == "parquet":
            return Counts()  # a Parquet file is read from its end: see `finish`
        block = cut(self._decoded(data), self.counts.lines + 1, self.quote)
        if self.layout is None:
            block = self._start(block)
        if not block.lines:
            return Counts()
        return self._block(self._texts(block), block.lines, block.record)

    def finish(self) -> None:
        """Map a Parquet file, now that all its bytes are there."""
        if self.file_type == "parquet":
            with self._spooled() as stream:
                self._parquet(stream)

    def rename(self) -> str:
        """Return SQL of the id made from `external_id`, for lines that are counted."""
        assert self.layout is not None
        return entity_id_sql(self.profile.source, self.layout.kind.entity, "external_id")

    @contextmanager
    def _spooled(self) -> Iterator[BinaryIO]:
        """The file's unpacked bytes as a file that can be read from its end."""
        path = self.folder / "whole.parquet"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.opener() as packed, open(path, "wb") as whole:
            shutil.copyfileobj(packed, whole, 1 << 20)
        with open(path, "rb") as file:
            yield file
        path.unlink()

    def _parquet(self, stream: BinaryIO) -> None:
        try:
            file = pq.ParquetFile(stream)
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(
                f"this is no Parquet file ({error}): check the profile's [format]"
            ) from None
        self._begin(tuple(file.schema_arrow.names))
        assert self.layout is not None
        casts = ", ".join(
            f'CAST("{n.replace(chr(34), chr(34) * 2)}" AS VARCHAR) AS c{i}'
            for i, n in enumerate(self.layout.wanted)
        )
        for batch in file.iter_batches(batch_size=PARQUET_ROWS):
            table = pa.Table.from_batches([batch])
            self.connection.register("batch", table)
            texts = self.connection.sql(f"SELECT {casts} FROM batch").to_arrow_table()
            lines = np.arange(table.num_rows, dtype=np.int64) + self.counts.lines + 1
            texts = texts.append_column("raw_line", pa.array(lines))
            self._block(Texts(texts, BAD.empty_table()), table.num_rows, _row_bytes(table))

    def _decoded(self, data: bytes) -> bytes:
        if self.layout is None and data.startswith(BOM):
            data = data[len(BOM) :]
        if self.profile.file.encoding == "utf-8":
            return data
        return data.decode(self.profile.file.encoding, errors="replace").encode()

    def _start(self, block: Block) -> Block:
        """Read the header, or the names of the first records."""
        if b"\0" in block.data[:65_536]:
            raise InputError("this is a binary file: give a text file, or its type in the profile")
        if self.file_type == "jsonl":
            self._begin(json_names(block))
            return block
        if not self.profile.file.header:
            self._begin(self.profile.file.columns)
            return block
        if not block.lines:
            raise InputError("the file is empty: it has no header and no records")
        self._begin(header_names(block.record(0), self.profile.file))
        return (
            Block(block.data[block.starts[1] :], 1, *_shifted(block))
            if block.lines > 1
            else cut(b"", 1, None)
        )

    def _begin(self, names: tuple[str, ...]) -> None:
        needed = self.profile.columns
        lacking = [c for c in needed if c not in names]
        if lacking and self.file_type != "jsonl":
            raise LayoutError(
                f"the file has no column {', '.join(repr(c) for c in lacking[:5])} that profile"
                f" {self.profile.name} reads (it has {', '.join(names[:12])}): choose another"
                " profile or mend this one"
            )
        wanted = needed if self.profile.key else (*needed, *(n for n in names if n not in needed))
        columns = Columns(tuple(wanted))
        kind = self.make_kind(self.profile, columns)
        self.layout = _Layout(names, tuple(wanted), columns, kind)
        self.layout.faults = fault_names(self.profile, columns, kind)

    def _texts(self, block: Block) -> Texts:
        assert self.layout is not None
        if self.file_type == "jsonl":
            return json_texts(self.connection, block, self.layout.wanted)
        return csv_texts(block, self.layout.names, self.layout.wanted, self.profile.file)

    def _block(self, texts: Texts, lines: int, record: Callable[[int], bytes]) -> Counts:
        assert self.layout is not None
        first = self.counts.lines + 1
        self.connection.register("block", texts.table)
        self._people()
        years = self.connection.execute(years_sql(self.profile, self.layout.columns)).fetchall()
        self.years |= {y for (y,) in years if y is not None}
        sql = typed_sql(
            self.profile, self.layout.columns, self.layout.kind,
            found=changes(self.profile.zone, (y for (y,) in years if y is not None)),
            now_us=self.now_us,
            version=version_sql(self.profile, self.layout.columns, self.sequence),
        )  # fmt: skip
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {sql}")
        self._write_staged()
        block = self._count(texts.bad, lines)
        self._keep_bad(block, texts.bad, first, record)
        self.counts.add(block)
        return block

    def _people(self) -> None:
        """Make pseudonyms of new agents and hashes of new customers, each name once."""
        assert self.layout is not None
        kind, columns = self.layout.kind, self.layout.columns
        for name in kind.agents:
            sql = field_text(kind.texts[name], columns)
            found = self.connection.execute(f"SELECT DISTINCT {sql} FROM block").fetchall()
            for (agent,) in found:
                if agent is not None and agent not in self.agents:
                    self.agents[agent] = agent_pseudonym(self.context.hash_key, agent)
        words = {"name": list(self.agents), "word": list(self.agents.values())}
        self.connection.register(
            "agents",
            pa.table(words, schema=pa.schema([("name", pa.string()), ("word", pa.string())])),
        )
        for name in kind.customers:
            self._customers(field_text(kind.texts[name], columns))

    def _customers(self, sql: str) -> None:
        held = self.connection.execute("SELECT count(*) FROM customers").fetchall()[0][0]
        if held > CUSTOMERS_KEPT:
            self.connection.execute("DELETE FROM customers")
        self.connection.execute(
            f"INSERT INTO customers SELECT name, {customer_hash_sql(self.context.hash_key, 'name')}"
            f" FROM (SELECT DISTINCT {sql} AS name FROM block) n"
            " WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customers k WHERE k.name = n.name)"
        )

    def _write_staged(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.connection.execute(
            "COPY (SELECT * EXCLUDE (rule, fault, detail) FROM typed WHERE rule IS NULL AND fault IS NULL)"
            f" TO {quote(str(self.folder))} (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (month),"
            f" OVERWRITE_OR_IGNORE, FILENAME_PATTERN 'b{self.block_no:06d}-{{i}}')"
        )
        self.block_no += 1

    def _count(self, bad: pa.Table, lines: int) -> Counts:
        assert self.layout is not None
        block = Counts(lines=lines)
        rows = self.connection.execute(
            "SELECT rule, fault, coalesce(day::VARCHAR, ''), count(*) FROM typed GROUP BY ALL"
        ).fetchall()
        for rule, fault, day, n in rows:
            if rule is not None:
                block.ignore(rule, day, n)
            elif fault is not None:
                block.quarantine(self.layout.faults[fault][0], day, n)
            else:
                block.map(day, n)
        for reason, n in Counter(bad["reason"].to_pylist()).items():
            block.quarantine(reason, "", n)
        repairs = self.connection.execute(
            "SELECT unnest(string_split(flags, ',')) AS name, count(*) FROM typed"
            " WHERE flags IS NOT NULL AND rule IS NULL AND fault IS NULL GROUP BY 1"
        ).fetchall()
        block.repaired.update(dict(repairs))
        return block

    def _keep_bad(
        self, counts: Counts, bad: pa.Table, first: int, record: Callable[[int], bytes]
    ) -> None:
        """Collect ignored and quarantined lines with their bytes; the mapped ones need none."""
        assert self.layout is not None
        rows = self.connection.execute(
            "SELECT raw_line, rule, fault, detail, day::VARCHAR FROM typed"
            " WHERE rule IS NOT NULL OR fault IS NOT NULL ORDER BY raw_line"
        ).fetchall()
        for line, rule, fault, detail, day in rows:
            data = record(line - first)
            if rule is not None:
                counts.ignored_lines.append((line, rule, data))
            else:
                reason, name = self.layout.faults[fault]
                counts.bad_lines.append((line, reason, name, detail, day, data))
        for row in bad.to_pylist():
            data = record(row["raw_line"] - first)
            counts.bad_lines.append(
                (row["raw_line"], row["reason"], row["field"], row["detail"], None, data)
            )


def customer_hash_sql(hash_key: bytes, text: str) -> str:
    """Return SQL of `ids.customer_hash`: HMAC-SHA256 written out, two hashes over padded keys."""
    padded = hash_key.ljust(64, b"\0")
    inner = _blob(bytes(b ^ 0x36 for b in padded) + b"customer\x1f")
    outer = _blob(bytes(b ^ 0x5C for b in padded))
    return f"unhex(substr(sha256({outer} || unhex(sha256({inner} || encode({text})))), 1, 32))"


def _blob(data: bytes) -> str:
    return "'" + "".join(f"\\x{b:02X}" for b in data) + "'::BLOB"


def _shifted(block: Block) -> tuple[np.ndarray, np.ndarray]:
    offset = block.starts[1]
    return block.starts[1:] - offset, block.ends[1:] - offset


def _row_bytes(table: pa.Table) -> Callable[[int], bytes]:
    def record(index: int) -> bytes:
        return json.dumps(table.slice(index, 1).to_pylist()[0], default=str).encode()

    return record
