"""How much one request may bring: judged by its length before a byte of it is read or stored."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fiftytwo.web import errors

__all__ = ["BodyLimit", "takes_files"]

View = Callable[..., HttpResponse]


def takes_files(view: View) -> View:
    """Let a page's form bring files of up to `settings.UPLOAD_MOST_BYTES`; others bring none."""
    view.takes_files = True
    return view


class BodyLimit:
    """Answers 413 to what is too large, and 403 to a large file of somebody whom the page is not for.

    It stands before the check of the form's token, which reads the whole body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on: what there is to judge is judged once the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse by the length that the request says it has; the server reads no more than that."""
        length = _length(request)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        is_for_files = getattr(view, "takes_files", False)
        most = settings.UPLOAD_MOST_BYTES if is_for_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length > most:
            return render(request, "errors/413.html", {"most": most / 1e6}, status=413)
        if not request.user.has_perm(f"page.{view.page_right}"):
            return errors.forbidden(request)
        return None


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0
