"""Service → Saved views."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.rendering import render_page
from fiftytwo.web.saved import actions, queries
from fiftytwo.web.saved.forms import ChangeForm, SaveForm
from fiftytwo.web.saved.models import SavedView
from fiftytwo.web.saved.page import rows_of
from fiftytwo.web.service.queries import facts
from fiftytwo.web.service.reading import choices

__all__ = ["change", "drop", "go", "saved"]


@page_right("service")
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """List the views one may open; keep what the explorer was just asked."""
    known = choices(facts())
    initial = {"query": request.GET.urlencode(), "mail": "never"}
    form = SaveForm(request.POST or None, initial=initial, user=request.user, choices=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_view(**form.cleaned_data, by=request.user)
        except IntegrityError:  # pressed twice: the first has kept it
            return redirect("saved-views")
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": made.name})
        return redirect("saved-views")
    context = {
        "form": form if request.GET or request.method == "POST" else None,
        "rows": rows_of(queries.views_for(request.user), request.user, known),
    }
    return render_page(request, "saved/saved.html", context, status=422 if form.errors else 200)


@page_right("service")
@require_GET
def go(request: HttpRequest, view_id: int) -> HttpResponse:
    """Open a view: the explorer with its question."""
    found = queries.readable_view(request.user, view_id)
    if found is None:
        raise Http404
    return redirect(f"{reverse('service')}?{found.query}")


@page_right("service")
@require_POST
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Share a view or not, send it or not."""
    found = _own(request, view_id)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose when the view is to come by mail."))
        return redirect("saved-views")
    actions.change_view(found, **form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("saved-views")


@page_right("service")
@require_POST
def drop(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a view."""
    found = _own(request, view_id)
    actions.drop_view(found, by=request.user)
    messages.success(request, _("The view “%(name)s” is forgotten.") % {"name": found.name})
    return redirect("saved-views")


def _own(request: HttpRequest, view_id: int) -> SavedView:
    found = queries.own_view(request.user, view_id)
    if found is None:
        raise Http404
    return found
