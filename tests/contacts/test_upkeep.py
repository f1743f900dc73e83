"""Upkeep of the lake: no row changes, readers go on, and a kill anywhere is made good."""

import os
import shutil
import signal
import time
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from contacts import calls
from deltalake import DeltaTable
from program import run_code

from fiftytwo.base.workspace import open_workspace
from fiftytwo.contacts.commit import committed
from fiftytwo.contacts.digest import altered_months, kept_digests
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.steps import UPKEEP_STEPS
from fiftytwo.sources.upkeep import tend_lake

AT_ONCE = timedelta(0)
LOADS = 17  # more than make a log or a book long
BOOKS = ("raw_file", "raw_block", "ignored", "quarantine", "load_day", "load")
CODE = (
    "import sys; from pathlib import Path; from datetime import timedelta;"
    "from fiftytwo.base.workspace import open_workspace;"
    "from fiftytwo.sources.upkeep import tend_lake;"
    "tend_lake(open_workspace(Path(sys.argv[1])), keep=timedelta(0))"
)


@pytest.fixture(scope="module")
def many_loads(tmp_path_factory):
    """A workspace after many small loads, and their files."""
    folder = tmp_path_factory.mktemp("many")
    profile = calls.profile_file(folder, "column", 'version_column = "changed"')
    space = calls.workspace(folder / "space")
    for n in range(LOADS):
        bad = [calls.line(9000 + n, result="TEST"), *([calls.line(9500, wait="x")] * (n == 3))]
        file = calls.write(folder / f"{n}.csv", [*calls.many(40, n * 40), *bad])
        calls.load(space, file, profile)
    return space.root, folder, profile


@pytest.fixture
def own(many_loads, tmp_path):
    root, folder, profile = many_loads
    return open_workspace(shutil.copytree(root, tmp_path / "space")), folder, profile


def books(space) -> dict[str, list]:
    snapshot = open_snapshot(space.lake)
    return {
        table: sorted(
            map(repr, snapshot.cursor().sql(
                f"SELECT * FROM {snapshot.relation(table)} WHERE true"
                + (" AND state <> 'upkeep'" if table == "load" else "")
            ).to_arrow_table().to_pylist())
        )
        for table in BOOKS
    }  # fmt: skip


def files(space) -> set[str]:
    return {
        str(p.relative_to(space.lake)) for p in space.lake.glob("**/*.parquet")
        if "_delta_log" not in p.parts
    }  # fmt: skip


def used(space) -> set[str]:
    snapshot = open_snapshot(space.lake)
    return {
        str(Path(path).relative_to(space.lake))
        for table in snapshot.versions
        for _, path in snapshot.files(table)
    }


def test_every_row_stays_and_only_used_files_are_left(own):
    space, _, _ = own
    before, told = calls.content(space), books(space)
    orphan = space.lake / "contact" / "month=2026-01" / "killed.parquet"
    orphan.write_bytes(b"left by a killed load")
    raw = space.lake / "raw" / f"{'0' * 64}.zst"
    raw.write_bytes(b"stored, and its load died before it was noted")
    done = tend_lake(space, keep=AT_ONCE)
    assert (calls.content(space), books(space)) == (before, told)
    assert done.joined == 5 * LOADS  # every load wrote one file of each, but one of quarantine
    assert not orphan.exists()
    assert not raw.exists()
    assert files(space) == used(space)
    snapshot = open_snapshot(space.lake)
    assert len(snapshot.files("load")) == 2
    assert {len(snapshot.files(t)) for t in BOOKS[:4]} == {1}


def test_again_does_nothing(own):
    space, _, _ = own
    tend_lake(space, keep=AT_ONCE)
    there, newest = files(space), open_snapshot(space.lake).load_id
    again = tend_lake(space, keep=AT_ONCE)
    assert (again.joined, again.removed) == (0, 0)
    assert (files(space), open_snapshot(space.lake).load_id) == (there, newest)


