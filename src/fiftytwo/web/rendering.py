"""One page, one part of it: the only place that looks at HTMX headers."""

from collections.abc import Callable, Hashable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fiftytwo.web.store import Store

__all__ = ["kept_part", "render_page"]

PARTS_MOST = 8_000_000  # characters of markup that one process keeps
PARTS: Store[SafeString] = Store(PARTS_MOST, len)


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


def kept_part(
    template: str, key: Hashable | None, context: Callable[[], Mapping[str, object]]
) -> SafeString:
    """Render a part of a page, or return it as it was rendered for the same key and language.

    The template sees `context()` and nothing of the request, so neither who asks nor what they may
    see can get into it: a right that it shows must be in `context` and in `key`. Rows of single
    people are never kept. With the key None it is rendered each time.
    """
    if key is None:
        return render_to_string(template, dict(context()))
    whole = (template, get_language(), key)
    return PARTS.get(whole, lambda: render_to_string(template, dict(context())))
