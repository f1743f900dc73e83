"""Reads about accounts."""

import hashlib
from typing import Any

from axes.models import AccessAttempt
from django.utils import timezone

from fiftytwo.web.accounts.models import Invitation, User
from fiftytwo.web.accounts.rights import Role

__all__ = ["active_user", "demo_logins", "has_head", "is_open", "sign_in_tries", "token_digest"]


def active_user(user_id: int) -> User | None:
    """Return an active user with person and team, in one query."""
    found = User.objects.select_related("person__team").filter(pk=user_id, is_active=True)
    return found.first()


def has_head() -> bool:
    """Return whether somebody already leads here."""
    return User.objects.filter(role=Role.HEAD, is_active=True).exists()


def demo_logins() -> list[User]:
    """Return the shown logins of a demo workspace in order of their roles; empty elsewhere."""
    order = {role: at for at, role in enumerate((Role.HEAD, Role.LEAD, Role.PLANNER, Role.REP))}
    shown = User.objects.filter(is_demo=True, is_active=True)
    return sorted(shown, key=lambda user: (order[Role(user.role)], user.username))


def token_digest(token: str) -> str:
    """Return what is stored of a one-time token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_open(token: str) -> bool:
    """Return whether a one-time link still makes the first head."""
    found = Invitation.objects.filter(
        token_digest=token_digest(token), used_at=None, expires_at__gt=timezone.now()
    )
    return found.exists() and not has_head()


def sign_in_tries(person: Any) -> list[dict[str, object]]:
    """Return the failed tries to sign in with a person's username."""
    names = User.objects.filter(person=person).values("username")
    tries = AccessAttempt.objects.filter(username__in=names)
    return list(tries.values("attempt_time", "ip_address", "user_agent", "failures_since_start"))
