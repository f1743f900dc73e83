"""Business time of many stretches: NumPy, the lake's look-up, and whole measures, in processor seconds.

python benchmarks/bench_business_time.py [--rows STRETCHES]
"""

import argparse
import time
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from fiftytwo.contacts.tables import TABLES
from fiftytwo.measures.business_sql import ASSIGNED, OPENING, TIMED
from fiftytwo.measures.business_time import Windows, micros
from fiftytwo.measures.evaluate import HOLDER, Query, evaluate
from fiftytwo.measures.schedules import read_schedules

HOURS = """
[schedules.office]
zone = "Europe/Berlin"
hours = [{ mon-fri = ["09:00-12:00", "13:00-17:00"] }]
[schedules.far]
zone = "America/New_York"
hours = [{ mon-sat = ["08:00-20:00"] }]
[[holds]]
schedule = "office"
[[holds]]
schedule = "far"
queues = ["Far"]
"""
BEGUN, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
# Cases of 26 months: one in ten goes to the other queue, each has four states and two solutions.
CASES = """
CREATE TABLE made AS SELECT i, md5(CAST(i AS VARCHAR))::BLOB AS case_id,
  make_timestamptz(CAST(1704067200000000 + hash(i) % 64000000000000 AS BIGINT)) AS began,
  CASE WHEN hash(i, 1) % 10 < 3 THEN 'Far' ELSE 'Near' END AS queue, hash(i, 2) % 10 = 0 AS moves,
  to_hours(CAST(hash(i, 3) % 200 AS BIGINT)) AS step FROM range({cases}) AS t(i);
INSERT INTO fact_case BY NAME SELECT case_id, 'desk' AS source_id, queue, 'email' AS channel, began AS created_at,
  CAST(began AS DATE) AS local_day, 0 AS local_minute, began + step AS first_solved_at, began + 4 * step AS last_solved_at,
  CAST(began + 4 * step AS DATE) AS solved_day, 0 AS solved_minute, began AS response_from,
  CAST(epoch_ms(began + step) - epoch_ms(began) AS BIGINT) AS first_response_ms, true AS is_counted, '2025-01' AS month,
  list_transform([2, 2, 4, 2], lambda w, n: {{'what': w, 'a': epoch_us(began + (n - 1) * step), 'b': epoch_us(began + n * step)}}) AS stretches FROM made;
INSERT INTO case_interval BY NAME SELECT case_id, 'status_category' AS attribute, value, began + n * step AS started_at,
  began + (n + 1) * step AS ended_at, '2025-01' AS month
FROM made, (VALUES (0, 'new'), (1, 'open'), (2, 'waiting_customer'), (3, 'open')) AS s(n, value);
INSERT INTO case_interval BY NAME SELECT case_id, 'queue' AS attribute, CASE WHEN moves AND n = 0 THEN 'Near' ELSE queue END AS value,
  began + n * step AS started_at, '2025-01' AS month FROM made, (VALUES (0), (1)) AS s(n) WHERE n = 0 OR moves;
INSERT INTO case_flow BY NAME SELECT case_id, 'desk' AS source_id, began AS at, CAST(began AS DATE) AS local_day, 0 AS local_minute,
  1 AS change, 'opened' AS cause, queue, '2025-01' AS month FROM made;
INSERT INTO segment BY NAME SELECT case_id AS contact_id, 'main' AS leg, 1 AS seq, 'wait' AS kind, queue, 'email' AS channel,
  'inbound' AS direction, began AS started_at, CAST(epoch_ms(began + step) - epoch_ms(began) AS BIGINT) AS duration_ms,
  CAST(began AS DATE) AS local_day, 0 AS local_minute, 'replied' AS end_reason, true AS is_counted, false AS first_wait, true AS next_wait,
  'desk' AS source_id, '2025-01' AS month FROM made;
"""
# measure → stretches a case
MEASURES = {
    "first_response_business_s": 1,
    "next_response_business_s": 1,
    "resolution_business_s": 6,  # read together: two solutions and four states
    "requester_wait_last_schedule_s": 6,
}

TURNS = 3


class Cases:
    """A lake in memory with so many solved cases."""

    schedules = HOURS

    def __init__(self, cases: int) -> None:
        self.load_id = "bench"
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("SET TimeZone = 'UTC'")
        for name, schema in TABLES.items():
            self.connection.register("given", schema.empty_table())
            self.connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')
        self.connection.execute(CASES.format(cases=cases))

    def cursor(self) -> Any:
        """Return the connection."""
        return self.connection

    def relation(self, table: str, *_months: str | None) -> str:
        """Return the table, whole."""
        return f'(SELECT * FROM "{table}")'


def main() -> None:
    """Time every way; the look-up's sum is that of NumPy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    _stretches(rows)
    lake = Cases(rows // 2)
    evaluate(lake, Query(("opened",)))  # what is looked up once a load
    for name, each in MEASURES.items():
        spent = [_asked(lake, name, rows // 2) for _ in range(TURNS)]
        stretches = rows // 2 * each / 1e6
        print(f"{name}: {stretches / min(spent):.2f} M stretches/s; at first, with plan and hours laid out, {stretches / spent[0]:.2f}")  # fmt: skip


def _asked(lake: Cases, name: str, cases: int) -> float:
    """Return the processor seconds of one whole measure, from the question to its answer."""
    started = time.process_time()
    [row] = evaluate(lake, Query((name,)))
    spent = time.process_time() - started
    assert row.values[name].n == cases
    return spent


def _stretches(rows: int) -> None:
    schedules = read_schedules(HOURS)
    random = np.random.default_rng(1)
    a = random.integers(micros(BEGUN), micros(UNTIL) - 40 * 86_400_000_000, rows)
    b = a + random.integers(0, 40 * 86_400_000_000, rows)
    queue = np.where(random.random(rows) < 0.3, "Far", "Near")
    expected = numpy_s = 0.0
    for name in ("Near", "Far"):
        windows = Windows.of(schedules.history(name, None), UNTIL)
        here = queue == name
        started = time.process_time()
        expected += windows.between(a[here], b[here]).sum()
        numpy_s += time.process_time() - started
    connection = duckdb.connect(config={"threads": 1})
    given = pa.table({"queue": queue, "channel": pa.nulls(rows, pa.string()), "a": a, "b": b})
    connection.register("arrow", given)
    connection.execute("CREATE TABLE given AS SELECT * FROM arrow")
    started = time.process_time()
    sql = TIMED.format(rows="SELECT * FROM given", schedule=ASSIGNED)
    sql = HOLDER.sub(lambda name: OPENING[name[1]](schedules, (BEGUN, UNTIL)), sql)
    [(total, lost)] = connection.sql(
        f"SELECT sum(business_ms), count(*) - count(business_ms) FROM ({sql})"
    ).fetchall()
    sql_s = time.process_time() - started
    assert lost == 0
    assert abs(total * 1000 / expected - 1) < 1e-6
    print(f"numpy {rows / numpy_s / 1e6:.1f} M/s, look-up {rows / sql_s / 1e6:.2f} M/s, {rows} stretches")  # fmt: skip


if __name__ == "__main__":
    main()
