"""Tokens by which a program comes in; only their digests are kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["AccessToken", "Scope"]


class Scope(models.TextChoices):
    """What a token opens."""

    SCIM = "scim", _("SCIM: accounts, teams and ordinary roles")
    MEASURES = "measures", _("API: measures, as the explorer shows them")
    SCIM_LEADING = "scim_leading", _("SCIM: also accounts and roles of heads and administrators")


class AccessToken(models.Model):
    """A token, from when it is made until it ends or is revoked."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_day = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | models.Q(revoked_at__gte=models.F("made_at")),
                name="token_is_revoked_after_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> list[str]:
        """What it opens, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]
