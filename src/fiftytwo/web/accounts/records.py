"""Tables of this app, and of the packages that sign people in, that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.accounts.actions import forget_sign_in_tries
from fiftytwo.web.accounts.queries import sign_in_tries
from fiftytwo.web.records import Inside, Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "accounts.User",
        _("Account"),
        "person",
        "directory",
        hidden=("password",),
        forget={
            "username": "{pseudonym}",
            "name": "{pseudonym}",
            "email": "",
            "password": "!",
            "is_active": False,
        },
    ),
    Table("accounts.RoleGrant", _("Roles"), "user__person", "directory"),
    Table(
        "accounts.Invitation",
        _("One-time links"),
        "user__person",
        "directory",
        hidden=("token_digest",),
        forget=None,
    ),
    Table("account.EmailAddress", _("E-mail addresses"), "user__person", "directory", forget=None),
    Inside(_("Failed tries to sign in"), "audit", sign_in_tries, forget_sign_in_tries),
)
