"""The page Settings → Access tokens."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.limits import limited
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin.recent import recently_signed_in
from fiftytwo.web.tokens import actions, queries
from fiftytwo.web.tokens.forms import TokenForm

__all__ = ["revoke", "tokens"]

USUAL_LIFE = timedelta(days=180)


@never_cache
@page_right("tokens")
@require_http_methods(["GET", "HEAD", "POST"])
@recently_signed_in
@limited("token")
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens and make a new one; its secret is shown once."""
    initial = {"last_day": timezone.localdate() + USUAL_LIFE}  # what it opens is said each time
    form = TokenForm(request.POST or None, user=request.user, initial=initial)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = actions.make_token(**form.cleaned_data, by=request.user)
        form = TokenForm(user=request.user, initial=initial)
    context = {
        "form": form,
        "secret": secret,
        "tokens": queries.tokens(),
        "today": timezone.localdate(),
        "scim_address": request.build_absolute_uri("/scim/v2"),
        "api_address": request.build_absolute_uri("/api/v1"),
    }
    status = 422 if form.errors else 200
    return render_page(request, "tokens/tokens.html", context, status=status)


@page_right("tokens")
@require_POST
@recently_signed_in
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Let a token open nothing any more."""
    token = queries.token_by_id(token_id)
    if token is None:
        raise Http404
    actions.revoke(token, by=request.user)
    messages.success(request, _("%(name)s opens nothing any more.") % {"name": token.name})
    return redirect("tokens")
