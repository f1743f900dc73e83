"""Forms of a site's opening hours: which schedules close on its holidays, and on which days now."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from fiftytwo.measures.schedules import Schedules
from fiftytwo.web.forms import Styled
from fiftytwo.web.people.hours_page import ScheduleRow
from fiftytwo.web.people.models import Site

__all__ = ["CloseForm", "TieForm"]


class TieForm(Styled, forms.Form):
    """Which schedules are meant to close on the holidays of a site."""

    schedules = forms.MultipleChoiceField(
        label=_("Opening hours that close on these holidays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Leave out those that are open on holidays on purpose. Choosing changes no opening hours."
        ),
    )

    def __init__(self, *args: object, site: Site, known: Schedules, **kwargs: object) -> None:
        super().__init__(*args, initial={"schedules": site.schedules}, **kwargs)
        self.fields["schedules"].choices = [(name, name) for name in known.named]


class CloseForm(Styled, forms.Form):
    """On which of the missed holidays schedules close; `seen` is the mark of the file that was shown."""

    days = forms.MultipleChoiceField(
        label=_("Days to close"),
        error_messages={
            "required": _("Choose at least one day."),
            "invalid_choice": _("These days are not open holidays any more: look at them again."),
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, rows: Sequence[ScheduleRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.key for row in rows for one in row.missed]
        self.fields["days"].choices = [(key, key) for key in keys]
