"""Forms of saved views."""

from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.forms import Styled
from fiftytwo.web.saved.models import Mail
from fiftytwo.web.saved.queries import is_name_taken
from fiftytwo.web.service.forms import ExplorerForm
from fiftytwo.web.service.reading import Choices

__all__ = ["ChangeForm", "SaveForm", "asked_of"]


def asked_of(query: str, choices: Choices) -> ExplorerForm:
    """Return the explorer's form filled with a view's question, checked against today's lake."""
    return ExplorerForm(QueryDict(query).dict(), choices=choices, also=None)


class ChangeForm(Styled, forms.Form):
    """Who sees a view, and whether it comes by mail."""

    mail = forms.ChoiceField(label=_("By mail"), choices=Mail.choices)
    is_shared = forms.BooleanField(
        label=_("Share it with everybody who may see measures"), required=False
    )


class SaveForm(ChangeForm):
    """A name for what the explorer shows."""

    name = forms.CharField(label=_("Name"), max_length=80)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
    field_order = ("name", "mail", "is_shared", "query")

    def __init__(self, *args: object, user: User, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.choices = user, choices

    def clean_name(self) -> str:
        """Refuse a name that one's own view has."""
        name = self.cleaned_data["name"]
        if is_name_taken(self.user, name):
            raise forms.ValidationError(_("You have a view of this name: choose another."))
        return name

    def clean_query(self) -> str:
        """Keep only what the explorer understands, in one order."""
        asked = asked_of(self.cleaned_data["query"], self.choices)
        if not asked.is_valid():
            raise forms.ValidationError(_("The explorer does not know what this view asks for."))
        return urlencode({n: str(v) for n, v in asked.cleaned_data.items() if v})
