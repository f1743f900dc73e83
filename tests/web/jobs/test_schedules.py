"""Scheduled work: due once, caught up once, seen on the page, and told where it fails."""

import os
import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.base.errors import BusyError
from fiftytwo.web.intake import jobs as intake_jobs
from fiftytwo.web.intake import uploads
from fiftytwo.web.intake.actions import keep_upload
from fiftytwo.web.intake.models import Upload
from fiftytwo.web.jobs import schedules
from fiftytwo.web.jobs.actions import tidy
from fiftytwo.web.jobs.models import Job, ScheduledRun
from fiftytwo.web.signin.models import Session

NOON = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
HOURS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(
    now=HOURS, zone=st.sampled_from(["UTC", "Europe/Brussels", "America/St_Johns", "Asia/Kolkata"])
)
def test_a_night_is_due_within_the_last_day_at_three_local(now, zone):
    at = schedules.due("night", now, zone)
    assert timedelta(0) <= now - at < timedelta(hours=25)
    local = at.astimezone(schedules.ZoneInfo(zone))
    assert (local.hour, local.minute) == (3, 0)


@pytest.fixture
def begun(users):
    """Every schedule has begun, two days before NOON."""
    assert schedules.start_all_due(NOON - timedelta(days=2)) == []
    return len(schedules.schedules())


def test_a_new_workspace_has_missed_nothing(users):
    assert schedules.start_all_due(NOON) == []
    assert Job.objects.count() == 0


def test_missed_times_are_made_up_for_once(begun):
    assert len(schedules.start_all_due(NOON)) == begun
    assert schedules.start_all_due(NOON) == []
    assert schedules.start_all_due(NOON + timedelta(minutes=29)) == []
    assert {job.state for job in Job.objects.all()} == {"done"}


def test_the_next_hour_starts_only_what_is_hourly(begun):
    schedules.start_all_due(NOON)
    started = schedules.start_all_due(NOON + timedelta(hours=1))
    assert {job.kind for job in started} == {
        "schedule.today",
        "schedule.uploads",
        "schedule.views",
    }


def test_a_failure_says_why_on_the_page(begun, client_of):
    def refuse(*_args, **_kwargs):
        raise BusyError("the lake is in use by process 7 (backup): wait for it to end")

    with patch.object(intake_jobs, "tend_lake", refuse):
        schedules.start_all_due(NOON)
    text = client_of("head").get("/jobs/").content.decode()
    assert "Upkeep of the lake" in text
    assert "in use by process 7 (backup)" in text
    assert "Runs by itself" not in client_of("planner").get("/jobs/").content.decode()


def test_scheduled_work_that_is_done_does_not_crowd_the_list(begun, client_of):
    schedules.start_all_due(NOON)
    text = client_of("head").get("/jobs/").content.decode()
    assert "Nothing has run yet" in text
    assert text.count("Upkeep of the lake") == 1


def test_old_work_sessions_and_due_times_are_cleared(begun):
    schedules.start_all_due(NOON)
    old = timezone.now() - timedelta(days=40)
    Job.objects.filter(kind="schedule.lake").update(ended_at=old)
    Job.objects.create(kind="x", title="still at work", state="running", started_at=old)
    Session.objects.create(session_key="old", session_data="", expire_date=old)
    Session.objects.create(
        session_key="new", session_data="", expire_date=timezone.now() + timedelta(1)
    )
    runs = ScheduledRun.objects.count()
    assert tidy(timedelta(days=30))["jobs"] == 1
    assert Job.objects.filter(title="still at work").exists()
    assert ScheduledRun.objects.count() < runs
    assert {run.schedule for run in ScheduledRun.objects.all()} == {
        "lake",
        "reads",
        "retention",
        "tidy",
        "today",
        "uploads",
        "views",
    }
    with patch.object(timezone, "now", lambda: datetime.now(UTC)):
        schedules.start_all_due(timezone.now())
    assert [s.session_key for s in Session.objects.all()] == ["new"]


def test_uploads_nobody_loaded_go_and_those_at_work_stay(users):
    old, busy, new = (
        keep_upload(SimpleUploadedFile(f"{n}.csv", b"a,b\n"), users["planner"]) for n in range(3)
    )
    long_ago = timezone.now() - timedelta(days=8)
    Upload.objects.filter(pk__in=[old.pk, busy.pk]).update(created_at=long_ago)
    job = Job.objects.create(kind="intake.load", title="Loading", state="waiting")
    Upload.objects.filter(pk=busy.pk).update(job=job)
    lost = old.path.parents[1] / "lost"
    lost.mkdir()
    os.utime(lost, (time.time() - 8 * 86400,) * 2)
    assert uploads.clear_stale() == 2
    assert not old.path.exists()
    assert busy.path.exists()
    assert new.path.exists()
    assert not lost.exists()
