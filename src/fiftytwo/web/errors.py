"""Error pages: what happened, what was kept, what to do, and the id to quote."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error"]

log = logging.getLogger("fiftytwo.web.error")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a request that cannot be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer somebody whose role does not open the page."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer for an address where nothing is, or nothing this person may see."""
    return render(request, "errors/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    log.info("form refused: %s", reason)
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when a page breaks; asks nobody who is signed in, so that it cannot break too."""
    log.error("page broke", exc_info=sys.exc_info())
    known = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("errors/500.html", known), status=500)
