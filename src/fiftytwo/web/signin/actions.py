"""Writes about coming in: marks of sessions, their end, links, roles with a factor."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from fiftytwo.web.accounts.models import Invitation, User
from fiftytwo.web.accounts.queries import invited, token_digest
from fiftytwo.web.audit.actions import record
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.signin.models import SecondFactorRule, Session
from fiftytwo.web.signin.place import client_address, device_of, network_of
from fiftytwo.web.signin.store import MARK
from fiftytwo.web.transaction import atomic

__all__ = [
    "end_other_sessions",
    "end_session",
    "forget_factors",
    "keep_only",
    "mark_session",
    "note_own_change",
    "require_factor",
    "tell_of_sign_in",
    "use_link",
]

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


@atomic
def end_session(user: User, public_id: UUID) -> bool:
    """End one session of a person; False where there is none by that name."""
    if not Session.objects.filter(user=user, public_id=public_id).delete()[0]:
        return False
    record("signin.end_session", by=user, whose=_person_of(user))
    return True


@atomic
def end_other_sessions(user: User, keep: str | None) -> int:
    """End all sessions of a person but the one with the key `keep`; return how many."""
    ended = Session.objects.filter(user=user).exclude(session_key=keep).delete()[0]
    record("signin.end_others", by=user, whose=_person_of(user), after={"ended": ended})
    return ended


def keep_only(request: HttpRequest) -> int:
    """End all sessions of who asks but this one; return how many."""
    request.session.save()  # a new password has given it another key
    return end_other_sessions(request.user, keep=request.session.session_key)


def note_own_change(user: User, action: str) -> None:
    """Note that somebody changed how they prove who they are; the views keep what changes."""
    record(action, by=user, whose=_person_of(user))


def _person_of(user: User) -> list[int]:
    return [] if user.person_id is None else [user.person_id]


@atomic
def use_link(token: str) -> User | None:
    """Use up an account's one-time link without a password; None where it no longer holds."""
    user = invited(token)
    taken = Invitation.objects.filter(token_digest=token_digest(token), used_at=None)
    if user is None or not taken.update(used_at=timezone.now()):
        return None
    record("signin.use_link", by=user, whose=_person_of(user))
    return user


@atomic
def forget_factors(user: User, *, by: User | None = None) -> int:
    """Take all second factors from an account whose owner lost them; return how many."""
    taken = Authenticator.objects.filter(user=user).delete()[0]
    tell("factor_removed", [user.pk])
    record("signin.forget_factors", by=by, whose=_person_of(user), after={"taken": taken})
    return taken


@atomic
def tell_of_sign_in(kind: str, user: User) -> None:
    """Leave a notice that a way of signing in has changed."""
    tell(kind, [user.pk])


@atomic
def require_factor(roles: Iterable[str], by: User) -> None:
    """Make exactly these roles need a second factor."""
    wanted = set(roles)
    before = sorted(SecondFactorRule.objects.values_list("role", flat=True))
    SecondFactorRule.objects.exclude(role__in=wanted).delete()
    known = set(SecondFactorRule.objects.values_list("role", flat=True))
    record("signin.rules", by=by, before={"roles": before}, after={"roles": sorted(wanted)})
    SecondFactorRule.objects.bulk_create(
        SecondFactorRule(role=role, by=by) for role in sorted(wanted - known)
    )
