"""The living style page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.rendering import render_page
from fiftytwo.web.style.samples import samples

__all__ = ["style"]


@page_right("style")
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Show tokens and components, once light and once dark."""
    return render_page(request, "style/page.html", samples())
