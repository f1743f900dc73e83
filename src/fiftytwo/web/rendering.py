"""One page, one part of it: the only place that looks at HTMX headers."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

__all__ = ["render_page"]


def render_page(
    request: HttpRequest,
    page: str,
    context: Mapping[str, object],
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `part` for an HTMX request, else the whole `page` that includes it.

    Boosted links and history restores need the whole page, so they get it. The answer varies by
    header: caches must not mix the two.
    """
    htmx = request.htmx
    only_part = part and htmx and not htmx.boosted and not htmx.history_restore_request
    response = render(request, part if only_part else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted"])
    return response
