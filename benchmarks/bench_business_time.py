"""Business time of many stretches: NumPy and the lake's join, one core.

python benchmarks/bench_business_time.py [--rows STRETCHES]
"""

import argparse
import time
from datetime import UTC, datetime

import duckdb
import numpy as np
import pyarrow as pa

from fiftytwo.measures.business_time import (
    BUSINESS_SQL,
    Assigned,
    Opening,
    Schedule,
    Windows,
    micros,
    window_table,
)


def main() -> None:
    """Time both ways over the same stretches of 24 months and compare their sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    begun, until = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    week = tuple(Opening(day, start, end) for day in range(1, 6) for start, end in ((540, 720), (780, 1020)))  # fmt: skip
    windows = Windows.of([Assigned(begun, Schedule("Europe/Berlin", week))], until)
    random = np.random.default_rng(1)
    a = random.integers(micros(begun), micros(until) - 40 * 86_400_000_000, rows)
    b = a + random.integers(0, 40 * 86_400_000_000, rows)
    started = time.perf_counter()
    found = windows.between(a, b)
    numpy_s = time.perf_counter() - started
    connection = duckdb.connect(config={"threads": 1})
    connection.register("opening", window_table({"site": windows}))
    connection.register("given", pa.table({"schedule": pa.array(["site"] * rows), "a": a, "b": b}))
    sql = BUSINESS_SQL.format(rows="given", windows="opening")
    started = time.perf_counter()
    [(total,)] = connection.sql(f"SELECT sum(business_ms) FROM ({sql})").fetchall()
    sql_s = time.perf_counter() - started
    assert abs(total * 1000 / found.sum() - 1) < 1e-9
    print(
        f"numpy {rows / numpy_s / 1e6:.1f} M/s, join {rows / sql_s / 1e6:.2f} M/s, {rows} stretches"
    )


if __name__ == "__main__":
    main()
