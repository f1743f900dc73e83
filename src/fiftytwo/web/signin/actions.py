"""Writes about coming in: marks of sessions, their end, one-time links, roles with a factor."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.queries import token_digest
from fiftytwo.web.signin.models import AccountLink, SecondFactorRule, Session
from fiftytwo.web.signin.place import client_address, device_of, network_of
from fiftytwo.web.signin.store import MARK

__all__ = [
    "end_other_sessions",
    "end_session",
    "forget_factors",
    "make_link",
    "mark_session",
    "require_factor",
    "set_password",
    "use_link",
]

LINK_LIFE = timedelta(days=7)
MARK_EVERY = timedelta(minutes=5)


def mark_session(request: HttpRequest) -> None:
    """Note in the session from where and when it was last used, at most every five minutes."""
    now = timezone.now()
    old = request.session.get(MARK) or {"id": uuid4().hex, "began_at": now.isoformat()}
    here = {
        "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
        "network": network_of(client_address(request)),
    }
    is_same = all(old.get(name) == value for name, value in here.items())
    if is_same and now - datetime.fromisoformat(old["seen_at"]) < MARK_EVERY:
        return
    request.session[MARK] = {**old, **here, "seen_at": now.isoformat()}


def end_session(user: User, public_id: UUID) -> bool:
    """End one session of a person; False where there is none by that name."""
    return bool(Session.objects.filter(user=user, public_id=public_id).delete()[0])


def end_other_sessions(user: User, keep: str | None) -> int:
    """End all sessions of a person but the one with the key `keep`; return how many."""
    return Session.objects.filter(user=user).exclude(session_key=keep).delete()[0]


@transaction.atomic
def make_link(user: User) -> str:
    """Make a one-time token by which a person comes into their account; earlier ones stop working."""
    token = secrets.token_urlsafe(24)
    AccountLink.objects.filter(user=user, used_at=None).delete()
    AccountLink.objects.create(
        user=user, token_digest=token_digest(token), expires_at=timezone.now() + LINK_LIFE
    )
    return token


@transaction.atomic
def use_link(token: str) -> User | None:
    """Use up a one-time link and return its account; None where it no longer holds."""
    now = timezone.now()
    rows = AccountLink.objects.select_related("user").filter(
        token_digest=token_digest(token), used_at=None, expires_at__gt=now, user__is_active=True
    )
    link = rows.first()
    if link is None or not AccountLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        return None
    return link.user


@transaction.atomic
def set_password(token: str, password: str) -> User | None:
    """Use up a link to give its account a password; every session of the account ends."""
    user = use_link(token)
    if user is not None:
        user.password = make_password(password)
        user.save(update_fields=["password"])
        end_other_sessions(user, keep=None)
    return user


def forget_factors(user: User) -> int:
    """Take all second factors from an account whose owner lost them; return how many."""
    return Authenticator.objects.filter(user=user).delete()[0]


@transaction.atomic
def require_factor(roles: Iterable[str], by: User) -> None:
    """Make exactly these roles need a second factor."""
    wanted = set(roles)
    SecondFactorRule.objects.exclude(role__in=wanted).delete()
    known = set(SecondFactorRule.objects.values_list("role", flat=True))
    SecondFactorRule.objects.bulk_create(
        SecondFactorRule(role=role, by=by) for role in sorted(wanted - known)
    )
