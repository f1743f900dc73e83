"""How long the explorer takes to answer, each question at first sight and again.

    python benchmarks/bench_explorer.py [--rows CONTACTS] [--folder FOLDER] [--slowest N]

Makes CONTACTS (1,000,000 by default) contacts of 24 months as `bench_measures` does (FOLDER is used
again where it is there) and asks the page for every measure that it offers, with period, step, group
and filter drawn by a fixed seed. At first sight nothing of the answer is kept; the second time it
is. Bound: 95 of 100 within 200 ms. The clock runs around Django's request handling in this
process; processor time counts both cores.
"""

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import django
import numpy as np
from bench_pages import client_of
from made_lake import FileLake, make

from fiftytwo.cli.main import main as fiftytwo
from fiftytwo.measures.catalogue import NAMED

BOUND_MS = 200
STEPS = {"4": ("day", "week", "hour"), "13": ("day", "week"), "26": ("day", "week"), "52": ("week", "month")}  # fmt: skip
GROUPS = ("queue", "channel", "reason", "weekday", "hour")
FILTERS = ("", "", "&queue=Q1", "&channel=email", "&reason=bill")


def questions() -> list[str]:
    """Return an address for every measure, in an order drawn by chance."""
    drawn = random.Random(52)
    found = []
    for name in NAMED:
        weeks = drawn.choice(tuple(STEPS))
        step, by, where = drawn.choice(STEPS[weeks]), drawn.choice(GROUPS), drawn.choice(FILTERS)
        found.append(f"/service/?measure={name}&weeks={weeks}&step={step}&by={by}{where}")
    drawn.shuffle(found)
    return found


def clocks() -> np.ndarray:
    """Return milliseconds on the wall and of processors."""
    return 1000 * np.array([time.perf_counter(), time.process_time()])


def ask(client, address: str) -> np.ndarray:
    """Return how long a page took [ms], on the wall and of processors."""
    started = clocks()
    answer = client.get(address)
    took = clocks() - started
    if answer.status_code != 200:
        sys.exit(f"{address} answered {answer.status_code}")
    return took


def run(workspace: Path, lake: FileLake, slowest: int) -> int:
    """Print how long the questions take; return whether they stay within the bound at first sight."""
    os.environ["FIFTYTWO_WORKSPACE"] = str(workspace)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fiftytwo.web.settings"
    django.setup()
    logging.disable(logging.WARNING)
    from fiftytwo.web.service import queries

    queries.facts = lambda: lake
    client, addresses = client_of("head"), questions()
    ask(client, "/service/?measure=first_response_business_s")  # what a load asks once, for all
    took = {address: (ask(client, address), ask(client, address)) for address in addresses}
    for number, name in enumerate(("at first sight", "again")):
        each = np.array([times[number] for times in took.values()])
        for column, clock in enumerate(("wall", "processors")):
            p50, p95 = np.percentile(each[:, column], (50, 95), method="inverted_cdf")
            print(
                f"{name:14} {clock:10} p50 {p50:5.0f} ms  p95 {p95:5.0f} ms  most {each[:, column].max():5.0f} ms"
            )
    for address in sorted(took, key=lambda a: -took[a][0][1])[:slowest]:
        wall, cpu = took[address][0]
        print(f"  {wall:5.0f} ms, of processors {cpu:5.0f} ms  {address}")
    first = np.array([times[0][1] for times in took.values()])
    return int(np.percentile(first, 95, method="inverted_cdf") > BOUND_MS)


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("--rows", type=int, default=1_000_000)
    reader.add_argument("--folder", type=Path)
    reader.add_argument("--slowest", type=int, default=20)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = given.folder or Path(folder) / "lake"
        make(lake, given.rows)
        workspace = Path(folder) / "desk"
        fiftytwo(["init", "--workspace", str(workspace), "--zone", "Europe/Berlin"])
        return run(workspace, FileLake(lake, rolled=True), given.slowest)


if __name__ == "__main__":
    sys.exit(main())
