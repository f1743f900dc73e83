"""Retention, export and erasure: everything about a person is declared, found, and goes when it must."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone
from web.plans.stored_week import stored

from fiftytwo.privacy.errors import RuleError
from fiftytwo.web.accounts.models import User
from fiftytwo.web.agreements.actions import set_area
from fiftytwo.web.agreements.queries import area_runs, switches
from fiftytwo.web.audit.actions import record_read
from fiftytwo.web.audit.models import Checkpoint, Detail, Entry
from fiftytwo.web.audit.queries import verify
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.people.models import Absence, AgentLogin, Person
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.models import Plan
from fiftytwo.web.privacy import actions, queries
from fiftytwo.web.privacy.actions import (
    delete_due,
    erase_person,
    lift_hold,
    note_export,
    set_hold,
)
from fiftytwo.web.privacy.jobs import delete_what_is_due
from fiftytwo.web.privacy.queries import due, everything_about
from fiftytwo.web.privacy.registry import TABLES, model_of, undeclared

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def yusuf(users, company) -> Person:
    keep_plan(stored())
    record_read("own_measure", by=users["lead"], whose=[company["yusuf"].pk], purpose="operation")
    return company["yusuf"]


def test_every_model_that_points_at_a_person_is_declared():
    assert undeclared() == []


@isolate_apps("fiftytwo.web.people", "fiftytwo.web.accounts")
def test_a_model_that_nobody_declared_would_be_found():
    class Diary(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE)

        class Meta:
            app_label = "people"

    assert undeclared([Diary]) == ["people.Diary"]


def test_every_declared_path_leads_to_people(yusuf):
    for table in TABLES:
        assert list(model_of(table)._default_manager.filter(**{table.person: 0})) == []


def test_everything_about_a_person_is_exported_and_nothing_about_others(yusuf, users):
    found = note_export(yusuf, by=users["rep"])
    text = json.dumps(found, default=str)
    assert found["Person"][0]["name"] == "Yusuf Demir"
    assert found["Days away"][0]["kind_id"] == "sick"
    assert found["Logins in the sources"][0]["login"] == "yusuf.demir"
    assert {"day": date(2026, 11, 23), "start": 480, "end": 720} in found[
        "Shifts and days away in week plans"
    ]
    assert "Joris Peeters" in text  # who read it
    assert "Chloé" not in text
    assert "password" not in text
    assert Entry.objects.first().action == "privacy.export"


def test_nothing_is_deleted_before_its_time_and_everything_after(company, users):
    for days in (24, 26):
        Absence.objects.create(
            person=company["chloe"],
            first=date(2024, 11, 1),
            last=date(2024, 11, days),
            kind_id="sick",
        )
    item = next(found for found in due(NOW) if found.table.model == "people.Absence")
    assert (item.before, item.rows, item.held) == (date(2024, 11, 25), 1, 0)
    assert Absence.objects.count() == 3  # looking deletes nothing
    assert delete_due(NOW)["people.Absence"] == 1
    assert set(Absence.objects.values_list("last", flat=True)) == {
        date(2024, 11, 26),
        date(2026, 11, 25),
    }
    told = json.loads(Entry.objects.first().detail.content)["after"]
    assert told == {"deleted": {"people.Absence": 1}, "held": 0}


def test_the_nightly_run_deletes_and_says_so(company, users):
    Absence.objects.create(
        person=company["chloe"], first=date(2020, 1, 1), last=date(2020, 1, 2), kind_id="sick"
    )
    job = Job.objects.create(kind="schedule.retention", title="x")
    delete_what_is_due.call(str(job.pk))
    job.refresh_from_db()
    assert job.result["people.Absence"] == 1
    assert Entry.objects.first().action == "privacy.retention"


def test_a_site_chooses_how_long(company, users):
    switch = switches()["absence_reason"]
    set_area(switch, keep_months=1, by=users["head"])
    assert delete_due(datetime(2026, 12, 26, tzinfo=UTC))["people.Absence"] == 1
    with pytest.raises(RuleError, match="1 to 120"):
        set_area(switch, keep_months=0, by=users["head"])


@pytest.mark.parametrize("whose", ["person", "everybody"])
def test_a_legal_hold_keeps_records_until_it_is_lifted(company, users, whose):
    chloe = company["chloe"]
    for person in (chloe, company["yusuf"]):
        Absence.objects.create(
            person=person, first=date(2020, 1, 1), last=date(2020, 1, 2), kind_id="leave"
        )
    hold = set_hold(chloe if whose == "person" else None, "court case", by=users["head"])
    kept = 1 if whose == "person" else 2
    item = next(found for found in due(NOW) if found.table.model == "people.Absence")
    assert (item.rows, item.held) == (2 - kept, kept)
    delete_due(NOW)
    assert Absence.objects.filter(last__year=2020).count() == kept
    lift_hold(hold.pk, by=users["head"])
    delete_due(NOW)
    assert not Absence.objects.filter(last__year=2020).exists()
    with pytest.raises(RuleError, match="lifted before"):
        lift_hold(hold.pk, by=users["head"])


def test_jobs_without_an_author_go_as_well(users):
    job = Job.objects.create(kind="x", title="old")
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=800))
    set_hold(Person.objects.first(), "case", by=users["head"])
    assert delete_due()["jobs.Job"] == 1


def test_the_audit_is_pruned_with_a_checkpoint_and_not_under_a_hold(company, users):
    later = timezone.now() + timedelta(days=800)
    hold = set_hold(company["chloe"], "case", by=users["head"])
    assert "audit.Entry" not in delete_due(later)
    lift_hold(hold.pk, by=users["head"])
    assert delete_due(later)["audit.Entry"] > 0
    assert Checkpoint.objects.exists()
    assert verify().faults == ()


def test_a_deletion_stopped_between_two_slices_is_finished_by_the_next_run(
    company, users, monkeypatch
):
    for n in range(9):
        job = Job.objects.create(kind="x", title="old")
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=800))
        Absence.objects.create(
            person=company["chloe"],
            first=date(2020, 1, 1 + n),
            last=date(2020, 1, 9),
            kind_id="leave",
        )
    monkeypatch.setattr(actions, "SLICE", 4)
    holds, slices = queries.open_holds, iter("abc")
    monkeypatch.setattr(queries, "open_holds", lambda: next(slices) and holds())
    with pytest.raises(StopIteration):  # as if killed there
        delete_due()
    assert Job.objects.count() + Absence.objects.filter(last__year=2020).count() == 6
    monkeypatch.setattr(queries, "open_holds", holds)
    assert delete_due() == {"jobs.Job": 6}
    told = [
        sum(json.loads(content)["after"]["deleted"].values())
        for content in Detail.objects.filter(entry__action="privacy.retention").values_list(
            "content", flat=True
        )
    ]
    assert (max(told), sum(told)) == (4, 18)
    assert verify().faults == ()
    assert Absence.objects.count() == 1


def test_an_area_runs_once_it_is_agreed(users, db):
    assert area_runs("performance")
    assert not area_runs("voice")
    off = switches()["voice"]
    on = {"enabled": True, "purpose_text": "better leaders", "agreed_with": "works council"}
    values = {name: getattr(off, name) for name in off.__slots__} | on
    with pytest.raises(RuleError):
        set_area(type(off)(**values), keep_months=None, by=users["head"])
    set_area(
        type(off)(**values | {"agreed_on": date(2026, 1, 5)}), keep_months=12, by=users["head"]
    )
    assert area_runs("voice")
    entry = json.loads(Entry.objects.first().detail.content)
    assert (entry["before"]["enabled"], entry["after"]["enabled"]) == (False, True)


def test_an_erased_person_is_gone_and_the_counts_are_not(yusuf, users):
    people, days = Person.objects.count(), Absence.objects.count()
    Person.objects.filter(pk=yusuf.pk).update(left=date(2026, 10, 31))
    yusuf.refresh_from_db()
    AccessAttempt.objects.create(
        username="rep", ip_address="10.1.2.3", get_data="", post_data="", failures_since_start=1
    )
    AgentLogin.objects.get_or_create(person=yusuf, login="ydemir", agent="rep-0badcafe")
    done = erase_person(yusuf, by=users["head"])
    assert Job.objects.filter(kind="privacy.erase").count() == 1  # of the agents in the lake
    assert done["Shifts and days away in week plans"] == 1
    assert (Person.objects.count(), Absence.objects.count()) == (people, days)
    everything = [str(list(model_of(table)._default_manager.values())) for table in TABLES] + list(
        Detail.objects.values_list("content", flat=True)
    )
    everything.append(json.dumps(list(Plan.objects.values_list("values", flat=True))))
    assert not AccessAttempt.objects.exists()
    for word in ("yusuf", "Yusuf", "Demir", "'sick'"):
        assert [text for text in everything if word in text] == []
    user = User.objects.get(person=yusuf)
    assert not user.is_active
    assert not user.has_usable_password()
    assert not AgentLogin.objects.filter(person=yusuf).exists()
    assert Plan.objects.get().values["shifts"][0]["person"].startswith("erased-")
    assert verify().faults == ()
    assert everything_about(yusuf)  # counts: the row without a name, the days away


def test_who_works_here_or_is_on_hold_is_not_erased(yusuf, users):
    with pytest.raises(RuleError, match="still works here"):
        erase_person(yusuf, by=users["head"])
    yusuf.left = date(2026, 10, 31)
    yusuf.save()
    set_hold(yusuf, "case", by=users["head"])
    with pytest.raises(RuleError, match="legal hold"):
        erase_person(yusuf, by=users["head"])
    assert Person.objects.get(pk=yusuf.pk).name == "Yusuf Demir"
