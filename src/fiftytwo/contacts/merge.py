"""Newest version per key: staged rows against the rows of the newest closed load.

The greatest `(version, payload_hash)` of a key wins, whatever the order in which files arrive.
Only months in which something wins or leaves are written again, each as one file. Everything is
computed from the tables of the newest *closed* load, so a load that died half way and is run
again computes the same, whichever of its tables were committed already.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fiftytwo.contacts.commit import Written, write
from fiftytwo.contacts.lake import Snapshot, quote, read_sql

__all__ = ["Merged", "Merger", "Rows", "stage_files"]


@dataclass(frozen=True, slots=True)
class Rows:
    """How staged rows become rows of canonical tables.

    Attributes
    ----------
    table : str
        Main table: it carries version and payload_hash.
    key : str
        Its key column: an id, or ``external_id`` (within the source).
    select : dict
        Table → SQL around ``{staged}``. Besides the main table these are its followers, which
        share the key column and are replaced with it.
    source_id : str
        Source of the rows.
    policy : str
        ``content``, ``column`` or ``import_sequence``, as in the profile.
    named : bool
        False: a line is its own name, so equal lines are told apart by counting them.
    rename : str
        SQL of the id made from `external_id`, for lines that are counted.
    """

    table: str
    key: str
    select: dict[str, str]
    source_id: str
    policy: str = "content"
    named: bool = True
    rename: str = "id"


@dataclass
class Merged:
    """Files written for each table, and what became of lines that did not win."""

    added: dict[str, list[Written]] = field(default_factory=dict)
    months: dict[str, set[str]] = field(default_factory=dict)
    fates: dict[str, int] = field(default_factory=dict)  # already_loaded, superseded, …
    days: dict[tuple[str, str], int] = field(default_factory=dict)  # (fate, day) → lines
    conflicts: list[int] = field(default_factory=list)  # numbers of lines in conflict
    replaced: int = 0  # stored rows of the same version that another content replaced

    def count(self, fate: str, day: str, lines: int) -> None:
        """Count lines that are not mapped."""
        self.fates[fate] = self.fates.get(fate, 0) + lines
        self.days[fate, day] = self.days.get((fate, day), 0) + lines


def stage_files(folder: Path) -> dict[str, list[str]]:
    """Return month → staged files."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("month=*/*.parquet")):
        found.setdefault(path.parent.name.removeprefix("month="), []).append(str(path))
    return found


def staged_sql(files: list[str]) -> str:
    """Return SQL for FROM over staged files."""
    listed = ", ".join(quote(f) for f in files)
    return f"read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false)"


class Merger:
    """Merges the staged rows of one load into one main table and its followers."""

    def __init__(self, connection: Any, base: Snapshot, lake: Path, rows: Rows) -> None:
        self.connection = connection
        self.base = base
        self.lake = lake
        self.rows = rows
        self.merged = Merged({t: [] for t in rows.select}, {t: set() for t in rows.select})
        self.old: dict[str, list[str]] = {}
        for month, path in base.files(rows.table):
            self.old.setdefault(month, []).append(path)
        by_id = rows.key != "external_id"
        self.new_key = "id" if by_id else "external_id"
        self.old_key = f"o.{rows.key}"
        if not by_id:
            self.old_key = f"CASE WHEN o.source_id = {quote(rows.source_id)} THEN o.external_id END"

    def run(self, staged: dict[str, list[str]]) -> Merged:
        """Write the files of every month that changes."""
        everything = [f for files in staged.values() for f in files]
        self._run("CREATE OR REPLACE TEMP TABLE losers (raw_line BIGINT, fate VARCHAR, day DATE)")
        self._run("CREATE OR REPLACE TEMP TABLE ordinals (raw_line BIGINT, n BIGINT)")
        self._run(
            "CREATE OR REPLACE TEMP TABLE gone AS SELECT NULL::VARCHAR AS month, NULL::BLOB AS id WHERE false"
        )
        if self.new_key == "external_id":
            self._run("CREATE OR REPLACE TEMP TABLE gone (month VARCHAR, id VARCHAR)")
        if everything:
            self._twice(staged_sql(everything))
            self._moved(staged_sql(everything))
        gone = {m for (m,) in self._run("SELECT DISTINCT month FROM gone")}
        self._count_losers()
        for month in sorted(set(staged) | gone):
            self._month(month, staged.get(month, []))
        return self.merged

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def _twice(self, staged: str) -> None:
        """Find lines of the same key inside the file (by a 64-bit hash first: it is cheap)."""
        self._run(
            f"CREATE OR REPLACE TEMP TABLE twice AS SELECT hash(id) AS h FROM {staged}"
            " GROUP BY 1 HAVING count(*) > 1"
        )
        if self._run("SELECT count(*) FROM twice")[0][0] == 0:
            return
        later = self.rows.policy == "import_sequence"
        order = "raw_line DESC" if later else "version DESC, payload_hash DESC, raw_line"
        ranked = (
            "SELECT raw_line, day, version, payload_hash, row_number() OVER w AS n,"
            " first_value(version) OVER w AS v, first_value(payload_hash) OVER w AS p"
            f" FROM {staged} WHERE hash(id) IN (SELECT h FROM twice)"
            f" WINDOW w AS (PARTITION BY id ORDER BY {order})"
        )
        if not self.rows.named:
            self._run(f"INSERT INTO ordinals SELECT raw_line, n FROM ({ranked}) WHERE n > 1")
            return
        other = "'superseded'" if later else "if(version = v, 'duplicate_conflict', 'superseded')"
        self._run(
            f"INSERT INTO losers SELECT raw_line, if(version = v AND payload_hash = p,"
            f" 'duplicate_line', {other}), day FROM ({ranked}) WHERE n > 1"
        )

    def _moved(self, staged: str) -> None:
        """Find keys that are stored in another month: the older of the two rows leaves."""
        if not self.old:
            return
        files = read_sql(self.rows.table, [f for fs in self.old.values() for f in fs])
        near = (
            f"SELECT {self.old_key} AS id, o.month, o.version, o.payload_hash FROM {files} o"
            f" JOIN (SELECT hash({self.new_key}) AS h, month AS m FROM {staged}) s"
            f" ON hash({self.old_key}) = s.h AND o.month <> s.m"
        )
        self._run(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT f.raw_line, f.day, o.id, o.month,"
            f" {self._wins()} AS wins FROM {self._fresh(staged)} f"
            f" JOIN (SELECT DISTINCT * FROM ({near})) o ON f.{self.new_key} = o.id"
        )
        self._run("INSERT INTO gone SELECT month, id FROM moved WHERE wins")
        self._run(
            f"INSERT INTO losers SELECT raw_line, {self._lost()}, day FROM moved WHERE NOT wins"
        )

    def _wins(self) -> str:
        if self.rows.policy == "import_sequence":
            return "(f.payload_hash <> o.payload_hash AND f.version > o.version)"
        return "((f.version, f.payload_hash) > (o.version, o.payload_hash))"

    def _lost(self) -> str:
        return "'duplicate_conflict'" if self.rows.policy == "content" else "'superseded'"

    def _fresh(self, staged: str) -> str:
        """SQL of the staged rows that are still in the running, counted lines renamed."""
        if not self.rows.named:
            return (
                f"(SELECT * REPLACE ({self.rows.rename} AS id) FROM (SELECT s.* REPLACE ("
                "if(n.n IS NULL, s.external_id, s.external_id || '#' || n.n) AS external_id)"
                f" FROM {staged} s LEFT JOIN ordinals n USING (raw_line)))"
            )
        return f"(SELECT * FROM {staged} s ANTI JOIN losers l USING (raw_line))"

    def _count_losers(self) -> None:
        found = self._run(
            "SELECT fate, coalesce(day::VARCHAR, ''), count(*) FROM losers GROUP BY ALL"
        )
        for fate, day, lines in found:
            self.merged.count(fate, day, lines)
        found = self._run("SELECT raw_line FROM losers WHERE fate = 'duplicate_conflict'")
        self.merged.conflicts += [line for (line,) in found]

    def _month(self, month: str, staged: list[str]) -> None:
        old = self.old.get(month, [])
        fresh = self._fresh(staged_sql(staged)) if staged else None
        winners = self._winners(month, fresh, old) if fresh is None or old else fresh
        if winners is None:
            return
        for table in self.rows.select:
            self._write(table, month, winners)

    def _winners(self, month: str, fresh: str | None, old: list[str]) -> str | None:
        """Compare with the stored rows of a month; None where nothing changes."""
        leaving = self._run(f"SELECT count(*) FROM gone WHERE month = {quote(month)}")[0][0]
        if fresh is None:
            self._run(
                f"CREATE OR REPLACE TEMP TABLE winners AS SELECT id AS {self.new_key} FROM gone WHERE false"
            )
            return "winners" if leaving else None
        stored = read_sql(self.rows.table, old)
        self._run(
            f"CREATE OR REPLACE TEMP TABLE compared AS SELECT f.*, o.version AS o_version,"
            f" CASE WHEN o.k IS NULL THEN 'new' WHEN {self._wins()} THEN 'wins'"
            " WHEN f.payload_hash = o.payload_hash THEN 'already_loaded'"
            f" ELSE {self._lost()} END AS fate FROM {fresh} f LEFT JOIN (SELECT {self.old_key} AS k,"
            f" o.version, o.payload_hash FROM {stored} o) o ON o.k = f.{self.new_key}"
        )
        self._count_compared()
        self._run(
            "CREATE OR REPLACE TEMP TABLE winners AS SELECT * EXCLUDE (fate, o_version)"
            " FROM compared WHERE fate IN ('new', 'wins')"
        )
        won = self._run("SELECT count(*) FROM winners")[0][0]
        return "winners" if won or leaving else None

    def _count_compared(self) -> None:
        found = self._run(
            "SELECT fate, coalesce(day::VARCHAR, ''), count(*),"
            " count(*) FILTER (fate = 'wins' AND version = o_version) FROM compared GROUP BY ALL"
        )
        for fate, day, lines, replaced in found:
            self.merged.replaced += replaced
            if fate not in ("new", "wins"):
                self.merged.count(fate, day, lines)
        lost = self._run("SELECT raw_line FROM compared WHERE fate = 'duplicate_conflict'")
        self.merged.conflicts += [line for (line,) in lost]

    def _write(self, table: str, month: str, winners: str) -> None:
        parts = []
        if winners != "winners" or self._run("SELECT count(*) FROM winners")[0][0]:
            parts.append(self.rows.select[table].replace("{staged}", winners))
        stored = [path for m, path in self.base.files(table) if m == month]
        if stored:
            out = f"SELECT {self.new_key} FROM winners UNION ALL SELECT id FROM gone WHERE month = {quote(month)}"
            parts.append(
                f"SELECT o.* EXCLUDE (month) FROM {read_sql(table, stored)} o"
                f" WHERE NOT coalesce({self.old_key} IN ({out}), false)"
            )
        if not parts:
            return
        written = write(
            self.connection,
            " UNION ALL BY NAME ".join(parts),
            lake=self.lake,
            table=table,
            month=month,
        )
        self.merged.months[table].add(month)
        if written.rows:
            self.merged.added[table].append(written)
