"""Writes about access tokens."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.queries import token_digest
from fiftytwo.web.audit.actions import record
from fiftytwo.web.tokens.models import AccessToken
from fiftytwo.web.transaction import atomic

__all__ = ["make_token", "note_use", "revoke"]

PREFIX = "ft_"  # so that a scanner of leaked secrets can tell what it has found


@atomic
def make_token(name: str, scopes: Iterable[str], *, last_day: date, by: User) -> str:
    """Make a token and return its secret, which is kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(32)
    AccessToken.objects.create(
        name=name,
        digest=token_digest(secret),
        scopes=sorted(scopes),
        last_day=last_day,
        made_by=by,
    )
    record("tokens.make", by=by, after={"name": name, "scopes": sorted(scopes)})
    return secret


@atomic
def revoke(token: AccessToken, *, by: User) -> None:
    """Let a token open nothing from now on."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("tokens.revoke", by=by, after={"name": token.name})


def note_use(token: AccessToken) -> None:
    """Keep the day on which a token was last used; one write a day."""
    today = timezone.localdate()
    if token.used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(used_on=today)
