"""Backup and restore: the same rows, people and loads afterwards, on either kind of database."""

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psycopg
import pytest
from backup.conftest import FIFTYTWO, run
from contacts import calls

from fiftytwo.base.workspace import open_workspace
from fiftytwo.contacts.lake import open_snapshot


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as packed:
        return {n: packed.read(n) for n in packed.namelist() if n != "manifest.json"}


def exported(root: Path, **environment: str) -> str:
    words = (
        "measures",
        "offered",
        "asa_s",
        "opened",
        "--by",
        "queue,channel",
        "--grain",
        "day",
        "--json",
    )
    done = run(*words, "--workspace", root, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_restored_workspace_is_the_same_byte_by_byte(filled, saved, tmp_path):
    root, again = tmp_path / "back", tmp_path / "again.zip"
    done = run("restore", saved, "--workspace", root)
    assert done.returncode == 0, done.stderr
    assert calls.content(open_workspace(root)) == calls.content(open_workspace(filled))
    assert exported(root) == exported(filled)
    assert (root / "schedules.toml").read_text() == (filled / "schedules.toml").read_text()
    assert run("backup", again, "--workspace", root).returncode == 0
    assert parts(again) == parts(saved)
    assert run("doctor", "--workspace", root).returncode == 0


def test_it_is_for_its_owner_alone_and_says_its_age(saved, tmp_path):
    assert saved.stat().st_mode & 0o777 == 0o600
    root = tmp_path / "back"
    run("restore", saved, "--workspace", root)
    assert (root / "keys" / "hash.key").stat().st_mode & 0o077 == 0
    assert (root / "ledger.sqlite3").stat().st_mode & 0o077 == 0
    run("backup", tmp_path / "new.zip", "--workspace", root)
    assert "0 days old" in run("doctor", "--workspace", root).stdout
    note = root / "backups" / "last.json"
    note.write_text(json.dumps({"made_at": "2020-01-01T00:00:00+00:00"}))
    done = run("doctor", "--workspace", root)
    assert (done.returncode, "make another" in done.stdout) == (1, True)


def test_a_restored_lake_knows_its_loads_and_takes_more(saved, tmp_path):
    root = tmp_path / "back"
    run("restore", saved, "--workspace", root)
    space = open_workspace(root)
    profile = space.profiles / "small_calls.toml"
    later = calls.write(tmp_path / "later.csv", calls.many(30, 120))
    assert calls.load(space, later, profile).state == "seen"
    more = calls.write(tmp_path / "more.csv", calls.many(30, 150))
    assert calls.load(space, more, profile).mapped == 30
    assert run("upkeep", "--workspace", root).returncode == 0


def test_what_is_there_is_replaced_only_when_told_and_kept(filled, saved, own):
    before = calls.content(open_workspace(own))
    extra = calls.write(own.parent / "x.csv", calls.many(9, 700))
    space = open_workspace(own)
    calls.load(space, extra, space.profiles / "small_calls.toml")
    done = run("restore", saved, "--workspace", own)
    assert done.returncode == 2
    assert "--replace" in done.stderr
    done = run("restore", saved, "--workspace", own, "--replace", "--json")
    kept = Path(json.loads(done.stdout)["kept"])
    assert calls.content(open_workspace(own)) == before
    assert calls.rows(
        open_workspace(kept), "SELECT count(*) FROM {contact} WHERE channel = 'voice'"
    ) == [(159,)]


def test_a_running_worker_is_not_replaced(saved, own):
    worker = subprocess.Popen([*FIFTYTWO, "worker", "--workspace", own], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        lock = own / "worker.lock"
        while not (lock.exists() and lock.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        done = run("restore", saved, "--workspace", own, "--replace")
        assert done.returncode == 2
        assert "worker" in done.stderr
    finally:
        worker.terminate()
        worker.wait(30)


def test_a_backup_while_loads_commit_is_one_closed_load(own, tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[3]); from pathlib import Path;"
        "from contacts import calls; from fiftytwo.base.workspace import open_workspace;"
        "s = open_workspace(Path(sys.argv[1])); p = s.profiles / 'small_calls.toml'; print('on', flush=True)\n"
        "for n in range(8): calls.load(s, calls.write(Path(sys.argv[2]), calls.many(10, 1000 + 10 * n)), p)"
    )
    tests = Path(__file__).parents[1]
    loads = subprocess.Popen(
        [sys.executable, "-c", code, own, tmp_path / "f.csv", tests], stdout=subprocess.PIPE
    )
    loads.stdout.readline()
    before = open_snapshot(own / "lake").load_id
    taken = []
    while loads.poll() is None and len(taken) < 2:
        file = tmp_path / f"{len(taken)}.zip"
        assert run("backup", file, "--workspace", own).returncode == 0
        taken.append(file)
    loads.communicate(timeout=120)
    assert loads.returncode == 0
    ids = {before}
    for n, file in enumerate(taken):
        root = tmp_path / f"back{n}"
        assert run("restore", file, "--workspace", root).returncode == 0
        snapshot = open_snapshot(root / "lake")
        ids.add(snapshot.load_id)
        contacts, talked, closed = snapshot.cursor().execute(
            f"SELECT (SELECT count(*) FROM {snapshot.relation('contact')} WHERE channel = 'voice'),"
            f" (SELECT count(DISTINCT contact_id) FROM {snapshot.relation('segment')} WHERE channel = 'voice'),"
            f" (SELECT sum(mapped) FROM {snapshot.relation('load')} WHERE source_id = 'phone')"
        ).fetchall()[0]  # fmt: skip
        assert contacts == talked == closed
        assert run("doctor", "--workspace", root).returncode == 0
    assert len(ids) > 1  # at least one was taken between two loads


@pytest.fixture(scope="module")
def server(postgres):
    return postgres("backup")


def ledger_parts(file: Path) -> dict[str, bytes]:
    return {name: data for name, data in parts(file).items() if name.startswith("ledger/")}


def test_a_ledger_moves_to_postgresql_and_back(saved, server, tmp_path):
    on_server = {"FIFTYTWO_DATABASE_URL": server}
    root, over, back = tmp_path / "pg", tmp_path / "pg.zip", tmp_path / "back"
    done = run("restore", saved, "--workspace", root, **on_server)
    assert done.returncode == 0, done.stderr
    assert not (root / "ledger.sqlite3").exists()
    assert run("doctor", "--workspace", root, **on_server).returncode == 0
    done = run("restore", saved, "--workspace", tmp_path / "second", **on_server)
    assert (done.returncode, "--replace" in done.stderr) == (2, True)
    with psycopg.connect(server, autocommit=True) as ledger:
        assert ledger.execute("SELECT name FROM accounts_user ORDER BY 1").fetchall() == [
            ("Hanna",), ("Priya \u2713",),
        ]  # fmt: skip
        code = (
            "import fiftytwo.web.ready; from fiftytwo.web.accounts.models import User;"
            "print(User.objects.create(username='new', name='New').pk)"
        )
        env = os.environ | on_server | {"FIFTYTWO_WORKSPACE": str(root)}
        made = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
        assert int(made.stdout) > 2  # the sequence goes on after the restored rows
        ledger.execute("DELETE FROM accounts_user WHERE username = 'new'")
    assert run("backup", over, "--workspace", root, **on_server).returncode == 0
    assert ledger_parts(over) == ledger_parts(saved)
    assert run("restore", over, "--workspace", back).returncode == 0
    assert run("doctor", "--workspace", back).returncode == 0
    assert exported(back) == exported(root, **on_server)


def test_an_older_ledger_is_migrated_on_the_way(saved, tmp_path):
    older = tmp_path / "older.zip"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(older, "w") as new:
        about = json.loads(old.read("manifest.json"))
        for name in old.namelist():
            if name not in ("manifest.json", "ledger/saved_savedview.jsonl"):
                new.writestr(name, old.read(name))
        del about["files"]["ledger/saved_savedview.jsonl"]  # before views could be kept
        about["migrations"] = [[app, name] for app, name in about["migrations"] if app != "saved"]
        new.writestr("manifest.json", json.dumps(about))
    root = tmp_path / "back"
    done = run("restore", older, "--workspace", root)
    assert done.returncode == 0, done.stderr
    assert run("doctor", "--workspace", root).returncode == 0


def test_a_killed_restore_is_run_again(saved, tmp_path):
    root = tmp_path / "back"
    shutil.rmtree(root, ignore_errors=True)
    (tmp_path / ".back.restoring" / "lake").mkdir(parents=True)
    (tmp_path / ".back.restoring" / "lake" / "half").write_text("of a killed one")
    assert run("restore", saved, "--workspace", root).returncode == 0
    assert not (root / "lake" / "half").exists()
