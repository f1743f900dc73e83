"""Newest version per key: staged rows against the rows of the newest closed load.

Staged rows lie in files of the very form of their tables, so a month in which they meet nothing
takes the files as they are. Elsewhere the greatest `(version, payload_hash)` of a key wins,
whatever the order in which files arrive; a month is written again, as one file, only where a
stored row leaves it. Everything is computed from the tables of the newest *closed* load, so a load
that died half way and is run again computes the same, whichever of its tables were committed.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fiftytwo.contacts.commit import Written, adopt, write
from fiftytwo.contacts.lake import Snapshot, quote, read_sql

__all__ = ["MOST_FILES", "Change", "Merged", "Merger", "Rows", "Staged"]

MOST_FILES = 6  # of a table and month; with more of them it is written as one


@dataclass(frozen=True, slots=True)
class Rows:
    """How staged rows are told apart.

    Attributes
    ----------
    table : str
        Main table: it carries version, payload_hash and raw_line.
    key : str
        Its key column: an id, or ``external_id`` (within the source).
    source_id : str
        Source of the rows.
    followers : tuple of str
        Tables that share the key column and raw_line, and are replaced with it.
    policy : str
        ``content``, ``column`` or ``import_sequence``, as in the profile.
    named : bool
        False: a line is its own name, so equal lines are told apart by counting them.
    rename : str
        SQL of the id made from `external_id`, for lines that are counted.
    day : str
        SQL of the local day of a row of the main table.
    """

    table: str
    key: str
    source_id: str
    followers: tuple[str, ...] = ()
    policy: str = "content"
    named: bool = True
    rename: str = ""
    day: str = "local_day"

    @property
    def tables(self) -> tuple[str, ...]:
        """The main table and its followers."""
        return (self.table, *self.followers)


@dataclass(frozen=True, slots=True)
class Staged:
    """The files that a load has written so far, none of them in its table yet."""

    folder: Path
    files: dict[str, list[Written]] = field(default_factory=dict)

    def add(self, table: str, written: list[Written]) -> None:
        """Add files of a table."""
        self.files.setdefault(table, []).extend(written)

    def months(self, table: str) -> dict[str, list[Written]]:
        """Return month → files of a table."""
        found: dict[str, list[Written]] = {}
        for written in self.files.get(table, []):
            found.setdefault(written.month, []).append(written)
        return found

    def sql(self, table: str, month: str | None = None) -> str:
        """Return SQL for FROM over the staged rows of a table (and month)."""
        chosen = [w for w in self.files.get(table, []) if month in (None, w.month)]
        return read_sql(table, [str(self.folder / table / w.path) for w in chosen])


@dataclass
class Change:
    """What changes in a table.

    Attributes
    ----------
    added : list of Written
        Files that come.
    months, cleared : set of str
        Months that change, and those of them whose older files go.
    """

    added: list[Written] = field(default_factory=list)
    months: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)


@dataclass
class Merged:
    """What changes in each table, and what became of lines that did not win."""

    changes: dict[str, Change]
    days: dict[tuple[str, str], int] = field(default_factory=dict)  # (fate, day) → lines
    conflicts: dict[int, str] = field(default_factory=dict)  # line in conflict → its day, or ""
    replaced: int = 0  # stored rows of the same version that another content replaced

    def count(self, fate: str, day: str, lines: int) -> None:
        """Count lines that are not mapped."""
        self.days[fate, day] = self.days.get((fate, day), 0) + lines


_TIED, _LATE = "'duplicate_conflict'", "'superseded'"  # fates of a line whose content is not kept


class Merger:
    """Merges the staged rows of one load into one main table and its followers."""

    def __init__(
        self, connection: Any, base: Snapshot, lake: Path, *, rows: Rows, staged: Staged
    ) -> None:
        self.connection, self.base, self.lake = connection, base, lake
        self.rows, self.staged = rows, staged
        self.merged = Merged({table: Change() for table in rows.tables})
        self.old: dict[str, list[str]] = {}
        for month, path in base.files(rows.table):
            self.old.setdefault(month, []).append(path)
        self.key_type, self.old_key = "BLOB", f"o.{rows.key}"
        if rows.key == "external_id":
            self.key_type = "VARCHAR"
            self.old_key = f"CASE WHEN o.source_id = {quote(rows.source_id)} THEN o.external_id END"

    def run(self) -> Merged:
        """Write the files of every month that changes."""
        everything = self.staged.sql(self.rows.table)
        self._make("losers", "raw_line BIGINT, month VARCHAR, fate VARCHAR, day DATE")
        self._make("ordinals", "raw_line BIGINT, month VARCHAR, n BIGINT")
        self._make("gone", f"month VARCHAR, k {self.key_type}")
        months = self.staged.months(self.rows.table)
        if months:
            self._twice(everything)
            self._moved(everything)
        self._count_losers()
        gone = self._months_of("gone")
        meeting = {*self.old, *gone, *self._months_of("losers"), *self._months_of("ordinals")}
        for month in sorted({*months, *gone}):
            if month not in meeting:
                self._adopt(month)
            else:
                self._meet(month, is_staged=month in months)
        return self.merged

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def _make(self, table: str, columns: str) -> None:
        self._run(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")

    def _months_of(self, table: str) -> set[str]:
        return {month for (month,) in self._run(f"SELECT DISTINCT month FROM {table}")}

    def _twice(self, staged: str) -> None:
        """Find lines of the same key inside the file (by a 64-bit hash first: it is cheap)."""
        key = self.rows.key
        self._run(
            f"CREATE OR REPLACE TEMP TABLE twice AS SELECT hash({key}) AS h FROM {staged}"
            " GROUP BY 1 HAVING count(*) > 1"
        )
        if self._run("SELECT count(*) FROM twice")[0][0] == 0:
            return
        later = self.rows.policy == "import_sequence"
        order = "raw_line DESC" if later else "version DESC, payload_hash DESC, raw_line"
        ranked = (
            f"SELECT raw_line, month, {self.rows.day} AS day, version, payload_hash,"
            " row_number() OVER w AS n,"
            " first_value(version) OVER w AS v, first_value(payload_hash) OVER w AS p"
            f" FROM {staged} WHERE hash({key}) IN (SELECT h FROM twice)"
            f" WINDOW w AS (PARTITION BY {key} ORDER BY {order})"
        )
        if not self.rows.named:
            self._run(f"INSERT INTO ordinals SELECT raw_line, month, n FROM ({ranked}) WHERE n > 1")
            return
        other = _LATE if later else f"if(version = v, {_TIED}, {_LATE})"
        self._run(
            f"INSERT INTO losers SELECT raw_line, month, if(version = v AND payload_hash = p,"
            f" 'duplicate_line', {other}), day FROM ({ranked}) WHERE n > 1"
        )

    def _moved(self, staged: str) -> None:
        """Find keys that are stored in another month: the older of the two rows leaves."""
        if not self.old:
            return
        files = read_sql(self.rows.table, [f for fs in self.old.values() for f in fs])
        near = (
            f"SELECT {self.old_key} AS k, o.month, o.version, o.payload_hash FROM {files} o"
            f" JOIN (SELECT hash({self.rows.key}) AS h, month AS m FROM {staged}) s"
            f" ON hash({self.old_key}) = s.h AND o.month <> s.m"
        )
        self._run(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT f.raw_line, f.month AS to_month, f.day,"
            f" o.k, o.month, {self._wins()} AS wins, f.version = o.version AS is_tied"
            f" FROM {self._fresh(staged)} f"
            f" JOIN (SELECT DISTINCT * FROM ({near})) o ON f.k = o.k"
        )
        self._run("INSERT INTO gone SELECT month, k FROM moved WHERE wins")
        self.merged.replaced += self._run("SELECT count(*) FROM moved WHERE wins AND is_tied")[0][0]
        self._run(
            f"INSERT INTO losers SELECT raw_line, to_month, if(is_tied, {_TIED}, {_LATE}), day"
            " FROM moved WHERE NOT wins"
        )

    def _wins(self) -> str:
        if self.rows.policy == "import_sequence":
            return "(f.payload_hash <> o.payload_hash AND f.version > o.version)"
        return "((f.version, f.payload_hash) > (o.version, o.payload_hash))"

    def _fresh(self, staged: str) -> str:
        """SQL of the staged keys that are still in the running: staged_k as it lies there, k as it counts."""
        key = self.rows.key
        common = f"s.version, s.payload_hash, s.raw_line, s.month, {self.rows.day} AS day"
        if self.rows.named:
            return (
                f"(SELECT s.{key} AS staged_k, s.{key} AS k, s.external_id, {common}"
                f" FROM {staged} s ANTI JOIN losers l USING (raw_line))"
            )
        counted = "if(n.n IS NULL, s.external_id, s.external_id || '#' || n.n)"
        return (
            f"(SELECT * EXCLUDE (n), if(n IS NULL, staged_k, {self.rows.rename}) AS k FROM (SELECT"
            f" s.{key} AS staged_k, {counted} AS external_id, n.n, {common}"
            f" FROM {staged} s LEFT JOIN ordinals n USING (raw_line)))"
        )

    def _count_losers(self) -> None:
        found = self._run(
            "SELECT fate, coalesce(day::VARCHAR, ''), count(*) FROM losers GROUP BY ALL"
        )
        for fate, day, lines in found:
            self.merged.count(fate, day, lines)
        self._note_conflicts("losers")

    def _note_conflicts(self, table: str) -> None:
        sql = f"SELECT raw_line, coalesce(day::VARCHAR, '') FROM {table} WHERE fate = 'duplicate_conflict'"
        self.merged.conflicts |= dict(self._run(sql))

    def _adopt(self, month: str) -> None:
        """Take the staged files of a month as they are, or as one where they are many."""
        for table in self.rows.tables:
            files = self.staged.months(table).get(month, [])
            if len(files) > MOST_FILES:
                rows = f"SELECT * EXCLUDE (month) FROM {self.staged.sql(table, month)}"
                self._write(table, month, [rows], keeps=False)
                continue
            for written in files:
                found = adopt(written, folder=self.staged.folder, lake=self.lake, table=table)
                self.merged.changes[table].added.append(found)
                self.merged.changes[table].months.add(month)

    def _meet(self, month: str, *, is_staged: bool) -> None:
        """Compare staged rows with the stored ones of a month, and write what changes."""
        leaving = self._run(f"SELECT count(*) FROM gone WHERE month = {quote(month)}")[0][0]
        self._make("winners", f"k {self.key_type}")
        wins = self._compare(month) if is_staged else 0
        won = self._run("SELECT count(*) FROM winners")[0][0]
        if not won and not leaving:
            return
        for table in self.rows.tables:
            fresh = [self._winning(table, month)] if won else []
            self._write(table, month, fresh, keeps=not wins and not leaving)

    def _compare(self, month: str) -> int:
        """Fill the table of winners; return how many of them take the place of a stored row."""
        stored = read_sql(self.rows.table, self.old.get(month, []))
        self._run(
            f"CREATE OR REPLACE TEMP TABLE compared AS SELECT f.*, o.version AS o_version,"
            f" CASE WHEN o.k IS NULL THEN 'new' WHEN {self._wins()} THEN 'wins'"
            " WHEN f.payload_hash = o.payload_hash THEN 'already_loaded'"
            f" ELSE if(f.version = o.version, {_TIED}, {_LATE}) END AS fate FROM {self._fresh(self.staged.sql(self.rows.table, month))} f"
            f" LEFT JOIN (SELECT {self.old_key} AS k, o.version, o.payload_hash FROM {stored} o) o"
            " ON o.k = f.k"
        )
        found = self._run(
            "SELECT fate, coalesce(day::VARCHAR, ''), count(*),"
            " count(*) FILTER (fate = 'wins' AND version = o_version) FROM compared GROUP BY ALL"
        )
        for fate, day, lines, replaced in found:
            self.merged.replaced += replaced
            if fate not in ("new", "wins"):
                self.merged.count(fate, day, lines)
        self._note_conflicts("compared")
        self._run(
            "CREATE OR REPLACE TEMP TABLE winners AS SELECT staged_k, k, external_id, raw_line"
            " FROM compared WHERE fate IN ('new', 'wins')"
        )
        return sum(lines for fate, _, lines, _ in found if fate == "wins")

    def _winning(self, table: str, month: str) -> str:
        """SQL of the staged rows of a month that win, named as they count."""
        key, is_main = self.rows.key, table == self.rows.table
        named = f"w.k AS {key}" + (
            ", w.external_id AS external_id" if is_main and key != "external_id" else ""
        )
        return (
            f"SELECT s.* EXCLUDE (month) REPLACE ({named}) FROM {self.staged.sql(table, month)} s"
            f" JOIN winners w ON s.raw_line = w.raw_line AND s.{key} = w.staged_k"
        )

    def _write(self, table: str, month: str, fresh: list[str], *, keeps: bool) -> None:
        """Write a month's new rows, and the stored ones with them unless their files can stay."""
        stored = [path for m, path in self.base.files(table) if m == month]
        keeps = keeps and len(stored) < MOST_FILES
        if stored and not keeps:
            out = f"SELECT k FROM winners UNION ALL SELECT k FROM gone WHERE month = {quote(month)}"
            fresh = [
                *fresh,
                f"SELECT o.* EXCLUDE (month) FROM {read_sql(table, stored)} o"
                f" WHERE NOT coalesce({self.old_key} IN ({out}), false)",
            ]
        if not fresh:
            return
        written = write(
            self.connection, " UNION ALL BY NAME ".join(fresh), lake=self.lake, table=table, month=month,
        )  # fmt: skip
        change = self.merged.changes[table]
        change.months.add(month)
        if not keeps:
            change.cleared.add(month)
        if written.rows:
            change.added.append(written)
