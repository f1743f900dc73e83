"""Pages that judge figures fairly: what changed, groups side by side, and what is behind answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fiftytwo.measures.answered import read_drivers
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.evaluate import Facts
from fiftytwo.measures.gaps import read_gaps
from fiftytwo.measures.model import Measure
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.audit.actions import record_read
from fiftytwo.web.keeping import kept
from fiftytwo.web.rendering import render_page
from fiftytwo.web.service import queries
from fiftytwo.web.service.change_form import ChangeForm
from fiftytwo.web.service.change_page import change_context
from fiftytwo.web.service.driver_form import DriverForm
from fiftytwo.web.service.driver_page import driver_context
from fiftytwo.web.service.fair_form import FairForm
from fiftytwo.web.service.fair_groups import (
    compare_dimension,
    compare_people,
    compare_teams,
)
from fiftytwo.web.service.fair_page import fair_context, fair_csv
from fiftytwo.web.service.gap_page import gap_context
from fiftytwo.web.service.reading import choices

__all__ = ["changes", "compare", "compare_csv", "drivers"]

PART = "service/_compare.html"


@page_right("service")
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Show a measure's change between two periods, taken apart."""
    source = queries.facts()
    form = ChangeForm(request.GET.dict(), choices=choices(source))

    def found(item: Measure) -> dict[str, Any]:
        return change_context(source, item, form.cleaned_data["by"], form.spans(), form.where())

    return _judged(request, "changes", form, found)


@page_right("service")
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show groups side by side in order of name, each judged in its own mix of work."""
    source, people = queries.facts(), queries.measured_people(request.user)
    form = FairForm(request.GET.dict(), choices=choices(source), may_people=bool(people))
    return _judged(request, "compare", form, lambda _item: _compared(request, source, form, people))


@page_right("service")
@require_GET
def compare_csv(request: HttpRequest) -> HttpResponse:
    """Send what "Compare" shows of groups as CSV; of people there is no file, for a sheet sorts at once."""
    source, people = queries.facts(), queries.measured_people(request.user)
    form = FairForm(request.GET.dict(), choices=choices(source), may_people=False)
    if not form.is_valid() or form.known.last is None:
        context = {"form": form, "is_empty": form.known.last is None}
        return render_page(request, "service/compare.html", context, part=PART, status=422)
    return fair_csv(_compared(request, source, form, people)["fair"], form)


@page_right("service")
@require_GET
def drivers(request: HttpRequest) -> HttpResponse:
    """Show what happened in the contacts of those who gave good answers, and of the others."""
    source = queries.facts()
    form = DriverForm(request.GET.dict(), choices=choices(source))

    def found(item: Measure) -> dict[str, Any]:
        asked = (item.name, *form.span, form.where)
        table = kept(source, ("drivers", asked), lambda: read_drivers(source, *asked))
        told = driver_context(table, is_lower_better=item.better == "lower")
        pairs = (*form.span, form.where)
        gaps = kept(source, ("gaps", pairs), lambda: read_gaps(source, *pairs))
        return {"span": form.span} | told | gap_context(gaps)

    return _judged(request, "drivers", form, found)


def _judged(
    request: HttpRequest,
    name: str,
    form: ChangeForm | FairForm | DriverForm,
    found: Callable[[Measure], dict[str, Any]],
) -> HttpResponse:
    """Return a page with what was found of the measure asked for; 422 where it cannot be asked."""
    context: dict[str, Any] = {"form": form, "is_empty": form.known.last is None}
    status = 200
    if not form.is_valid():
        # Without data there is nothing to choose from, so only what is asked besides can be wrong.
        status = 200 if context["is_empty"] and not form.non_field_errors() else 422
    elif not context["is_empty"]:
        item = measure(form.cleaned_data["measure"])
        context |= {"measure": item} | found(item)
    page, part = f"service/{name}.html", f"service/_{name}.html"
    return render_page(request, page, context, part=part, status=status)


def _compared(
    request: HttpRequest, source: Facts, form: FairForm, people: dict[str, tuple[int, str]]
) -> dict[str, Any]:
    groups, (first, last) = form.cleaned_data["groups"], form.span
    asked = (form.cleaned_data["measure"], form.work_types, first, last)
    context = {"span": (first, last), "groups": groups}
    context["why_none"] = _("Nobody has a case of this measure in this period.")
    whose = {person for person, _name in people.values()}
    if groups == "person":
        fair = compare_people(source, asked, people)
    elif groups == "team":
        teams = queries.teams_of_agents(last)
        found = compare_teams(source, asked, teams, whose | {request.user.person_id})
        fair, whose = found.fair, set(found.alone)
        context |= {"withheld": found.withheld, "alone": len(found.alone)}
        if not teams:
            context["why_none"] = _("No login is linked to a person yet: Settings → Agents.")
    else:
        fair, whose = compare_dimension(source, asked, groups), set()
    record_read("own_measure", by=request.user, whose=whose, purpose="operation")
    return context | fair_context(fair, groups)
