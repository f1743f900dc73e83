"""What may be asked of the week plan's page."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.forms import DayInput, OnlyKnown, Styled

__all__ = ["AgainForm", "DayForm", "MakeForm", "PlanForm", "next_monday"]

WEEK = "week"


def next_monday():
    """Return the Monday of the week after this one."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


class PlanForm(OnlyKnown, forms.Form):
    """Which week, day, pool and earlier plan to show; everything may be left out."""

    week = forms.DateField(required=False, label=_("Week"))
    day = forms.CharField(required=False, label=_("Day"))
    pool = forms.CharField(required=False, label=_("Pool"), max_length=120)
    plan = forms.IntegerField(required=False, label=_("Plan"), min_value=1)
    fold = forms.CharField(required=False, label=_("Folded teams"), max_length=1000)

    def clean_week(self):
        """Take any day of the week for its Monday."""
        day = self.cleaned_data["week"]
        return day - timedelta(days=day.weekday()) if day else None

    def clean_day(self):
        """Accept a date, the word week, or nothing."""
        day = self.cleaned_data["day"]
        if day in ("", WEEK):
            return day
        return forms.DateField(
            error_messages={"invalid": _("“Day” is a date such as 2026-11-23, or the word week.")}
        ).clean(day)

    def clean_fold(self):
        """Return the folded teams as a set."""
        return frozenset(team for team in self.cleaned_data["fold"].split("|") if team)


class MakeForm(Styled, forms.Form):
    """The week to plan."""

    first_day = forms.DateField(label=_("First day"), widget=DayInput())

    def clean_first_day(self):
        """Refuse a day that is no Monday, and weeks that are over or too far away."""
        day = self.cleaned_data["first_day"]
        if day.weekday():
            raise forms.ValidationError(_("A week plan starts on a Monday; choose one."))
        ahead = (day - timezone.localdate()).days
        if ahead <= -7:
            raise forms.ValidationError(_("That week is over; choose this week or a later one."))
        if ahead > 84:
            raise forms.ValidationError(_("That is more than twelve weeks ahead; choose sooner."))
        return day


class DayForm(OnlyKnown, forms.Form):
    """Which day under way and which queue to show; the newest and the one that differs most without."""

    day = forms.DateField(required=False, label=_("Day"))
    queue = forms.CharField(required=False, label=_("Queue"), max_length=120)


class AgainForm(Styled, forms.Form):
    """The moment up to which a day is looked at; the newest of the data where it is left out."""

    at = forms.DateTimeField(
        required=False,
        label=_("As it was known at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_at(self):
        """Return a local time without a zone, as the lake counts minutes."""
        at = self.cleaned_data["at"]
        return timezone.make_naive(at, timezone.get_current_timezone()) if at else None
