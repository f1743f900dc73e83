"""Accounts and the one-time links that make the first of them."""

from datetime import date
from functools import cached_property

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.rights import LIMITABLE, ROLE_WORDS, Role

__all__ = ["Invitation", "RoleGrant", "User"]


class User(AbstractBaseUser):
    """Somebody who can sign in. Rights come from roles, never from a flag of this row."""

    username = models.CharField(
        _("username"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.OneToOneField(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="user"
    )
    language = models.CharField(max_length=8, blank=True)  # of mail; empty: the workspace's
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # a shown login: works on loopback only
    date_joined = models.DateTimeField(auto_now_add=True)

    unread = 0  # notices, where `queries.active_user` counted them

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def grants_today(self) -> tuple["RoleGrant", ...]:
        """The roles held today, with their limits; read once for each request."""
        if self.pk is None:
            return ()
        today = timezone.localdate()
        return tuple(grant for grant in self.grants.all() if grant.holds_on(today))

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held today; `rights` says what they open."""
        return frozenset(Role(grant.role) for grant in self.grants_today)

    @cached_property
    def whole_roles(self) -> frozenset[Role]:
        """The roles held today without a limit to a site or team."""
        return frozenset(Role(grant.role) for grant in self.grants_today if grant.is_whole)

    def forget_roles(self) -> None:
        """Read the roles again when they are next asked for: they were changed."""
        for name in ("roles", "whole_roles", "grants_today", "_prefetched_objects_cache"):
            self.__dict__.pop(name, None)

    @property
    def role_words(self) -> str:
        """The roles in words, the order of `Role`: "lead, planner"."""
        return ", ".join(str(ROLE_WORDS[role]) for role in Role if role in self.roles)

    def has_perm(self, permission: str, thing: object = None) -> bool:
        """Return whether the rights table, or a rule about `thing`, allows it."""
        return self.is_active and rules.has_perm(permission, self, thing)

    def has_module_perms(self, _label: str) -> bool:
        """Return True: templates ask for single permissions (`perms.page.home`)."""
        return self.is_active


class Held(models.QuerySet):
    """Roles from a day to a day."""

    def on(self, day: date) -> "Held":
        """Return those held on a day; see `RoleGrant.holds_on`."""
        begun = self.filter(models.Q(first=None) | models.Q(first__lte=day))
        return begun.filter(models.Q(last=None) | models.Q(last__gte=day))


class RoleGrant(models.Model):
    """A role that an account holds from a day to a day, both inclusive, perhaps for a part only."""

    objects = Held.as_manager()

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=16, choices=list(ROLE_WORDS.items()))
    site = models.ForeignKey("people.Site", null=True, blank=True, on_delete=models.CASCADE)
    team = models.ForeignKey("people.Team", null=True, blank=True, on_delete=models.CASCADE)
    first = models.DateField(null=True, blank=True)  # None: since ever
    last = models.DateField(null=True, blank=True)  # None: until it is taken away

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="role_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(site=None, team=None)
                | models.Q(role__in=sorted(role.value for role in LIMITABLE)),
                name="role_can_be_limited",
            ),
            models.CheckConstraint(
                condition=models.Q(site=None) | models.Q(team=None), name="role_has_one_limit"
            ),
            models.CheckConstraint(
                condition=models.Q(first=None)
                | models.Q(last=None)
                | models.Q(last__gte=models.F("first")),
                name="role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(ROLE_WORDS[Role(self.role)])

    @property
    def is_whole(self) -> bool:
        """Whether it is for the whole company."""
        return self.site_id is None and self.team_id is None

    def holds_on(self, day: date) -> bool:
        """Return whether the role is held on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Invitation(models.Model):
    """A one-time link; only the digest of its token is kept.

    It sets the password of `user`; without one it makes the first head.
    """

    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )

    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
