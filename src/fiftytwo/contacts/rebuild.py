"""Rows that are told anew from events: whole groups leave the tables, their new rows come in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from fiftytwo.contacts.commit import Written, write
from fiftytwo.contacts.lake import Snapshot, quote, read_sql
from fiftytwo.contacts.tables import TABLES

__all__ = ["Retold", "group_key", "swap_groups"]

GROUP_KEYS = {
    "contact": "contact_id", "segment": "contact_id", "case": "case_id",
    "case_interval": "case_id", "fact_case": "case_id", "case_flow": "case_id",
    "survey_response": "survey_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retold:
    """Rows of one table that groups had before, and those they have now."""

    before: pa.Table
    now: pa.Table


def group_key(table: str) -> str:
    """Return SQL of what names the group a row belongs to.

    Examples
    --------
    >>> group_key("segment"), group_key("agent_state")
    ('contact_id', '(source_id || chr(31) || external_id)')
    """
    return GROUP_KEYS.get(table, "(source_id || chr(31) || external_id)")


def swap_groups(
    connection: Any, lake: Path, base: Snapshot, *, table: str, retold: Retold, load_id: str
) -> tuple[list[Written], set[str]]:
    """Write the months of a table in which groups had rows or have rows now.

    Returns
    -------
    list of Written, set of str
        The files, and the months they replace.
    """
    key = group_key(table)
    connection.register("before", retold.before)
    connection.register("after", retold.now)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE out AS SELECT DISTINCT {key} AS k FROM"
        f" (SELECT * FROM before UNION ALL BY NAME SELECT * FROM after)"
    )
    found = connection.execute(
        "SELECT DISTINCT month FROM (SELECT month FROM before UNION ALL SELECT month FROM after)"
    ).fetchall()
    months = {month for (month,) in found}
    extra = f", {quote(load_id)} AS load_id" if "load_id" in TABLES[table].names else ""
    added = []
    for month in sorted(months):
        stored = [path for m, path in base.files(table) if m == month]
        parts = [f"SELECT * EXCLUDE (month){extra} FROM after WHERE month = {quote(month)}"]
        if stored:
            parts.append(
                f"SELECT * EXCLUDE (month) FROM {read_sql(table, stored)}"
                f" WHERE {key} NOT IN (SELECT k FROM out)"
            )
        sql = " UNION ALL BY NAME ".join(parts)
        written = write(connection, sql, lake=lake, table=table, month=month)
        if written.rows:
            added.append(written)
    connection.unregister("before")
    connection.unregister("after")
    return added, months
