"""Reads about access tokens."""

from django.utils import timezone

from fiftytwo.web.accounts.queries import token_digest
from fiftytwo.web.tokens.models import AccessToken

__all__ = ["token_by_id", "token_of", "tokens"]


def tokens() -> list[AccessToken]:
    """Return all tokens, newest first."""
    return list(AccessToken.objects.select_related("made_by"))


def token_by_id(token: int) -> AccessToken | None:
    """Return one token that is not revoked."""
    return AccessToken.objects.filter(pk=token, revoked_at=None).first()


def token_of(secret: str) -> AccessToken | None:
    """Return the token that somebody holds, while it opens anything.

    A token made by somebody whose account is closed opens nothing any more.
    """
    found = AccessToken.objects.select_related("made_by").filter(
        digest=token_digest(secret),
        revoked_at=None,
        last_day__gte=timezone.localdate(),
        made_by__is_active=True,
    )
    return found.first()
