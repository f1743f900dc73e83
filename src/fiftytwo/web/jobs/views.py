"""Pages about background work."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.rights import Role, page_right
from fiftytwo.web.backup_note import last_backup
from fiftytwo.web.jobs import actions, queries
from fiftytwo.web.jobs.page import kind_row, live_row
from fiftytwo.web.jobs.schedules import routines
from fiftytwo.web.rendering import render_page
from fiftytwo.web.told import told

__all__ = ["again", "cancel", "end", "job", "jobs", "operations"]

SHOWN = 50


@page_right("jobs")
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """List the newest background work, and to the head what runs by itself."""
    found = queries.listed_jobs(request.user)[:SHOWN]
    routine = routines() if Role.HEAD in request.user.roles else []
    context = {"jobs": found, "routine": routine, "backup": last_backup(settings.WORKSPACE)}
    return render_page(request, "jobs/jobs.html", context)


@page_right("jobs")
@require_GET
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far one piece of work is; the part asks again until it is over."""
    found = get_object_or_404(queries.jobs_of(request.user), pk=job_id)
    may_again = found.can_run_again and request.user.has_perm(f"page.{found.right}")
    context = {"job": found, "may_run_again": may_again}
    context["may_cancel"] = queries.may_cancel(found, request.user)
    return render_page(request, "jobs/job.html", context, part="jobs/_job.html")


@page_right("operations")
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """Show to whoever keeps the server running that work runs, waits or fails: no content."""
    now = timezone.now()
    live = [live_row(job, now, request.user) for job in queries.live()[:SHOWN]]
    kinds = [kind_row(row) for row in queries.counts_by_kind()]
    return render_page(request, "jobs/operations.html", {"live": live, "kinds": kinds})


@page_right("operations")
@require_POST
def end(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask work that hangs to end, whoever started it."""
    found = get_object_or_404(queries.live(), pk=job_id)
    try:
        actions.cancel(found, by=request.user)
    except InputError as error:
        messages.error(request, told(str(error)))
    return redirect("operations")


@page_right("jobs")
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Cancel one piece of work; what is over stays as it is."""
    found = get_object_or_404(queries.jobs_of(request.user), pk=job_id)
    try:
        actions.cancel(found, by=request.user)
    except InputError as error:
        messages.error(request, told(str(error)))
    return redirect("job", job_id=job_id)


@page_right("jobs")
@require_POST
def again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Start work that was not done once more, and show it."""
    found = get_object_or_404(queries.jobs_of(request.user), pk=job_id)
    try:
        made = actions.run_again(found, by=request.user)
    except InputError as error:
        messages.error(request, told(str(error)))
        return redirect("job", job_id=job_id)
    return redirect("job", job_id=made.pk)
