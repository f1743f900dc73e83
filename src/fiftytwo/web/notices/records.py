"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "notices.Notice", _("Notices"), "to__person", "own_notices", forget=None, dated="created_at"
    ),
)
