"""Sessions that a person can see, and roles that need a second factor."""

from allauth.mfa.models import Authenticator
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from fiftytwo.web.accounts.models import RoleGrant, User
from fiftytwo.web.signin import store

__all__ = ["SecondFactorRule", "Session"]

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are none


class Sessions(BaseSessionManager):
    """Sessions, each with `lacks_factor`: whether its owner still needs a second factor."""

    def get_queryset(self) -> models.QuerySet:
        """Return the rows; what every page asks of them comes along."""
        user = OuterRef("user")
        ruled = SecondFactorRule.objects.values("role")
        held = RoleGrant.objects.on(timezone.localdate()).filter(user=user, role__in=ruled)
        real = held.filter(user__is_demo=False)  # demo logins are for everybody to see
        factors = Authenticator.objects.filter(user=user, type__in=FACTORS)
        return super().get_queryset().annotate(lacks_factor=Exists(real) & ~Exists(factors))


class Session(AbstractBaseSession):
    """A session of the web application, with what its owner may see of it.

    `public_id` names it on pages, because the key itself is a secret. Device and network are as
    coarse as they can honestly be: a kind of browser, a block of addresses.
    """

    # Not unique: a session that gets another key is two rows for a moment.
    public_id = models.UUIDField(db_index=True, null=True)
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, db_constraint=False, related_name="sessions"
    )
    device = models.CharField(max_length=80, blank=True)
    network = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects = Sessions()

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that writes these rows."""
        return store.SessionStore


class SecondFactorRule(models.Model):
    """A role whose people must have a second factor before they go on."""

    role = models.CharField(max_length=32, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
