"""What the search is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.forms import OnlyKnown

__all__ = ["SearchForm"]

LONGEST = 80


class SearchForm(OnlyKnown, forms.Form):
    """A few words; none is the empty page."""

    q = forms.CharField(label=_("Search"), max_length=LONGEST, required=False)
