"""Sessions that a person can see, links that open an account, roles that need a second factor."""

import uuid

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from fiftytwo.web.accounts.models import User
from fiftytwo.web.signin import store

__all__ = ["AccountLink", "SecondFactorRule", "Session"]


class Session(AbstractBaseSession):
    """A session of the web application, with what its owner may see of it.

    `public_id` names it on pages, because the key itself is a secret. Device and network are as
    coarse as they can honestly be: a kind of browser, a block of addresses.
    """

    # Not unique: a session that gets another key is two rows for a moment.
    public_id = models.UUIDField(db_index=True, null=True)
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    device = models.CharField(max_length=80, blank=True)
    network = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that writes these rows."""
        return store.SessionStore


class AccountLink(models.Model):
    """A one-time link by which somebody comes into an account that was made for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SecondFactorRule(models.Model):
    """A role whose people must have a second factor before they go on."""

    role = models.CharField(max_length=32, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
