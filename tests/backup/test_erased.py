"""A restore of a backup made before an erasure erases again."""

import sqlite3
from contextlib import closing

from program import run, run_code

from fiftytwo.base.workspace import open_workspace
from fiftytwo.contacts.erasures import LIST
from fiftytwo.contacts.ids import customer_hash
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.raw import open_raw

WHO = "ann3@example.org"


def told(root) -> tuple[int, bool]:
    """How many rows still have the hash, and whether the stored lines still have the address."""
    space = open_workspace(root)
    snapshot = open_snapshot(space.lake)
    mark = customer_hash(space.hash_key, WHO).hex()
    ((rows,),) = snapshot.cursor().execute(
        f"SELECT count(*) FROM {snapshot.relation('case')} WHERE customer_id = unhex('{mark}')"
    ).fetchall()  # fmt: skip
    sql = f"SELECT sha256 FROM {snapshot.relation('raw_file')}"
    shas = [sha for (sha,) in snapshot.cursor().execute(sql).fetchall()]
    data = b""
    for sha in shas:
        with open_raw(space.lake, sha) as file:
            data += file.read()
    return rows, WHO.encode() in data


def test_erased_by_the_list_of_the_replaced_workspace(saved, own):
    dry = run("erase", "customer", WHO, "--dry-run", "--workspace", own)
    assert "It would change:" in dry.stdout
    assert told(own) == (8, True)
    done = run("erase", "customer", "--workspace", own, given=f"{WHO}\n")
    assert "8 rows of case" in done.stdout
    assert WHO not in done.stdout
    assert told(own) == (0, False)
    done = run("restore", saved, "--workspace", own, "--replace")
    assert "erased here too" in done.stdout, done.stderr
    assert told(own) == (0, False)
    assert "1 erasures" in run("erase", "list", "--workspace", own).stdout
    assert run("doctor", "--workspace", own).returncode == 0


def test_erased_by_a_list_that_is_given(saved, own, tmp_path):
    run("erase", "customer", WHO, "--workspace", own)
    root = tmp_path / "elsewhere"
    done = run("restore", saved, "--workspace", root, "--erasures", own / LIST)
    assert done.returncode == 0, done.stderr
    assert told(root) == (0, False)
    plain = tmp_path / "plain"
    run("restore", saved, "--workspace", plain)
    assert told(plain) == (8, True)


def test_a_list_that_is_absent_or_broken_stops_the_restore(saved, tmp_path):
    (tmp_path / "list").write_text("no erasure\n")
    for name in ("list", "absent"):
        done = run("restore", saved, "--workspace", tmp_path / "w", "--erasures", tmp_path / name)
        assert done.returncode == 2
        assert not (tmp_path / "w").exists()


ADD = """
import fiftytwo.web.ready
from fiftytwo.web.people.models import Person
for name in ("Zora", "Bo"):
    Person.objects.create(key=name.lower(), name=name)
"""
ERASE = """
import fiftytwo.web.ready
from datetime import date
from fiftytwo.web.people.models import Person
from fiftytwo.web.privacy.actions import erase_person
person = Person.objects.get(key="zora")
person.left = date(2026, 1, 31)
person.save()
erase_person(person, by=None)
"""


def told_to(root, program: str) -> None:
    run_code(program, FIFTYTWO_WORKSPACE=str(root))


def keys(root) -> list[str]:
    with closing(sqlite3.connect(root / "ledger.sqlite3")) as ledger:
        return [key for (key,) in ledger.execute("SELECT key FROM people_person ORDER BY id")]


def test_a_person_erased_since_is_erased_from_the_restored_ledger(own, tmp_path):
    told_to(own, ADD)
    file = tmp_path / "with-people.zip"
    assert run("backup", file, "--workspace", own).returncode == 0
    told_to(own, ERASE)
    assert keys(own)[0].startswith("erased-")
    assert "zora" not in (own / LIST).read_text()
    done = run("restore", file, "--workspace", own, "--replace")
    assert "erased here too" in done.stdout, done.stderr
    first, second = keys(own)
    assert first.startswith("erased-")
    assert second == "bo"
    assert run("doctor", "--workspace", own).returncode == 0
