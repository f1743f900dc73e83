"""What may be asked of "What changed?"; every field may be left out."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from fiftytwo.measures.changed import Span
from fiftytwo.web.forms import OnlyKnown, Styled
from fiftytwo.web.service.forms import BY, DAYS, FIRST_MEASURE, UNKNOWN, measure_choices
from fiftytwo.web.service.reading import Choices

__all__ = ["ChangeForm"]

WEEKS = 4  # of each period unless days are named
MOST_DAYS = 731


class ChangeForm(OnlyKnown, Styled, forms.Form):
    """A measure, what its change is taken apart by, and two periods; all of it in the address."""

    measure = forms.ChoiceField(label=_("Measure"))
    by = forms.ChoiceField(label=_("Taken apart by"), choices=list(BY.items()))
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    first = forms.DateField(
        label=_("Now from"), widget=forms.DateInput({"type": "date"}), validators=DAYS
    )
    last = forms.DateField(
        label=_("Now to"), widget=forms.DateInput({"type": "date"}), validators=DAYS
    )
    before_first = forms.DateField(
        label=_("Before from"), widget=forms.DateInput({"type": "date"}), validators=DAYS
    )
    before_last = forms.DateField(
        label=_("Before to"), widget=forms.DateInput({"type": "date"}), validators=DAYS
    )

    def __init__(self, data: dict[str, str], *, choices: Choices) -> None:
        given = {name: value for name, value in data.items() if value}
        super().__init__({"measure": FIRST_MEASURE, "by": "queue"} | _periods(choices) | given)
        self.known = choices
        self.fields["measure"].choices = measure_choices(self.data["measure"])
        queues = [("", _("All queues")), *((queue, queue) for queue in choices.queues)]
        self.fields["queue"].choices = queues
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN

    def clean(self) -> dict[str, object]:
        """Refuse days in reverse, periods that overlap, and more than two years at once."""
        data = super().clean()
        for start, end in (("first", "last"), ("before_first", "before_last")):
            first, last = data.get(start), data.get(end)
            if first and last and last < first:
                self.add_error(end, _("It ends before it begins: swap the days."))
            elif first and last and (last - first).days >= MOST_DAYS:
                self.add_error(end, _("It is longer than two years: choose a shorter period."))
        if not self.errors and data["before_last"] >= data["first"]:
            self.add_error("before_last", _("The earlier period must end before the later begins."))
        return data

    def spans(self) -> tuple[Span, Span]:
        """Return the earlier and the later period."""
        data = self.cleaned_data
        return Span(data["before_first"], data["before_last"]), Span(data["first"], data["last"])

    def where(self) -> dict[str, tuple[str, ...]]:
        """Return the narrowing as `measures` takes it."""
        queue = self.cleaned_data["queue"]
        return {"queue": (queue,)} if queue else {}


def _periods(choices: Choices) -> dict[str, str]:
    """Return the last whole weeks that have data, and as many just before them."""
    if choices.last is None:
        return {}
    end = choices.last - timedelta(days=(choices.last.weekday() + 1) % 7)
    first = end - timedelta(weeks=WEEKS, days=-1)
    days = {
        "first": first,
        "last": end,
        "before_first": first - timedelta(weeks=WEEKS),
        "before_last": first - timedelta(days=1),
    }
    return {name: day.isoformat() for name, day in days.items()}
