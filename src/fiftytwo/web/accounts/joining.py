"""The page behind the one-time link that an invited person opens."""

from django import forms
from django.contrib.auth import password_validation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fiftytwo.web.accounts import actions, queries
from fiftytwo.web.accounts.models import User
from fiftytwo.web.forms import Styled
from fiftytwo.web.rendering import render_page

__all__ = ["JoinForm", "join"]


class JoinForm(Styled, forms.Form):
    """The first password, twice."""

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

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, str]:
        """Judge the password, and compare the two."""
        data = super().clean()
        if data.get("password"):
            try:
                password_validation.validate_password(data["password"], self.user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        if data.get("password") != data.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password; signing in, with all its guards, is the next step."""
    user = queries.invited(token)
    if user is None:
        raise Http404
    form = JoinForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "invited": user}
        return render_page(request, "account/join.html", context, status=status)
    if actions.join(token, form.cleaned_data["password"]) is None:
        raise Http404
    return redirect("account_login")
