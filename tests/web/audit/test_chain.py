"""The chain holds, finds every kind of tampering, and its rows are only ever added."""

import json
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from fiftytwo.base.errors import BrokenError
from fiftytwo.privacy.errors import RuleError
from fiftytwo.web.audit import guard
from fiftytwo.web.audit.actions import erase_details, prune, record, record_read
from fiftytwo.web.audit.models import About, Actor, Checkpoint, Detail, Entry, Head
from fiftytwo.web.audit.queries import about, verify


@pytest.fixture
def five(users, company):
    """Five entries more: by the head about Yusuf, and one read by his lead."""
    yusuf = company["yusuf"].pk
    for at in range(4):
        record("people.add", by=users["head"], whose=[yusuf], before={"n": at}, after={"n": at + 1})
    record_read("own_measure", by=users["lead"], whose=[yusuf], purpose="operation")
    return Entry.objects.count()


def tamper(sql: str, *values: object) -> None:
    """Write past the application, as somebody with the database's password would."""
    with connection.cursor() as cursor:
        for statement in guard.drop_statements(connection.vendor):
            cursor.execute(statement)
        cursor.execute(sql, values)


def test_a_chain_that_nobody_touched_holds(five):
    found = verify()
    assert found.faults == ()
    assert found.entries == five
    assert found.head == Entry.objects.first().hash


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit_entry SET action = 'plans.keep' WHERE number = %s", "changed"),
        ("UPDATE audit_entry SET actor = 'nobody' WHERE number = %s", "changed"),
        ("UPDATE audit_entry SET at = '2026-01-01 00:00:00' WHERE number = %s", "changed"),
        ("UPDATE audit_detail SET content = '{}' WHERE entry_id = %s", "details of entry 3 were"),
        ("UPDATE audit_detail SET salt = 'x' WHERE entry_id = %s", "details of entry 3 were"),
        (
            "UPDATE audit_detail SET content = '', salt = '', erased_by = 1 WHERE entry_id = %s",
            "which says 0",
        ),
        ("DELETE FROM audit_detail WHERE entry_id = %s", "gone without an erasure"),
    ],
)
def test_a_changed_entry_is_found(five, sql, fault):
    if sql.startswith("DELETE"):
        About.objects.filter(detail=3).delete()
    tamper(sql, 3)
    assert fault in " ".join(verify().faults)


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_entry_is_found(five, number):
    About.objects.filter(detail=number).delete()
    tamper("DELETE FROM audit_detail WHERE entry_id = %s", number)
    tamper("DELETE FROM audit_entry WHERE number = %s", number)
    assert f"entry {number} is missing" in " ".join(verify().faults)


def test_a_removed_newest_entry_is_found(five):
    About.objects.filter(detail=five).delete()
    tamper("DELETE FROM audit_detail WHERE entry_id = %s", five)
    tamper("DELETE FROM audit_entry WHERE number = %s", five)
    assert f"entry {five} was the last one added" in " ".join(verify().faults)


def test_an_inserted_entry_is_found(five):
    last = Entry.objects.first()
    Entry.objects.create(
        number=five + 1, at=timezone.now(), actor="x", action="people.add", digest="0", hash="1"
    )
    Detail.objects.create(entry_id=five + 1, content="{}", salt="")
    assert last.number == five
    assert f"entry {five + 1} does not fit" in " ".join(verify().faults)


def test_reordered_entries_are_found(five):
    tamper("UPDATE audit_entry SET number = 99 WHERE number = 2")
    tamper("UPDATE audit_entry SET number = 2 WHERE number = 3")
    tamper("UPDATE audit_entry SET number = 3 WHERE number = 99")
    assert "moved" in " ".join(verify().faults)


