"""Tables of signing in that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "signin.Session",
        _("Open sessions"),
        "user__person",
        "directory",
        hidden=("session_key", "session_data"),
        forget=None,
    ),
    Table("signin.SecondFactorRule", _("Rules of signing in"), "by__person", "directory"),
    Table(
        "mfa.Authenticator",
        _("Second factors"),
        "user__person",
        "directory",
        hidden=("data",),
        forget=None,
    ),
    Table(
        "socialaccount.SocialAccount",
        _("Logins of the company"),
        "user__person",
        "directory",
        hidden=("extra_data",),
        forget=None,
    ),
)
