"""Writes about accounts."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.models import Invitation, RoleGrant, User
from fiftytwo.web.accounts.queries import has_head, invited, token_digest
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.actions import record
from fiftytwo.web.audit.noting import noted
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.transaction import atomic

__all__ = [
    "DEMO_PASSWORD",
    "DemoLogin",
    "add_account",
    "add_demo_logins",
    "add_user",
    "close_account",
    "end_sessions",
    "forget_sign_in_tries",
    "give_role",
    "invite",
    "invite_head",
    "invited_until",
    "join",
    "keep_language",
    "make_first_head",
    "open_account",
    "take_role",
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


@atomic
def invite_head() -> str:
    """Make a one-time token for the first head; earlier ones hold for their two days too.

    `init` and each `serve` tell one, and whoever runs them may have kept any: once there is a head
    none of them opens anything.

    Raises
    ------
    InputError
        If there is a head already.
    """
    if has_head():
        raise InputError("there is a head already: sign in, or ask that person for an account")
    token = secrets.token_urlsafe(24)
    Invitation.objects.filter(user=None, used_at=None, expires_at__lt=timezone.now()).delete()
    Invitation.objects.create(
        token_digest=token_digest(token), expires_at=timezone.now() + INVITATION_LIFE
    )
    record("accounts.invite", by=None)
    return token


def _own(user: User, *_rest: Any) -> int | None:
    return user.person_id


def _holder(grant: RoleGrant, *_rest: Any) -> int | None:
    return grant.user.person_id


def _held(_done: Any, grant: RoleGrant) -> dict[str, object]:
    limits = {"site": grant.site_id, "team": grant.team_id, "first": grant.first}
    return {"role": grant.role, **limits, "last": grant.last} if grant.pk else {}


def _open(_done: Any, user: User) -> dict[str, object]:
    return {"open": user.is_active}


def _person_of(user: User) -> list[int]:
    return [] if user.person_id is None else [user.person_id]


@atomic
def add_user(
    username: str,
    name: str,
    roles: Iterable[Role] = (),
    *,
    password: str | None = None,
    person_id: int | None = None,
    email: str = "",
    by: User | None = None,
) -> User:
    """Add an account with its roles from today on; without a password it cannot sign in yet.

    `by` is the account that adds it; None for a command.

    Raises
    ------
    django.db.IntegrityError
        If the username is taken, or the person has an account.
    """
    user = User.objects.create(
        username=username,
        name=name,
        email=email,
        person_id=person_id,
        password=make_password(password),
    )
    given = sorted(set(roles))
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in given)
    record("accounts.add", by=by, whose=_person_of(user), after={"roles": list(map(str, given))})
    return user


@atomic
def give_role(user: User, role: Role, *, by: User | None = None, **limits: object) -> RoleGrant:
    """Give an account a role; `limits` are `site`, `team`, `first`, `last` of `RoleGrant`."""
    grant = RoleGrant.objects.create(user=user, role=role, **limits)
    tell("role_given", [user.pk])
    record("accounts.give_role", by=by, whose=_person_of(user), after=_held(None, grant))
    user.forget_roles()
    return grant


@noted("accounts.take_role", _holder, _held)
def take_role(grant: RoleGrant) -> None:
    """End a role: yesterday was its last day, or it is removed where it has not been held.

    Raises
    ------
    InputError
        If nobody would be head any more.
    """
    today = timezone.localdate()
    if grant.first is not None and grant.first >= today:
        grant.delete()
    else:
        grant.last = today - timedelta(days=1)
        grant.save(update_fields=["last"])
    if grant.role == Role.HEAD and not has_head():
        raise InputError("this is the only head: give somebody else the role first")
    tell("role_taken", [grant.user_id])


def end_sessions(user: User) -> int:
    """End every session of an account, wherever it is signed in; return how many."""
    return int(user.sessions.all().delete()[0])


@noted("accounts.close", _own, _open)
def close_account(user: User) -> None:
    """Let an account open nothing any more and end its sessions.

    Raises
    ------
    InputError
        If nobody would be head any more.
    """
    is_only_head = has_head()
    User.objects.filter(pk=user.pk).update(is_active=False)
    if is_only_head and not has_head():
        raise InputError("this is the only head: give somebody else the role first")
    user.is_active = False
    Invitation.objects.filter(user=user, used_at=None).delete()
    end_sessions(user)


@noted("accounts.open", _own, _open)
def open_account(user: User) -> None:
    """Let a closed account open again."""
    user.is_active = True
    user.save(update_fields=["is_active"])


@atomic
def keep_language(user: User, language: str) -> None:
    """Keep the language in which a person reads, for pages and for mail."""
    before = user.language
    if before != language:
        User.objects.filter(pk=user.pk).update(language=language)
        told = ({"language": before}, {"language": language})
        record("accounts.language", by=user, whose=_person_of(user), before=told[0], after=told[1])


@atomic
def add_account(person: Any, username: str, role: str, *, by: User | None = None) -> User:
    """Add the account of a person with one role; a link of `invite` sets its password."""
    first = {"person_id": person.pk, "email": person.email}
    return add_user(username, person.name, [Role(role)], by=by, **first)


@noted("accounts.link", _own)
def invite(user: User) -> str:
    """Make a one-time token that sets the password of an account; earlier ones stop working."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.filter(user=user, used_at=None).delete()
    Invitation.objects.create(
        user=user, token_digest=token_digest(token), expires_at=invited_until()
    )
    return token


def invited_until() -> datetime:
    """Return until when a link made now works."""
    return timezone.now() + INVITATION_LIFE


@atomic
def join(token: str, password: str) -> User | None:
    """Set the password of an invited account and use up the link; None where it holds no longer."""
    user = invited(token)
    now = timezone.now()
    taken = Invitation.objects.filter(token_digest=token_digest(token), used_at=None)
    if user is None or not taken.update(used_at=now):
        return None
    user.password = make_password(password)
    user.save(update_fields=["password"])
    tell("password_changed", [user.pk])
    record("accounts.join", by=user, whose=_person_of(user))
    return user


@atomic
def make_first_head(token: str, *, username: str, name: str, password: str) -> User | None:
    """Make the first head and use up the link; None where the link no longer holds."""
    now = timezone.now()
    taken = Invitation.objects.filter(
        token_digest=token_digest(token), user=None, used_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not taken or has_head():
        return None
    # Whoever starts alone plans as well; both roles can be given on and taken back.
    head = add_user(username, name, [Role.HEAD, Role.PLANNER], password=password)
    record("accounts.first_head", by=head)
    return head


@atomic
def add_demo_logins(logins: Iterable[DemoLogin]) -> list[User]:
    """Add logins that share `DEMO_PASSWORD`; hashed once, because hashing is slow on purpose."""
    logins, password = list(logins), make_password(DEMO_PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=login.username,
            name=login.name,
            person_id=login.person_id,
            password=password,
            is_demo=True,
        )
        for login in logins
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=login.role) for user, login in zip(users, logins, strict=True)
    )
    record(
        "accounts.demo_logins", by=None, whose=[user.person_id for user in users if user.person_id]
    )
    return users


def forget_sign_in_tries(person: Any, _pseudonym: str) -> int:
    """Delete the failed tries to sign in with a person's username; a part of erasing the person."""
    names = User.objects.filter(person=person).values("username")
    return AccessAttempt.objects.filter(username__in=names).delete()[0]
