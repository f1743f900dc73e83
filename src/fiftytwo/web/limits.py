"""How often one may send a form: counted in the ledger, so it holds behind several processes."""

from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

__all__ = ["is_within", "limited"]

APP = "allauth.account"  # whose settings hold the rates

View = Callable[..., HttpResponse]


def limited(action: str) -> Callable[[View], View]:
    """Answer 429 to a form that is sent more often than `settings.ACCOUNT_RATE_LIMITS` allows.

    `action` names a row there, such as ``"upload": "60/h/user"``. Looking at a page is not counted.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            refused = ratelimit.consume_or_429(request, app=APP, action=action)
            return refused or view(request, *args, **kwargs)

        return guarded

    return decorate


def is_within(request: HttpRequest, action: str, *, key: str) -> bool:
    """Count a request of a program, a GET too; return False once `key` has sent too many.

    `action` names a row of `settings.ACCOUNT_RATE_LIMITS` that counts by key.
    """
    used = ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True)
    return used is not None
