"""Measures over generated contacts: compiled against written by hand, one month, the day roll-up.

    python benchmarks/bench_measures.py [--rows CONTACTS] [--folder FOLDER]

Makes CONTACTS (1,000,000 by default) contacts of 24 months with some 2.4 segments each in FOLDER
(a temporary one by default; a folder that is there already is used again), and prints medians of
alternating runs. Trust ratios of one run more than seconds.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from fiftytwo.contacts.lake import connect, read_sql
from fiftytwo.measures.evaluate import Query, evaluate, sql_of
from fiftytwo.measures.rollup import ROLLUP_TABLES, rollup_select

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
RUNS = 7
NAMES = (
    "offered", "answered", "abandoned", "abandoned_short", "answered_within_20s", "abandonment",
    "service_level", "asa_s", "wait_all_mean_s", "talk_s", "wrap_s", "aht_s",
)  # fmt: skip

# the same twelve, as a person would write them who knows that every wait has ended
BY_HAND = """
SELECT queue, channel, (local_day - DATE '1970-01-05') // 7 AS week,
  count(*) FILTER (WHERE kind = 'wait') AS offered,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'answered') AS answered,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'abandoned') AS abandoned,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'abandoned' AND duration_ms < short_ms) AS short,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'answered' AND duration_ms <= 20000) AS within_20,
  (abandoned - short) / (offered - short) AS abandonment,
  count(*) FILTER (WHERE kind = 'wait' AND end_reason = 'answered' AND duration_ms <= target_ms)
    / (offered - short) AS service_level,
  sum(duration_ms) FILTER (WHERE kind = 'wait' AND end_reason = 'answered') / answered / 1000 AS asa_s,
  sum(duration_ms) FILTER (WHERE kind = 'wait') / offered / 1000 AS wait_all_mean_s,
  count(*) FILTER (WHERE kind = 'talk' AND leg_first) AS legs,
  sum(duration_ms) FILTER (WHERE kind = 'talk') / legs / 1000 AS talk_s,
  sum(duration_ms) FILTER (WHERE kind = 'wrap') / legs / 1000 AS wrap_s,
  sum(duration_ms) FILTER (WHERE kind IN ('talk', 'hold', 'wrap')) / legs / 1000 AS aht_s
