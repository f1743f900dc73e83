"""Writes about background work: start it, tell how far it is, end it, pick it up again."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from fiftytwo.base.errors import FiftyTwoError, InputError
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.queries import heads
from fiftytwo.web.audit.actions import record
from fiftytwo.web.jobs import queries
from fiftytwo.web.jobs.models import Job, ScheduledRun
from fiftytwo.web.jobs.queries import silent, unbegun, unfinished
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.transaction import atomic, give_way, lock_deletions

__all__ = [
    "CancelledError",
    "Progress",
    "beat",
    "begin",
    "cancel",
    "end_cancelled",
    "fail",
    "finish",
    "progress_of",
    "resume_orphans",
    "resume_silent",
    "resume_unbegun",
    "run_again",
    "start",
    "start_due",
    "tidy",
    "wait_again",
]

WRITE_EVERY_S = 0.4
MOST_ATTEMPTS = 3
AGAIN_WITHIN = timedelta(days=7)  # how long work that was not done can be started again
SLICE = 1000  # rows of a table that one transaction of the tidying deletes
BUSY_AGAIN, BUSY_FOR = timedelta(minutes=1), timedelta(hours=2)
STOPPED = "The work was stopped three times before it was done. Nothing was lost; start it again."

# Called with the share done (0..1, or None where it is not known) and the stage in words.
Progress = Callable[[float | None, str], None]


class CancelledError(FiftyTwoError):
    """Raised inside work at its next step after somebody has cancelled it."""


@atomic
def start(
    task: Task, *, kind: str, title: str, by: User | None, right: str = "jobs", **arguments: object
) -> Job:
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
    right : str
        Row of RIGHTS that one needs to start it again.
    **arguments
        What the task gets besides the job's id.
    """
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        by=by,
        right=right,
        task=task.module_path,
        arguments=arguments,
    )
    transaction.on_commit(partial(_enqueue, task, job, arguments))
    record("jobs.start", by=by, after={"job": str(job.pk), "kind": kind})
    return job


def _enqueue(task: Task, job: Job, arguments: Mapping[str, object]) -> None:
    result = task.enqueue(str(job.pk), **arguments)
    Job.objects.filter(pk=job.pk).update(task_id=result.id)


@atomic
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
    job = Job.objects.create(
        kind=f"schedule.{schedule}", title=title[:200], right="security", task=task.module_path
    )
    ScheduledRun.objects.filter(pk=run.pk).update(job=job)
    _enqueue(task, job, {})  # in this transaction: a worker killed here has claimed nothing
    record("jobs.start", by=None, after={"job": str(job.pk), "kind": job.kind})
    return job


def tidy(keep: timedelta) -> dict[str, int]:
    """Delete work that ended longer than `keep` ago, its rows in the queue, and old due times.

    What work that was not done was given goes earlier: after `AGAIN_WITHIN` nobody can start it
    again. By slices of at most 1,000 rows a table, each with its own entry.

    Returns
    -------
    dict
        What was deleted → how many.
    """
    now, deleted = timezone.now(), Counter(jobs=0, tasks=0)
    limit = now - keep
    while found := _forget_arguments(now - AGAIN_WITHIN):
        deleted["arguments"] += found
        give_way()
    while found := _tidy_slice(limit):
        deleted.update(found)
        give_way()
    return dict(deleted)


@atomic
def _forget_arguments(before: datetime) -> int:
    lock_deletions()
    keys = list(queries.spent(before).order_by("pk").values_list("pk", flat=True)[:SLICE])
    return Job.objects.filter(pk__in=keys).update(task="", arguments={})


@atomic
def _tidy_slice(limit: datetime) -> Counter[str]:
    lock_deletions()
    newest = [
        ScheduledRun.objects.filter(schedule=name).latest("due_at").pk
        for name in set(ScheduledRun.objects.order_by().values_list("schedule", flat=True))
    ]
    old = {
        "runs": ScheduledRun.objects.filter(due_at__lt=limit).exclude(pk__in=newest),
        "jobs": Job.objects.filter(state__in=Job.OVER, ended_at__lt=limit),
        "tasks": DBTaskResult.objects.finished().filter(finished_at__lt=limit),
    }
    deleted: Counter[str] = Counter()
    for name, rows in old.items():
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE])
        rows.model.objects.filter(pk__in=keys).delete()
        deleted[name] = len(keys)
    if deleted["jobs"]:
        record("jobs.tidy", by=None, after={"jobs": deleted["jobs"]})
    return +deleted


