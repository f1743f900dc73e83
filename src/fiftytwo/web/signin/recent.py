"""Signed in a moment ago: what pages that change rights, tokens or factors ask for."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["is_recent", "recently_signed_in"]

View = Callable[..., HttpResponse]


def is_recent(request: HttpRequest) -> bool:
    """Return whether this session proved who it is within `ACCOUNT_REAUTHENTICATION_TIMEOUT`."""
    if not request.user.is_authenticated:
        return False
    if request.user.is_demo:
        return True  # its password is shown to all: asking for it proves nothing
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record["at"] >= since for record in get_authentication_records(request, request.user)
    )


def recently_signed_in(view: View) -> View:
    """Let a page open only shortly after a proof of who asks; else ask for one, then go on.

    It stands below `page_right`, so that strangers are sent to sign in first. A form that was sent
    meanwhile is kept and goes on after the proof.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_recent(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
