"""Tables of signing in that point at a person."""

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "signin.Session",
        "Open sessions",
        "user__person",
        "directory",
        hidden=("session_key", "session_data"),
        forget=None,
    ),
    Table("signin.SecondFactorRule", "Rules of signing in", "by__person", "directory"),
    Table(
        "mfa.Authenticator",
        "Second factors",
        "user__person",
        "directory",
        hidden=("data",),
        forget=None,
    ),
    Table(
        "socialaccount.SocialAccount",
        "Logins of the company",
        "user__person",
        "directory",
        hidden=("extra_data",),
        forget=None,
    ),
)
