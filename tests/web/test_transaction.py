"""Actions that the database undid are run again; what deletes much deadlocks with nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from web.processes import ledger

from fiftytwo.web.people.models import Site
from fiftytwo.web.transaction import MOST_TRIES, atomic

COLLIDING = Path(__file__).parent / "colliding.py"


def collide(what: str, environment: dict[str, str]) -> dict:
    words = [sys.executable, str(COLLIDING), what]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_deadlocked_actions_are_run_again_and_erasures_never_deadlock(tmp_path):
    with ledger("postgres", tmp_path) as environment:
        found = collide("crossing", environment)
        assert found.pop("tries") >= 1
        assert found == {"counts": [2, 2], "entries": 2, "broken": []}
        found = collide("erasing", environment)
        assert found == {"left": 0, "absences": 0, "faults": [], "tries": 0, "broken": []}


def test_a_ledger_that_another_program_holds_is_waited_for(tmp_path):
    with ledger("sqlite", tmp_path) as environment:
        found = collide("held", environment)
    assert found["counts"] == [1]
    assert found["tries"] >= 1
    assert found["took_s"] < 10


def test_the_audit_is_looked_at_as_of_one_instant(tmp_path):
    with ledger("postgres", tmp_path) as environment:
        found = collide("looked_at", environment)
    assert found.pop("text").startswith(
        f"all {found.pop('entries') - 1} entries follow one another"
    )
    assert found == {"is_good": True, "tries": 0, "broken": []}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_of_four_who_save_the_same_form_at_once_three_are_told(tmp_path, kind):
    with ledger(kind, tmp_path) as environment:
        found = collide("same_form", environment)
    assert found["broken"] == []
    assert found["name"] in "abcd"
    assert found["told"] == [found["name"]] * 3


class Fails:
    """Ends like SQLite does where its file is held."""

    def __init__(self, text: str = "database is locked") -> None:
        self.text, self.calls = text, 0

    def __call__(self, *_args, **_kwargs) -> None:
        self.calls += 1
        raise OperationalError(self.text)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("text", "tries"), [("database is locked", MOST_TRIES), ("server closed the connection", 1)]
)
def test_tries_are_bounded_and_only_what_was_undone_is_tried_again(monkeypatch, text, tries):
    monkeypatch.setattr("fiftytwo.web.transaction.time.sleep", lambda _s: None)
    fails = Fails(text)
    with pytest.raises(OperationalError, match=text):
        atomic(fails)()
    assert fails.calls == tries


@pytest.mark.django_db(transaction=True)
def test_what_was_stored_or_is_part_of_something_is_not_run_again():
    late, part = Fails(), Fails()

    @atomic
    def store() -> None:
        Site.objects.create(name="a", zone="UTC")
        transaction.on_commit(late)

    with pytest.raises(OperationalError):
        store()
    assert (late.calls, Site.objects.count()) == (1, 1)
    with pytest.raises(OperationalError), transaction.atomic():
        atomic(part)()
    assert part.calls == 1
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_rows_are_given_to_the_next_try_as_they_were(monkeypatch):
    monkeypatch.setattr("fiftytwo.web.transaction.time.sleep", lambda _s: None)
    seen = []

    @atomic
    def rename(site: Site) -> None:
        seen.append((site.pk, site.name, site._state.adding))
        site.name = f"{site.name}!"
        site.save()
        if len(seen) < 3:
            raise OperationalError("database is locked")

    rename(Site(name="a", zone="UTC"))
    assert seen == [(None, "a", True)] * 3
    assert Site.objects.get().name == "a!"
