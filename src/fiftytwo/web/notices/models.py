"""A notice: for whom, of which kind, about which thing."""

from django.conf import settings
from django.db import models

from fiftytwo.web.notices.kinds import KINDS, Kind

__all__ = ["Notice"]


class Notice(models.Model):
    """Something waits for a person; what it is stands on the page that it opens."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=24)  # a key of kinds.KINDS
    about = models.CharField(max_length=64, blank=True)  # the thing's id in its page's address
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [models.F("read_at").desc(nulls_first=True), "-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["to"], condition=models.Q(read_at=None), name="notice_unread_of_one"
            )
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def what(self) -> Kind | None:
        """Its kind; None for one that a later version no longer knows."""
        return KINDS.get(self.kind)

    @property
    def address(self) -> str:
        """The page that it opens."""
        return self.what.address(self.about) if self.what else ""
