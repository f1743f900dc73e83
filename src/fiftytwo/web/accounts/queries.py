"""Reads about accounts."""

import hashlib
from collections.abc import Iterable
from typing import Any

from axes.models import AccessAttempt
from django.db.models import QuerySet
from django.utils import timezone

from fiftytwo.web.accounts.models import Invitation, RoleGrant, User
from fiftytwo.web.accounts.rights import RIGHTS, Role
from fiftytwo.web.notices.queries import unread_count

__all__ = [
    "accounts_that_open",
    "active_user",
    "demo_logins",
    "has_account",
    "has_head",
    "heads",
    "is_open",
    "sign_in_tries",
    "token_digest",
]

DEMO_ORDER = (Role.HEAD, Role.LEAD, Role.PLANNER, Role.REP)


# Roles with their account, its person and its unread notices; every page asks, so it is made once.
ROLES = RoleGrant.objects.select_related("user__person").annotate(unread=unread_count("user"))


def active_user(user_id: int, roles: QuerySet[RoleGrant] = ROLES) -> User | None:
    """Return an active user who has not left, with person, roles of today and `unread` notices.

    Who has a role is read with it in one query.

    Parameters
    ----------
    user_id : int
        Primary key of the account.
    roles : QuerySet
        `ROLES`, perhaps with more that each of `grants_today` is to say.
    """
    today = timezone.localdate()
    grants = list(roles.filter(user=user_id))
    if grants:
        found = grants[0].user
        found.unread = grants[0].unread
    else:
        people = User.objects.select_related("person").annotate(unread=unread_count())
        found = people.filter(pk=user_id).first()
    if found is None or not found.is_active:
        return None
    if found.person and not found.person.works_until(today):
        return None
    found.grants_today = tuple(grant for grant in grants if grant.holds_on(today))
    return found


def accounts_that_open(right: str) -> list[int]:
    """Return the open accounts, by primary key, that a row of RIGHTS lets in today."""
    return [user.pk for user in _holding(RIGHTS[right]) if user.has_perm(f"page.{right}")]


def heads() -> list[int]:
    """Return the open accounts of heads by primary key."""
    return [user.pk for user in _holding({Role.HEAD}) if Role.HEAD in user.roles]


def _holding(roles: Iterable[Role]) -> QuerySet[User]:
    held = User.objects.filter(is_active=True, grants__role__in=roles).distinct()
    return held.prefetch_related("grants")


def has_head() -> bool:
    """Return whether somebody already leads here."""
    held = RoleGrant.objects.on(timezone.localdate())
    return held.filter(role=Role.HEAD, user__is_active=True).exists()


def has_account() -> bool:
    """Return whether anybody can sign in here."""
    return User.objects.filter(is_active=True).exists()


def demo_logins() -> list[User]:
    """Return the shown logins of a demo workspace in order of their roles; empty elsewhere."""
    shown = User.objects.filter(is_demo=True, is_active=True).prefetch_related("grants")
    return sorted(shown, key=lambda user: (_first_of(user), user.username))


def _first_of(user: User) -> int:
    return min((DEMO_ORDER.index(role) for role in user.roles & set(DEMO_ORDER)), default=99)


def token_digest(token: str) -> str:
    """Return what is stored of a one-time token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_open(token: str) -> bool:
    """Return whether a one-time link still makes the first head."""
    found = Invitation.objects.filter(
        token_digest=token_digest(token),
        user=None,
        used_at=None,
        expires_at__gt=timezone.now(),
    )
    return found.exists() and not has_head()


def sign_in_tries(person: Any) -> list[dict[str, object]]:
    """Return the failed tries to sign in with a person's username."""
    names = User.objects.filter(person=person).values("username")
    tries = AccessAttempt.objects.filter(username__in=names)
    return list(tries.values("attempt_time", "ip_address", "user_agent", "failures_since_start"))


def invited(token: str) -> User | None:
    """Return the account whose password a one-time link sets, while it holds."""
    found = Invitation.objects.filter(
        token_digest=token_digest(token),
        user__is_active=True,
        used_at=None,
        expires_at__gt=timezone.now(),
    )
    row = found.select_related("user").first()
    return row.user if row else None


def is_username_taken(username: str) -> bool:
    """Return whether an account has the username; upper and lower case are the same."""
    return User.objects.filter(username__iexact=username).exists()
