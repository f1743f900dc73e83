"""Pages of Settings → Sources."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.rendering import render_page

__all__ = ["sources"]


@page_right("sources")
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """List the sources with their loads and balances."""
    return render_page(request, "intake/sources.html", {})
