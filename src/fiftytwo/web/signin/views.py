"""Pages of coming in and of leaving: passwords, one-time links, open sessions, the rules."""

from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.web.accounts import actions as accounts
from fiftytwo.web.accounts.loopback import is_loopback_request
from fiftytwo.web.accounts.queries import demo_logins, has_account, invited, is_open
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.limits import limited
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin import actions, queries
from fiftytwo.web.signin.forms import FirstHeadForm, NewPasswordForm, RulesForm
from fiftytwo.web.signin.recent import recently_signed_in

__all__ = [
    "Confirm",
    "Password",
    "SignIn",
    "SignOut",
    "Unprocessable",
    "end_others",
    "end_session",
    "first_head",
    "join",
    "rules",
    "sessions",
    "start_again",
]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


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
        """Add the demo logins, the company's login, and whether there is an account at all."""
        shown = demo_logins() if is_loopback_request(self.request) else []
        return super().get_context_data(**kwargs) | {
            "demo_logins": shown,
            "demo_password": accounts.DEMO_PASSWORD if shown else "",
            "provider_name": queries.provider_name(),
            "is_new": not has_account(),
        }


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Give up half a sign-in: the second step is not asked for any more."""
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("account_login")


@method_decorator(page_right("account"), name="dispatch")
class SignOut(LogoutView):
    """Ask on GET, sign out on POST."""


@method_decorator(page_right("account"), name="dispatch")
class Password(Unprocessable, PasswordChangeView):
    """Change one's own password; all other sessions end."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead who has no password, as with the company's login alone, back to where it is said."""
        if not request.user.has_usable_password():
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: object) -> HttpResponse:
        """Change it, end the other sessions and say so."""
        with transaction.atomic():
            response = super().form_valid(form)
            actions.keep_only(self.request)
            actions.note_own_change(self.request.user, "signin.password")
        messages.success(
            self.request, _("Your password is changed. You are signed out everywhere else.")
        )
        return response


@method_decorator(page_right("account"), name="dispatch")
class Confirm(Unprocessable, ReauthenticateView):
    """Ask for the password once more before a page that changes rights, tokens or factors."""


@get_or_post
@limited("link")
def first_head(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first head from the one-time link that `init` or `serve` printed."""
    if not is_open(token):
        raise Http404
    form = FirstHeadForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render_page(request, "account/first_head.html", {"form": form}, status=status)
    data = form.cleaned_data
    user = accounts.make_first_head(
        token, username=data["username"], name=data["name"], password=data["password"]
    )
    return _come_in(request, user)


@get_or_post
@limited("link")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Come into an account by the one-time link that was given: by a password or the company."""
    user = invited(token)
    if user is None:
        raise Http404
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "owner": user, "token": token}
        context["provider_name"] = queries.provider_name()
        status = 422 if form.errors else 200
        return render_page(request, "signin/link.html", context, status=status)
    if accounts.join(token, form.cleaned_data["password"]) is None:
        raise Http404
    actions.end_other_sessions(user, keep=None)
    return redirect("account_login")  # with all its guards, as always


def _come_in(request: HttpRequest, user: object) -> HttpResponse:
    """Sign in who has just proved by a link to be that person; a second factor is still asked."""
    if user is None:
        raise Http404
    credentials = {"username": user.username}
    return perform_password_login(request, credentials, Login(user=user, redirect_url="/account/"))


@page_right("account")
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's open sessions."""
    found = list(queries.sessions_of(request.user))
    here = request.session.session_key
    context = {
        "here": [row for row in found if row.session_key == here],
        "others": [row for row in found if row.session_key != here],
    }
    return render_page(request, "signin/sessions.html", context)


@page_right("account")
@require_POST
def end_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one of one's sessions."""
    if not actions.end_session(request.user, public_id):
        raise Http404
    messages.success(request, _("That session is ended."))
    return redirect("sessions")


@page_right("account")
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    actions.keep_only(request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("sessions")


@page_right("security")
@get_or_post
@recently_signed_in
def rules(request: HttpRequest) -> HttpResponse:
    """Show and set which roles need a second factor."""
    known = sorted(queries.roles_with_factor())
    form = RulesForm(request.POST if request.method == "POST" else None, initial={"roles": known})
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "provider_name": queries.provider_name()}
        return render_page(request, "signin/rules.html", context, status=status)
    actions.require_factor(form.cleaned_data["roles"], by=request.user)
    messages.success(request, _("Kept. It holds from the next page that anybody opens."))
    return redirect("sign-in-rules")
