"""Business time of many stretches: NumPy and the lake's join, in processor seconds.

python benchmarks/bench_business_time.py [--rows STRETCHES]
"""

import argparse
import time
from datetime import UTC, datetime

import duckdb
import numpy as np
import pyarrow as pa

from fiftytwo.measures.business_sql import OPENING, TIMED
from fiftytwo.measures.business_time import Windows, micros
from fiftytwo.measures.evaluate import HOLDER
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


def main() -> None:
    """Time both ways over the same stretches of 26 months and compare their sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    schedules = read_schedules(HOURS)
    begun, until = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    random = np.random.default_rng(1)
    a = random.integers(micros(begun), micros(until) - 40 * 86_400_000_000, rows)
    b = a + random.integers(0, 40 * 86_400_000_000, rows)
    queue = np.where(random.random(rows) < 0.3, "Far", "Near")
    expected = 0.0
    numpy_s = 0.0
    for name in ("Near", "Far"):
        windows = Windows.of(schedules.history(name, None), until)
        here = queue == name
        started = time.process_time()
        expected += windows.between(a[here], b[here]).sum()
        numpy_s += time.process_time() - started
    connection = duckdb.connect(config={"threads": 1})
    given = pa.table({"queue": queue, "channel": pa.nulls(rows, pa.string()), "a": a, "b": b})
    connection.register("arrow", given)
    connection.execute("CREATE TABLE given AS SELECT * FROM arrow")
    started = time.process_time()
    sql = HOLDER.sub(lambda name: OPENING[name[1]](schedules, (2024, 2026)), TIMED.format(rows="SELECT * FROM given"))  # fmt: skip
    [(total, lost)] = connection.sql(
        f"SELECT sum(business_ms), count(*) - count(business_ms) FROM ({sql})"
    ).fetchall()
    sql_s = time.process_time() - started
    assert lost == 0
    assert abs(total * 1000 / expected - 1) < 1e-6
    print(
        f"per processor second: numpy {rows / numpy_s / 1e6:.1f} M, join {rows / sql_s / 1e6:.2f} M of {rows} stretches"
    )


if __name__ == "__main__":
    main()
