"""Reads about background work."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.jobs.models import Job, ScheduledRun

__all__ = [
    "counts_by_kind",
    "jobs_of",
    "last_done",
    "last_runs",
    "listed_jobs",
    "live",
    "may_cancel",
    "may_end",
    "newest_job",
    "silent",
    "spent",
    "unbegun",
    "unfinished",
]

SILENT_AFTER = timedelta(seconds=90)  # six signs of life missed
NEVER_CANCELLED = frozenset({"privacy.erase"})  # half of an erasure is none


def jobs_of(user: User) -> QuerySet[Job]:
    """Return the work `user` may see: one's own; the head sees all of it."""
    jobs = Job.objects.select_related("by")
    return jobs if Role.HEAD in user.roles else jobs.filter(by=user)


def may_cancel(job: Job, user: User) -> bool:
    """Return whether `user` may cancel work: who may start it, and nobody a person's erasure."""
    return job.kind not in NEVER_CANCELLED and user.has_perm(f"page.{job.right}")


def may_end(job: Job, user: User) -> bool:
    """Return whether `user` may end work that hangs, without seeing what it is about."""
    return job.kind not in NEVER_CANCELLED and user.has_perm("page.operations")


def counts_by_kind() -> list[dict[str, Any]]:
    """Return states and durations of each kind of work: no names, nothing of what it is about."""
    took, done = F("ended_at") - F("started_at"), Q(state=Job.State.DONE)
    states = {state.value: Count("pk", filter=Q(state=state)) for state in Job.State}
    rows = Job.objects.order_by("kind").values("kind").annotate(
        **states, mean=Avg(took, filter=done), longest=Max(took, filter=done), last=Max("ended_at")
    )  # fmt: skip
    return list(rows)


def live() -> QuerySet[Job]:
    """Return what runs or waits, whoever started it, longest first; without what it is about."""
    known = ("kind", "state", "created_at", "started_at", "beat_at", "cancel_asked")
    return Job.objects.exclude(state__in=Job.OVER).order_by("created_at").only(*known)


def listed_jobs(user: User) -> QuerySet[Job]:
    """Return the work that `user`'s page lists: scheduled work only where it is not done."""
    return jobs_of(user).exclude(state=Job.State.DONE, scheduled__isnull=False)


def last_runs() -> dict[str, Job]:
    """Return the newest work of every schedule that has run."""
    runs = ScheduledRun.objects.filter(job__isnull=False).select_related("job").order_by("due_at")
    return {run.schedule: run.job for run in runs}


def last_done(kind: str) -> datetime | None:
    """Return when the newest work of a kind that was done began; None where none was."""
    done = Job.objects.filter(kind=kind, state=Job.State.DONE)
    return done.order_by("started_at").values_list("started_at", flat=True).last()


def newest_job(user: User, kind: str) -> Job | None:
    """Return the newest work of a kind that `user` may see."""
    return jobs_of(user).filter(kind=kind).first()


def unfinished() -> QuerySet[Job]:
    """Return work that was started and has not ended."""
    return Job.objects.filter(state=Job.State.RUNNING)


def silent(now: datetime) -> QuerySet[Job]:
    """Return work whose worker has given no sign of life for a while; locked until judged.

    What another worker is judging is left to it: a heartbeat never waits.
    """
    lost = Q(beat_at__lt=now - SILENT_AFTER) | Q(beat_at=None)
    skips = connection.features.has_select_for_update_skip_locked
    return unfinished().filter(lost).select_for_update(skip_locked=skips)


def unbegun(now: datetime, *, is_alone: bool = False) -> QuerySet[Job]:
    """Return work that waits though the queue holds no row for it, or one that was taken.

    What was taken a moment ago is its worker's, and what was started a moment ago is being queued
    by who started it.

    Parameters
    ----------
    now : datetime
        The moment of asking.
    is_alone : bool
        Whether no other worker lives: then whatever was taken is a dead one's.
    """
    before = now - SILENT_AFTER
    taken = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    if not is_alone:
        taken = taken.filter(started_at__lt=before)
    keys = [str(key) for key in taken.values_list("pk", flat=True)]
    waiting = Job.objects.filter(state=Job.State.WAITING, cancel_asked=False)
    skips = connection.features.has_select_for_update_skip_locked
    found = waiting.filter(Q(task_id="", created_at__lt=before) | Q(task_id__in=keys))
    return found.select_for_update(skip_locked=skips)


def spent(before: datetime) -> QuerySet[Job]:
    """Return work that ended without a result before a moment and could be started again.

    Not the erasure of a person's agents: it is to be done, and names them by pseudonyms only.
    """
    ended = Job.objects.filter(state__in=(Job.State.FAILED, Job.State.CANCELLED))
    return ended.filter(ended_at__lt=before).exclude(task="").exclude(kind__in=NEVER_CANCELLED)


def job_by_id(job: UUID) -> Job:
    """Return one piece of work, whoever started it: for the worker only."""
    return Job.objects.get(pk=job)
