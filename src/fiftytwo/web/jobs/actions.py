"""Writes about background work: start it, tell how far it is, end it, pick it up again."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from fiftytwo.web.accounts.models import User
from fiftytwo.web.audit.actions import record
from fiftytwo.web.jobs.models import Job, ScheduledRun
from fiftytwo.web.jobs.queries import unfinished

__all__ = [
    "Progress",
    "begin",
    "fail",
    "finish",
    "progress_of",
    "resume_orphans",
    "start",
    "start_due",
    "tidy",
]

WRITE_EVERY_S = 0.4
MOST_ATTEMPTS = 3
STOPPED = "The work was stopped three times before it was done. Nothing was lost; start it again."

# Called with the share done (0..1, or None where it is not known) and the stage in words.
Progress = Callable[[float | None, str], None]


@transaction.atomic
def start(task: Task, *, kind: str, title: str, by: User | None, **arguments: object) -> Job:
    """Queue `task` and return its job; the task gets the job's id and the arguments.

    Parameters
    ----------
    task : Task
        A function decorated with `web.tasks.task`; arguments must be JSON.
    kind : str
        Which work, such as ``intake.load``.
    title : str
        What was started, in words: "Loading calls.csv".
    by : User or None
        Who started it.
    **arguments
        What the task gets besides the job's id.
    """
    job = Job.objects.create(kind=kind, title=title[:200], by=by)
    transaction.on_commit(partial(_enqueue, task, job, arguments))
    record("jobs.start", by=by, after={"job": str(job.pk), "kind": kind})
    return job


def _enqueue(task: Task, job: Job, arguments: Mapping[str, object]) -> None:
    result = task.enqueue(str(job.pk), **arguments)
    Job.objects.filter(pk=job.pk).update(task_id=result.id)


@transaction.atomic
def start_due(task: Task, *, schedule: str, title: str, due_at: datetime) -> Job | None:
    """Start scheduled work if nobody has for this due time; None where somebody has.

    Of several workers that try, the unique row lets one in. The first time of a schedule only
    marks its beginning: a new workspace has missed nothing. Several times that were missed are
    made up for by the newest one.
    """
    is_first = not ScheduledRun.objects.filter(schedule=schedule).exists()
    run, is_mine = ScheduledRun.objects.get_or_create(schedule=schedule, due_at=due_at)
    if is_first or not is_mine:
        return None
    job = Job.objects.create(kind=f"schedule.{schedule}", title=title[:200])
    ScheduledRun.objects.filter(pk=run.pk).update(job=job)
    _enqueue(task, job, {})  # in this transaction: a worker killed here has claimed nothing
    record("jobs.start", by=None, after={"job": str(job.pk), "kind": job.kind})
    return job


@transaction.atomic
def tidy(keep: timedelta) -> dict[str, int]:
    """Delete work that ended longer than `keep` ago, its rows in the queue, and old due times.

    Returns
    -------
    dict
        What was deleted → how many.
    """
    limit = timezone.now() - keep
    over = Job.objects.filter(state__in=(Job.State.DONE, Job.State.FAILED), ended_at__lt=limit)
    jobs = over.count()
    over.delete()
    tasks, _ = DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()
    newest = [
        ScheduledRun.objects.filter(schedule=name).latest("due_at").pk
        for name in set(ScheduledRun.objects.values_list("schedule", flat=True))
    ]
    ScheduledRun.objects.filter(due_at__lt=limit).exclude(pk__in=newest).delete()
    if jobs:
        record("jobs.tidy", by=None, after={"jobs": jobs})
    return {"jobs": jobs, "tasks": tasks}


def begin(job_id: UUID) -> None:
    """Say that the work has begun."""
    job = Job.objects.get(pk=job_id)
    Job.objects.filter(pk=job_id).update(
        state=Job.State.RUNNING,
        started_at=timezone.now(),
        attempts=job.attempts + 1,
        share=None,
        stage="",
    )


def progress_of(job_id: UUID) -> Progress:
    """Return the function that tells how far the work is; it writes at most a few times a second."""
    last = [0.0]

    def tell(share: float | None, stage: str) -> None:
        now = time.monotonic()
        if now - last[0] < WRITE_EVERY_S:
            return
        last[0] = now
        known = None if share is None else min(max(share, 0.0), 1.0)
        Job.objects.filter(pk=job_id).update(share=known, stage=stage[:200])

    return tell


def finish(job_id: UUID, result: Mapping[str, object], *, next_url: str = "") -> None:
    """Say that the work is done, and where its result is shown."""
    Job.objects.filter(pk=job_id).update(
        state=Job.State.DONE,
        ended_at=timezone.now(),
        share=1.0,
        stage="",
        result=dict(result),
        next_url=next_url,
    )


def fail(job_id: UUID, error: str) -> None:
    """Say that the work ended without a result, in one sentence."""
    Job.objects.filter(pk=job_id).update(
        state=Job.State.FAILED, ended_at=timezone.now(), stage="", error=error
    )


@transaction.atomic
def resume_orphans() -> int:
    """Queue again what a worker that died had begun; return how many.

    Only for a worker that is alone: the caller holds the worker's lock. A load killed at any
    point is finished by running it again, so running twice is safe.
    """
    resumed = 0
    for job in unfinished():
        if job.attempts >= MOST_ATTEMPTS or not job.task_id:
            fail(job.pk, STOPPED)
            continue
        resumed += DBTaskResult.objects.filter(pk=job.task_id).update(
            status=TaskResultStatus.READY, finished_at=None
        )
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, share=None, stage="")
    if resumed:
        record("jobs.resume", by=None, after={"jobs": resumed})
    return resumed
