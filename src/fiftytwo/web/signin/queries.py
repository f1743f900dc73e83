"""Reads about coming in."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.queries import ROLES, active_user
from fiftytwo.web.signin.models import SecondFactorRule, Session

__all__ = [
    "factors_of",
    "is_linked",
    "only_user_with_email",
    "provider_name",
    "roles_with_factor",
    "sessions_of",
    "user_named",
    "user_of_session",
]

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are none
ROLES_AND_FACTOR = ROLES.annotate(
    lacks_factor=Exists(SecondFactorRule.objects.filter(role=OuterRef("role")))
    & ~Exists(Authenticator.objects.filter(user=OuterRef("user"), type__in=FACTORS))
)


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the open sessions of a person, the one used last first."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    return rows.exclude(public_id=None).order_by("-seen_at")


def factors_of(user: User) -> list[Authenticator]:
    """Return the second factors of a person, recovery codes among them."""
    return list(Authenticator.objects.filter(user=user).order_by("type", "created_at"))


def user_of_session(user_id: int) -> User | None:
    """Return an active user; `lacks_factor` of each role of today: a rule asks for one in vain."""
    return active_user(user_id, ROLES_AND_FACTOR)


def roles_with_factor() -> frozenset[str]:
    """Return the roles whose people must have a second factor."""
    return frozenset(SecondFactorRule.objects.values_list("role", flat=True))


def only_user_with_email(addresses: Iterable[str]) -> User | None:
    """Return the one open account with one of the addresses; None where there are none or two."""
    wanted = {address.lower() for address in addresses if address}
    rows = User.objects.annotate(address=Lower("email"))
    found = rows.filter(address__in=wanted, is_active=True, is_demo=False)[:2]
    return found[0] if len(found) == 1 else None


def is_linked(user: User) -> bool:
    """Return whether somebody has come in by the company's login before."""
    return bool(provider_name()) and SocialAccount.objects.filter(user=user).exists()


def provider_name() -> str:
    """Return what the company's login is called here; empty where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return apps[0]["name"] if apps else ""


def user_named(username: str) -> User | None:
    """Return an open account by its username."""
    return User.objects.filter(username=username, is_active=True).first()
