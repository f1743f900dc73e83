"""Around every page: sessions are marked, and a role that needs a second factor has one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fiftytwo.web.signin import actions

__all__ = ["SecondFactor", "marked_sessions"]

Handler = Callable[[HttpRequest], HttpResponse]
# What somebody may open who still lacks the factor: setting it up, proving who one is, leaving.
OPEN_NAMES = frozenset(
    {"account_logout", "account_reauthenticate", "confirm-by-provider", "theme"}
    | {"openid_connect_login", "openid_connect_callback"}
)
OPEN_PREFIX = "mfa_"


def marked_sessions(get_response: Handler) -> Handler:
    """Let the session of whoever is signed in say from where it was last used."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            actions.mark_session(request)
        return response

    return handle


class SecondFactor:
    """Sends those whose role needs a second factor to set one up before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Return the way to the page of second factors, or None to go on."""
        name = request.resolver_match.url_name or ""
        if name in OPEN_NAMES or name.startswith(OPEN_PREFIX):
            return None
        return redirect("mfa_index") if lacks_factor(request) else None


def lacks_factor(request: HttpRequest) -> bool:
    """Return whether somebody's role needs a second factor that they do not have."""
    user = request.user
    if not user.is_authenticated or user.is_demo:
        return False
    return any(grant.lacks_factor for grant in user.grants_today)
