"""How long pages take at the server, and how many questions they ask the ledger.

    python benchmarks/bench_pages.py                   the demo company, made in a temporary folder
    python benchmarks/bench_pages.py --workspace DIR   an existing workspace (demo logins needed)
    python benchmarks/bench_pages.py --rows 10000000   a generated lake of so many contacts instead

Bounds: every page <= 12 ledger queries; p95 <= 150 ms over the demo company; over a large lake
p95 <= 300 ms where the day roll-up serves and <= 1 s for the hours of four weeks.
The clock runs around Django's request handling in this process: no network, no browser.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import bench_load
import django

from fiftytwo.base.workspace import open_workspace
from fiftytwo.cli.main import main as fiftytwo
from fiftytwo.sources.load import load_file

SERVED, HOURS = 300, 1000  # bounds [ms] over a large lake

# Who looks at which page, and its bound where it is not that of all pages.
LARGE = [
    ("head", "/", SERVED),
    ("head", "/service/", SERVED),
    ("head", "/service/?measure=aht_s&weeks=52&step=week", SERVED),
    ("head", "/service/?measure=abandonment&weeks=52&step=month&queue=Q07", SERVED),
    ("head", "/service/?measure=offered&weeks=4&step=hour", HOURS),
    ("head", "/service/?measure=wait_p90_s&weeks=4&step=hour", HOURS),
    ("head", "/service/rows/?measure=abandoned", HOURS),
    ("head", "/settings/sources/", SERVED),
]
PAGES = [
    ("head", "/"),
    ("lead", "/"),
    ("planner", "/"),
    ("rep", "/"),
    ("head", "/service/"),
    ("head", "/service/?measure=aht_s&step=day"),
    ("head", "/service/?measure=wait_p90_s&step=week"),
    ("planner", "/plan/"),
    ("rep", "/plan/"),
    ("head", "/settings/sources/"),
]


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(client, connection, capture, address: str, times: int) -> tuple[list[float], int]:
    spent, most = [], 0
    for _ in range(times):
        with capture(connection) as asked:
            started = time.perf_counter()
            answer = client.get(address)
            spent.append(1000 * (time.perf_counter() - started))
        if answer.status_code != 200:
            sys.exit(f"{address} answered {answer.status_code}")
        most = max(most, len(asked))
    return spent, most


def large_lake(workspace: Path, rows: int) -> None:
    """Make a workspace with a head and so many generated contacts."""
    fiftytwo(["init", "--workspace", str(workspace), "--zone", "Europe/Berlin"])
    space = open_workspace(workspace)
    file, profile = workspace.parent / "calls.csv", workspace.parent / "profile.toml"
    bench_load.generate(file, rows)
    profile.write_text(bench_load.PROFILE)
    load_file(space, file, profile=profile)
    file.unlink()


def client_of(role: str):
    """Return a browser of the first account with a role; Django is set up already."""
    from django.test import Client

    from fiftytwo.web.accounts.actions import add_user
    from fiftytwo.web.accounts.models import User
    from fiftytwo.web.accounts.rights import Role

    if not User.objects.exists():
        add_user("head", "Head", [Role.HEAD])
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        User.objects.filter(grants__role=role).order_by("pk").first(),
        backend="fiftytwo.web.signin.backend.LedgerBackend",
    )
    return client


def run(workspace: Path, pages: list[tuple], *, times: int, bound_ms: float) -> int:
    os.environ["FIFTYTWO_WORKSPACE"] = str(workspace)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fiftytwo.web.settings"
    django.setup()
    logging.disable(logging.WARNING)  # a line for each request would bury the table
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    failed = 0
    print(f"{'role':8} {'page':44} {'first':>8} {'median':>8} {'p95':>8} queries")
    for role, address, *own in pages:
        client = client_of(role)
        (first,), _ = measure(client, connection, CaptureQueriesContext, address, 1)
        spent, most = measure(client, connection, CaptureQueriesContext, address, times)
        late = percentile(spent, 0.95)
        failed += late > (own[0] if own else bound_ms) or most > 12
        print(
            f"{role:8} {address:44} {first:8.0f} {statistics.median(spent):8.0f} {late:8.0f} {most}"
        )
    print("all within bounds" if not failed else f"{failed} pages beyond a bound")
    return 1 if failed else 0


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("--workspace", type=Path)
    reader.add_argument("--times", type=int, default=40)
    reader.add_argument("--bound-ms", type=float, default=150)
    reader.add_argument("--page", action="append", help="only these addresses, as the head")
    reader.add_argument("--rows", type=int, help="contacts of a generated lake")
    given = reader.parse_args()
    pages = [("head", address) for address in given.page] if given.page else PAGES
    if given.workspace:
        return run(given.workspace, pages, times=given.times, bound_ms=given.bound_ms)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "demo"
        if given.rows:
            large_lake(workspace, given.rows)
            return run(workspace, LARGE, times=given.times, bound_ms=given.bound_ms)
        if code := fiftytwo(["demo", "--workspace", str(workspace)]):
            return code
        return run(workspace, pages, times=given.times, bound_ms=given.bound_ms)


if __name__ == "__main__":
    sys.exit(main())
