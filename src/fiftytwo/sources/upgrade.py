"""Bringing the tables of a lake up to date that an older version made."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from fiftytwo.base.lock import hold
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.books import read_book
from fiftytwo.contacts.intake import finish_dead
from fiftytwo.contacts.lake import Snapshot, connect, open_snapshot, quote, typed_nothing
from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.contacts.schema import older_tables, replace_tables
from fiftytwo.contacts.tables import DERIVED, TABLES
from fiftytwo.measures.rollup import ROLLUP_TABLES, rollup_select
from fiftytwo.sources.case_log import CaseLog
from fiftytwo.sources.load import reopen

__all__ = ["upgrade_lake"]

EVENTS_AT_ONCE = 300_000
FACTS = ("fact_case", "case_flow")
# What canonical tables got later, told of the rows that are there: all pieces of a contact lie in its month.
LATER = {
    "contact": """
SELECT c.*, contact_id IN (SELECT contact_id FROM {segment} WHERE kind = 'bot') AS met_bot
FROM {contact} AS c
""",
    "segment": """
SELECT s.*, kind = 'wait' AND (NOT first_wait OR contact_id IN (
    SELECT contact_id FROM {contact} WHERE case_episode_no > 1
  )) AS next_wait,
  kind = 'wait' AND 0 = count(*) FILTER (kind = 'wait' AND leg = 'main') OVER (PARTITION BY contact_id)
    - CAST(kind = 'wait' AND leg = 'main' AS INTEGER) AS only_wait
FROM {segment} AS s
""",
}


def upgrade_lake(workspace: Workspace) -> list[str]:
    """Rebuild older derived tables from canonical rows, tell what those lack, and number all tables.

    Returns
    -------
    list of str
        The tables that were older.
    """
    lake = workspace.lake
    with hold(lake / "writer.lock", "upgrade"):
        older = older_tables(lake)
        if not older:
            return []
        finish_dead(lake, lambda row: reopen(workspace, row))
        connection, snapshot = connect(spill=lake / "staging" / "spill"), open_snapshot(lake)
        wanted = [table for table in DERIVED if table in older]
        facts = [table for table in FACTS if table in wanted]
        if facts:
            _tell_cases(workspace, connection, snapshot)
        rows = {table: _by_month(connection, f"new_{table}") for table in facts}
        if "rollup_day" in wanted:  # it adds up all tables as they are from now on
            now = {t: f"({_later(snapshot, t)})" for t in LATER if t in older and snapshot.files(t)}
            _add_up(connection, snapshot, now | {t: f"new_{t}" for t in facts})
            rows["rollup_day"] = _by_month(connection, "new_rollup_day")
        rows |= {table: _told_later(snapshot, table) for table in LATER if table in older}
        replace_tables(connection, lake, rows)
        return older


def _add_up(connection: Any, snapshot: Snapshot, rebuilt: dict[str, str]) -> None:
    """Fill the temporary table new_rollup_day from the tables as they are from now on."""
    there = {t: snapshot.relation(t) for t in ROLLUP_TABLES if snapshot.files(t)}
    query = (
        rollup_select({**there, **rebuilt}, by_month=True)
        or f"SELECT * FROM {typed_nothing('rollup_day')}"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE new_rollup_day AS {query}")


def _by_month(connection: Any, table: str) -> dict[str, str]:
    """Return month → SELECT of the rows of a temporary table."""
    months = connection.execute(f"SELECT DISTINCT month FROM {table} ORDER BY 1").fetchall()
    rows = f"SELECT * EXCLUDE (month) FROM {table} WHERE month = "
    return {month: rows + quote(month) for (month,) in months}


def _told_later(snapshot: Snapshot, table: str) -> dict[str, str]:
    """Return month → SELECT of the rows of a canonical table with what it got later."""
    return {month: _later(snapshot, table, month) for month in snapshot.months(table)}


def _later(snapshot: Snapshot, table: str, month: str | None = None) -> str:
    """Return a SELECT of the rows of a canonical table, of one month or all, with what it got later."""
    return LATER[table].format(**{name: snapshot.relation(name, month, month) for name in LATER})


def _tell_cases(workspace: Workspace, connection: Any, snapshot: Snapshot) -> None:
    """Fill the temporary tables new_fact_case and new_case_flow from the events of all case logs."""
    for table in FACTS:
        nothing = pa.schema(TABLES[table]).empty_table()
        connection.register("nothing", nothing)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE new_{table} AS SELECT * FROM nothing")
    for context in _case_logs(workspace, connection):
        for events in _events(connection, snapshot, context.source_id):
            told = CaseLog().rebuild(events, context)
            for table in FACTS:
                connection.register("told", told[table])
                connection.execute(f"INSERT INTO new_{table} BY NAME SELECT * FROM told")


def _case_logs(workspace: Workspace, connection: Any) -> list[Context]:
    """Return the newest meaning of every source of cases."""
    rows = read_book(connection, workspace.lake, "raw_file", "stream = 'case_events'")
    newest = {row["source_id"]: row for row in sorted(rows, key=lambda r: r["received_at"])}
    found = []
    for row in newest.values():
        profile = profile_from_text(row["profile_text"])
        found.append(Context(
            profile.source, profile.local_zone, workspace.hash_key, profile.options,
            workspace.target, workspace.queue_targets, profile.zone,
        ))  # fmt: skip
    return found


def _events(connection: Any, snapshot: Snapshot, source_id: str) -> Iterator[pa.Table]:
    """Yield the events of a source, whole cases together, a bounded number at once."""
    relation = f"{snapshot.relation('event')} WHERE source_id = {quote(source_id)}"
    ((count,),) = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    parts = count // EVENTS_AT_ONCE + 1
    for part in range(parts if count else 0):
        sql = f"SELECT * EXCLUDE (load_id) FROM {relation} AND hash(group_key) % {parts} = {part}"
        yield connection.sql(sql).to_arrow_table()
