"""What allauth asks us about accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.loopback import is_loopback_request
from fiftytwo.web.accounts.models import User
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin import queries
from fiftytwo.web.signin.actions import tell_of_sign_in
from fiftytwo.web.signin.place import client_address
from fiftytwo.web.signin.recent import is_recent

__all__ = ["Adapter"]

# What allauth tells by its templates → our kind of notice.
NOTICES = {
    "mfa/email/totp_activated": "factor_added",
    "mfa/email/webauthn_added": "factor_added",
    "mfa/email/recovery_codes_generated": "factor_added",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/webauthn_removed": "factor_removed",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
}


class Adapter(DefaultAccountAdapter):
    """Accounts are given, not taken: nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This username and password do not go together."),
        "incorrect_password": _("That is not your password."),
        "too_many_login_attempts": _("Too many wrong attempts: wait a quarter of an hour."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Return to one's own page after a change of password."""
        return reverse("account")

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing on sign-in and sign-out: the page that follows says it."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits count."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count nothing here: axes counts wrong passwords, in the ledger."""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse | None:
        """Refuse a demo login from elsewhere by whatever way it comes."""
        if user.is_demo and not is_loopback_request(request):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002
        """Tell a closed account no more than a stranger."""
        return render_page(request, "signin/no_account.html", {}, status=403)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: object = None,  # noqa: ARG002
        email: object = None,  # noqa: ARG002
    ) -> None:
        """Leave a notice in place of allauth's own mail: one way out of the house for all."""
        kind = NOTICES.get(template_prefix)
        if kind:
            tell_of_sign_in(kind, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:  # noqa: ARG002
        """Return whether allauth must ask again; a fresh sign-in is proof enough."""
        return not is_recent(context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, object]]:
        """Return the ways to prove who one is; the company's login where the account is linked."""
        ways = super().get_reauthentication_methods(user)
        if user.is_authenticated and queries.is_linked(user):
            url = reverse("confirm-by-provider")
            name = queries.provider_name()
            ways.append({"id": "provider", "description": name, "url": url})
        return ways


def refuse(request: HttpRequest, page: str, **known: object) -> ImmediateHttpResponse:
    """Return the exception that ends a sign-in with a page that says why."""
    return ImmediateHttpResponse(render_page(request, page, known, status=403))
