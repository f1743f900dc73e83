"""Background work of Settings → Sources."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fiftytwo.base.errors import HeldBackError, InputError
from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.sources.load import load_file
from fiftytwo.sources.retry import dismiss as dismiss_line
from fiftytwo.sources.retry import retry_quarantine
from fiftytwo.sources.upkeep import tend_lake
from fiftytwo.web.accounts.queries import accounts_that_open
from fiftytwo.web.intake import queries, uploads
from fiftytwo.web.intake.models import Upload
from fiftytwo.web.jobs.actions import Progress
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.jobs.schedules import Schedule
from fiftytwo.web.notices.actions import tell as leave_notice
from fiftytwo.web.tasks import task

__all__ = ["STALE_UPLOADS", "UPKEEP", "clear_uploads", "dismiss", "load_upload", "retry", "tend"]

log = logging.getLogger("fiftytwo.web.intake")
NEARLY_DONE = 0.98  # what remains after the last byte is mapped has no size


@task
def load_upload(job: str, upload: str, profile: str) -> None:
    """Load an uploaded file through the text of a profile; forget the upload once it is stored."""
    run_job(job, lambda tell: _load(UUID(upload), profile, tell))


@task
def retry(job: str) -> None:
    """Try every line in quarantine, and every file held back, with the profiles as saved now."""
    run_job(job, _retry)


@task
def dismiss(job: str, raw_id: str, reason: str, name: str) -> None:
    """Leave a line in quarantine out, for a reason that stays beside it."""
    run_job(job, lambda _tell: _dismiss(raw_id, reason, name))


@task
def tend(job: str) -> None:
    """Join small files of the lake, remove unused ones, shorten its logs."""
    run_job(job, _tend)


@task
def clear_uploads(job: str) -> None:
    """Remove uploads that nobody loaded."""
    run_job(job, lambda _tell: ({"removed": uploads.clear_stale()}, ""))


UPKEEP = Schedule("lake", _("Upkeep of the lake"), "night", tend)
STALE_UPLOADS = Schedule("uploads", _("Remove uploads that nobody loaded"), "hour", clear_uploads)


def _tend(tell: Progress) -> tuple[Mapping[str, object], str]:
    tell(None, "Joining small files, removing unused ones")
    return asdict(tend_lake(settings.WORKSPACE)), ""


def _retry(tell: Progress) -> tuple[Mapping[str, object], str]:
    tell(None, "Reading the lines again")
    reports = retry_quarantine(settings.WORKSPACE)
    tried = sum(report.raw for report in reports)
    mapped = sum(report.mapped for report in reports)
    return {"tried": tried, "mapped": mapped}, reverse("quarantine")


def _dismiss(raw_id: str, reason: str, name: str) -> tuple[Mapping[str, object], str]:
    dismiss_line(settings.WORKSPACE, raw_id, reason, name)
    return {"dismissed": 1}, reverse("quarantine")


def _load(upload_id: UUID, profile: str, tell: Progress) -> tuple[Mapping[str, object], str]:
    upload = queries.upload_by_id(upload_id)
    if upload is None or not upload.path.exists():
        raise InputError("the uploaded file is gone: upload it again")
    report = load_file(
        settings.WORKSPACE,
        upload.path,
        profile=profile_from_text(profile),
        on_progress=_counter(upload, tell),
    )
    log.info("load %s", report.state, extra={"load": report.load_id})
    if report.state == "held_back":
        tell_of_waiting_lines()
        raise HeldBackError(
            f"{upload.name} is held back, nothing of it was applied: {report.detail}"
        )
    upload.forget(by=None)
    if report.quarantined:
        tell_of_waiting_lines()
    return report.as_json(), reverse("load", args=[report.load_id])


def tell_of_waiting_lines() -> None:
    """Leave a notice for those who may try lines in quarantine again."""
    with transaction.atomic():
        leave_notice("load_waits", accounts_that_open("sources"))


def _counter(upload: Upload, tell: Progress) -> Callable[[int], None]:
    done = [0]

    def count(size: int) -> None:
        done[0] += size
        share = min(done[0] / max(upload.size, 1), NEARLY_DONE)
        tell(share, f"Reading {upload.name}: {done[0] / 1e6:,.0f} of {upload.size / 1e6:,.0f} MB")

    return count
