"""Pages about one's own account, and the link that makes the first head."""

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.web.accounts import actions, queries
from fiftytwo.web.accounts.forms import FirstHeadForm, LanguageForm, ThemeForm
from fiftytwo.web.accounts.loopback import is_loopback_request
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.rendering import render_page

__all__ = ["Password", "SignIn", "SignOut", "account", "first_head", "language", "theme"]

BACKEND = "fiftytwo.web.accounts.backend.LedgerBackend"
YEAR_S = 31_536_000


class Unprocessable:
    """Answers 422 where a form has errors, as every form here does."""

    def form_invalid(self, form: object) -> HttpResponse:
        """Show the form again with what was typed."""
        response = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignIn(Unprocessable, LoginView):
    """Sign in; a demo workspace shows its logins to this machine only."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the demo logins."""
        shown = queries.demo_logins() if is_loopback_request(self.request) else []
        return super().get_context_data(**kwargs) | {
            "demo_logins": shown,
            "demo_password": actions.DEMO_PASSWORD if shown else "",
        }


@method_decorator(page_right("account"), name="dispatch")
class SignOut(LogoutView):
    """Ask on GET, sign out on POST."""


@method_decorator(page_right("account"), name="dispatch")
class Password(Unprocessable, PasswordChangeView):
    """Change one's own password."""


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
    """Keep the chosen language in a cookie and go back; without one the browser's counts."""
    form = LanguageForm(request.POST)
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_head(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first head from the one-time link that `init` printed."""
    if not queries.is_open(token):
        raise Http404
    form = FirstHeadForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render_page(request, "account/first_head.html", {"form": form}, status=status)
    data = form.cleaned_data
    user = actions.make_first_head(
        token, username=data["username"], name=data["name"], password=data["password"]
    )
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect("account")