FROM {source} WHERE is_counted AND kind IN ('wait', 'talk', 'hold', 'wrap') {more}
GROUP BY ALL
"""

MAKE = """
COPY (
  WITH call AS (
    SELECT i, CAST(hash(i) >> 2 AS BIGINT) AS h, CAST(hash(i + 1000000000) >> 2 AS BIGINT) AS g,
      TIMESTAMPTZ '{month}-01 06:00:00+00' + to_seconds(CAST(i * 2200000 // {calls} AS INTEGER)) AS began
    FROM range({calls}) AS t(i)
  ), made AS (
    SELECT *, CASE WHEN h % 100 < 12 THEN 'abandoned' ELSE 'answered' END AS ending,
      CAST(CASE WHEN h % 3 = 0 THEN 0 ELSE g % 180000 END AS BIGINT) AS wait_ms
    FROM call
  ), piece AS (
    SELECT *, unnest(CASE WHEN ending = 'abandoned' THEN ['wait'] WHEN g % 5 < 4 THEN ['wait', 'talk', 'wrap']
      ELSE ['wait', 'talk'] END) AS kind FROM made
  )
  SELECT CAST(unhex(md5(concat('{month}', i))) AS BLOB) AS contact_id, 'main' AS leg, CAST(1 AS SMALLINT) AS seq,
    kind, 'Q' || (h % 6) AS queue, ['voice', 'chat', 'email'][1 + g % 3] AS channel, 'inbound' AS direction,
    CASE WHEN kind <> 'wait' THEN 'A' || (g % 200) END AS agent, ['bill', 'order', NULL][1 + h % 3] AS reason,
    began AS started_at,
    CASE kind WHEN 'wait' THEN wait_ms WHEN 'talk' THEN CAST(h % 600000 AS BIGINT) ELSE CAST(g % 90000 AS BIGINT) END
      AS duration_ms,
    CAST(began AS DATE) AS local_day, CAST(hour(began) * 60 + minute(began) AS SMALLINT) AS local_minute,
    CASE kind WHEN 'wait' THEN ending ELSE 'completed' END AS end_reason, CAST(NULL AS VARCHAR) AS transfer_type,
    CAST(NULL AS VARCHAR) AS to_queue, 'exact' AS time_basis, false AS hold_included, true AS is_counted,
    kind = 'talk' AS leg_first, kind = 'wait' AS first_wait, CAST(20000 AS INTEGER) AS target_ms,
    CAST(5000 AS INTEGER) AS short_ms, 'pbx' AS source_id, md5(concat('{month}', i)) AS external_id
  FROM piece ORDER BY started_at, contact_id
) TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""


class FileLake:
    """A lake of Parquet files made here, one a month and table."""

    def __init__(self, folder: Path, *, rolled: bool) -> None:
        self.folder, self.load_id, self.rolled = folder, f"bench-{rolled}", rolled
        self.connection = connect()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self.connection.cursor()

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        if table == "rollup_day" and not self.rolled:
            return read_sql(table, [])
        months = [m for m in MONTHS if (first_month or m) <= m <= (last_month or m)]
        files = [self.folder / table / f"month={month}" / "part.parquet" for month in months]
        return read_sql(table, [str(file) for file in files if file.exists()])


def make(folder: Path, contacts: int) -> None:
    """Write segments and their roll-up, month by month."""
    lake = FileLake(folder, rolled=False)
    for month in MONTHS:
        file = folder / "segment" / f"month={month}" / "part.parquet"
        rolled = folder / "rollup_day" / f"month={month}" / "part.parquet"
        if rolled.exists():
            continue
        for path in (file, rolled):
            path.parent.mkdir(parents=True, exist_ok=True)
        lake.connection.execute(MAKE.format(month=month, calls=contacts // len(MONTHS), file=file))
        select = rollup_select(
            {table: lake.relation(table, month, month) for table in ROLLUP_TABLES}
        )
        lake.connection.execute(f"COPY ({select}) TO '{rolled}' (FORMAT parquet, COMPRESSION zstd)")


def alternate(runs: int, clock=time.perf_counter, **works) -> dict[str, float]:
    """Return the median seconds of each, run in turn."""
    taken = {name: [] for name in works}
    for _ in range(runs + 1):
        for name, work in works.items():
            start = clock()
            work()
            taken[name].append(clock() - start)
    return {name: statistics.median(each[1:]) for name, each in taken.items()}  # the first warms up


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000, help="contacts")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    contacts = given.rows
    folder = given.folder or Path(tempfile.mkdtemp(prefix="fiftytwo-bench-"))
    start = time.perf_counter()
    make(folder, contacts)
    direct, rolled = FileLake(folder, rolled=False), FileLake(folder, rolled=True)
    segments = (
        direct.cursor().sql(f"SELECT count(*) FROM {direct.relation('segment')}").fetchall()[0][0]
    )
    print(
        f"{contacts:,} contacts, {segments:,} segments, made in {time.perf_counter() - start:.1f} s"
    )

    week = Query(NAMES, ("queue", "channel"), "week")
    month = Query(NAMES, ("queue", "channel"), "week", date(2025, 3, 1), date(2025, 3, 31))
    equal = evaluate(rolled, week)
    texts = {
        "compiled": sql_of(direct, week),
        "by hand": BY_HAND.format(source=direct.relation("segment"), more=""),
        "rolled": sql_of(rolled, week),
        "month": sql_of(direct, month),
        "month by hand": BY_HAND.format(
            source=direct.relation("segment", "2025-02", "2025-04"),
            more="AND local_day BETWEEN DATE '2025-03-01' AND DATE '2025-03-31'",
        ),
    }
    cursor = direct.cursor()
    fetch = {
        name: (lambda text=text: cursor.sql(text).to_arrow_table()) for name, text in texts.items()
    }
    seconds = alternate(RUNS, **fetch)
    print(
        f"12 measures x queue x channel x week: compiled {seconds['compiled']:.3f} s, by hand "
        f"{seconds['by hand']:.3f} s, ratio {seconds['compiled'] / seconds['by hand']:.3f}"
    )
    cpu = alternate(RUNS, time.process_time, compiled=fetch["compiled"], hand=fetch["by hand"])
    print(
        f"the same in processor time: {cpu['compiled']:.3f} s and {cpu['hand']:.3f} s, ratio "
        f"{cpu['compiled'] / cpu['hand']:.3f}"
    )
    print(f"one month: compiled {seconds['month']:.3f} s, by hand {seconds['month by hand']:.3f} s")
    print(f"from the day roll-up: {seconds['rolled']:.4f} s for {len(equal):,} rows")
    whole = alternate(
        3, rolled=lambda: evaluate(rolled, week), month=lambda: evaluate(rolled, month)
    )
    print(
        f"evaluate() with its rows as objects: all weeks {whole['rolled']:.3f} s, one month {whole['month']:.4f} s"
    )
    same = evaluate(FileLake(folder, rolled=False), week) == equal
    print(f"roll-up and contacts give equal answers: {same}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    if not same:
        sys.exit(1)


if __name__ == "__main__":
    main()
