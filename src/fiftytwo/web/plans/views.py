"""The week plan and the day under way: look at them, and start making them anew."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fiftytwo.web.accounts.rights import LEADERS, page_right
from fiftytwo.web.plans import queries
from fiftytwo.web.plans.forms import AgainForm, DayForm, MakeForm, PlanForm, next_monday
from fiftytwo.web.plans.jobs import start_day, start_week
from fiftytwo.web.plans.page import own_page_of, page_of
from fiftytwo.web.plans.surroundings import around
from fiftytwo.web.plans.today_page import today_page
from fiftytwo.web.rendering import render_page

__all__ = ["forecast_again", "make", "today", "week_plan"]

PAGE, PART = "plans/page.html", "plans/_plan.html"
TODAY, TODAY_PART = "plans/today.html", "plans/_today.html"


@page_right("plan")
@require_GET
def week_plan(request: HttpRequest) -> HttpResponse:
    """Show a week's plan: one day of it, or the whole week."""
    form = PlanForm(request.GET)
    context = {"form": form, "make": MakeForm(initial={"first_day": next_monday()})}
    if not form.is_valid():
        return render_page(request, PAGE, context, part=PART, status=422)
    asked = form.cleaned_data
    plan = (
        queries.plan_by_id(asked["plan"]) if asked["plan"] else queries.newest_plan(asked["week"])
    )
    context |= around(plan, request.user)
    if plan is None:
        return render_page(request, PAGE, context, part=PART, status=404 if asked["plan"] else 200)
    week, crew = queries.stored(plan), context["crew"]
    try:
        if request.user.roles & LEADERS:
            page = page_of(week, crew, asked, today=timezone.localdate(), mark=plan.mark)
        else:
            page = own_page_of(week, crew, asked)
    except LookupError as error:
        raise Http404(str(error)) from None
    return render_page(request, PAGE, context | page, part=PART)


@page_right("planning")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Start making a week's plan in the background."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        context = {"form": PlanForm({}), "make": form} | around(None, request.user)
        return render_page(request, PAGE, context, part=PART, status=422)
    job = start_week(form.cleaned_data["first_day"], by=request.user)
    return redirect("job", job_id=job.pk)


@page_right("today")
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show a day under way: what came in, what is expected now, and whom that requires."""
    form = DayForm(request.GET)
    context = {"form": form, "again": AgainForm()}
    if not form.is_valid():
        return render_page(request, TODAY, context, part=TODAY_PART, status=422)
    asked = form.cleaned_data
    try:
        page = today_page(queries.day_forecast(asked["day"]), asked, today=timezone.localdate())
    except LookupError as error:
        raise Http404(str(error)) from None
    return render_page(request, TODAY, context | page, part=TODAY_PART)


@page_right("today")
@require_POST
def forecast_again(request: HttpRequest) -> HttpResponse:
    """Start forecasting a day again in the background."""
    form = AgainForm(request.POST)
    if not form.is_valid():
        context = {"form": DayForm({}), "again": form}
        return render_page(request, TODAY, context, part=TODAY_PART, status=422)
    job = start_day(form.cleaned_data["at"], by=request.user)
    return redirect("job", job_id=job.pk)
