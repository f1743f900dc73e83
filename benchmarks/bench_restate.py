"""How long one late day takes until a page shows it: its load, the roll-up in it, the first page.

    python benchmarks/bench_restate.py [--rows 1000000] [--times 3] [--json]

A lake of 24 months is generated and a page made once, as a running server has. Then the lines of
one day come late, again and again another day: half of them correct contacts that are there, half
are new. The clock runs from the load's begin to the page's end, in this process; the page is asked
for the week of that day, and must tell the contacts that the load brought. Bound: 2 s, the median.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import bench_load
import bench_pages
import django

from fiftytwo.base.workspace import open_workspace
from fiftytwo.sources.load import load_file

BOUND_S = 2.0
BEGIN, DAYS = date(2024, 1, 1), 731  # the span of the generated lake
LATE = (640, 500, 300, 200, 100)  # days from its begin that come late


def late_day(file: Path, rows: int, day: int) -> int:
    """Write the lines of a day: as many again as it has; return how many contacts are new."""
    count = max(2, rows // DAYS)
    there = f"(({day} + i::DOUBLE / {count}) / {DAYS} * {rows})::BIGINT"
    key = f"CASE WHEN i % 2 = 0 THEN {there} ELSE {rows} * {1 + day} + i END"
    bench_load.generate(file, count, first=day, span=1, key=key, version=2 + day)
    return count // 2


def offered(answer: bytes) -> int:
    """Return the contacts that the week's page tells."""
    rows = re.findall(r"^(\d[^,]*),,([\d.]+),", answer.decode(), re.M)
    return int(float(rows[-1][1]))


def restate(client, space, folder: Path, rows: int, day: int) -> tuple[float, float, int]:
    """Load a late day and ask for its page; return the seconds of both, and how many were added."""
    at = BEGIN + timedelta(days=day)
    asked = f"/service/?measure=contacts_offered&weeks=4&until={at}"
    table = asked.replace("/service/", "/service/data.csv")
    before = offered(client.get(table).content)
    file = folder / f"late-{day}.csv"
    late_day(file, rows, day)
    started = time.perf_counter()
    report = load_file(space, file, profile=folder / "profile.toml")
    loaded = time.perf_counter()
    answer = client.get(asked)
    ended = time.perf_counter()
    if answer.status_code != 200 or not report.balanced:
        sys.exit(f"{asked} answered {answer.status_code}, balanced: {report.balanced}")
    added = offered(client.get(table).content) - before
    if not added:
        sys.exit(f"{asked} does not tell what was loaded of {at}")
    return loaded - started, ended - loaded, added


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--rows", type=int, default=1_000_000)
    reader.add_argument("--times", type=int, default=3, choices=range(1, len(LATE) + 1))
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, workspace = Path(name), Path(name) / "space"
        bench_pages.large_lake(workspace, given.rows)
        os.environ["FIFTYTWO_WORKSPACE"] = str(workspace)
        os.environ["DJANGO_SETTINGS_MODULE"] = "fiftytwo.web.settings"
        django.setup()
        client = bench_pages.client_of("head")
        client.get("/service/")
        space = open_workspace(workspace)
        found = [restate(client, space, folder, given.rows, day) for day in LATE[: given.times]]
    whole = statistics.median(load + page for load, page, _added in found)
    figures = {
        "rows": given.rows,
        "lines": max(2, given.rows // DAYS),
        "added": [added for _load, _page, added in found],
        "load_s": round(statistics.median(load for load, _page, _added in found), 3),
        "page_s": round(statistics.median(page for _load, page, _added in found), 3),
        "restate_s": round(whole, 3),
        "bound_s": BOUND_S,
    }
    print(json.dumps(figures) if given.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))
    return 0 if whole <= BOUND_S else 1


if __name__ == "__main__":
    sys.exit(main())
