"""Files that wait for their load."""

import shutil
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from fiftytwo.web.audit.actions import record

__all__ = ["Upload"]


class Upload(models.Model):
    """A file somebody uploaded; its bytes lie in the workspace until a load has stored them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()  # bytes
    created_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie; the folder is the id, so a name can hurt nobody."""
        return Path(settings.WORKSPACE.uploads) / str(self.pk) / self.name

    def forget(self, *, by: Any) -> None:
        """Remove the row and the bytes; `by` is None where nobody asked, as once it is loaded."""
        folder, key = self.path.parent, str(self.pk)
        with transaction.atomic():
            self.delete()
            record("intake.forget", by=by, after={"upload": key})
        shutil.rmtree(folder, ignore_errors=True)
