"""A form with a field of every kind and state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.forms import Styled

__all__ = ["SampleForm"]


class SampleForm(Styled, forms.Form):
    """Never sent: it shows what fields look like, bound to values that have errors."""

    kind = forms.ChoiceField(
        label=_("Kind of time off"), choices=[("holiday", _("Holiday")), ("other", _("Other"))]
    )
    last = forms.DateField(
        label=_("Last day"),
        help_text=_("The last day that you are away."),
        error_messages={"invalid": _("This is no date. Write it as 2026-12-03.")},
    )
    note = forms.CharField(
        label=_("A note for the planner"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever plans the week reads it, nobody else."),
    )
    file = forms.FileField(label=_("File"), required=False)
    sent = forms.CharField(label=_("Sent on"), disabled=True, required=False)
    tell = forms.BooleanField(label=_("Tell me when somebody takes my shift"), required=False)
    when = forms.ChoiceField(
        label=_("How often"),
        choices=[("now", _("At once")), ("day", _("Once a day"))],
        widget=forms.RadioSelect,
    )
