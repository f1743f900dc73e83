"""Writes of Settings → Sources: keep an upload, start its load, answer for quarantined lines."""

from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from fiftytwo.web.accounts.models import User
from fiftytwo.web.audit.actions import record
from fiftytwo.web.intake import jobs
from fiftytwo.web.intake.models import Upload
from fiftytwo.web.jobs.actions import start
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.transaction import atomic

__all__ = ["keep_upload", "start_dismissal", "start_load", "start_retry"]


def keep_upload(file: UploadedFile, by: User) -> Upload:
    """Store an uploaded file in the workspace until a load has stored its lines."""
    upload = Upload(name=PurePath(file.name).name or "file", size=file.size, by=by)
    upload.path.parent.mkdir(parents=True, mode=0o700)
    with open(upload.path, "xb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    _note_upload(upload, by)
    return upload


@atomic
def _note_upload(upload: Upload, by: User) -> None:
    upload.save(force_insert=True)
    record("intake.upload", by=by, after={"upload": str(upload.pk), "bytes": upload.size})


@atomic
def start_load(upload: Upload, *, profile: str, by: User) -> Job:
    """Queue the load of an uploaded file; `profile` is the text of a profile."""
    job = start(
        jobs.load_upload,
        kind="intake.load",
        title=f"Loading {upload.name}",
        by=by,
        right="sources",
        upload=str(upload.pk),
        profile=profile,
    )
    Upload.objects.filter(pk=upload.pk).update(job=job)
    return job


def start_retry(by: User) -> Job:
    """Queue another try of every line in quarantine."""
    return start(
        jobs.retry,
        kind="intake.retry",
        title="Trying the lines in quarantine again",
        by=by,
        right="sources",
    )


def start_dismissal(raw_id: str, reason: str, *, by: User) -> Job:
    """Queue that a line in quarantine is left out; the lake has one writer at a time."""
    return start(
        jobs.dismiss,
        kind="intake.dismiss",
        title="Leaving out a line in quarantine",
        by=by,
        right="sources",
        raw_id=raw_id,
        reason=reason,
        name=by.name,
    )
