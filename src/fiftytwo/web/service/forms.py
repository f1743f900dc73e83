"""What may be asked of the explorer; every field may be left out."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import NAMED, measure
from fiftytwo.measures.model import Measure
from fiftytwo.web.forms import OnlyKnown, Styled
from fiftytwo.web.service.periods import first_day, names_between
from fiftytwo.web.service.reading import Choices, Question
from fiftytwo.web.told import told

__all__ = [
    "BY", "DAYS", "EARLIEST", "FIRST_MEASURE", "LATEST", "PERIODS", "STEPS", "UNKNOWN", "ExplorerForm",
    "RowsForm", "measure_choices",
]  # fmt: skip

FIRST_MEASURE = "service_level"  # what every page of measures shows first

PERIODS = {"4": _("4 weeks"), "13": _("13 weeks"), "26": _("26 weeks"), "52": _("52 weeks")}
BY = {
    "queue": _("Queue"), "channel": _("Channel"), "reason": pgettext_lazy("contact", "Reason"),
    "weekday": _("Weekday"), "hour": _("Hour of day"),
}  # fmt: skip
UNKNOWN = _("“%(value)s” is none of the choices.")
STEPS = {"hour": _("Hour"), "day": _("Day"), "week": _("Week"), "month": _("Month")}
BESIDE = {
    "usual": _("Usual range"),
    "before": _("The time before"),
    "year": _("The year before"),
    "none": _("Nothing"),
}
START = {
    "measure": FIRST_MEASURE,
    "weeks": "26",
    "step": "week",
    "by": "queue",
    "beside": "usual",
}
# Days before and after which nothing is counted: a week more must still be a day.
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)
DAYS = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
MOST_WEEKS = {"hour": 4, "day": 26}
TOO_FINE = {
    "hour": _("By hour it shows at most %(weeks)s weeks: shorten the period."),
    "day": _("By day it shows at most %(weeks)s weeks: shorten the period."),
}


def measure_choices(
    asked: str, *, serves: Callable[[Measure], bool] = lambda _item: True
) -> list[tuple[str, str]]:
    """Return the measures that serve as (name, label) in order of label.

    One with another number in its name is among them where it is asked for: an address or a kept
    view may name first_response_within_4h, though nobody could list them all.
    """
    items = {name: item for name, item in NAMED.items() if serves(item)}
    try:
        item = measure(asked)
    except InputError:
        item = None
    if item is not None and serves(item):
        items[item.name] = item
    return sorted(((name, told(item.label)) for name, item in items.items()), key=itemgetter(1, 0))


class ExplorerForm(OnlyKnown, Styled, forms.Form):
    """The explorer's filters, all of them in the address."""

    measure = forms.ChoiceField(label=_("Measure"))
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    reason = forms.ChoiceField(label=pgettext_lazy("contact", "Reason"), required=False)
    weeks = forms.ChoiceField(label=_("Period"), choices=list(PERIODS.items()))
    step = forms.ChoiceField(label=_("Step"), choices=list(STEPS.items()))
    by = forms.ChoiceField(label=_("Compared by"), choices=list(BY.items()))
    beside = forms.ChoiceField(label=_("Beside it"), choices=list(BESIDE.items()))
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.HiddenInput, validators=DAYS
    )

    def __init__(
        self, data: dict[str, str], *, choices: Choices, also: Collection[str] | None = ()
    ) -> None:
        given = {name: value for name, value in data.items() if value}
        super().__init__({**START, **given}, also=also)
        self.known = choices
        self.fields["measure"].choices = measure_choices(self.data["measure"])
        self._offer("queue", _("All queues"), choices.queues)
        self._offer("channel", _("All channels"), choices.channels, say=told)
        self._offer("reason", _("All reasons"), choices.reasons)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN

    def clean(self) -> dict[str, object]:
        """Refuse a step too fine for the period: nobody can read 8,000 hours."""
        data = super().clean()
        most = MOST_WEEKS.get(data.get("step", ""))
        if most and int(data.get("weeks", 0)) > most:
            self.add_error("step", TOO_FINE[data["step"]] % {"weeks": most})
        return data

    def question(self) -> Question:
        """Return what was asked, whole steps back from the last day that has data."""
        data = self.cleaned_data
        last = data["until"] or self.known.last or date.today()  # noqa: DTZ011 (empty lake)
        sunday = last + timedelta(days=6 - last.weekday())
        first = sunday - timedelta(weeks=int(data["weeks"]), days=-1)
        begin = self.known.first
        if begin is not None and first + (sunday - first) / 2 < begin <= last:  # mostly empty
            first = begin - timedelta(days=begin.weekday())
        where = tuple((n, data[n]) for n in ("queue", "channel", "reason") if data[n])
        return Question(data["measure"], first, last, data["step"], where, data["by"])

    def _offer(
        self,
        name: str,
        everything: str,
        values: tuple[str, ...],
        *,
        say: Callable[[str], str] = str,
    ) -> None:
        self.fields[name].choices = [("", everything), *((value, say(value)) for value in values)]


class RowsForm(forms.Form):
    """Which days' rows, and which page of them."""

    first = forms.DateField(label=_("First day"), required=False, validators=DAYS)
    last = forms.DateField(label=_("Last day"), required=False, validators=DAYS)
    page = forms.IntegerField(label=_("Page"), min_value=1, max_value=10_000, required=False)

    def clean(self) -> dict[str, object]:
        """Refuse days in reverse."""
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins: swap the days."))
        return data

    def narrow(self, question: Question) -> Question:
        """Return the question for the days asked for; its newest period where none are."""
        last = self.cleaned_data["last"] or question.last
        newest = first_day(names_between(last, last, question.step)[0])
        first = self.cleaned_data["first"] or newest
        return replace(question, first=min(first, last), last=last)
