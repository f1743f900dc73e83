"""Background work: what it tells, what becomes of errors, and who sees it."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from fiftytwo.base.errors import InputError
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.jobs import actions, running
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.tasks import task


@task
def count(job: str, upto: int) -> None:
    running.run_job(job, lambda _tell: ({"counted": upto}, "/account/"))


@task
def refuse(job: str) -> None:
    def work(_tell):
        raise InputError("calls.csv has no column start: map it in the profile")

    running.run_job(job, work)


@task
def crack(job: str) -> None:
    def work(_tell):
        raise RuntimeError("customer 4711 said so")

    running.run_job(job, work)


@pytest.fixture
def start(users, django_capture_on_commit_callbacks):
    def run(work, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            job = actions.start(
                work, kind="test", title="Counting", by=users["planner"], **arguments
            )
        return Job.objects.get(pk=job.pk)

    return run


def test_work_ends_with_its_result(start):
    job = start(count, upto=7)
    assert (job.state, job.result, job.share) == ("done", {"counted": 7}, 1.0)
    assert job.started_at <= job.ended_at


def test_an_expected_error_is_one_sentence(start):
    job = start(refuse)
    assert job.state == "failed"
    assert job.error == "calls.csv has no column start: map it in the profile"


def test_a_surprise_is_told_by_its_id_and_quotes_nothing(start):
    job = start(crack)
    assert job.state == "failed"
    assert str(job.pk)[:8] in job.error
    assert "4711" not in job.error


def test_the_page_asks_again_until_the_work_is_over(client_of, users):
    job = Job.objects.create(kind="test", title="Counting", by=users["planner"])
    client = client_of("planner")
    address = f"/jobs/{job.pk}/"
    assert "Waiting for its turn" in client.get(address).content.decode()
    Job.objects.update(state="running", share=0.42, stage="Reading October")
    text = client.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in text
    assert f'hx-get="{address}"' in text
    assert 'value="0.420"' in text
    assert "42 %" in text
    Job.objects.update(state="done", next_url="/account/")
    text = client.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert "hx-get" not in text
    assert 'href="/account/"' in text


def test_without_script_there_is_a_link(client_of, users):
    job = Job.objects.create(kind="test", title="Counting", by=users["planner"])
    text = client_of("planner").get(f"/jobs/{job.pk}/").content.decode()
    assert f'<noscript><a href="/jobs/{job.pk}/">' in text


@pytest.mark.parametrize(("role", "status"), [("planner", 200), ("head", 200), ("lead", 404)])
def test_work_is_seen_by_who_started_it_and_by_the_head(client_of, users, role, status):
    job = Job.objects.create(kind="test", title="Counting", by=users["planner"])
    assert client_of(role).get(f"/jobs/{job.pk}/").status_code == status
    listed = client_of(role).get("/jobs/").content.decode()
    assert ("Counting" in listed) == (status == 200)


def test_an_unknown_job_is_not_found(client_of):
    assert client_of("head").get(f"/jobs/{uuid4()}/").status_code == 404


def test_progress_is_kept_within_bounds_and_written_seldom(users, monkeypatch):
    job = Job.objects.create(kind="test", title="Counting", by=users["planner"])
    clock = iter([10.0, 10.1, 10.5])
    monkeypatch.setattr(actions, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    tell = actions.progress_of(job.pk)
    tell(0.1, "first")
    tell(0.2, "too soon")
    job.refresh_from_db()
    assert (job.share, job.stage) == (0.1, "first")
    tell(1.7, "last")
    job.refresh_from_db()
    assert (job.share, job.stage) == (1.0, "last")


def orphan(users, attempts):
    row = DBTaskResult.objects.create(
        task_path="tests.count",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after="9999-01-01T00:00:00Z",
        status=TaskResultStatus.RUNNING,
    )
    return row, Job.objects.create(
        kind="test",
        title="T",
        by=users["planner"],
        state="running",
        task_id=str(row.pk),
        attempts=attempts,
    )


def test_work_of_a_dead_worker_is_queued_again(users):
    row, job = orphan(users, attempts=1)
    assert actions.resume_orphans() == 1
    row.refresh_from_db()
    job.refresh_from_db()
    assert row.status == TaskResultStatus.READY
    assert job.state == "waiting"


def test_work_that_dies_three_times_is_given_up_in_words(users):
    _row, job = orphan(users, attempts=3)
    assert actions.resume_orphans() == 0
    job.refresh_from_db()
    assert job.state == "failed"
    assert "start it again" in job.error


def test_whoever_keeps_the_server_running_sees_kinds_and_times_and_no_content(client_of, users):
    planner, admin = users["planner"], client_of("admin")
    now = timezone.now()
    made = {"by": planner, "title": "Loading secret.csv", "arguments": {"file": "secret.csv"}}
    Job.objects.create(
        kind="intake.load",
        state="done",
        started_at=now - timedelta(seconds=90),
        ended_at=now,
        **made,
    )
    Job.objects.create(kind="intake.load", state="failed", error="secret.csv broke", **made)
    hung = Job.objects.create(
        kind="plans.week", state="running", stage="secret stage",
        started_at=now - timedelta(hours=2), beat_at=now - timedelta(hours=1), **made,
    )  # fmt: skip
    kept = Job.objects.create(kind="privacy.erase", state="running", started_at=now, **made)
    page = admin.get("/jobs/all/").content.decode()
    for shown in (
        "Loading a file",
        "Making a week plan",
        "no sign of life",
        ">2 h<",
        "1 min 30 s",
    ):
        assert shown in page
    for hidden in ("secret", planner.name, planner.username):
        assert hidden not in page
    assert page.count(">End it</button>") == 1
    for job in (hung, kept):
        admin.post(f"/jobs/all/{job.pk}/end/")
    asked = dict(Job.objects.filter(state="running").values_list("kind", "cancel_asked"))
    assert asked == {"plans.week": True, "privacy.erase": False}
    assert Entry.objects.first().action == "jobs.cancel"
    assert admin.get(f"/jobs/{hung.pk}/").status_code == 403