def test_files_of_the_last_days_stay_and_older_ones_go(own):
    space, _, _ = own
    there = files(space)
    assert tend_lake(space).removed == 0
    assert there <= files(space)
    orphan = space.lake / "contact" / "month=2026-01" / "killed.parquet"
    orphan.write_bytes(b"left")
    assert tend_lake(space).removed == 0
    old = time.time() - 8 * 86400
    os.utime(orphan, (old, old))
    assert tend_lake(space).removed == 1
    assert not orphan.exists()


def test_a_reader_with_a_pinned_snapshot_keeps_its_rows(own):
    space, folder, profile = own
    pinned = open_snapshot(space.lake)
    calls.load(space, calls.write(folder / "late.csv", calls.many(60, 5000)), profile)
    tend_lake(space)
    for table in pinned.versions:
        assert pinned.cursor().sql(f"SELECT count(*) FROM {pinned.relation(table)}").fetchall()
    (count,) = (
        pinned.cursor().execute(f"SELECT count(*) FROM {pinned.relation('contact')}").fetchall()
    )
    assert count == (LOADS * 40,)


def test_logs_are_summed_up_and_still_know_every_load(own):
    space, folder, profile = own
    ids = [r[0] for r in calls.rows(space, "SELECT load_id FROM {load}", ("load",))]
    assert tend_lake(space, keep=AT_ONCE).checkpoints >= len(BOOKS)
    log = space.lake / "contact" / "_delta_log"
    assert len(list(log.glob("*.json"))) == 1
    assert len(list(log.glob("*.checkpoint.parquet"))) == 1
    assert all(committed(space.lake, "load", load_id) is not None for load_id in ids)
    again = calls.load(space, folder / "3.csv", profile)
    assert (again.state, again.raw) == ("seen", 42)
    calls.load(space, calls.write(folder / "next.csv", calls.many(10, 7000)), profile)
    assert DeltaTable(str(space.lake / "contact")).version() > 0
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(LOADS * 40 + 10,)]


@pytest.mark.parametrize("step", UPKEEP_STEPS)
def test_killed_at_every_step_and_run_again(own, step):
    space, _, _ = own
    before, told = calls.content(space), books(space)
    killed = run_code(CODE, space.root, FIFTYTWO_KILL_AT=step)
    assert killed.returncode == -signal.SIGKILL
    assert (calls.content(space), books(space)) == (before, told)
    tend_lake(space, keep=AT_ONCE)
    assert (calls.content(space), books(space)) == (before, told)
    assert files(space) == used(space)


@pytest.mark.parametrize("step", ["upkeep_table_committed", "upkeep_half_removed"])
def test_a_load_after_a_killed_upkeep_loses_nothing(own, step):
    space, folder, profile = own
    killed = run_code(CODE, space.root, FIFTYTWO_KILL_AT=step)
    assert killed.returncode == -signal.SIGKILL
    calls.load(space, calls.write(folder / "after.csv", calls.many(10, 8000)), profile)
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(LOADS * 40 + 10,)]
    assert calls.rows(space, "SELECT count(*) FROM {raw_file}", ("raw_file",)) == [(LOADS + 1,)]
    assert calls.rows(space, "SELECT count(*) FROM {ignored}", ("ignored",)) == [(LOADS,)]


def test_digests_notice_a_row_that_no_load_changed(own):
    space, folder, profile = own
    tend_lake(space)
    kept = kept_digests(open_snapshot(space.lake))
    months = sum(map(len, kept.values()))
    assert altered_months(open_snapshot(space.lake)) == ([], months)
    calls.load(space, calls.write(folder / "d.csv", [calls.line(9100)]), profile)
    tend_lake(space)
    again = kept_digests(open_snapshot(space.lake))
    assert again["contact"]["2026-01"] == kept["contact"]["2026-01"]
    assert again["contact"]["2026-03"] != kept["contact"]["2026-03"]
    month, path = open_snapshot(space.lake).files("contact")[0]
    rows = pq.read_table(path, partitioning=None)
    changed = rows.set_column(
        rows.column_names.index("queue"), "queue", pa.array(["Sale"] * rows.num_rows)
    )
    pq.write_table(changed, path)
    assert altered_months(open_snapshot(space.lake))[0] == [f"contact {month}"]
