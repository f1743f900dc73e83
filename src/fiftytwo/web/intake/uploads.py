"""Uploads that wait for nobody any more: their bytes may hold what the lake has long forgotten."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from fiftytwo.web.intake import queries

__all__ = ["KEPT", "clear_stale"]

KEPT = timedelta(days=7)


def clear_stale(kept: timedelta = KEPT) -> int:
    """Forget uploads older than `kept` that no unfinished work needs; return how many.

    Folders without a row are left by a server killed while it received a file.
    """
    stale = queries.stale_uploads(timezone.now() - kept)
    for upload in stale:
        upload.forget(by=None)
    known = queries.upload_ids()
    limit = time.time() - kept.total_seconds()
    lost = [
        path
        for path in Path(settings.WORKSPACE.uploads).glob("*")
        if path.name not in known and path.stat().st_mtime < limit
    ]
    for path in lost:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return len(stale) + len(lost)
