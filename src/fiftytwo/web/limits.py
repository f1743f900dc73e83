"""How often one may send a form: counted in the ledger, so it holds behind several processes."""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

__all__ = ["limited"]

View = Callable[..., HttpResponse]


def limited(action: str) -> Callable[[View], View]:
    """Answer 429 to a form that is sent more often than `settings.ACCOUNT_RATE_LIMITS` allows.

    `action` names a row there, such as ``"upload": "60/h/user"``. Looking at a page is not counted.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            refused = ratelimit.consume_or_429(request, action=action)
            return refused or view(request, *args, **kwargs)

        return guarded

    return decorate
