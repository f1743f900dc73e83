"""Pages about one's own account."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fiftytwo.web.accounts.actions import keep_language
from fiftytwo.web.accounts.forms import LanguageForm, ThemeForm
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.rendering import render_page

__all__ = ["account", "language", "theme"]

YEAR_S = 31_536_000


@page_right("account")
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, and what can be changed."""
    return render_page(request, "account/account.html", {})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back."""
    return _keep(request, ThemeForm(request.POST), "theme", cookie="theme")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and with the account for mail, and go back."""
    form = LanguageForm(request.POST)
    if request.user.is_authenticated and form.is_valid():
        keep_language(request.user, form.cleaned_data["language"])
    return _keep(request, form, "language", cookie=settings.LANGUAGE_COOKIE_NAME)


def _keep(request: HttpRequest, form: forms.Form, name: str, *, cookie: str) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if form.is_valid():
        choice = form.cleaned_data[name]
        response.set_cookie(cookie, choice, max_age=YEAR_S, samesite="Lax", httponly=True)
    return response
