"""Sessions that a person can see, and roles that need a second factor."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from fiftytwo.web.accounts.models import User
from fiftytwo.web.signin import store

__all__ = ["SecondFactorRule", "Session"]


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

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that writes these rows."""
        return store.SessionStore


class SecondFactorRule(models.Model):
    """A role whose people must have a second factor before they go on."""

    role = models.CharField(max_length=32, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
