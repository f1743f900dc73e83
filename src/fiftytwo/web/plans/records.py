"""Tables of this app that point at a person, and people inside a plan's JSON."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.plans.actions import rename_in_plans
from fiftytwo.web.plans.queries import shifts_of
from fiftytwo.web.records import Inside, Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "plans.Plan",
        _("Week plans made"),
        "made_by__person",
        "roster",
        hidden=("values",),
        dated="first_day",
    ),
    Inside(_("Shifts and days away in week plans"), "roster", shifts_of, rename_in_plans),
)
