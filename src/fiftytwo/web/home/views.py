"""The front page, one a role."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.home.page import leaders_page, own_page
from fiftytwo.web.rendering import render_page

__all__ = ["home"]


@page_right("home")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what needs the viewer, the week in measures, and the cover of the days to come."""
    today = timezone.localdate()
    if not request.user.has_perm("page.service"):
        return render_page(request, "home/own.html", own_page(request.user, today))
    return render_page(request, "home/page.html", leaders_page(request.user, today))
