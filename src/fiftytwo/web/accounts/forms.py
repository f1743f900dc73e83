"""Forms of one's own account."""

from django import forms
from django.conf import settings

__all__ = ["LanguageForm", "ThemeForm"]


class LanguageForm(forms.Form):
    """One of the languages that the pages speak."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class ThemeForm(forms.Form):
    """Light, dark, or as the system says."""

    theme = forms.ChoiceField(choices=[("system", ""), ("light", ""), ("dark", "")])
