"""Rows that are told anew from events: whole groups leave the tables, their new rows come in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from fiftytwo.contacts.commit import adopt, stage, write
from fiftytwo.contacts.lake import Snapshot, quote, read_sql
from fiftytwo.contacts.merge import MOST_FILES, Change, Staged
from fiftytwo.contacts.tables import TABLES

__all__ = ["GroupSwap", "Retold", "group_key"]

GROUP_KEYS = {
    "contact": "contact_id", "segment": "contact_id", "case": "case_id",
    "case_interval": "case_id", "fact_case": "case_id", "case_flow": "case_id",
    "survey_response": "survey_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retold:
    """Rows of one table that some groups had before, and those they have now."""

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


class GroupSwap:
    """Takes the rows of groups, some groups at a time, and then changes each table once."""

    def __init__(
        self, connection: Any, lake: Path, base: Snapshot, *, folder: Path, load_id: str
    ) -> None:
        self.connection, self.lake, self.base = connection, lake, base
        self.load_id, self.staged = load_id, Staged(folder)
        self.tables: dict[str, set[str]] = {}  # table → months that groups had rows in
        self.turns = 0

    def take(self, told: dict[str, Retold]) -> None:
        """Stage the new rows of some groups and note what they take the place of."""
        self.turns += 1
        for table, retold in told.items():
            if table not in self.tables:
                self.tables[table] = set()
                self._run(
                    f"CREATE OR REPLACE TEMP TABLE out_{table} AS SELECT {group_key(table)} AS k"
                    f" FROM {read_sql(table, [])}"
                )
            self._take(table, retold)

    def _take(self, table: str, retold: Retold) -> None:
        self.tables[table] |= set(retold.before["month"].unique().to_pylist())
        self.connection.register("before", retold.before)
        self.connection.register("after", retold.now)
        if self.base.files(table):
            key = group_key(table)
            self._run(
                f"INSERT INTO out_{table} SELECT {key} FROM before UNION SELECT {key} FROM after"
            )
        extra = f", {quote(self.load_id)} AS load_id" if "load_id" in TABLES[table].names else ""
        months = sorted(set(retold.now["month"].unique().to_pylist()))
        written = stage(
            self.connection, f"SELECT *{extra} FROM after", folder=self.staged.folder, table=table,
            months=months, name=f"t{self.turns:06d}",
        )  # fmt: skip
        self.staged.add(table, written)
        self.connection.unregister("before")
        self.connection.unregister("after")

    def _run(self, sql: str) -> None:
        self.connection.execute(sql).fetchall()

    def finish(self, table: str) -> Change:
        """Write what changes in a table."""
        staged, change = self.staged.months(table), Change()
        for month in sorted({*staged, *self.tables[table]}):
            stored = [path for m, path in self.base.files(table) if m == month]
            files = staged.get(month, [])
            change.months.add(month)
            if month not in self.tables[table] and len(files) + len(stored) <= MOST_FILES:
                change.added += [
                    adopt(w, folder=self.staged.folder, lake=self.lake, table=table) for w in files
                ]
                continue
            change.cleared.add(month)
            parts = [f"SELECT * EXCLUDE (month) FROM {self.staged.sql(table, month)}"]
            if stored:
                parts.append(
                    f"SELECT * EXCLUDE (month) FROM {read_sql(table, stored)}"
                    f" WHERE {group_key(table)} NOT IN (SELECT k FROM out_{table})"
                )
            sql = " UNION ALL BY NAME ".join(parts)
            written = write(self.connection, sql, lake=self.lake, table=table, month=month)
            change.added += [written] if written.rows else []
        return change
