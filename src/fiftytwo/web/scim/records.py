"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table("scim.Record", _("What a directory told"), "user__person", "directory", forget=None),
)
