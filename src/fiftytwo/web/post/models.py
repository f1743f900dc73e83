"""How a person wants to be told, and the letters that tell them."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.notices.models import Notice

__all__ = ["Delivery", "Letter", "Way", "Wishes"]


class Way(models.TextChoices):
    """When a channel tells."""

    NEVER = "never", _("never")
    DIGEST = "digest", _("once a day, all in one")
    AT_ONCE = "at_once", _("at once")


class Wishes(models.Model):
    """A person's choice; without a row the defaults count. In the application all stand at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes"
    )
    mail = models.CharField(_("By e-mail"), max_length=8, choices=Way, default=Way.DIGEST)
    chat = models.CharField(_("By chat"), max_length=8, choices=Way, default=Way.NEVER)
    chat_box = models.TextField(blank=True)  # address of the chat service, encrypted
    digest_at = models.TimeField(_("Once a day at"), default=time(8))  # in the site's zone
    quiet_from = models.TimeField(_("Quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("Quiet until"), null=True, blank=True)
    muted = models.JSONField(default=list)  # kinds of notices not sent; they stand in the list

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(mail__in=Way.values, chat__in=Way.values),
                name="wishes_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mail}, {self.chat}"


class Letter(models.Model):
    """One mail or chat message: claimed before it is sent, so that several workers send it once."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("given up")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    channel = models.CharField(max_length=8)  # mail or chat
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)  # not tried before
    error = models.CharField(max_length=200, blank=True)  # why the last try came to nothing
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Delivery(models.Model):
    """Which notice is told by which letter: once a channel."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="told_once_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"
