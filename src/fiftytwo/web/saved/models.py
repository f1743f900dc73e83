"""Views kept under a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Mail", "SavedView"]


class Mail(models.TextChoices):
    """How often a view is sent to whoever keeps it."""

    NEVER = "never", _("not by mail")
    WEEK = "week", _("every Monday")
    MONTH = "month", _("on the first of each month")


class SavedView(models.Model):
    """What the explorer was asked, under a name; the figures themselves are not kept."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=80)
    query = models.TextField()
    is_shared = models.BooleanField(default=False)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.NEVER)
    made_at = models.DateTimeField(auto_now_add=True)
    mail_since = models.DateTimeField(null=True, blank=True)  # when the mail was asked for
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name
