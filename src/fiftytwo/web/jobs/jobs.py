"""Scheduled work that keeps the ledger tidy."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.jobs.actions import Progress, tidy
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.jobs.schedules import Schedule
from fiftytwo.web.logs import turn_over
from fiftytwo.web.tasks import task

__all__ = ["TIDY", "tidy_ledger"]

KEPT = timedelta(days=30)  # how long finished work can be looked at


@task
def tidy_ledger(job: str) -> None:
    """Delete expired sessions and background work that ended a month ago; begin a new log file."""
    run_job(job, _tidy)


def _tidy(tell: Progress) -> tuple[Mapping[str, object], str]:
    tell(None, "Clearing expired sessions and old work")
    call_command("clearsessions")
    turn_over(settings.WORKSPACE.logs)
    return tidy(KEPT), ""


TIDY = Schedule("tidy", _("Clear expired sessions and finished work"), "night", tidy_ledger)