def test_swapped_details_are_found(five):
    two, three = Detail.objects.get(pk=2).content, Detail.objects.get(pk=3).content
    tamper("UPDATE audit_detail SET content = %s WHERE entry_id = 2", three)
    tamper("UPDATE audit_detail SET content = %s WHERE entry_id = 3", two)
    assert len(verify().faults) == 2


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Entry.objects.filter(number=2).update(action="plans.keep"),
        lambda: Entry.objects.filter(number=2).delete(),
        lambda: Entry.objects.get(number=2).delete(),
        lambda: Entry.objects.get(number=2).save(),
        lambda: Entry.objects.bulk_update([Entry.objects.get(number=2)], ["action"]),
        lambda: Entry._base_manager.filter(number=2).delete(),
    ],
)
def test_the_application_has_no_way_to_change_an_entry(five, attempt):
    with pytest.raises(BrokenError, match="only ever added"):
        attempt()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET action = 'x' WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_detail WHERE entry_id = 2",
        "UPDATE audit_detail SET content = '{}' WHERE entry_id = 2",
        "UPDATE audit_detail SET content = '', salt = '' WHERE entry_id = 2",
    ],
)
def test_the_database_refuses_it_as_well(five, sql):
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_an_entry_goes_with_its_transaction(five, users):
    def break_off() -> None:
        with transaction.atomic():
            record("people.add", by=users["head"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert Entry.objects.count() == five
    assert verify().faults == ()


def test_unknown_actions_and_purposes_are_refused(five, users):
    with pytest.raises(BrokenError, match="declare it"):
        record("people.dance", by=users["head"])
    with pytest.raises(RuleError, match="no purpose"):
        record("people.add", by=users["head"], purpose="curiosity")


def test_an_entry_names_a_random_word_and_not_the_account(five, users):
    actor = Actor.objects.get(user=users["head"])
    assert Entry.objects.get(number=five - 1).actor == actor.pseudonym
    assert "head" not in actor.pseudonym
    again = record("people.add", by=users["head"].pk)
    assert again.actor == actor.pseudonym


def test_reads_about_others_are_recorded_and_about_oneself_are_not(users, company):
    yusuf, joris = company["yusuf"].pk, company["joris"].pk
    lead = users["lead"]
    assert record_read("own_measure", by=lead, whose=[joris], purpose="operation") is None
    assert record_read("week_plan", by=lead, whose=[yusuf], purpose="planning") is None  # P1
    entry = record_read("own_measure", by=lead, whose=[yusuf, joris], purpose="operation")
    assert json.loads(entry.detail.content)["whose"] == [yusuf]
    assert list(about(yusuf, reads=True)) == [entry]
    assert not about(joris, reads=True)


def test_erased_details_leave_the_chain_and_the_counts(five, users, company):
    yusuf = company["yusuf"].pk
    before = Entry.objects.filter(action="people.add").count()
    assert erase_details(yusuf, by=users["head"], user=users["rep"].pk) == 7
    assert not about(yusuf)
    assert Detail.objects.filter(content="").count() == 7
    assert Entry.objects.filter(action="people.add").count() == before
    assert verify().faults == ()


@pytest.mark.parametrize("most", [2, 1000])
def test_pruning_leaves_a_checkpoint_from_which_the_chain_goes_on(five, users, most):
    people, before = About.objects.count(), timezone.now()
    gone: Counter[str] = Counter()
    while found := prune(before, by=None, most=most):
        assert sum(found.values()) <= most
        assert verify().faults == ()  # stopped here the chain holds as well
        gone.update(found)
    assert gone == {"audit.About": people, "audit.Entry": five}
    times = Checkpoint.objects.count()
    assert (times, Checkpoint.objects.first().number) == (-(-five // most), five)
    record("people.add", by=users["head"])
    found = verify()
    assert (found.faults, found.entries) == ((), times + 1)
    assert Head.objects.get().number == five + times + 1


def test_a_checkpoint_that_no_entry_tells_of_is_found(five):
    last = Entry.objects.get(number=2)
    Checkpoint.objects.create(number=2, hash=last.hash, entries=2, at=timezone.now())
    faults = " ".join(verify().faults)
    assert "no entry tells of the pruning up to entry 2" in faults
