"""Forms of signing in and of one's own account."""

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.forms import Styled

__all__ = ["ChangePasswordForm", "FirstHeadForm", "LanguageForm", "SignInForm", "ThemeForm"]


class SignInForm(Styled, LoginForm):
    """Username and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(autocomplete="username", autocapitalize="none")


class ChangePasswordForm(Styled, AllauthChangePasswordForm):
    """The old password once, the new one twice; not for demo logins, which are shown to all."""

    def clean(self) -> dict[str, str]:
        """Refuse it for a demo login."""
        if self.user.is_demo:
            raise forms.ValidationError(_("The logins of the demo company keep their password."))
        return super().clean()


class FirstHeadForm(Styled, forms.Form):
    """Name and password of the first head."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    username = forms.CharField(
        label=_("Username"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Three or four words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, str]:
        """Compare the two passwords and judge the first."""
        data = super().clean()
        user = User(username=data.get("username", ""), name=data.get("name", ""))
        if data.get("password"):
            try:
                password_validation.validate_password(data["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        if data.get("password") != data.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return data


class LanguageForm(forms.Form):
    """One of the languages that the pages speak."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class ThemeForm(forms.Form):
    """Light, dark, or as the system says."""

    theme = forms.ChoiceField(choices=[("system", ""), ("light", ""), ("dark", "")])
