"""Forms of coming in."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import ROLE_WORDS
from fiftytwo.web.forms import Styled

__all__ = [
    "AddPasskey",
    "AuthenticateByCode",
    "AuthenticateByPasskey",
    "ChangePasswordForm",
    "ConfirmByCode",
    "ConfirmByPasskey",
    "FirstHeadForm",
    "NewPasswordForm",
    "PasswordAgain",
    "RulesForm",
    "SetUpApp",
    "SignInByPasskey",
    "SignInForm",
]

ODD = _("The browser’s answer could not be used. Try again.")


class SignInForm(Styled, LoginForm):
    """Username and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(
            autocomplete="username webauthn", autocapitalize="none"
        )


class ChangePasswordForm(Styled, AllauthChangePasswordForm):
    """The old password once, the new one twice; not for demo logins, which are shown to all."""

    def clean(self) -> dict[str, str]:
        """Refuse it for a demo login."""
        if self.user.is_demo:
            raise forms.ValidationError(_("The logins of the demo company keep their password."))
        return super().clean()


class PasswordAgain(Styled, AllauthReauthenticateForm):
    """The password once more, before a page that changes rights, tokens or factors."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class NewPasswordForm(Styled, forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Three or four words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=1024,
        strip=False,
    )
    again = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=1024,
        strip=False,
    )

    def __init__(self, *args: object, user: User | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, str]:
        """Compare the two passwords and judge the first."""
        data = super().clean()
        user = self.user or User(username=data.get("username", ""), name=data.get("name", ""))
        if data.get("password"):
            try:
                password_validation.validate_password(data["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        if data.get("password") != data.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return data


class FirstHeadForm(NewPasswordForm):
    """Name and password of the first head."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    username = forms.CharField(
        label=_("Username"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    field_order = ["name", "username", "password", "again"]


class SixDigits:
    """Mixed into a form with the field `code`: six digits of an app, or a recovery code."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.max_length = _("Code"), 64
        code.validators = [*code.validators, forms.fields.validators.MaxLengthValidator(64)]
        code.widget.attrs.update(
            inputmode="numeric", autocomplete="one-time-code", spellcheck="false", maxlength=64
        )


class AuthenticateByCode(SixDigits, Styled, code_forms.AuthenticateForm):
    """The second step of signing in: a code."""


class ConfirmByCode(SixDigits, Styled, code_forms.ReauthenticateForm):
    """A code, before a page that changes rights, tokens or factors."""


class SetUpApp(SixDigits, Styled, app_forms.ActivateTOTPForm):
    """The first code of an app proves that it was set up."""


class Careful:
    """Mixed into a form of passkeys: what no browser sends is refused in words, not by a crash."""

    def full_clean(self) -> None:
        """Judge the form; an answer that the parser chokes on is an answer that does not fit."""
        try:
            super().full_clean()
        except (TypeError, ValueError, KeyError, AttributeError, IndexError, OverflowError):
            self.cleaned_data: dict[str, Any] = {}
            self.add_error("credential", forms.ValidationError(ODD))


class AddPasskey(Careful, Styled, passkey_forms.AddWebAuthnForm):
    """A new passkey and its name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("So that you can tell it from others, such as “my phone”."),
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)


class RenamePasskey(Styled, passkey_forms.EditWebAuthnForm):
    """Another name of a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60)


class AuthenticateByPasskey(Careful, Styled, passkey_forms.AuthenticateWebAuthnForm):
    """The second step of signing in: a passkey."""


class SignInByPasskey(Careful, Styled, passkey_forms.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class ConfirmByPasskey(Careful, Styled, passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey, before a page that changes rights, tokens or factors."""


class RulesForm(Styled, forms.Form):
    """Which roles need a second factor."""

    roles = forms.MultipleChoiceField(
        label=_("Roles that need a second factor"),
        choices=list(ROLE_WORDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
