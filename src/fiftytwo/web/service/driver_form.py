"""What may be asked of "Behind answers": a question, a queue, a period."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from fiftytwo.measures.answered import asked_of_customers
from fiftytwo.measures.catalogue import CATALOGUE
from fiftytwo.web.forms import OnlyKnown, Styled
from fiftytwo.web.service.forms import DAYS, PERIODS, UNKNOWN
from fiftytwo.web.service.reading import Choices
from fiftytwo.web.told import told

__all__ = ["DriverForm"]

START = {"measure": "csat", "weeks": "26"}


class DriverForm(OnlyKnown, Styled, forms.Form):
    """A question that customers were asked, whose answers, and of when."""

    measure = forms.ChoiceField(label=_("Good answers"))
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    weeks = forms.ChoiceField(label=_("Period"), choices=list(PERIODS.items()))
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.HiddenInput, validators=DAYS
    )

    def __init__(self, data: dict[str, str], *, choices: Choices) -> None:
        super().__init__(START | {name: value for name, value in data.items() if value})
        self.known = choices
        asked = sorted((told(CATALOGUE[name].label), name) for name in asked_of_customers())
        self.fields["measure"].choices = [(name, label) for label, name in asked]
        queues = [(queue, queue) for queue in choices.queues]
        self.fields["queue"].choices = [("", _("All queues")), *queues]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN

    @property
    def where(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The filters asked for."""
        queue = self.cleaned_data["queue"]
        return (("queue", (queue,)),) if queue else ()

    @property
    def span(self) -> tuple[date, date]:
        """The days asked for, back from the last one that has data."""
        last = self.cleaned_data["until"] or self.known.last
        return last - timedelta(weeks=int(self.cleaned_data["weeks"]), days=-1), last
