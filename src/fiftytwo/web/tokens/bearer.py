"""The token that a program shows: ``Authorization: Bearer …`` (RFC 6750)."""

from django.http import HttpRequest

from fiftytwo.web.accounts.loopback import is_loopback_request
from fiftytwo.web.tokens.models import AccessToken
from fiftytwo.web.tokens.queries import token_of

__all__ = ["REALM", "bearer_of"]

REALM = 'Bearer realm="fiftytwo"'  # what a 401 says in WWW-Authenticate


def bearer_of(request: HttpRequest) -> AccessToken | None:
    """Return the token of a request, while it opens anything.

    One that a demo login made opens nothing from elsewhere, like the login itself.
    """
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = token_of(secret.strip()) if kind.lower() == "bearer" and secret.strip() else None
    if token is not None and token.made_by.is_demo and not is_loopback_request(request):
        return None
    return token
