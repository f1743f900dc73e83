"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (Table("service.PublishedFigure", _("Figures published"), "by__person", "audit"),)
