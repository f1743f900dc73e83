"""Scheduled work of privacy: the nightly deletion of what is due."""

from collections.abc import Mapping
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.jobs.actions import Progress
from fiftytwo.web.jobs.queries import last_done
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.jobs.schedules import Schedule
from fiftytwo.web.privacy.actions import delete_due, tell_of_reads
from fiftytwo.web.tasks import task

__all__ = ["READS", "RETENTION", "delete_what_is_due", "tell_who_was_read"]


@task
def delete_what_is_due(job: str) -> None:
    """Delete records that are older than their area is kept."""
    run_job(job, _delete)


@task
def tell_who_was_read(job: str) -> None:
    """Leave a notice for those whose records others read since the last run that was done."""
    run_job(job, _tell_reads)


def _tell_reads(_tell: Progress) -> tuple[Mapping[str, object], str]:
    # Since the last run that was done: a night without a worker, or one that failed, hides nothing.
    since = last_done(f"schedule.{READS.name}") or timezone.now() - timedelta(days=1)
    return {"told": tell_of_reads(since)}, ""


def _delete(tell: Progress) -> tuple[Mapping[str, object], str]:
    tell(None, "Deleting records that are due")
    return delete_due(), reverse("privacy-due")


RETENTION = Schedule("retention", _("Delete records that are due"), "night", delete_what_is_due)
READS = Schedule("reads", _("Tell people that their records were read"), "night", tell_who_was_read)
