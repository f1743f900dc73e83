"""What a directory told about an account or a team and the ledger has no place for."""

from django.conf import settings
from django.db import models

__all__ = ["Record"]


class Record(models.Model):
    """The other half of a SCIM resource; deleted ones are invisible to SCIM, not to us."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="scim_record",
    )
    team = models.OneToOneField(
        "people.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="scim_record"
    )
    kept = models.JSONField(default=dict, blank=True)  # externalId, parts of a name, all addresses
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None, team__isnull=False)
                | models.Q(user__isnull=False, team=None),
                name="scim_record_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id or self.team_id}"
