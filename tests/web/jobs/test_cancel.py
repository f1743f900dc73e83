"""Cancelling work, starting it again, and picking up what a dead worker had begun."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from fiftytwo.base.errors import BusyError, InputError
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.jobs import actions, queries, running
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.plans.models import Plan
from fiftytwo.web.tasks import task

RAN: list[str] = []


@task
def remember(job: str, word: str) -> None:
    def work(tell):
        tell(0.1, "first")
        RAN.append(word)
        return {"word": word}, ""

    running.run_job(job, work)


@pytest.fixture(autouse=True)
def _nothing_ran():
    RAN.clear()


def made(by, **values):
    known = {"kind": "test", "title": "Remembering", "by": by, "task": remember.module_path}
    return Job.objects.create(**known | {"arguments": {"word": "lamp"}} | values)


def state(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_waiting_work_that_is_cancelled_never_begins(client_of, users):
    job = made(users["planner"])
    client_of("planner").post(f"/jobs/{job.pk}/cancel/")
    assert state(job) == "cancelled"
    remember.call(str(job.pk), word="lamp")  # the queue's row comes to its turn all the same
    assert (state(job), RAN) == ("cancelled", [])
    assert Entry.objects.filter(action="jobs.cancel").count() == 1


def test_running_work_stops_at_its_next_step_and_goes_no_further(users, monkeypatch):
    clock = iter(range(10, 99))
    monkeypatch.setattr(actions, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    job, steps = made(users["planner"]), []

    def work(tell):
        for n in range(5):
            tell(n / 5, f"step {n}")
            steps.append(n)
            if n == 1:
                assert actions.cancel(Job.objects.get(pk=job.pk), by=users["planner"])
        return {}, ""

    running.run_job(str(job.pk), work)
    assert steps == [0, 1]
    assert state(job) == "cancelled"
    assert running.at_work == set()


def test_what_is_over_cannot_be_cancelled(client_of, users):
    job = made(users["planner"], state="done")
    client_of("planner").post(f"/jobs/{job.pk}/cancel/")
    assert state(job) == "done"
    assert not Entry.objects.filter(action="jobs.cancel").exists()


def test_a_cancelled_plan_is_not_kept(users):
    def work(tell):
        tell(0.5, "planning")
        Plan.objects.get()

    job = made(users["planner"], cancel_asked=True)
    running.run_job(str(job.pk), work)
    assert (state(job), Plan.objects.count()) == ("cancelled", 0)


def test_work_is_started_again_once_with_the_same_arguments(
    client_of, users, django_capture_on_commit_callbacks
):
    job, client = made(users["planner"], state="failed"), client_of("planner")
    assert "Try again" in client.get(f"/jobs/{job.pk}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/jobs/{job.pk}/again/")
        client.post(f"/jobs/{job.pk}/again/")  # a double click
    new = Job.objects.exclude(pk=job.pk).get()
    assert answer["Location"] == f"/jobs/{new.pk}/"
    assert (new.state, new.by, RAN) == ("done", users["planner"], ["lamp"])
    assert "Try again" not in client.get(f"/jobs/{job.pk}/").content.decode()


def test_who_lost_the_right_cannot_start_it_again(client_of, users):
    job = made(users["lead"], state="failed", right="planning")
    client = client_of("lead")
    assert "Try again" not in client.get(f"/jobs/{job.pk}/").content.decode()
    client.post(f"/jobs/{job.pk}/again/")
    assert Job.objects.count() == 1
    with pytest.raises(InputError, match="may not start"):
        actions.run_again(job, by=users["lead"])


@pytest.mark.parametrize("value", ["done", "running", "waiting"])
def test_only_what_was_not_done_is_started_again(users, value):
    with pytest.raises(InputError, match="cannot be started again"):
        actions.run_again(made(users["planner"], state=value), by=users["planner"])


def test_work_of_a_silent_worker_is_picked_up_and_of_a_living_one_not(users):
    now, found = timezone.now(), {}
    for name, silent_s in (("dead", 91), ("alive", 30)):
        row = DBTaskResult.objects.create(
            task_path=remember.module_path,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            run_after="9999-01-01T00:00:00Z",
            status=TaskResultStatus.RUNNING,
        )
        beat_at = now - timedelta(seconds=silent_s)
        found[name] = made(
            users["planner"], state="running", task_id=str(row.pk), attempts=1, beat_at=beat_at
        )
    assert actions.resume_silent(now) == 1
    assert actions.resume_silent(now) == 0
    assert (state(found["dead"]), state(found["alive"])) == ("waiting", "running")
    assert DBTaskResult.objects.get(status=TaskResultStatus.READY).pk.hex


def test_work_that_is_in_the_queue_twice_is_done_once(users):
    job = made(users["planner"])
    actions.begin(job.pk)
    remember.call(str(job.pk), word="lamp")  # the second row, while the first is at it
    assert (state(job), RAN) == ("running", [])
    actions.finish(job.pk, {})
    remember.call(str(job.pk), word="lamp")
    assert RAN == []


def test_a_sign_of_life_keeps_work(users):
    job = made(users["planner"], state="running", beat_at=timezone.now() - timedelta(hours=1))
    actions.beat({job.pk})
    assert actions.resume_silent(timezone.now()) == 0
    assert state(job) == "running"


def test_a_worker_that_never_gave_a_sign_of_life_is_dead(users):
    job = made(users["planner"], state="running", beat_at=None, attempts=3)
    actions.resume_silent(timezone.now())
    assert state(job) == "failed"


def test_what_work_was_given_goes_when_nobody_can_start_it_again(users):
    ended = timezone.now() - actions.AGAIN_WITHIN
    states = {"old": -1, "new": 60}
    for name, more_s in states.items():
        made(
            users["planner"], title=name, state="failed", ended_at=ended + timedelta(seconds=more_s)
        )
    made(users["head"], title="erasure", kind="privacy.erase", state="failed", ended_at=ended)
    assert actions.tidy(timedelta(days=30))["arguments"] == 1
    left = {job.title: (job.arguments, job.can_run_again) for job in Job.objects.all()}
    kept = ({"word": "lamp"}, True)
    assert left == {"old": ({}, False), "new": kept, "erasure": kept}


def test_the_row_that_a_worker_has_just_taken_says_nothing_once_it_is_cancelled(users):
    job = made(users["planner"])
    queued(job, TaskResultStatus.RUNNING)
    assert actions.cancel(Job.objects.get(pk=job.pk), by=users["planner"])
    assert DBTaskResult.objects.get().args_kwargs == {"args": [str(job.pk)], "kwargs": {}}


def test_of_two_clicks_at_once_one_starts_it_again(users):
    job = made(users["planner"], state="failed")
    same = Job.objects.get(pk=job.pk)  # read before the first click was done
    actions.run_again(job, by=users["planner"])
    with pytest.raises(InputError, match="cannot be started again"):
        actions.run_again(same, by=users["planner"])
    assert Job.objects.count() == 2
    assert Job.objects.get(pk=job.pk).arguments == {}


@pytest.mark.parametrize(
    ("role", "known"),
    [
        ("planner", {"right": "security"}),  # once started by somebody with more rights
        ("head", {"kind": "privacy.erase", "right": "jobs"}),
    ],
)
def test_who_may_not_start_it_cannot_cancel_it(client_of, users, role, known):
    job, client = made(users[role], **known), client_of(role)
    assert "Cancel this work" not in client.get(f"/jobs/{job.pk}/").content.decode()
    client.post(f"/jobs/{job.pk}/cancel/")
    assert state(job) == "waiting"


@task
def find_busy(job: str) -> None:
    def work(_tell):
        raise BusyError("another process is loading: try again in a minute")

    running.run_job(job, work)


def test_work_that_finds_the_workspace_held_waits_its_turn(users, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = made(users["planner"], task=find_busy.module_path, arguments={})
    find_busy.call(str(job.pk))
    kept = Job.objects.get(pk=job.pk)
    assert (kept.state, kept.attempts, kept.error) == ("waiting", 0, "")
    row = DBTaskResult.objects.get(pk=kept.task_id)
    assert row.run_after > timezone.now() + timedelta(seconds=50)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(hours=3))
    find_busy.call(str(job.pk))
    assert state(job) == "failed"


def queued(job, status):
    row = DBTaskResult.objects.create(
        task_path=remember.module_path,
        args_kwargs={"args": [str(job.pk)], "kwargs": {"agents": ["rep-3fa91c2b"]}},
        backend_name="default",
        run_after="9999-01-01T00:00:00Z",
        status=status,
    )
    Job.objects.filter(pk=job.pk).update(task_id=str(row.pk))
    return row


@pytest.mark.parametrize(
    "end",
    [
        lambda key: actions.finish(key, {}),
        lambda key: actions.fail(key, "it could not be done"),
        actions.end_cancelled,
    ],
)
def test_the_queue_forgets_what_work_was_about_when_it_is_over(users, end):
    job = made(users["planner"])
    row = queued(job, TaskResultStatus.RUNNING)
    end(job.pk)
    row.refresh_from_db()
    assert row.args_kwargs == {"args": [str(job.pk)], "kwargs": {}}


def test_the_row_of_work_that_was_cancelled_in_time_goes(users):
    job = made(users["planner"])
    queued(job, TaskResultStatus.READY)
    assert actions.cancel(Job.objects.get(pk=job.pk), by=users["planner"])
    assert state(job) == "cancelled"
    assert not DBTaskResult.objects.exists()


def test_work_cancelled_while_the_workspace_is_held_ends_as_cancelled(users, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = made(users["planner"], task=find_busy.module_path, arguments={})
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    find_busy.call(str(job.pk))
    assert state(job) == "cancelled"
    assert not DBTaskResult.objects.exists()


def test_work_lost_before_it_began_is_queued_again(users, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    now = timezone.now()
    row = DBTaskResult.objects.create(
        task_path=remember.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after="9999-01-01T00:00:00Z",
        status=TaskResultStatus.RUNNING,
        started_at=now,
    )
    taken = made(users["planner"], task_id=str(row.pk))
    unqueued = made(users["planner"])
    assert actions.resume_silent(now) == 0  # both have just been started
    assert queries.unbegun(now, is_alone=True).get() == taken  # whose worker is dead
    assert actions.resume_silent(now + timedelta(seconds=91)) == 2
    assert actions.resume_silent(now + timedelta(seconds=91)) == 0
    assert DBTaskResult.objects.get(pk=row.pk).status == TaskResultStatus.READY
    new = DBTaskResult.objects.get(pk=Job.objects.get(pk=unqueued.pk).task_id)
    assert new.args_kwargs == {"args": [str(unqueued.pk)], "kwargs": {"word": "lamp"}}
    assert state(taken) == "waiting"
