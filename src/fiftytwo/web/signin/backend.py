"""Signing in against the ledger."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from fiftytwo.web.accounts.loopback import is_loopback_request
from fiftytwo.web.accounts.models import User
from fiftytwo.web.signin import queries

__all__ = ["LedgerBackend"]


class LedgerBackend(AuthenticationBackend):
    """Passwords of the ledger; demo logins only from this machine to this machine."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the user, None, or refuse a demo login from elsewhere."""
        user = super().authenticate(request, **credentials)
        self.unstash_authenticated_user()  # a closed account is told no more than a stranger
        if user and user.is_demo and not (request and is_loopback_request(request)):
            raise PermissionDenied
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return an active user with all that every page asks: one query."""
        return queries.user_of_session(user_id)
