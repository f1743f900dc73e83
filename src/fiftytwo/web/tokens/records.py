"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "tokens.AccessToken",
        _("Access tokens made"),
        "made_by__person",
        "directory",
        hidden=("digest",),
    ),
)
