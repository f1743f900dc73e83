"""Reads about background work."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.jobs.models import Job

__all__ = ["jobs_of", "newest_job", "unfinished"]


def jobs_of(user: User) -> QuerySet[Job]:
    """Return the work `user` may see: one's own; the head sees all of it."""
    jobs = Job.objects.select_related("by")
    return jobs if Role.HEAD in user.roles else jobs.filter(by=user)


def newest_job(user: User, kind: str) -> Job | None:
    """Return the newest work of a kind that `user` may see."""
    return jobs_of(user).filter(kind=kind).first()


def unfinished(before: datetime | None = None) -> QuerySet[Job]:
    """Return work that was started and has not ended."""
    jobs = Job.objects.filter(state=Job.State.RUNNING)
    return jobs if before is None else jobs.filter(started_at__lt=before)


def job_by_id(job: UUID) -> Job:
    """Return one piece of work, whoever started it: for the worker only."""
    return Job.objects.get(pk=job)
