"""A digest of the lake's logical rows: equal content, equal digest, whatever the files look like.

Parquet bytes differ by file name, row-group cut and writer; rows do not. Left out is what says
how a row came in, not what it says: load, raw line, and the time of arrival.
"""

import hashlib
import json
from pathlib import Path

import pyarrow as pa

from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.tables import CANONICAL, DERIVED, TABLES

__all__ = ["altered_months", "digest", "digests", "digests_of_months", "kept_digests"]

LEFT_OUT = ("load_id", "raw_line")
ROWS_AT_ONCE = 50_000

# Table → month → [which files, sha256 of their rows]; what the nightly upkeep keeps in its record.
MonthDigests = dict[str, dict[str, list[str]]]


def digests(snapshot: Snapshot) -> dict[str, str]:
    """Return the digest of every canonical and derived table."""
    return {table: digest(snapshot, table) for table in (*CANONICAL, *DERIVED)}


def kept_digests(snapshot: Snapshot) -> MonthDigests:
    """Return the newest digests of months that a closing record keeps; none yet: empty."""
    found = snapshot.cursor().execute(
        f"SELECT digests FROM {snapshot.relation('load')} WHERE digests <> '{{}}'"
        " ORDER BY closed_at DESC LIMIT 1"
    ).fetchall()  # fmt: skip
    kept: MonthDigests = json.loads(found[0][0]) if found else {}
    return kept


def digests_of_months(snapshot: Snapshot, known: MonthDigests) -> MonthDigests:
    """Return the digest of every month; those whose files `known` tells of are not read again."""
    found: MonthDigests = {}
    for table in (*CANONICAL, *DERIVED):
        for month, files in _months(snapshot, table).items():
            old = known.get(table, {}).get(month)
            rows = old[1] if old and old[0] == files else digest(snapshot, table, month)
            found.setdefault(table, {})[month] = [files, rows]
    return found


def altered_months(snapshot: Snapshot) -> tuple[list[str], int]:
    """Read every month again whose files are those of the kept digests.

    Returns
    -------
    list of str, int
        Months whose rows differ though no load wrote them, such as ``contact 2026-03``, and how
        many months were compared.
    """
    bad, compared = [], 0
    for table, months in kept_digests(snapshot).items():
        now = _months(snapshot, table)
        for month, (files, rows) in months.items():
            if now.get(month) == files:
                compared += 1
                if digest(snapshot, table, month) != rows:
                    bad.append(f"{table} {month}")
    return bad, compared


def _months(snapshot: Snapshot, table: str) -> dict[str, str]:
    """Month → which files hold it; a file never changes once it is committed."""
    names: dict[str, list[str]] = {}
    for month, path in snapshot.files(table):
        names.setdefault(month, []).append(Path(path).name)
    return {
        month: hashlib.sha256(" ".join(sorted(found)).encode()).hexdigest()[:16]
        for month, found in names.items()
    }


def digest(snapshot: Snapshot, table: str, month: str | None = None) -> str:
    """Return sha256 over the rows of a table (or one month of it).

    Columns stand in the order of the schema, rows sorted as texts. Columns that an older table does
    not have yet are left out, so that it has the digest it had.
    """
    cursor, relation = snapshot.cursor(), snapshot.relation(table, month, month)
    there = {name for name, *_ in cursor.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
    wanted = there - set(LEFT_OUT)
    texts = [_text(field) for field in TABLES[table] if field.name in wanted]
    row = f"concat_ws(chr(31), {', '.join(texts)})"
    cursor.execute(f"SELECT {row} AS r FROM {relation} ORDER BY r")
    found = hashlib.sha256()
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        found.update("\n".join(r for (r,) in rows).encode())
        found.update(b"\n")
    return found.hexdigest()


def _text(field: pa.Field) -> str:
    name = f'"{field.name}"'
    if field.type == pa.binary():
        name = f"hex({name})"
    elif pa.types.is_timestamp(field.type):
        name = f"epoch_us({name})::VARCHAR"
    return f"coalesce({name}::VARCHAR, chr(30))"