@atomic
def begin(job_id: UUID) -> bool:
    """Say that the work has begun; False where it was cancelled before, or another is at it.

    So work whose row is in the queue twice, or was taken from a slow worker, is done once.
    """
    now = timezone.now()
    begun = Job.objects.filter(pk=job_id, state=Job.State.WAITING)
    return (
        begun.update(
            state=Job.State.RUNNING,
            started_at=now,
            beat_at=now,
            attempts=F("attempts") + 1,
            share=None,
            stage="",
        )
        == 1
    )


def progress_of(job_id: UUID) -> Progress:
    """Return the function that tells how far the work is; it writes at most a few times a second.

    Told after somebody has cancelled the work, it raises `CancelledError`: that ends the work.
    """
    last = [0.0]

    def tell(share: float | None, stage: str) -> None:
        now = time.monotonic()
        if now - last[0] < WRITE_EVERY_S:
            return
        last[0] = now
        known = None if share is None else min(max(share, 0.0), 1.0)
        goes_on = Job.objects.filter(pk=job_id, cancel_asked=False)
        if not goes_on.update(share=known, stage=stage[:200], beat_at=timezone.now()):
            raise CancelledError("cancelled")

    return tell


@atomic
def finish(job_id: UUID, result: Mapping[str, object], *, next_url: str = "") -> None:
    """Say that the work is done, and where its result is shown."""
    _empty_row(job_id)
    Job.objects.filter(pk=job_id).update(
        state=Job.State.DONE,
        ended_at=timezone.now(),
        share=1.0,
        stage="",
        result=dict(result),
        arguments={},  # nothing done is started again, and they may name somebody
        next_url=next_url,
    )


def _empty_row(job_id: UUID) -> None:
    """Take the arguments of work that is over from its row in the queue: they may name somebody."""
    row = DBTaskResult.objects.filter(pk=Job.objects.get(pk=job_id).task_id or None)
    row.update(args_kwargs={"args": [str(job_id)], "kwargs": {}})


@atomic
def fail(job_id: UUID, error: str) -> None:
    """Say that the work ended without a result, in one sentence, and leave a notice.

    It goes to who started it; of scheduled work to the heads.
    """
    job = Job.objects.get(pk=job_id)
    tell("job_failed", heads() if job.by_id is None else [job.by_id], about=job_id)
    _empty_row(job_id)
    Job.objects.filter(pk=job_id).update(
        state=Job.State.FAILED, ended_at=timezone.now(), stage="", error=error
    )


@atomic
def wait_again(job_id: UUID) -> bool:
    """Put work off by a minute, because another process holds the workspace; end it if cancelled.

    False where it has waited two hours, or where the queue knows no later.
    """
    job, now = Job.objects.get(pk=job_id), timezone.now()
    if job.cancel_asked:
        end_cancelled(job_id)
        return True
    task = import_string(job.task) if job.task else None
    if task is None or not task.get_backend().supports_defer or job.created_at < now - BUSY_FOR:
        return False
    live = Job.objects.filter(pk=job_id, cancel_asked=False).exclude(state__in=Job.OVER)
    # Waiting is no attempt: only a worker's death counts.
    if not live.update(state=Job.State.WAITING, attempts=F("attempts") - 1, share=None, stage=""):
        return False
    _enqueue(task.using(run_after=now + BUSY_AGAIN), job, job.arguments)
    return True


@atomic
def resume_orphans() -> int:
    """Queue again what a worker that died had begun; return how many.

    Only for a worker that is alone: the caller holds the worker's lock. A load killed at any
    point is finished by running it again, so running twice is safe.
    """
    return _resume(unfinished()) + _resume_unbegun(unbegun(timezone.now(), is_alone=True))


