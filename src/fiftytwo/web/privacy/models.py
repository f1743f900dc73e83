"""Legal holds: records that are not deleted."""

from django.conf import settings
from django.db import models

__all__ = ["LegalHold"]


class LegalHold(models.Model):
    """Keeps records from deletion, of one person or of everybody, until it is lifted."""

    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200)
    set_at = models.DateTimeField(auto_now_add=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-set_at"]

    def __str__(self) -> str:
        return self.reason
