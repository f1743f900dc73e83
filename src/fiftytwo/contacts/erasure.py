"""Erasure: nothing in the lake says any more who a customer, or an agent, was.

Rows, counts and times stay; the hash of a customer goes, an agent's pseudonym gives way to one
that nothing leads to. The original lines are redacted in the stored bytes and in quarantine, and
files that held them before are removed at once: a reader of an older snapshot must open it anew.

A row keeps its version and content hash, so the same line loaded again changes nothing. Killed
anywhere, the same erasure run again does the rest: it is computed from the newest closed tables.
"""

import io
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import zstandard

from fiftytwo.base.lock import hold
from fiftytwo.contacts.books import close_work, read_book
from fiftytwo.contacts.commit import Written, commit, sync, write
from fiftytwo.contacts.erasures import Erasure, read_erasures
from fiftytwo.contacts.lake import Snapshot, connect, open_snapshot, quote, read_sql
from fiftytwo.contacts.raw import LEVEL, open_raw, raw_path
from fiftytwo.contacts.redact import Words, pack_to, redact_block, redact_parquet, redact_record
from fiftytwo.contacts.steps import reached
from fiftytwo.contacts.tables import CANONICAL, DERIVED, TABLES
from fiftytwo.contacts.upkeep import FILES_LOCK, remove_unused

__all__ = ["Erased", "RawKind", "erase_again", "erase_from_lake", "held", "look", "where_of"]

TEXTS = ("agent", "changed_by", "value", "data", "ext", "reported")  # may hold a pseudonym or hash
Lines = dict[str, set[int]]  # load → numbers of lines that are about the customers
# Row of raw_file → csv, jsonl, parquet or lines; quote sign of the file, or None
RawKind = Callable[[dict[str, Any]], tuple[str, str | None]]


@dataclass(frozen=True)
class Erased:
    """What an erasure changes, or would change.

    Attributes
    ----------
    rows : Counter
        Table → rows without the person now.
    lines : int
        Original lines redacted, in stored bytes.
    quarantined : int
        Original lines redacted, in quarantine.
    """

    rows: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    quarantined: int = 0

    @property
    def anything(self) -> bool:
        """Whether there was anything to erase."""
        return bool(self.rows.total() or self.lines or self.quarantined)


@contextmanager
def held(lake: Path, command: str, finish_dead: Callable[[], None]) -> Iterator[None]:
    """Hold both locks of the lake, with no load that died left unfinished."""
    with hold(lake / FILES_LOCK, command), hold(lake / "writer.lock", command):
        finish_dead()
        yield


def erase_again(
    lake: Path, listed: Path, *, hash_key: bytes, kind_of: RawKind, finish_dead: Callable[[], None],
    load_ids: list[str] | None = None,
) -> Erased:  # fmt: skip
    """Carry out a list of erasures again, where a load or a restore brought somebody back.

    `load_ids` are loads whose stored bytes are looked through, besides those whose rows tell of
    somebody; None looks through all.
    """
    erasures = [one for one in read_erasures(listed) if one.what != "person"]
    if not erasures:
        return Erased()
    with held(lake, "erase again", finish_dead):
        found = _loads_with(open_snapshot(lake), erasures)
        wanted = None if load_ids is None else sorted({*load_ids, *found})
        return erase_from_lake(lake, erasures, hash_key=hash_key, kind_of=kind_of, load_ids=wanted)


def _loads_with(snapshot: Snapshot, erasures: list[Erasure]) -> list[str]:
    """Return loads whose rows still tell of somebody erased."""
    found: set[str] = set()
    for table in ("contact", "case", "event", "agent_state"):
        where = where_of(table, erasures)
        if where != "false" and snapshot.files(table):
            sql = f"SELECT DISTINCT load_id FROM {snapshot.relation(table)} WHERE {where}"
            found |= {load_id for (load_id,) in snapshot.cursor().execute(sql).fetchall()}
    return sorted(found)


def look(
    lake: Path, erasures: list[Erasure], *, hash_key: bytes, kind_of: RawKind, text: str = ""
) -> Erased:
    """Say what an erasure would change, and change nothing; see `erase_from_lake`."""
    work = _Work(lake, erasures, hash_key, kind_of, text, None)
    rows = Counter({
        table: n for table in (*CANONICAL, *DERIVED)
        if (n := sum(work.months(table).values()))
    })  # fmt: skip
    return Erased(rows, work.raw(change=False), len(work.quarantined()))


