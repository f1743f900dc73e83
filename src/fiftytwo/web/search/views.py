"""The search: one address, as a page of its own and as a part below the field in the bar."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.limits import Pace, refuse
from fiftytwo.web.rendering import render_page
from fiftytwo.web.search.forms import SearchForm
from fiftytwo.web.search.page import groups_of

__all__ = ["search"]

ON_PAGE, IN_BAR = 25, 5  # entries a group
PACE = Pace(most=120, span_s=60.0)


@page_right("search")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find people, teams, measures, queues, own views and pages, as far as the viewer may open them."""
    if not PACE.allows(request.user.pk):
        return refuse(request)
    form = SearchForm(request.GET)
    is_valid = form.is_valid()
    query = form.cleaned_data["q"].strip() if is_valid else ""
    most = IN_BAR if request.htmx and not request.htmx.boosted else ON_PAGE
    context = {"form": form, "query": query, "groups": groups_of(request, query, most)}
    status = 200 if is_valid else 422
    return render_page(
        request, "search/page.html", context, part="search/_found.html", status=status
    )
