"""The measures explorer: the page, its rows, its data as a file."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.contact_list import agents_in
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.audit.actions import record_read
from fiftytwo.web.rendering import render_page
from fiftytwo.web.service import actions, exporting, queries
from fiftytwo.web.service.book_page import book_context, to_publish
from fiftytwo.web.service.forms import ExplorerForm, RowsForm
from fiftytwo.web.service.reading import choices
from fiftytwo.web.service.serving import as_csv, found_part, rows_context
from fiftytwo.web.told import told

__all__ = ["contacts", "download", "explore", "publish", "rows"]

PAGE, PART = "service/page.html", "service/_explorer.html"


@page_right("service")
@require_GET
def explore(request: HttpRequest) -> HttpResponse:
    """Show one measure: how it moved, what it means, by queue."""
    source = queries.facts()
    form = ExplorerForm(request.GET.dict(), choices=choices(source))
    context = {"form": form, "is_empty": form.known.last is None}
    if not form.is_valid():
        return render_page(request, PAGE, context, part=PART, status=422)
    item = measure(form.cleaned_data["measure"])
    context |= {"measure": item}
    if not context["is_empty"]:
        rights = {"may_see_rows": "rows", "may_load": "sources"}
        held = {name: request.user.has_perm(f"page.{row}") for name, row in rights.items()}
        query = request.GET.urlencode()
        context["found_part"] = found_part(source, form, item, held, query)
        may_publish = request.user.has_perm("page.publish")
        context["book"] = book_context(source, form, item, may_publish=may_publish)
    return render_page(request, PAGE, context, part=PART)


@page_right("publish")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Write the figure of the newest period into the book, and show the explorer again."""
    source = queries.facts()
    form = ExplorerForm(request.POST.dict(), choices=choices(source), also=None)
    if not form.is_valid() or form.known.last is None:
        context = {"form": form, "is_empty": form.known.last is None}
        return render_page(request, PAGE, context, part=PART, status=422)
    question = form.question()
    period, value, why = to_publish(source, question)
    try:
        if not why:
            actions.publish_figure(question, period, value, load_id=source.load_id, by=request.user)
            messages.success(request, _("Published. The period keeps this figure."))
    except InputError as error:
        why = told(str(error))
    if why:
        messages.error(request, capfirst(why))
    asked = {name: form.data[name] for name in form.fields if form.data.get(name)}
    return redirect(f"{reverse('service')}?{urlencode(asked)}")


@page_right("rows")
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """Show the rows behind a measure, a page at a time, as far as the viewer's right goes."""
    source = queries.facts()
    form = ExplorerForm(request.GET.dict(), choices=choices(source), also=RowsForm.base_fields)
    paging = RowsForm(request.GET)
    context = {"form": form, "paging": paging}
    if not (form.is_valid() and paging.is_valid()):
        return render_page(request, "service/rows.html", context, status=422)
    view = queries.rows_view(request.user)
    context |= rows_context(source, form, view, paging)
    named = queries.persons_of(context["rows"].agents)
    record_read("own_measure", by=request.user, whose=named, purpose="operation")
    return render_page(request, "service/rows.html", context)


@page_right("service")
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """Send the chart's data, whole and by queue, as CSV."""
    source = queries.facts()
    form = ExplorerForm(request.GET.dict(), choices=choices(source))
    if not form.is_valid():
        return render_page(request, PAGE, {"form": form}, part=PART, status=422)
    return as_csv(source, form)


@page_right("rows")
@require_GET
def contacts(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send the contacts of the explorer's period and filters as a file, one row each."""
    if kind not in exporting.KINDS:
        raise Http404
    source, view = queries.facts(), queries.rows_view(request.user)
    form = ExplorerForm(request.GET.dict(), choices=choices(source))
    if form.is_valid():
        query = exporting.narrowed(form.question().contacts, view)
        why = exporting.refusal(source, query, kind)
        if not why:
            named = queries.persons_of(agents_in(source, query) & view.names.keys())
            record_read("own_measure", by=request.user, whose=named, purpose="operation")
            return exporting.as_file(source, query, view, kind, zone=settings.WORKSPACE.zone)
        form.add_error(None, why)
    return render_page(request, PAGE, {"form": form}, part=PART, status=422)
