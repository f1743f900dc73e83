"""Pages of Settings → Privacy."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.errors import RuleError
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.agreements import queries as agreements
from fiftytwo.web.agreements.actions import set_area
from fiftytwo.web.forms import refusal
from fiftytwo.web.privacy import actions, exporting, page, queries
from fiftytwo.web.privacy.forms import AreaForm, EraseForm, HoldForm
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin.recent import recently_signed_in
from fiftytwo.web.told import told
from fiftytwo.web.versions import Shown, save_form

__all__ = ["area", "due", "erase", "export", "holds", "lift", "people", "person", "privacy"]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@page_right("privacy")
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the classes, purposes, rights and switches: anybody here may read them."""
    context = {
        "classes": page.classes(),
        "purposes": page.purposes(),
        "rights": page.rights(),
        "areas": page.areas(
            agreements.switches(), agreements.chosen_months(), timezone.localdate()
        ),
        "holds": queries.holds().filter(lifted_at=None).count(),
    }
    return render_page(request, "privacy/page.html", context)


@page_right("privacy_change")
@get_or_post
@recently_signed_in
def area(request: HttpRequest, area: str) -> HttpResponse:
    """Change the switch of an area."""
    if area not in AREAS:
        raise Http404
    form = AreaForm(request.POST or None, area=area, initial=_switch_of(area))
    shown = Shown(tuple(form.fields), lambda: _switch_of(agreements.locked_area(area)))

    def save() -> None:
        data = form.cleaned_data
        set_area(form.switch(data), keep_months=data["keep_months"], by=request.user)

    done = save_form(request, form, save, shown)
    if not done.is_saved:
        context = {"form": form, "area": AREAS[area], "version": done.version}
        return render_page(request, "privacy/area.html", context, status=done.status)
    messages.success(request, _("%(area)s: kept.") % {"area": _(AREAS[area].title)})
    return redirect("privacy")


@page_right("privacy_change")
@get_or_post
def due(request: HttpRequest) -> HttpResponse:
    """Show what the nightly deletion would delete; delete it now on POST."""
    if request.method == "POST":
        deleted = sum(actions.delete_due(by=request.user).values())
        messages.success(request, _("%(n)s records that were due are deleted.") % {"n": deleted})
        return redirect("privacy-due")
    found = queries.due()
    context = {"due": found, "any_due": any(item.rows for item in found)}
    return render_page(request, "privacy/due.html", context)


@page_right("privacy_change")
@get_or_post
@recently_signed_in
def holds(request: HttpRequest) -> HttpResponse:
    """List legal holds and set one."""
    form = HoldForm(request.POST or None, people=queries.people(request.user))
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "holds": queries.holds()}
        return render_page(request, "privacy/holds.html", context, status=_status(form))
    data = form.cleaned_data
    actions.set_hold(data["person"], data["reason"], by=request.user)
    return redirect("privacy-holds")


@page_right("privacy_change")
@require_POST
@recently_signed_in
def lift(request: HttpRequest, hold: int) -> HttpResponse:
    """Lift a legal hold."""
    if not queries.holds().filter(pk=hold).exists():
        raise Http404
    try:
        actions.lift_hold(hold, by=request.user)
    except RuleError as error:
        messages.error(request, told(str(error)), extra_tags="bad")
    return redirect("privacy-holds")


@page_right("person_data")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the people whose records can be exported or erased."""
    return render_page(request, "privacy/people.html", {"people": queries.people(request.user)})


@page_right("person_data")
@require_GET
def person(request: HttpRequest, key: str) -> HttpResponse:
    """Show which tables hold something about a person, without showing it."""
    found = _person(request, key)
    context = {
        "person": found,
        "tables": queries.tables_with_counts(found),
        "form": EraseForm(key=key),
    }
    return render_page(request, "privacy/person.html", context)


@page_right("person_data")
@require_POST
@recently_signed_in
def export(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Send all records about a person as a file."""
    if kind not in exporting.KINDS:
        raise Http404
    found = _person(request, key)
    return exporting.as_file(found, actions.note_export(found, by=request.user), kind)


@page_right("person_data")
@require_POST
@recently_signed_in
def erase(request: HttpRequest, key: str) -> HttpResponse:
    """Erase a person who has left."""
    found = _person(request, key)
    form = EraseForm(request.POST, key=key)
    if form.is_valid():
        try:
            actions.erase_person(found, by=request.user)
        except RuleError as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("The person is erased; counts stay."))
            return redirect("privacy-people")
    context = {"person": found, "tables": queries.tables_with_counts(found), "form": form}
    return render_page(request, "privacy/person.html", context, status=422)


def _switch_of(area: str) -> dict[str, object]:
    return page.switch_values(agreements.switches()[area], agreements.chosen_months().get(area))


def _person(request: HttpRequest, key: str) -> queries.Person:
    found = queries.person_by_key(request.user, key)
    if found is None:
        raise Http404
    return found


def _status(form: object) -> int:
    return 422 if form.errors else 200
