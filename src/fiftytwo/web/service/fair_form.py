"""What may be asked of "Compare"; there is no order to choose: groups stand in order of name."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fiftytwo.measures.fair import is_comparable
from fiftytwo.web.forms import OnlyKnown, Styled
from fiftytwo.web.service.forms import DAYS, FIRST_MEASURE, PERIODS, UNKNOWN, measure_choices
from fiftytwo.web.service.reading import Choices

__all__ = ["FairForm"]

GROUPS = {
    "queue": _("Queues"),
    "channel": _("Channels"),
    "reason": _("Reasons"),
    "team": _("Teams"),
}
TYPES = {
    "queue,reason": _("Queue and reason"),
    "queue": _("Queue"),
    "channel": _("Channel"),
    "reason": pgettext_lazy("contact", "Reason"),
    "none": _("Nothing: all work is alike"),
}
START = {"measure": FIRST_MEASURE, "groups": "queue", "weeks": "13"}


class FairForm(OnlyKnown, Styled, forms.Form):
    """A measure, whose groups, and what makes their work different."""

    measure = forms.ChoiceField(label=_("Measure"))
    groups = forms.ChoiceField(label=_("Side by side"))
    types = forms.ChoiceField(label=_("Allowing for"), choices=list(TYPES.items()))
    weeks = forms.ChoiceField(label=_("Period"), choices=list(PERIODS.items()))
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.HiddenInput, validators=DAYS
    )

    def __init__(self, data: dict[str, str], *, choices: Choices, may_people: bool) -> None:
        given = {name: value for name, value in data.items() if value}
        asked = START | given
        asked.setdefault(
            "types", "queue,reason" if asked["groups"] in ("team", "person") else "reason"
        )
        if "types" not in given and asked["groups"] == "reason":
            asked["types"] = "queue"
        super().__init__(asked)
        self.known = choices
        self.fields["measure"].choices = measure_choices(self.data["measure"], serves=is_comparable)
        people = [("person", _("People of your team"))] if may_people else []
        self.fields["groups"].choices = [*GROUPS.items(), *people]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN

    def clean(self) -> dict[str, object]:
        """Refuse to allow for the very thing that is compared."""
        data = super().clean()
        if data.get("groups") in str(data.get("types", "")).split(","):
            self.add_error("types", _("That is what is compared: allow for something else."))
        return data

    @property
    def work_types(self) -> tuple[str, ...]:
        """The dimensions that make the work different."""
        asked = self.cleaned_data["types"]
        return () if asked == "none" else tuple(asked.split(","))

    @property
    def span(self) -> tuple[date, date]:
        """The days asked for, back from the last one that has data."""
        last = self.cleaned_data["until"] or self.known.last
        return last - timedelta(weeks=int(self.cleaned_data["weeks"]), days=-1), last
