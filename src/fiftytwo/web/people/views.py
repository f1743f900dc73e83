"""Pages of Settings → People: the list, one person, and what changes with time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.audit.actions import record_read, record_reads
from fiftytwo.web.people import actions, fields, forms, queries
from fiftytwo.web.people.form_page import FormPage, answer
from fiftytwo.web.people.models import Absence, Person
from fiftytwo.web.people.page import hours_lock, kind_lock, list_page, person_page, scope_choices
from fiftytwo.web.rendering import render_page
from fiftytwo.web.versions import shown_of

__all__ = [
    "absence_add",
    "absence_change",
    "absence_remove",
    "add",
    "change",
    "contract",
    "end",
    "move",
    "people",
    "person",
]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONTRACT = ("pool", "hours", "max_days", "shifts", "available")
LIST, PART = "people/people.html", "people/_list.html"


@page_right("people")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List those whom the viewer may see, narrowed by name, team, site, role."""
    form = forms.FilterForm(request.GET, also=("page",))
    if not form.is_valid():
        return render_page(request, LIST, {"form": form}, part=PART, status=422)
    asked = form.cleaned_data
    context = list_page(request.user, asked, request.GET)
    context["scope_choices"] = scope_choices(request.user, form.places, asked, request.GET)
    return render_page(request, LIST, {"form": form} | context, part=PART)


@page_right("people")
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person: team, contract, days away, account, agents."""
    found = get_object_or_404(queries.person_shown(request.user), pk=person_id)
    page = person_page(request.user, found)
    reads = [(field, purpose, [found.pk]) for field, purpose in page.pop("reads")]
    record_reads(reads, by=request.user)
    return render_page(request, "people/person.html", page)


@page_right("people_change")
@get_or_post
def add(request: HttpRequest) -> HttpResponse:
    """Add a person; contract and account follow on the person's page."""
    choice = {"teams": queries.teams_for(request.user), "is_whole": _is_whole(request)}
    form = forms.NewPersonForm(request.POST or None, **choice)
    if request.method != "POST" or not form.is_valid():
        page = _page(_("Add a person"), _("Add"), None)
        return answer(request, form, page, actions.add_person)
    data = form.cleaned_data
    team = data.pop("team")
    added = actions.add_person(data, team=team, by=request.user)
    messages.success(request, _("%(name)s is added. The contract is next.") % {"name": added.name})
    return redirect("person", added.pk)


@page_right("people_change")
@get_or_post
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change name, e-mail address and first day."""
    found = _found(request, person_id)
    form = forms.PersonForm(request.POST or None, person=found, initial=_name_of(found))
    page = _page(_("Change name and address"), _("Save"), found)
    return answer(
        request,
        form,
        page,
        lambda data: actions.change_person(found, data, by=request.user),
        shown=shown_of(found, _name_of),
    )


@page_right("contracts")
@get_or_post
def contract(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a new contract of somebody else hold from a day on."""
    found = _with_hours(request, person_id)
    if found.pk == request.user.person_id:
        raise PermissionDenied
    record_read("contract", by=request.user, whose=[found.pk], purpose="planning")
    form = forms.ContractForm(request.POST or None, initial=_contract_of(found))
    page = _page(_("Contract from a day on"), _("Save the contract"), found, lock=hours_lock())
    return answer(
        request,
        form,
        page,
        lambda data: actions.change_contract(found, data["first"], form.values, by=request.user),
        shown=shown_of(found, _contract_of, CONTRACT),
    )


@page_right("people_change")
@get_or_post
def move(request: HttpRequest, person_id: int) -> HttpResponse:
    """Move somebody to another team from a day on."""
    found = _found(request, person_id)
    form = forms.MoveForm(
        request.POST or None,
        teams=queries.teams_for(request.user),
        is_whole=_is_whole(request),
        initial=_team_of(found),
    )
    page = _page(_("Move to another team"), _("Move"), found)
    return answer(
        request,
        form,
        page,
        lambda data: actions.move(found, data["team"], data["first"], by=request.user),
        shown=shown_of(found, _team_of, ["team"]),
    )


