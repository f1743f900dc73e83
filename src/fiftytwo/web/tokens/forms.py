"""The form that makes an access token."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.forms import Styled
from fiftytwo.web.tokens.models import Scope

__all__ = ["TokenForm"]

LONGEST = timedelta(days=366)


class TokenForm(Styled, forms.Form):
    """What for, what it opens, until when."""

    name = forms.CharField(
        label=_("What for"), max_length=120, help_text=_("Such as “Directory of the company”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"), widget=forms.CheckboxSelectMultiple, choices=Scope.choices
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("At most a year from today."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Nobody hands out more than they hold: only a head may let a program make heads.
        held = {
            Scope.SCIM: True,
            Scope.SCIM_LEADING: Role.HEAD in user.whole_roles,
            Scope.MEASURES: user.has_perm("page.service"),
        }
        self.fields["scopes"].choices = [(s.value, s.label) for s in Scope if held[s]]

    def clean_last_day(self) -> date:
        """Refuse a day that is past or too far away."""
        day = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today to a year from today."))
        return day

    def clean(self) -> dict[str, object]:
        """The leading scope is nothing without the ordinary one."""
        data = super().clean()
        if Scope.SCIM_LEADING in data.get("scopes", ()):
            data["scopes"] = sorted({*data["scopes"], Scope.SCIM.value})
        return data
