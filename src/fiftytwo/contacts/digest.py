"""A digest of the lake's logical rows: equal content, equal digest, whatever the files look like.

Parquet bytes differ by file name, row-group cut and writer; rows do not. Left out is what says
how a row came in, not what it says: load, raw line, and the time of arrival.
"""

import hashlib

import pyarrow as pa

from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.tables import CANONICAL, DERIVED, TABLES

__all__ = ["digest", "digests"]

LEFT_OUT = ("load_id", "raw_line")
ROWS_AT_ONCE = 50_000


def digests(snapshot: Snapshot) -> dict[str, str]:
    """Return the digest of every canonical and derived table."""
    return {table: digest(snapshot, table) for table in (*CANONICAL, *DERIVED)}


def digest(snapshot: Snapshot, table: str) -> str:
    """Return sha256 over the rows of a table, columns in schema order, rows sorted as texts."""
    texts = [_text(f) for f in TABLES[table] if f.name not in LEFT_OUT]
    row = f"concat_ws(chr(31), {', '.join(texts)})"
    cursor = snapshot.cursor()
    cursor.execute(f"SELECT {row} AS r FROM {snapshot.relation(table)} ORDER BY r")
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