@atomic
def resume_silent(now: datetime) -> int:
    """Queue again the work of workers that have given no sign of life; return how many.

    For databases that several workers share: none can know by a lock that another is dead. Of
    two workers that look at once, the second finds the row changed.
    """
    return _resume(silent(now)) + resume_unbegun(now)


@atomic
def resume_unbegun(now: datetime) -> int:
    """Queue what waits with nobody at it, a while after it was started; return how many."""
    return _resume_unbegun(unbegun(now))


def _resume(found: QuerySet[Job]) -> int:
    resumed = 0
    for job in found:
        if job.attempts >= MOST_ATTEMPTS or not job.task_id:
            fail(job.pk, STOPPED)
            continue
        same = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, beat_at=job.beat_at)
        if same.update(state=Job.State.WAITING, share=None, stage=""):
            resumed += DBTaskResult.objects.filter(pk=job.task_id).update(
                status=TaskResultStatus.READY, finished_at=None
            )
    if resumed:
        record("jobs.resume", by=None, after={"jobs": resumed})
    return resumed


def _resume_unbegun(found: QuerySet[Job]) -> int:
    """Queue what never began: its worker died before, or who started it before it was queued."""
    resumed = 0
    for job in found:
        row = DBTaskResult.objects.filter(pk=job.task_id or None)
        if not job.task_id and job.task:
            _enqueue(import_string(job.task), job, job.arguments)
            resumed += 1
        else:
            lost = row.filter(status=TaskResultStatus.RUNNING)
            resumed += lost.update(status=TaskResultStatus.READY, finished_at=None)
    if resumed:
        record("jobs.resume", by=None, after={"jobs": resumed})
    return resumed


def beat(jobs: Collection[UUID]) -> None:
    """Give a sign of life for the work that this process is at."""
    Job.objects.filter(pk__in=jobs, state=Job.State.RUNNING).update(beat_at=timezone.now())


@atomic
def cancel(job: Job, *, by: User) -> bool:
    """Cancel work: at once what waits, at its next step what runs; False where it is over.

    Where its row in the queue is taken already it comes to nothing, because `begin` refuses.

    Raises
    ------
    InputError
        If `by` may neither start such work nor end what hangs, or nobody may cancel it.
    """
    if not (queries.may_cancel(job, by) or queries.may_end(job, by)):
        raise InputError(_("you may not cancel this work: it is to be done, or others decide"))
    live = Job.objects.filter(pk=job.pk).exclude(state__in=Job.OVER)
    if not live.update(cancel_asked=True):
        return False
    waiting = live.filter(state=Job.State.WAITING)
    if waiting.update(state=Job.State.CANCELLED, ended_at=timezone.now()):
        row = DBTaskResult.objects.filter(pk=job.task_id or None)
        row.filter(status=TaskResultStatus.READY).delete()
        _empty_row(job.pk)  # one that a worker has just taken
    record("jobs.cancel", by=by, after={"job": str(job.pk), "kind": job.kind})
    return True


@atomic
def end_cancelled(job_id: UUID) -> None:
    """Say that the work has stopped because somebody cancelled it."""
    _empty_row(job_id)
    Job.objects.filter(pk=job_id).update(
        state=Job.State.CANCELLED, ended_at=timezone.now(), stage="", share=None
    )


@atomic
def run_again(job: Job, *, by: User) -> Job:
    """Start work that ended without a result once more, as a job of `by`, with the same arguments.

    Raises
    ------
    InputError
        If it is not over, is done, or `by` may no longer start such work.
    """
    if not job.can_run_again:
        raise InputError(_("this work cannot be started again: only what was not done can"))
    if not by.has_perm(f"page.{job.right}"):
        raise InputError(_("you may not start this work: ask somebody who may"))
    ended = Job.objects.filter(pk=job.pk, state__in=(Job.State.FAILED, Job.State.CANCELLED))
    if not ended.exclude(task="").update(task="", arguments={}):  # once: of two clicks one
        raise InputError(_("this work cannot be started again: only what was not done can"))
    return start(
        import_string(job.task),
        kind=job.kind,
        title=job.title,
        by=by,
        right=job.right,
        **job.arguments,
    )
