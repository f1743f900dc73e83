"""Forms of Settings → People."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.queries import is_username_taken
from fiftytwo.web.accounts.rights import LIMITABLE, ROLE_WORDS, Role
from fiftytwo.web.forms import OnlyKnown, Styled, refusal
from fiftytwo.web.people import fields, queries

__all__ = [
    "AbsenceForm",
    "ContractForm",
    "EndForm",
    "FilterForm",
    "InviteForm",
    "MoveForm",
    "NewPersonForm",
    "PersonForm",
    "RoleForm",
]


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("That is no date. Write it as 2026-03-02.")},
    )


def read(reader: Callable[[str], Any], text: str) -> Any:
    """Return what `reader` reads from a text; its sentence stands beside the field."""
    try:
        return reader(text)
    except InputError as error:
        raise refusal(error) from None


class FilterForm(OnlyKnown, Styled, forms.Form):
    """Whom to list."""

    q = forms.CharField(label=_("Name or key"), max_length=150, required=False)
    site = forms.TypedChoiceField(label=_("Site"), required=False, coerce=int, empty_value=None)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("all")), *ROLE_WORDS.items()]
    )
    who = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("at work")), ("gone", _("left")), ("all", _("everybody"))],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.places = {"site": list(queries.sites()), "team": list(queries.teams())}
        for name, rows in self.places.items():
            self.fields[name].choices = [("", _("all")), *((row.pk, row.name) for row in rows)]


class PersonForm(Styled, forms.Form):
    """Name, address and first day of a person."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False)
    joined = day_field(_("First day of work"), required=False)

    def __init__(self, *args: object, person: Any = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_joined(self) -> Any:
        """Refuse a first day after the last."""
        day = self.cleaned_data["joined"]
        if day and self.person and self.person.left and day > self.person.left:
            raise forms.ValidationError(_("This is after the last day of work."))
        return day


class NewPersonForm(PersonForm):
    """The same, and the team to begin in."""

    team = forms.ModelChoiceField(None, label=_("Team"), required=False, empty_label=_("none"))

    def __init__(self, *args: object, teams: Any, is_whole: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["team"].required = not is_whole


class ContractForm(Styled, forms.Form):
    """What holds from a day on."""

    first = day_field(_("Holds from"), _("What held before stays as it was until the day before."))
    pool = forms.CharField(
        label=_("Pool"),
        max_length=120,
        required=False,
        help_text=_("The group of queues this person works for. Empty: is not on the week plan."),
    )
    hours = forms.CharField(
        label=_("Hours a week"), max_length=10, help_text=_("Paid hours, such as 38 or 37:30.")
    )
    max_days = forms.IntegerField(
        label=_("Days a week"), min_value=0, max_value=7, help_text=_("At most, 0 to 7.")
    )
    shifts = forms.CharField(
        label=_("Lengths of a shift"),
        max_length=120,
        required=False,
        help_text=_("In hours from first to last minute, with a space between: 8 6:30."),
    )
    available = forms.CharField(
        label=_("Can work"),
        max_length=300,
        required=False,
        help_text=_("Such as Mon-Fri 08:00-18:00; Sat 09:00-13:00. Empty: any time."),
    )

    def clean_hours(self) -> int:
        """Read the hours as minutes."""
        return read(fields.minutes_of, self.cleaned_data["hours"])

    def clean_shifts(self) -> list[int]:
        """Read the lengths as minutes."""
        return read(fields.read_shifts, self.cleaned_data["shifts"])

    def clean_available(self) -> dict[str, list[int]]:
        """Read the times of work."""
        return read(fields.read_availability, self.cleaned_data["available"])

    @property
    def values(self) -> dict[str, Any]:
        """The fields of `models.Contract`."""
        data = self.cleaned_data
        return {
            "pool": data["pool"],
            "contract_minutes": data["hours"],
            "max_days": data["max_days"],
            "shift_minutes": data["shifts"],
            "availability": data["available"],
        }


class MoveForm(Styled, forms.Form):
    """The team from a day on."""

    team = forms.ModelChoiceField(None, label=_("Team"), required=False, empty_label=_("none"))
    first = day_field(_("From"), _("Figures and plans before this day stay with the old team."))

    def __init__(self, *args: object, teams: Any, is_whole: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["team"].required = not is_whole


class EndForm(Styled, forms.Form):
    """The last day of work."""

    left = day_field(
        _("Last day of work"),
        _("Empty: stays. The day after, the account opens no more."),
        required=False,
    )

    def __init__(self, *args: object, person: Any, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_left(self) -> Any:
        """Refuse a last day before the first."""
        day = self.cleaned_data["left"]
        if day and self.person.joined and day < self.person.joined:
            raise forms.ValidationError(_("This is before the first day of work."))
        return day


class AbsenceForm(Styled, forms.Form):
    """Days away."""

    first = day_field(_("First day away"))
    last = day_field(_("Last day away"))
    kind = forms.ModelChoiceField(
        None,
        label=_("Kind"),
        help_text=_("Only HR sees it later; plans and colleagues see “away” and no more."),
        empty_label=None,
    )

    def __init__(
        self, *args: object, person: Any, absence: Any, with_kind: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.absence = person, absence
        if with_kind:
            self.fields["kind"].queryset = queries.absence_kinds()
        else:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin, or that are taken already."""
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        elif first and last and queries.is_away(self.person, first, last, self.absence):
            self.add_error("first", _("Some of these days are entered already: change that entry."))
        return data


class RoleForm(Styled, forms.Form):
    """A role, perhaps for a part of the company and for some time."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_WORDS.items()))
    team = forms.ModelChoiceField(
        None,
        label=_("Only for the team"),
        required=False,
        empty_label=_("no limit"),
        help_text=_("A lead without a limit leads the teams named under Teams and sites."),
    )
    site = forms.ModelChoiceField(
        None, label=_("Only for the site"), required=False, empty_label=_("no limit")
    )
    first = day_field(_("From"), required=False)
    last = day_field(_("Until"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = queries.teams()
        self.fields["site"].queryset = queries.sites()

    def clean(self) -> dict[str, Any]:
        """Refuse limits that the role does not know, and an end before the start."""
        data = super().clean()
        limit = "team" if data.get("team") else "site"
        if data.get(limit) and Role(data.get("role", Role.REP)) not in LIMITABLE:
            self.add_error(limit, _("This role is for the whole company: leave the limit out."))
        if data.get("team") and data.get("site"):
            self.add_error("site", _("One limit is enough: name the team or the site."))
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("This is before the first day."))
        return data


class InviteForm(Styled, forms.Form):
    """The name under which somebody will sign in, and the first role."""

    username = forms.CharField(
        label=_("Username"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=list(ROLE_WORDS.items()), initial=Role.REP.value
    )

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        name = self.cleaned_data["username"]
        if is_username_taken(name):
            raise forms.ValidationError(_("This username is taken: choose another one."))
        return name


def today() -> Any:
    """Return today as the first value of a day field."""
    return timezone.localdate()
