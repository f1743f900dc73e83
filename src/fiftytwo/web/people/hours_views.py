"""Pages of a site's opening hours: Settings → Teams and sites → Opening hours."""

from datetime import date
from difflib import unified_diff
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fiftytwo.base.errors import BusyError, InputError
from fiftytwo.measures.closing import close_days
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.people import actions, queries
from fiftytwo.web.people.hours_file import hours_file
from fiftytwo.web.people.hours_forms import CloseForm, TieForm
from fiftytwo.web.people.hours_page import chosen_days, hours_page, read_named
from fiftytwo.web.people.models import Site
from fiftytwo.web.rendering import render_page
from fiftytwo.web.told import told

__all__ = ["site_close", "site_hours", "site_tie"]


@page_right("teams")
@require_GET
def site_hours(request: HttpRequest, site_id: int) -> HttpResponse:
    """Show a site's holidays beside the opening hours that are meant to close on them."""
    return _page(request, get_object_or_404(queries.sites(), pk=site_id))


@page_right("teams_change")
@require_POST
def site_tie(request: HttpRequest, site_id: int) -> HttpResponse:
    """Say which opening hours close on the holidays of a site; the hours stay as they are."""
    site = get_object_or_404(queries.sites(), pk=site_id)
    form = TieForm(request.POST, site=site, known=read_named().hours)
    if not form.is_valid():
        return _page(request, site, tie=form)
    actions.save_site(site, form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("site-hours", site.pk)


@page_right("teams_change")
@require_POST
def site_close(request: HttpRequest, site_id: int) -> HttpResponse:
    """Show what closing some holidays writes; write it on the second press."""
    site = get_object_or_404(queries.sites(), pk=site_id)
    page, file = hours_page(site, read_named()), hours_file(settings.WORKSPACE.root)
    form = CloseForm(request.POST, rows=page["rows"])
    if not form.is_valid():
        return _page(request, site, close=form)
    days, seen = chosen_days(form.cleaned_data["days"], page["rows"]), form.cleaned_data["seen"]
    try:
        if not seen:
            return _preview(request, site, days, form)
        actions.close_in_schedules(site, days, file=file, seen=seen, by=request.user)
    except (InputError, BusyError) as error:
        form.add_error(None, told(str(error)))
        return _page(request, site, close=form)
    messages.success(request, _("The days are closed in schedules.toml; business time follows."))
    return redirect("site-hours", site.pk)


def _page(
    request: HttpRequest,
    site: Site,
    *,
    tie: TieForm | None = None,
    close: CloseForm | None = None,
) -> HttpResponse:
    named = read_named()
    page = hours_page(site, named)
    context: dict[str, Any] = page | {
        "tie": tie or TieForm(site=site, known=named.hours),
        "close": close,
        "form": tie or close,
        "chosen": set(close.data.getlist("days")) if close else None,
    }
    status = 422 if tie or close else 200
    return render_page(request, "people/hours.html", context, status=status)


def _preview(
    request: HttpRequest, site: Site, days: dict[str, dict[date, str]], form: CloseForm
) -> HttpResponse:
    file, today = hours_file(settings.WORKSPACE.root), timezone.localdate()
    mark, old = file.mark(), file.text()
    single = {day for chosen in days.values() for day in chosen}
    context = {
        "site": site,
        "seen": mark,
        "keys": form.cleaned_data["days"],
        "count": len(single),
        "past": sum(day < today for day in single),
        "parts": [(name, _changed(old, close_days(old, {name: days[name]}))) for name in days],
    }
    return render_page(request, "people/closing.html", context)


def _changed(old: str, new: str) -> list[str]:
    """Return the lines that are others, with two around them."""
    lines = unified_diff(old.splitlines(), new.splitlines(), n=2, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]
