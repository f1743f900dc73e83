"""Tables of this app and of the audit that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.audit.queries import records_about
from fiftytwo.web.records import Inside, Table

__all__ = ["RECORDS"]

RECORDS = (
    Table("privacy.LegalHold", _("Legal holds"), "person", "audit"),
    # The audit forgets by `audit.actions.erase_details`, so that the chain still holds.
    Table("audit.About", _("Entries of the audit"), "person", "audit", hidden=("person",)),
    Table("audit.Actor", _("Word that stands for the account"), "user__person", "audit"),
    Inside(_("What others read and changed"), "audit", records_about),
)
