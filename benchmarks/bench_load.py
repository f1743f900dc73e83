"""Load a generated call log and print rows per second, beside DuckDB's plain copy of the same lines.

    python benchmarks/bench_load.py [--rows 1000000] [--folder DIR] [--json]

Every step runs in a process of its own, so that its greatest memory can be told. 24 months,
time-ordered, 0.2 % bad rows of four kinds. Steps: plain copy to Parquet, first load, the same file
again, 50,000 late rows in 3 of the 24 months.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from fiftytwo.base.workspace import create_workspace, open_workspace
from fiftytwo.sources.load import load_file

LATE, FIRST, SPAN = 50_000, 305, 90  # rows, day they begin, days: November to January
PROFILE = """
name = "bench_calls"
kind = "contacts"
source = "bench"
zone = "Europe/Berlin"
fold = "first"
gap = "shift"
version = "column"
version_column = "changed"
key = ["call_id"]

[time]
date = "date"
formats = ["iso"]

[contact]
channel = { column = "channel" }
queue = "queue"
agent = "agent"
customer = "customer"
started_at = { time = "time" }
outcome = { column = "outcome", map = { AGENT = "handled", HANG = "abandoned_queue", PHANTOM = "abandoned_ivr" } }

[[segment]]
kind = "ivr"
keep_zero = false
duration = { column = "ivr_s", unit = "s" }

[[segment]]
kind = "wait"
keep_zero = false
duration = { column = "wait_s", unit = "s" }

[[segment]]
kind = "talk"
when = { outcome = "AGENT" }
duration = { column = "talk_s", unit = "s" }

[[segment]]
kind = "wrap"
when = { outcome = "AGENT" }
keep_zero = false
duration = { column = "wrap_s", unit = "s" }
"""

ROWS = """
COPY (
  WITH r AS (SELECT range AS i, hash(range) AS h, hash(range + 7919) AS g, hash(range * 31 + 5) AS k
             FROM range({rows})),
  t AS (SELECT *, make_timestamp(1704067200000000
          + (({first} + i::DOUBLE / {rows} * {span}) * 86400 * 1e6)::BIGINT) AS at0 FROM r)
  SELECT {key} AS call_id,
    CASE WHEN i % 2000 = 7 THEN '2024-13-45' ELSE strftime(at0, '%Y-%m-%d') END AS date,
    strftime(at0, '%H:%M:%S') AS "time",
    CASE WHEN h % 100 < 78 THEN 'voice' WHEN h % 100 < 92 THEN 'chat' ELSE 'callback' END AS channel,
    'Q' || lpad((g % 24)::VARCHAR, 2, '0') AS queue,
    CASE WHEN h % 1000 >= 180 THEN 'A' || lpad((k % 400)::VARCHAR, 4, '0') END AS agent,
    CASE WHEN g % 100 < 88 THEN 'C' || ((k // 1000) % 1500000)::VARCHAR END AS customer,
    CASE WHEN i % 2000 = 1007 THEN 'ZZZ' WHEN h % 1000 >= 180 THEN 'AGENT'
         WHEN h % 1000 < 130 THEN 'HANG' ELSE 'PHANTOM' END AS outcome,
    CASE WHEN i % 2000 = 507 THEN 'x' WHEN (g // 64) % 4 = 0 THEN ((g // 256) % 60)::VARCHAR
         ELSE '0' END AS ivr_s,
    CASE WHEN i % 2000 = 1507 THEN '-5' WHEN (k // 7) % 100 < 97
         THEN ((-45 * ln(1 - ((k // 97) % 100000) / 100001.0))::INT)::VARCHAR ELSE '0' END AS wait_s,
    CASE WHEN h % 1000 >= 180
         THEN 20 + (-240 * ln(1 - ((h // 4096) % 100000) / 100001.0))::INT ELSE 0 END AS talk_s,
    CASE WHEN h % 1000 >= 180 AND (h // 512) % 2 = 0 THEN 5 + (h // 65536) % 90 ELSE 0 END AS wrap_s,
    {version} AS changed
  FROM t ORDER BY i
) TO '{out}' (HEADER, DELIMITER ',')
"""


def generate(
    out: Path, rows: int, *, first: int = 0, span: int = 731, key: str = "i", version: int = 1
) -> None:
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '2GB'")
    connection.execute(
        ROWS.format(rows=rows, out=out, first=first, span=span, key=key, version=version)
    )


def step_copy(folder: Path, file: Path) -> dict[str, object]:
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '1GB'")
    start, cpu = time.perf_counter(), time.process_time()
    connection.execute(
        f"COPY (SELECT * FROM read_csv('{file}', all_varchar = true)) TO '{folder / 'plain.parquet'}'"
        " (FORMAT parquet, COMPRESSION zstd)"
    )
    return {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}


def step_load(folder: Path, file: Path) -> dict[str, object]:
    space = open_workspace(folder / "space")
    start, cpu = time.perf_counter(), time.process_time()
    report = load_file(space, file, profile=folder / "profile.toml")
    assert report.balanced
    spent = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    return {**spent, **report.as_json()}


def peak_mb() -> int:
    """The greatest resident size of this process; `ru_maxrss` would count the one it came from."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run_step(name: str, folder: Path, file: Path) -> dict[str, object]:
    words = [sys.executable, __file__, "--step", name, "--folder", str(folder), "--file", str(file)]
    return json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step", choices=("copy", "load"))
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.step:
        result = {"copy": step_copy, "load": step_load}[given.step](given.folder, given.file)
        result["peak_mb"] = peak_mb()
        print(json.dumps(result))
        return
    folder = Path(tempfile.mkdtemp(dir=given.folder))
    try:
        figures = measure(folder, given.rows)
    finally:
        shutil.rmtree(folder)
    print(json.dumps(figures) if given.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))


def measure(folder: Path, rows: int) -> dict[str, object]:
    file, late = folder / "calls.csv", folder / "late.csv"
    generate(file, rows)
    # Half of them correct the contact that stands at their time, half were never seen before.
    there = f"(({FIRST} + i::DOUBLE / {LATE} * {SPAN}) / 731 * {rows})::BIGINT"
    key = f"CASE WHEN i % 2 = 0 THEN {there} ELSE {rows} + i END"
    generate(late, LATE, first=FIRST, span=SPAN, key=key, version=2)
    (folder / "profile.toml").write_text(PROFILE)
    create_workspace(folder / "space")
    copies = [run_step("copy", folder, file)]
    first = run_step("load", folder, file)
    copies.append(run_step("copy", folder, file))
    again = run_step("load", folder, file)
    later = run_step("load", folder, late)
    copy, copy_cpu = (sum(c[n] for c in copies) / len(copies) for n in ("seconds", "cpu"))
    return {
        "rows": rows,
        "load_s": round(first["seconds"], 2),
        "rows_per_s": round(rows / first["seconds"]),
        "plain_copy_s": round(copy, 2),
        "times_plain_copy": round(first["seconds"] / copy, 2),
        "times_plain_copy_cpu": round(first["cpu"] / copy_cpu, 2),
        "peak_mb": first["peak_mb"],
        "quarantined": first["quarantined"],
        "again_s": round(again["seconds"], 2),
        "again_share": round(again["seconds"] / first["seconds"], 3),
        "late_50k_s": round(later["seconds"], 2),
        "late_50k_cpu_s": round(later["cpu"], 2),
        "late_mapped": later["mapped"],
        "late_peak_mb": later["peak_mb"],
    }


if __name__ == "__main__":
    main()
