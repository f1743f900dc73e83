"""Scheduled work of privacy: the nightly deletion of what is due."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.jobs.actions import Progress
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.jobs.schedules import Schedule
from fiftytwo.web.privacy.actions import delete_due
from fiftytwo.web.tasks import task

__all__ = ["RETENTION", "delete_what_is_due"]


@task
def delete_what_is_due(job: str) -> None:
    """Delete records that are older than their area is kept."""
    run_job(job, _delete)


def _delete(tell: Progress) -> tuple[Mapping[str, object], str]:
    tell(None, "Deleting records that are due")
    return delete_due(), reverse("privacy-due")


RETENTION = Schedule("retention", _("Delete records that are due"), "night", delete_what_is_due)
