"""The company's own login (OpenID Connect): who of its people may come in."""

import logging

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.signin import actions, queries
from fiftytwo.web.signin.adapter import refuse

__all__ = ["Linked"]

log = logging.getLogger("fiftytwo.web.signin")


class Linked(DefaultSocialAccountAdapter):
    """Links a login of the provider to an account that is here already; makes none.

    An account is linked once by a one-time link that was given to its owner, or by an e-mail
    address that the provider has verified and that exactly one open account carries. Addresses of
    accounts are written by those who give accounts, never by their owners.
    """

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "invalid_token": _("The answer of your company's login could not be verified."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Return False: being known to the provider gives no account."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, link it at its first time, or say that there is none."""
        if sociallogin.state.get("process") != "login":
            raise refuse(request, "signin/no_account.html")
        user = sociallogin.user if sociallogin.is_existing else self._of(sociallogin)
        if user is None or not user.is_active or user.is_demo:
            raise refuse(request, "signin/no_account.html")
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
            actions.tell_of_sign_in("factor_added", user)

    def on_authentication_error(
        self, request: HttpRequest, provider: object, **known: object
    ) -> None:
        """Say that the provider's sign-in came to nothing; the log says of what kind the cause was."""
        cause = known.get("exception")
        log.warning("company login failed: %s", type(cause).__name__ if cause else known["error"])
        raise refuse(request, "signin/provider_failed.html", provider=provider)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing: the notice centre is where such things are told."""

    def _of(self, sociallogin: SocialLogin) -> User | None:
        link = (sociallogin.state.get("data") or {}).get("link", "")
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        return actions.use_link(link) or queries.only_user_with_email(verified)
