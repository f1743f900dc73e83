"""Upkeep of a lake after many small loads: how long, how many files, what opening it costs."""

import argparse
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from contacts import calls

from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.sources.upkeep import tend_lake


def opening_s(lake: Path) -> float:
    """Seconds to open the newest closing record and read a book, cold."""
    found = open_snapshot(lake)
    start = time.perf_counter()
    cold = Snapshot(lake, None, dict(found.versions))
    sql = f"SELECT count(*), sum(lines) FROM {cold.relation('raw_block')}"
    cold.cursor().execute(sql).fetchall()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=150, help="loads of 40 lines")
    loads = min(parser.parse_args().rows, 2000)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        profile = calls.profile_file(root, "column", 'version_column = "changed"')
        space = calls.workspace(root / "space")
        start = time.perf_counter()
        for n in range(loads):
            calls.load(space, calls.write(root / "f.csv", calls.many(40, n * 40)), profile)
        print(f"{loads} loads: {(time.perf_counter() - start) / loads * 1000:.0f} ms each")
        before = calls.content(space)
        files = sum(1 for _ in space.lake.glob("**/*") if _.is_file())
        first = opening_s(space.lake)
        for name, keep in (("usual", timedelta(days=7)), ("keeping nothing", timedelta(0))):
            start = time.perf_counter()
            done = tend_lake(space, keep=keep)
            print(f"upkeep, {name}: {time.perf_counter() - start:.2f} s: {done}")
        left = sum(1 for _ in space.lake.glob("**/*") if _.is_file())
        print(
            f"files {files} -> {left}; reading a book {first * 1000:.0f} -> {opening_s(space.lake) * 1000:.0f} ms"
        )
        start = time.perf_counter()
        assert tend_lake(space, keep=timedelta(0)).joined == 0
        print(f"again, nothing to do: {time.perf_counter() - start:.2f} s")
        assert calls.content(space) == before
        print("every row as before")


if __name__ == "__main__":
    main()
