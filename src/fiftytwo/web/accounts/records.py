"""Tables of this app, and of the packages that sign people in, that point at a person."""

from fiftytwo.web.accounts.actions import forget_sign_in_tries
from fiftytwo.web.accounts.queries import sign_in_tries
from fiftytwo.web.records import Inside, Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "accounts.User",
        "Account",
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
    Table("accounts.RoleGrant", "Roles", "user__person", "directory"),
    Table("account.EmailAddress", "E-mail addresses", "user__person", "directory", forget=None),
    Inside("Failed tries to sign in", "audit", sign_in_tries, forget_sign_in_tries),
)
