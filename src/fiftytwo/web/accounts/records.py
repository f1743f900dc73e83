"""Tables of this app that point at a person."""

from fiftytwo.web.records import Table

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
)
