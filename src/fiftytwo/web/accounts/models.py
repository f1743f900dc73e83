"""Accounts and the one-time links that make the first of them."""

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.rights import Role

__all__ = ["Invitation", "User"]


class User(AbstractBaseUser):
    """Somebody who can sign in. Rights come from the role, never from a flag of this row."""

    username = models.CharField(
        _("username"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=16, choices=[(r.value, r.value) for r in Role])
    person = models.OneToOneField(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="user"
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # a shown login: works on loopback only
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="user_role_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def has_perm(self, permission: str, thing: object = None) -> bool:
        """Return whether the rights table, or a rule about `thing`, allows it."""
        return self.is_active and rules.has_perm(permission, self, thing)

    def has_module_perms(self, _label: str) -> bool:
        """Return True: templates ask for single permissions (`perms.page.home`)."""
        return self.is_active


class Invitation(models.Model):
    """A one-time link that makes the first head; only the digest of its token is kept."""

    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
