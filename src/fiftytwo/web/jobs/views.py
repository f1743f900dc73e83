"""Pages about background work."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from fiftytwo.web.accounts.rights import Role, page_right
from fiftytwo.web.backup_note import last_backup
from fiftytwo.web.jobs import queries
from fiftytwo.web.jobs.schedules import routines
from fiftytwo.web.rendering import render_page

__all__ = ["job", "jobs"]

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
    return render_page(request, "jobs/job.html", {"job": found}, part="jobs/_job.html")
