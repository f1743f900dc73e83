"""Forms of privacy: an area's switch, a legal hold, filters of the audit, the word that erases."""

from collections.abc import Mapping

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.retention import check_months
from fiftytwo.privacy.switch import Switch, check_switch
from fiftytwo.web.forms import OnlyKnown, Styled, refusal

__all__ = ["AreaForm", "AuditForm", "EraseForm", "HoldForm"]

DAY = {"type": "date"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    # A browser's date field takes and gives ISO days whatever the language.
    widget = forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        input_formats=["%Y-%m-%d"],
        help_text=help_text,
    )


class AreaForm(Styled, forms.Form):
    """Switch, agreement and time of keeping of one area."""

    enabled = forms.BooleanField(label=_("Runs"), required=False)
    purpose_text = forms.CharField(
        label=_("What it is for"), required=False, max_length=2000, widget=forms.Textarea
    )
    data_catalogue = forms.CharField(
        label=_("Which data it comprises"), required=False, max_length=2000, widget=forms.Textarea
    )
    requires_agreement = forms.BooleanField(
        label=_("Needs an agreement with workers' representatives"), required=False
    )
    agreed_on = _day(_("Agreed on"))
    agreed_with = forms.CharField(label=_("Agreed with"), required=False, max_length=200)
    keep_months = forms.IntegerField(
        label=_("Kept for months"),
        required=False,
        help_text=_("1 to 120; empty: as the catalogue says."),
    )

    def __init__(self, *args: object, area: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        if AREAS[area].needs_agreement:  # not for one person to lift
            del self.fields["requires_agreement"]

    def clean(self) -> dict[str, object]:
        """Judge the switch as a whole by the rules of `privacy.switch`."""
        data = super().clean()
        if self.errors:
            return data
        try:
            check_months(data["keep_months"])
            check_switch(self.switch(data), today=timezone.localdate())
        except RuleError as error:
            raise refusal(error) from error
        return data

    def switch(self, data: Mapping[str, object]) -> Switch:
        """Return the switch as typed."""
        typed = {name: value for name, value in data.items() if name in Switch.__slots__}
        return Switch(self.area, **{"requires_agreement": True} | typed)


class HoldForm(Styled, forms.Form):
    """A legal hold on one person or on everybody."""

    person = forms.ModelChoiceField(
        label=_("Whose records"), queryset=None, required=False, empty_label=_("Everybody's")
    )
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("The case or the law, without private details.")
    )

    def __init__(self, *args: object, people: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class EraseForm(Styled, forms.Form):
    """The key of the person, typed again: erasing cannot be undone."""

    typed = forms.CharField(label=_("Type the key to erase"), max_length=80)

    def __init__(self, *args: object, key: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean_typed(self) -> str:
        """Refuse another key."""
        if self.cleaned_data["typed"] != self.key:
            raise forms.ValidationError(
                _("This is not the key of this person. Type %(key)s.") % {"key": self.key}
            )
        return self.key


class AuditForm(OnlyKnown, Styled, forms.Form):
    """Filters of the audit."""

    action = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.ChoiceField(label=_("Who"), required=False)
    first = _day(_("From"))
    last = _day(_("To"))
    page = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput
    )

    def __init__(
        self,
        *args: object,
        actions: list[tuple[str, str]],
        actors: list[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("Everything")), *actions]
        self.fields["actor"].choices = [("", _("Everybody")), *actors]

    def clean(self) -> dict[str, object]:
        """Refuse a time that ends before it begins."""
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("This day lies before the first one."))
        return data
