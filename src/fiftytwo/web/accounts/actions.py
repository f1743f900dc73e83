"""Writes about accounts."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.models import Invitation, User
from fiftytwo.web.accounts.queries import has_head, token_digest
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.actions import record

__all__ = [
    "DEMO_PASSWORD",
    "DemoLogin",
    "add_demo_logins",
    "forget_sign_in_tries",
    "invite_head",
    "make_first_head",
]

# Shown on the sign-in page of a demo workspace, and worth nothing off loopback.
DEMO_PASSWORD = "fifty-two-weeks"  # noqa: S105
INVITATION_LIFE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo company; `person_id` is the person's primary key, or None."""

    username: str
    name: str
    role: Role
    person_id: int | None = None


def invite_head() -> str:
    """Make a one-time token for the first head; earlier ones stop working.

    Raises
    ------
    InputError
        If there is a head already.
    """
    if has_head():
        raise InputError("there is a head already: sign in, or ask that person for an account")
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        Invitation.objects.filter(used_at=None).delete()
        Invitation.objects.create(
            token_digest=token_digest(token), expires_at=timezone.now() + INVITATION_LIFE
        )
        record("accounts.invite", by=None)
    return token


@transaction.atomic
def make_first_head(token: str, *, username: str, name: str, password: str) -> User | None:
    """Make the first head and use up the link; None where the link no longer holds."""
    now = timezone.now()
    taken = Invitation.objects.filter(
        token_digest=token_digest(token), used_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not taken or has_head():
        return None
    head = User.objects.create(
        username=username, name=name, role=Role.HEAD, password=make_password(password)
    )
    record("accounts.first_head", by=head)
    return head


@transaction.atomic
def add_demo_logins(logins: Iterable[DemoLogin]) -> list[User]:
    """Add logins that share `DEMO_PASSWORD`; hashed once, because hashing is slow on purpose."""
    password = make_password(DEMO_PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=login.username,
            name=login.name,
            role=login.role,
            person_id=login.person_id,
            password=password,
            is_demo=True,
        )
        for login in logins
    )
    record(
        "accounts.demo_logins", by=None, whose=[user.person_id for user in users if user.person_id]
    )
    return users


def forget_sign_in_tries(person: Any, _pseudonym: str) -> int:
    """Delete the failed tries to sign in with a person's username; a part of erasing the person."""
    names = User.objects.filter(person=person).values("username")
    return AccessAttempt.objects.filter(username__in=names).delete()[0]
