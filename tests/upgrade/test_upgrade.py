"""A workspace of a released version, upgraded by a real process, also when that is killed."""

import signal
import sqlite3
import tarfile
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from contacts import calls
from deltalake import DeltaTable
from measures.hours import ALWAYS_OPEN
from program import run
from sources.flags import UNTOLD

from fiftytwo.base.workspace import SCHEMA, open_workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.steps import UPGRADE_STEPS
from fiftytwo.contacts.tables import DERIVED, SCHEMAS
from fiftytwo.measures.evaluate import Query, evaluate

RELEASED = Path(__file__).parents[1] / "fixtures" / "workspaces" / "schema-1.tar.xz"


def unpack(folder: Path) -> Path:
    with tarfile.open(RELEASED) as packed:
        packed.extractall(folder, filter="data")
    for key in (folder / "workspace" / "keys").iterdir():
        key.chmod(0o600)
    return folder / "workspace"


@pytest.fixture
def released(tmp_path) -> Path:
    return unpack(tmp_path)


def spoil(root: Path) -> None:
    """Make the derived tables wrong, as an older definition would have them."""
    snapshot = open_snapshot(root / "lake")
    for table in DERIVED:
        for _, path in snapshot.files(table):
            rows = snapshot.cursor().sql(f"SELECT * FROM '{path}' LIMIT 1").to_arrow_table()
            names = [n for n in rows.column_names if n != "month"]
            part = Path(path).with_suffix(".part")
            pq.write_table(rows.select(names), part)
            part.replace(path)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    root = unpack(tmp_path_factory.mktemp("upgraded"))
    before = calls.content(open_workspace(root))
    done = run("upgrade", "--workspace", root)
    assert done.returncode == 0, done.stderr
    return root, before, calls.content(open_workspace(root))


def test_serve_refuses_the_older_one_with_what_to_do(released):
    done = run("serve", "--workspace", released)
    assert done.returncode == 2
    assert "fiftytwo upgrade --workspace" in done.stderr
    assert done.stderr.count("\n") == 1


def test_loads_and_measures_refuse_older_tables_with_what_to_do(released, tmp_path):
    before = calls.content(open_workspace(released))
    more = calls.write(tmp_path / "more.csv", calls.many(30, 150))
    for words in (("load", more, "--profile", "small_calls"), ("measures", "next_response_s")):
        done = run(*words, "--workspace", released)
        assert done.returncode == 2
        assert f"fiftytwo upgrade --workspace {released}" in done.stderr.replace("\n", " ")
    assert calls.content(open_workspace(released)) == before


def test_all_rows_and_people_are_there_afterwards(upgraded):
    root, before, after = upgraded
    # What was loaded is as it was, with columns added since; cases are told anew, and the roll-up
    # holds the contacts of cases since.
    changed = {t for t, digest in after.items() if digest != before[t]}
    assert changed == {"contact", "segment", "fact_case", "case_flow", "rollup_day"}
    assert open_workspace(root).schema == SCHEMA
    with sqlite3.connect(root / "ledger.sqlite3") as ledger:
        names = ledger.execute("SELECT name FROM accounts_user ORDER BY username").fetchall()
    ledger.close()
    assert names == [("Hanna",), ("Priya \u2713",)]
    assert len(list((root / "backups").iterdir())) == 1
    assert run("doctor", "--workspace", root).returncode == 0
    assert "up to date" in run("upgrade", "--workspace", root).stdout


def test_rows_that_were_loaded_before_are_told_what_tables_got_since(upgraded):
    root, _, _ = upgraded
    space = open_workspace(root)
    told = "SELECT count(*), count(next_wait), count(only_wait) FROM {segment}"
    [(rows, *known)] = calls.rows(space, told, ["segment"])
    assert rows > 0
    assert known == [rows, rows]
    assert calls.rows(space, UNTOLD, ["segment", "contact"]) == []


def test_every_table_carries_its_number(upgraded):
    root, _, _ = upgraded
    snapshot = open_snapshot(root / "lake")
    for table, version in snapshot.versions.items():
        handle = DeltaTable(str(root / "lake" / table), version=version)
        assert handle.metadata().description == f"schema {SCHEMAS[table]}"


def test_derived_tables_are_rebuilt_from_the_canonical_ones(released, upgraded):
    _, _, want = upgraded
    spoil(released)
    assert calls.content(open_workspace(released)) != want
    done = run("upgrade", "--workspace", released)
    assert done.returncode == 0, done.stderr
    assert calls.content(open_workspace(released)) == want


TIMES = ("resolution_first", "resolution", "resolution_active", "requester_wait", "agent_work")


def test_business_time_is_told_of_what_an_older_version_loaded(upgraded):
    # Where nothing ever closes, business time is time: also by each queue, also by today's hours.
    root, _, _ = upgraded
    names = [f"{t}{rule}_p90_s" for t in TIMES for rule in ("", "_business", "_last_schedule")]
    snapshot = replace(open_snapshot(root / "lake"), schedules=ALWAYS_OPEN)
    [row] = evaluate(snapshot, Query(tuple(names)))
    for stem in TIMES:
        plain, *timed = (
            row.values[f"{stem}{r}_p90_s"] for r in ("", "_business", "_last_schedule")
        )
        assert plain.n > 0
        assert [(v.value, v.n) for v in timed] == [(plain.value, plain.n)] * 2


def test_what_was_loaded_is_known_and_more_can_be_loaded(released, tmp_path):
    run("upgrade", "--workspace", released)
    space = open_workspace(released)
    file = calls.write(tmp_path / "later.csv", calls.many(30, 120))
    profile = space.profiles / "small_calls.toml"
    assert calls.load(space, file, profile).state == "seen"
    more = calls.write(tmp_path / "more.csv", calls.many(30, 150))
    assert calls.load(space, more, profile).mapped == 30


QUICK = ("upgrade_ledger_migrated", "upgrade_table_committed")


@pytest.mark.parametrize(
    "step",
    [s if s in QUICK else pytest.param(s, marks=pytest.mark.soak) for s in UPGRADE_STEPS],
)
def test_killed_at_every_step_and_run_again(released, upgraded, step):
    _, before, want = upgraded
    killed = run("upgrade", "--workspace", released, FIFTYTWO_KILL_AT=step)
    assert killed.returncode == -signal.SIGKILL
    assert run("serve", "--workspace", released).returncode == 2
    is_closed = step == "upgrade_lake_closed"
    assert calls.content(open_workspace(released)) == (want if is_closed else before)
    assert run("upgrade", "--workspace", released).returncode == 0
    assert calls.content(open_workspace(released)) == want
    assert run("doctor", "--workspace", released).returncode == 0


def test_a_newer_table_is_refused(upgraded, tmp_path):
    root = unpack(tmp_path)
    run("upgrade", "--workspace", root)
    handle = DeltaTable(str(root / "lake" / "load"))
    handle.alter.set_table_description("schema 99")
    for command in ("serve", "upgrade"):
        done = run(command, "--workspace", root)
        assert (done.returncode, "newer" in done.stderr) == (2, True)
