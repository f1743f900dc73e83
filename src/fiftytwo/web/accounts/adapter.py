"""What allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

__all__ = ["Adapter"]


class Adapter(DefaultAccountAdapter):
    """Accounts are given, not taken: nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This username and password do not go together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Return to one's own page after a change of password."""
        return reverse("account")

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing on sign-in and sign-out: the page that follows says it."""