def erase_from_lake(
    lake: Path,
    erasures: list[Erasure],
    *,
    hash_key: bytes,
    kind_of: RawKind,
    text: str = "",
    load_ids: list[str] | None = None,
) -> Erased:
    """Erase people; the caller holds both locks and has finished a load that died.

    Parameters
    ----------
    lake : Path
        Folder of the lake.
    erasures : list of Erasure
        Whom.
    hash_key : bytes
        Key of the workspace's hashes.
    kind_of : Callable
        How the stored bytes of a file are cut into records.
    text : str
        How the customer is written in the files; where it is not known, every word in them is
        hashed and compared (some 10 s per million lines).
    load_ids : list of str or None
        Loads whose stored bytes are looked through; None for all.
    """
    work = _Work(lake, erasures, hash_key, kind_of, text, load_ids)
    if work.base.load_id is None:
        return Erased()
    lines = work.raw(change=True)
    reached("erasure_raw_done")
    rows, versions = Counter[str](), {}
    for table in (*CANONICAL, *DERIVED):
        months = work.months(table)
        if months:
            rows[table] = sum(months.values())
            versions[table] = work.rewrite(table, months)
            reached("erasure_table_committed")
    quarantined = work.quarantined()
    if quarantined:
        versions["quarantine"] = work.rewrite_quarantine(quarantined)
    reached("erasure_tables_committed")
    done = Erased(rows, lines, len(quarantined))
    if versions:
        detail = f"{rows.total()} rows, {lines} lines, {len(quarantined)} in quarantine"
        close_work(
            work.connection, work.base, work="erased", load_id=work.name, versions=versions, detail=detail
        )  # fmt: skip
    reached("erasure_closed")
    # Also where nothing was left to change: a killed run may have left the old files.
    remove_unused(lake, keep=timedelta(0))
    return done


def _texts(table: str) -> list[str]:
    return [f.name for f in TABLES[table] if f.name in TEXTS and f.type == pa.string()]


def where_of(table: str, erasures: list[Erasure]) -> str:
    """Return SQL that says whether a row of a table tells of the people."""
    names, parts = _texts(table), []
    for one in erasures:
        if one.what == "customer" and "customer_id" in TABLES[table].names:
            parts.append(f"customer_id = unhex({quote(one.mark)})")
        parts += [f"contains({name}, {quote(one.mark)})" for name in names]
    return " OR ".join(f"coalesce({part}, false)" for part in parts) or "false"


