"""A demo login that was made on loopback is worth nothing elsewhere either."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from fiftytwo.web.accounts.loopback import is_loopback_request

__all__ = ["demo_on_loopback"]


def demo_on_loopback(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End the session of a demo login that arrives from another machine."""

    def handle(request: HttpRequest) -> HttpResponse:
        if getattr(request.user, "is_demo", False) and not is_loopback_request(request):
            logout(request)
        return get_response(request)

    return handle
