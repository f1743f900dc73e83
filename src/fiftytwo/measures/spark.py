"""The same measures over the same lake, computed by Apache Spark.

A `SparkLake` stands where a snapshot stands: `evaluate(SparkLake(spark, open_snapshot(lake)), query)`
plans, compiles and divides as always, only the SELECT runs in Spark. It reads the Parquet files that the
newest closing record names, so it sees whole loads only, as every other reader does.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from fiftytwo.contacts.lake import Snapshot, sql_type
from fiftytwo.contacts.tables import TABLES
from fiftytwo.measures.compile import DIALECT

__all__ = ["SETTINGS", "SparkLake", "spark_sql"]

# A session must have these: days are UTC instants plus columns, and months of partition are words.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


# DuckDB's function → Spark's, where the translation of dialects does not know it.
NAMED = {
    "arg_min_null": "min_by({0}, {1})",
    "epoch_us": "unix_micros({0})",
    "hash": "xxhash64({0})",
    "to_microseconds": "make_interval(0, 0, 0, 0, 0, 0, CAST({0} AS DECIMAL(20, 6)) / 1000000)",
    "to_milliseconds": "make_interval(0, 0, 0, 0, 0, 0, CAST({0} AS DECIMAL(20, 6)) / 1000)",
    "to_minutes": "make_interval(0, 0, 0, 0, 0, {0})",
}
TYPED = {
    exp.DayOfWeekIso: "(weekday({0}) + 1)",
    exp.PercentileDisc: "percentile_disc({1}) WITHIN GROUP (ORDER BY {0})",
    exp.ToDays: "make_interval(0, 0, 0, {0})",
}
PRODUCT = "if(min({0}){1} <= 0, 0, exp(sum(ln({0})){1}))"  # ln of 0 is null there


def spark_sql(sql: str) -> str:
    """Return a compiled SELECT in the words of Spark.

    Examples
    --------
    >>> spark_sql("SELECT epoch_us(started_at) // 60 AS minute FROM contact")
    'SELECT unix_micros(started_at) DIV 60 AS minute FROM contact'
    """
    tree = sqlglot.parse_one(sql, read=DIALECT)
    for number, block in enumerate(list(tree.find_all(exp.With))):
        _rename(block, number)
    for star in list(tree.find_all(exp.Star)):
        _put_apart(star)
    for select in list(tree.find_all(exp.Select)):
        _spell_windows(select)
    for node in reversed(list(tree.walk())):  # what lies deepest first
        told = _spoken(node)
        if told is not node:
            node.replace(told)
    return tree.sql(dialect="spark")


def _rename(block: exp.With, number: int) -> None:
    """Name the parts of a WITH unlike those of any other: all of them move to the top."""
    for part in block.expressions:
        old, new = part.alias, f"{part.alias}_{number}"
        for table in list(block.parent.find_all(exp.Table)):
            if table.name == old:
                alias = table.alias or old
                renamed = exp.Table(this=exp.to_identifier(new, quoted=True))
                table.replace(exp.alias_(renamed, alias, table=True, quoted=True))
        part.args["alias"].set("this", exp.to_identifier(new, quoted=True))


def _put_apart(star: exp.Star) -> None:
    """Say `* REPLACE (x AS a)` as `* EXCEPT (a), x AS a`."""
    told = star.args.get("replace")
    if told:
        star.set("except_", [exp.to_identifier(item.alias) for item in told])
        star.set("replace", None)
        for item in told:
            star.parent.append("expressions", item)


def _spell_windows(select: exp.Select) -> None:
    """Write named windows out: there `w - x` is one name, and neighbours take no frame."""
    named = {window.name: window for window in select.args.get("windows") or ()}
    select.set("windows", None)
    for use in [window for window in select.find_all(exp.Window) if window.alias in named]:
        for part in ("partition_by", "order", "spec"):
            found = named[use.alias].args.get(part)
            if found and not (part == "spec" and isinstance(use.this, exp.Lead | exp.Lag)):
                told = [item.copy() for item in found] if isinstance(found, list) else found.copy()
                use.set(part, told)
        use.set("alias", None)


def _spoken(node: exp.Expression) -> exp.Expression:
    """Return one node in the words of Spark, those below it having been told already."""
    words = [node.this, node.expression]
    template = TYPED.get(type(node), "")
    if isinstance(node, exp.Anonymous):
        template, words = NAMED.get(node.name.lower(), ""), node.expressions
    elif isinstance(node, exp.Sub) and _is_day(node.expression):
        template = "datediff({0}, {1})"
    elif isinstance(node, exp.Add) and node.expression.name.startswith("make_interval"):
        template = "CAST({0} AS TIMESTAMP) + {1}"
    elif isinstance(node, exp.Window) and node.this.name.lower() == "product":
        template, words = PRODUCT, [node.this.expressions[0], _over(node)]
    if not template:
        return node
    return exp.Var(this=template.format(*(word.sql(dialect="spark") for word in words if word)))


def _over(node: exp.Window) -> exp.Expression:
    """Return a window without its function, as `OVER (…)`."""
    whole = node.copy()
    whole.set("this", exp.Var(this=""))
    return whole


def _is_day(node: exp.Expression) -> bool:
    return isinstance(node, exp.Cast) and node.is_type("date")


class SparkLake:
    """A snapshot of the lake as tables of a Spark session.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        A session with the `SETTINGS`; other values of them are replaced.
    snapshot : Snapshot
        The lake as of a load. Its folder must have the same path on every worker.
    """

    def __init__(self, spark: Any, snapshot: Snapshot) -> None:
        self.spark, self.snapshot, self.load_id = spark, snapshot, snapshot.load_id
        self.schedules = snapshot.schedules
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
        self._named: set[str] = set()

    def cursor(self) -> "SparkLake":
        """Return itself: what reads measures asks a cursor for `sql`."""
        return self

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        """Return SQL for FROM: the table's rows of the months asked for (both ends included)."""
        name = f"fiftytwo_{table}"
        if name not in self._named:
            self._read(table).createOrReplaceTempView(name)
            self._named.add(name)
        limits = [f"month >= '{first_month}'"] if first_month else []
        limits += [f"month <= '{last_month}'"] if last_month else []
        return f"(SELECT * FROM {name} WHERE {' AND '.join(limits) or 'true'})"

    def sql(self, sql: str) -> "SparkRows":
        """Run a SELECT that was compiled for DuckDB."""
        return SparkRows(self.spark.sql(spark_sql(sql)))

    execute = sql

    def files(self, table: str) -> list[tuple[str, str]]:
        """Return (month, path) of the Parquet files of a table."""
        return self.snapshot.files(table)

    def _read(self, table: str) -> Any:
        columns = ", ".join(f"`{field.name}` {_type(field.type)}" for field in TABLES[table])
        paths = [path for _, path in self.snapshot.files(table)]
        if not paths:
            return self.spark.createDataFrame([], columns)
        folder = str(Path(self.snapshot.lake) / table)
        return self.spark.read.schema(columns).option("basePath", folder).parquet(*paths)


def _type(kind: pa.DataType) -> str:
    return exp.DataType.build(sql_type(kind), dialect=DIALECT).sql(dialect="spark")


class SparkRows:
    """The rows of a SELECT, in the two forms that measures ask for."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def to_arrow_table(self) -> pa.Table:
        """Return them as an Arrow table."""
        return self.frame.toArrow()

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return them as tuples."""
        return [tuple(row) for row in self.frame.collect()]