class _Work:
    """One erasure while it runs."""

    def __init__(
        self, lake: Path, erasures: list[Erasure], hash_key: bytes, kind_of: RawKind, text: str,
        load_ids: list[str] | None,
    ) -> None:  # fmt: skip
        self.lake, self.erasures, self.kind_of = lake, erasures, kind_of
        self.base, self.connection, self.name = open_snapshot(lake), connect(), uuid.uuid4().hex
        self.load_ids = load_ids
        self.agents = {e.mark: f"rep-{secrets.token_hex(4)}" for e in erasures if e.what == "agent"}
        customers = frozenset(bytes.fromhex(e.mark) for e in erasures if e.what == "customer")
        texts = frozenset({text.encode(), text.encode("latin-1", "ignore")} - {b""})
        self.words = Words(hash_key, customers, self.agents, texts)

    def months(self, table: str) -> dict[str, int]:
        """Return month → rows that tell of the people."""
        if not self.base.files(table):
            return {}
        where = where_of(table, self.erasures)
        sql = f"SELECT month, count(*) FROM {self.base.relation(table)} WHERE {where} GROUP BY 1"
        return dict(self.connection.execute(sql).fetchall())

    def rewrite(self, table: str, months: dict[str, int]) -> int:
        """Write the months of a table again, in one commit."""
        said = ", ".join(f"{sql} AS {name}" for name, sql in self._columns(table).items())
        query = f"SELECT * EXCLUDE (month) REPLACE ({said}) FROM {{files}}"
        return self._swap(table, set(months), query)

    def _columns(self, table: str) -> dict[str, str]:
        names, where = TABLES[table].names, where_of(table, self.erasures)
        found = {n: n for n in _texts(table)}
        customers = [e.mark for e in self.erasures if e.what == "customer"]
        for mark in customers:  # a name and its hash leave a JSON object together
            pair = f'"[^"]*":\\s*"{mark}[0-9a-f]*"'
            for name in {"data", "ext", "reported"} & set(found):
                for pattern in (pair + r"\s*,\s*", r",?\s*" + pair):
                    found[name] = f"regexp_replace({found[name]}, {quote(pattern)}, '', 'g')"
        for old, new in self.agents.items():
            found |= {n: f"replace({sql}, {quote(old)}, {quote(new)})" for n, sql in found.items()}
        if customers and "customer_id" in names:
            listed = ", ".join(f"unhex({quote(mark)})" for mark in customers)
            found["customer_id"] = f"if(customer_id IN ({listed}), NULL, customer_id)"
        if "flags" in names:
            found["flags"] = (
                f"if(({where}) AND NOT contains(coalesce(flags, ''), 'redacted'),"
                " concat_ws(',', flags, 'redacted'), flags)"
            )
        return found

    def quarantined(self) -> list[dict[str, Any]]:
        """Return id and redacted bytes of the lines in quarantine that tell of the people."""
        if not self.base.files("quarantine"):
            return []
        sql = f"SELECT raw_id, bytes FROM {self.base.relation('quarantine')}"
        rows = self.connection.execute(sql).fetchall()
        found = ((raw_id, redact_record(data or b"", self.words)) for raw_id, data in rows)
        return [{"raw_id": raw_id, "said": said} for raw_id, said in found if said is not None]

    def rewrite_quarantine(self, found: list[dict[str, Any]]) -> int:
        """Write the book again: redacted lines can never be mapped, so they wait no longer."""
        schema = pa.schema([("raw_id", pa.binary()), ("said", pa.binary())])
        self.connection.register("redacted", pa.Table.from_pylist(found, schema=schema))
        sql = f"SELECT DISTINCT month FROM {self.base.relation('quarantine')} SEMI JOIN redacted USING (raw_id)"
        months = {month for (month,) in self.connection.execute(sql).fetchall()}
        is_open = "r.said IS NOT NULL AND q.resolution IS NULL"
        query = (
            "SELECT q.* EXCLUDE (month) REPLACE (coalesce(r.said, q.bytes) AS bytes,"
            " if(r.said IS NULL, q.detail, NULL) AS detail,"
            f" if({is_open}, 'dismissed', q.resolution) AS resolution,"
            f" if({is_open}, now(), q.resolved_at) AS resolved_at,"
            f" if({is_open}, 'erased', q.resolved_reason) AS resolved_reason)"
            " FROM {files} q LEFT JOIN redacted r USING (raw_id)"
        )
        return self._swap("quarantine", months, query)

    def _swap(self, table: str, months: set[str], query: str) -> int:
        added: list[Written] = []
        for month in sorted(months):
            files = read_sql(table, [path for m, path in self.base.files(table) if m == month])
            sql = query.replace("{files}", files)
            added.append(write(self.connection, sql, lake=self.lake, table=table, month=month))
        return commit(self.lake, table, load_id=self.name, added=added, months=months)

    def raw(self, *, change: bool) -> int:
        """Redact the stored bytes of every file, each by one rename; return how many lines."""
        lines, known = 0, self._known()
        for row in read_book(self.connection, self.lake, "raw_file"):
            if self.load_ids is not None and row["load_id"] not in self.load_ids:
                continue
            data, changed = self._file(row, known.get(row["load_id"], set()))
            lines += changed
            if changed and change:
                path = raw_path(self.lake, row["sha256"])
                part = path.with_suffix(".part")
                part.write_bytes(data)
                sync(part)
                reached("erasure_raw_half")
                part.replace(path)
                sync(path.parent)
        return lines

    def _known(self) -> Lines:
        """Lines that became rows about a customer, whatever they say now."""
        found: Lines = {}
        people = [e for e in self.erasures if e.what == "customer"]
        for table in ("contact", "case", "event"):
            if people and self.base.files(table):
                sql = (
                    f"SELECT load_id, raw_line FROM {self.base.relation(table)}"
                    f" WHERE raw_line > 0 AND ({where_of(table, people)})"
                )
                for load_id, line in self.connection.execute(sql).fetchall():
                    found.setdefault(load_id, set()).add(line)
        return found

    def _file(self, row: dict[str, Any], known: set[int]) -> tuple[bytes, int]:
        kind, sign = self.kind_of(row)
        if kind == "parquet":
            with open_raw(self.lake, row["sha256"]) as file:
                data, changed = redact_parquet(file.read(), self.words, known)
            return zstandard.ZstdCompressor(level=LEVEL).compress(data), changed
        where = f"load_id = {quote(row['load_id'])}"
        blocks = read_book(self.connection, self.lake, "raw_block", where)
        stored = raw_path(self.lake, row["sha256"]).read_bytes()
        target, changed = io.BytesIO(stored), 0
        for block in blocks:
            at, size, first = block["offset"], block["packed_bytes"], block["first_line"]
            data = zstandard.ZstdDecompressor().decompress(stored[at : at + size])
            mine = {n - first for n in known if 0 <= n - first < block["lines"]}
            header = int(kind == "csv" and block["block_no"] == 0)
            made, n = redact_block(data, self.words, quote=sign, known=mine, first=header)
            if n:
                target.seek(at)
                target.write(pack_to(size, made))
                changed += n
        return target.getvalue(), changed
