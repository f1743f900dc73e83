"""Forms of Settings → Teams and sites, and Agents."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.forms import Styled
from fiftytwo.web.people import queries
from fiftytwo.web.people.calendar import countries, is_known
from fiftytwo.web.people.forms import day_field

__all__ = ["KindForm", "LeadForm", "LinkForm", "SiteForm", "TeamForm"]

MOST_OWN_DAYS = 400


class Named(Styled, forms.Form):
    """A form about a row whose name is its own; `row` is None for a new one."""

    taken = staticmethod(queries.is_team_name_taken)

    def __init__(self, *args: object, row: Any = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_name(self) -> str:
        """Refuse a name that is taken."""
        name = " ".join(self.cleaned_data["name"].split())
        if self.taken(name, self.row):
            raise forms.ValidationError(_("This name is taken: choose another one."))
        return name


class TeamForm(Named):
    """A team: its name, its site, and until when there is one."""

    name = forms.CharField(label=_("Name"), max_length=120)
    site = forms.ModelChoiceField(None, label=_("Site"), empty_label=None)
    closed = day_field(
        _("Closed from"), _("Empty: goes on. Nobody may belong to it from then on."), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = queries.sites()

    def clean_closed(self) -> date | None:
        """Refuse to close a team that has people."""
        day = self.cleaned_data["closed"]
        if day and self.row and (n := queries.members_from(self.row, day)):
            raise forms.ValidationError(
                _("%(n)s people belong to it on that day: move them first."), params={"n": n}
            )
        return day


class LeadForm(Styled, forms.Form):
    """Who leads a team from a day on."""

    lead = forms.ModelChoiceField(None, label=_("Lead"), required=False, empty_label=_("nobody"))
    first = day_field(_("From"), _("Who led before stays on the record until the day before."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = queries.people_at_work()


class SiteForm(Named):
    """A site: its clock and its holidays."""

    taken = staticmethod(queries.is_site_name_taken)
    name = forms.CharField(label=_("Name"), max_length=120)
    zone = forms.ChoiceField(label=_("Time zone"))
    country = forms.ChoiceField(
        label=_("Country"), required=False, help_text=_("Its public holidays are known.")
    )
    subdivision = forms.CharField(
        label=_("Part of the country"),
        max_length=8,
        required=False,
        help_text=_("Where a part has its own holidays, such as BY for Bavaria."),
    )
    own_days = forms.CharField(
        label=_("Own days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One a line, such as 2026-12-24 Christmas Eve. A day without a name is worked, though "
            "it is a public holiday."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(zone, zone) for zone in sorted(available_timezones())]
        self.fields["country"].choices = [("", _("none")), *((c, c) for c in countries())]

    def clean_own_days(self) -> dict[str, str]:
        """Read a day and its name from each line."""
        lines = [line.strip() for line in self.cleaned_data["own_days"].splitlines()]
        found: dict[str, str] = {}
        for line in filter(None, lines):
            day, _space, name = line.partition(" ")
            found[_iso(day, line)] = name.strip()
        if len(found) > MOST_OWN_DAYS:
            raise forms.ValidationError(_("That is more than 400 days: remove the old ones."))
        return dict(sorted(found.items()))

    def clean(self) -> dict[str, Any]:
        """Refuse a part that the country does not have."""
        data = super().clean()
        country, part = data.get("country", ""), data.get("subdivision", "").upper()
        if part and not is_known(country, part):
            known = ", ".join(countries().get(country, ())) or now_("none")
            text = now_("The calendar does not know this part. It knows: %(known)s.")
            self.add_error("subdivision", text % {"known": known})
        return data | {"subdivision": part}

    @property
    def values(self) -> dict[str, Any]:
        """The fields of `models.Site`."""
        data = dict(self.cleaned_data)
        return data | {"holidays": data.pop("own_days")}


class KindForm(Named):
    """A kind of absence."""

    taken = staticmethod(queries.is_kind_name_taken)
    name = forms.CharField(label=_("Name"), max_length=60)
    is_paid = forms.BooleanField(label=_("Is paid"), required=False)
    is_planned = forms.BooleanField(label=_("Is known before"), required=False)

    def clean_name(self) -> str:
        """Refuse a name that makes no code, or one that is taken."""
        name = super().clean_name()
        if not slugify(name):
            raise forms.ValidationError(_("Use at least one letter a to z or a digit."))
        return name

    @property
    def values(self) -> dict[str, Any]:
        """The fields of `models.AbsenceKind`; the code of a kind stays what it was first."""
        data = dict(self.cleaned_data)
        return data if self.row else data | {"code": queries.free_kind_code(data["name"])}


class LinkForm(Styled, forms.Form):
    """Which person a login of the sources belongs to."""

    person = forms.ModelChoiceField(None, label=_("Person"), empty_label=None)
    login = forms.CharField(
        label=_("Login"),
        max_length=120,
        help_text=_("As the phone or desk system writes it in its files."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.people_at_work()


def _iso(day: str, line: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        text = now_("“%(line)s” begins with no date: write 2026-12-24 Christmas Eve.")
        raise forms.ValidationError(text % {"line": line[:60]}) from None
