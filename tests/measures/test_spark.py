"""The catalogue in Apache Spark over the same files gives the same numbers; `make test-spark` installs it."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.measures.catalogue import NAMED
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.spark import SETTINGS, SparkLake, spark_sql

EVERYTHING = tuple(NAMED)
# Hours that change within the data and differ by queue, with a holiday: nothing of them is left out.
HOURS = """
[schedules.office]
zone = "Europe/Berlin"
closed = [2026-11-04]
hours = [{ mon-fri = ["09:00-17:00"] }, { from = 2026-11-09, mon-sat = ["08:00-12:00", "13:00-18:00"] }]
[schedules.far]
zone = "America/New_York"
hours = [{ mon-sun = ["08:00-20:00"] }]
[[holds]]
schedule = "office"
[[holds]]
schedule = "far"
queues = ["Billing"]
"""
QUESTIONS = {
    "by queue and week": {"by": ("queue",), "grain": "week"},
    "by channel and hour": {"by": ("channel", "hour")},
    "by agent": {"by": ("agent",)},
    "by weekday, some days": {
        "by": ("weekday",), "first": date(2026, 11, 2), "last": date(2026, 11, 12), "grain": "month",
    },
    "one queue, booked on the end": {
        "grain": "day", "where": {"queue": ("Billing",)}, "basis": "end",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("no Java")
    builder = sql.SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", 2)
    # A zone that is not UTC, to show that the session's own does not matter.
    builder = builder.config("spark.sql.session.timeZone", "Asia/Kolkata")
    session = builder.config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("spark") / "demo"
    command = [sys.executable, "-m", "fiftytwo.cli.main", "demo", "--workspace", str(root)]
    subprocess.run([*command, "--today", "2026-11-19", "--weeks", "4"], check=True)
    (root / "schedules.toml").write_text(HOURS)
    return root / "lake"


MAIL = """
name = "mail"
kind = "case_events"
source = "mail"
zone = "Europe/Berlin"

[options]
formats = ["%Y-%m-%d %H:%M"]

[options.fields]
case = "ticket"
sequence = "step"
queue = "group"
message = "message"
status = { column = "status", map = { new = "new", hold = "on_hold", asked = "waiting_customer", solved = "solved" } }
channel = { value = "email" }

[options.instants]
updated_at = "at"
"""
STEPS = (("in", "new", "Mail"), ("", "hold", "Billing"), ("out", "asked", "Billing"), ("in", "new", "Mail"), ("out", "solved", "Mail"))  # fmt: skip


@pytest.fixture(scope="module")
def moving(tmp_path_factory) -> Path:
    """A lake of cases, two in three of which go to Billing and half of those back again."""
    folder = tmp_path_factory.mktemp("moving")
    lines = ["ticket,step,at,message,status,group"]
    for n in range(90):
        began = datetime(2026, 11, 2, 7, tzinfo=UTC) + timedelta(minutes=211 * n)
        for step, (message, status, group) in enumerate(STEPS):
            at = began + timedelta(minutes=step * (37 + 29 * n))
            queue = (group, "Mail", "Billing" if step else "Mail")[n % 3]
            lines.append(f"T{n},{step},{at:%Y-%m-%d %H:%M},{message},{status},{queue}")
    (folder / "mail.csv").write_text("\n".join(lines) + "\n")
    (folder / "mail.toml").write_text(MAIL)
    root = folder / "desk"
    load = ("load", folder / "mail.csv", "--profile", folder / "mail.toml")
    for words in (("init",), load):
        command = [sys.executable, "-m", "fiftytwo.cli.main", *map(str, words)]
        subprocess.run([*command, "--workspace", str(root)], check=True)
    (root / "schedules.toml").write_text(HOURS)
    return root / "lake"


def told(rows):
    """What every row says, in one order; figures to nine digits, as the order of adding differs."""
    return sorted(
        (str(row.by), str(row.period), name, *(_short(v) for v in
            (value.value, value.numerator, value.denominator, value.n, value.open, value.coverage)),
         value.definition)
        for row in rows for name, value in row.values.items()
    )  # fmt: skip


def _short(figure):
    return "–" if figure is None else f"{figure:.9g}"


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_measure_is_the_same(spark, lake, name):
    snapshot = open_snapshot(lake)
    query = Query(measures=EVERYTHING, **QUESTIONS[name])
    here, there = told(evaluate(snapshot, query)), told(evaluate(SparkLake(spark, snapshot), query))
    assert len(here) >= len(EVERYTHING)
    assert sum("–" not in row for row in here) > 50
    assert there == here


def test_business_time_of_cases_that_change_queues_is_the_same(spark, moving):
    snapshot = open_snapshot(moving)
    query = Query(measures=tuple(n for n in EVERYTHING if FACTS[NAMED[n].fact].scheduled))
    here, there = told(evaluate(snapshot, query)), told(evaluate(SparkLake(spark, snapshot), query))
    assert len(here) == len(query.measures)
    assert "–" not in {row[3] for row in here}
    assert there == here
    assigned, last = (
        {row[3] for row in here if rule in row[2] and row[2].startswith("resolution")}
        for rule in ("_business_", "_last_schedule_")
    )
    assert assigned != last


def test_the_session_is_set_as_the_lake_needs_it(spark, lake):
    SparkLake(spark, open_snapshot(lake))
    assert {name: spark.conf.get(name) for name in SETTINGS} == SETTINGS


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ("SELECT isodow(d)", "SELECT (weekday(d) + 1)"),  # Spark's own first day is a Sunday
        ("SELECT a // 7", "SELECT a DIV 7"),  # not a division of floating numbers
        ("SELECT d - DATE '1970-01-05'", "SELECT datediff(d, CAST('1970-01-05' AS DATE))"),
        ("SELECT * REPLACE (b + 1 AS a) FROM t", "SELECT * EXCEPT (a), b + 1 AS a FROM t"),
    ],
)
def test_what_the_dialects_say_differently(duckdb, spark):
    assert spark_sql(duckdb) == spark