@page_right("people_change")
@get_or_post
def end(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set the last day of work, or take it back."""
    found = _found(request, person_id)
    form = forms.EndForm(request.POST or None, person=found, initial={"left": found.left})
    page = _page(
        _("End of work"),
        _("Save"),
        found,
        _("Days away after it are removed; figures and plans of the past stay."),
    )
    return answer(
        request,
        form,
        page,
        lambda data: actions.end_work(found, data["left"], by=request.user),
        shown=shown_of(found, lambda person: {"left": person.left}),
    )


@page_right("absences")
@get_or_post
def absence_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter days away."""
    found = _with_hours(request, person_id)
    return _absence(request, found, None, _("Enter days away"))


@page_right("absences")
@get_or_post
def absence_change(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Change days away; who does not see the kind does not change it."""
    row = queries.absence_for(request.user, absence_id)
    if row is None:
        raise Http404
    return _absence(request, row.person, row, _("Change days away"))


@page_right("absences")
@require_POST
def absence_remove(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take days away back."""
    row = queries.absence_for(request.user, absence_id)
    if row is None:
        raise Http404
    actions.remove_absence(row, by=request.user)
    messages.success(request, _("The days away are removed."))
    return redirect("person", row.person_id)


def _absence(request: HttpRequest, person: Person, row: Absence | None, title: str) -> HttpResponse:
    sees_kind = row is not None and row.keeps_kind
    reads = [("absence_days", "planning", [person.pk])] if row is not None else []
    reads += [("absence_kind", "pay", [person.pk])] if sees_kind else []
    record_reads(reads, by=request.user)
    form = forms.AbsenceForm(
        request.POST or None,
        person=person,
        absence=row,
        with_kind=row is None or sees_kind,
        initial=_days_of(row) if row else None,
    )
    lock = f"{hours_lock()} {kind_lock()}"
    page = _page(title, _("Save"), person, lock=lock)
    return answer(
        request,
        form,
        page,
        lambda data: _save_absence(person, row, data, request.user),
        shown=shown_of(row, _days_of, list(form.fields)) if row else None,
    )


def _save_absence(person: Person, row: Absence | None, data: dict, by: User) -> None:
    kind = data["kind"].pk if "kind" in data else None
    actions.change_absence(person, row, first=data["first"], last=data["last"], kind=kind, by=by)


def _name_of(person: Person) -> dict[str, object]:
    return {"name": person.name, "email": person.email, "joined": person.joined}


def _team_of(person: Person) -> dict[str, object]:
    return {"team": person.team, "first": timezone.localdate()}


def _days_of(row: Absence) -> dict[str, object]:
    return {"first": row.first, "last": row.last, "kind": row.kind_id}


def _contract_of(person: Person) -> dict[str, object]:
    today = timezone.localdate()
    row = person.contracts.on(today).first()
    if row is None:
        return {"first": person.joined or today, "max_days": 5}
    return {
        "first": today,
        "pool": row.pool,
        "hours": fields.hours_text(row.contract_minutes),
        "max_days": row.max_days,
        "shifts": fields.shifts_text(row.shift_minutes),
        "available": fields.availability_text(row.availability),
    }


def _found(request: HttpRequest, person_id: int) -> Person:
    return get_object_or_404(queries.persons_visible_to(request.user), pk=person_id)


def _with_hours(request: HttpRequest, person_id: int) -> Person:
    return get_object_or_404(queries.persons_whose_hours(request.user), pk=person_id)


def _is_whole(request: HttpRequest) -> bool:
    return request.user.has_perm("page.teams_change")


def _page(
    title: str, button: str, person: Person | None, text: str = "", lock: str = ""
) -> FormPage:
    if person is None:
        return FormPage(title, button, reverse("people"), _("People"), "", text)
    back, done = reverse("person", args=[person.pk]), _("Saved.")
    return FormPage(title, button, back, person.name, done, text, lock)
