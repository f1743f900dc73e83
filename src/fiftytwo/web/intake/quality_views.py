"""The page of data quality: what became of each day's lines, and what is missing."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.intake import queries
from fiftytwo.web.intake.forms import QualityForm
from fiftytwo.web.intake.quality_page import quality_context
from fiftytwo.web.rendering import render_page

__all__ = ["quality"]


@page_right("sources")
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Show how complete the data are, by source and day."""
    books = queries.snapshot()
    form = QualityForm(request.GET.dict())
    context: dict[str, object] = {"form": form, "is_empty": books.load_id is None}
    page, part, status = "intake/quality.html", "intake/_quality_days.html", 200
    if form.is_valid():
        today = timezone.localdate()
        first, last = form.span(queries.last_day(books) or today)
        # Today's files may still come; a day that is named ends what is judged.
        until = min(form.cleaned_data["until"] or today, today - timedelta(days=1))
        context |= quality_context(settings.WORKSPACE, books, first, last, until)
    else:
        status = 422
    return render_page(request, page, context, part=part, status=status)
