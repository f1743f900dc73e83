"""The page of data quality: what became of each day's lines, and what is missing."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.forms import Styled
from fiftytwo.web.intake import queries
from fiftytwo.web.intake.quality_page import quality_context
from fiftytwo.web.rendering import render_page

__all__ = ["QualityForm", "quality"]

DAYS = {"7": _("7 days"), "28": _("28 days"), "91": _("13 weeks")}


class QualityForm(Styled, forms.Form):
    """Which days, back from the last that has data."""

    days = forms.ChoiceField(label=_("Period"), choices=list(DAYS.items()))
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        validators=[MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
    )


@page_right("sources")
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Show how complete the data are, by source and day."""
    books = queries.snapshot()
    form = QualityForm({"days": "28"} | {n: v for n, v in request.GET.items() if v})
    context: dict[str, object] = {"form": form, "is_empty": books.load_id is None}
    page, part, status = "intake/quality.html", "intake/_quality_days.html", 200
    if form.is_valid():
        last = form.cleaned_data["until"] or queries.last_day(books) or timezone.localdate()
        first = last - timedelta(days=int(form.cleaned_data["days"]) - 1)
        context |= quality_context(settings.WORKSPACE, books, first, last)
    else:
        status = 422
    return render_page(request, page, context, part=part, status=status)
