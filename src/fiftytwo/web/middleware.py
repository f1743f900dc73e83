"""What happens around every request: an id, one log line, and errors that show the id."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fiftytwo.web.logs import request_id

__all__ = ["request_log", "told_to_browsers"]

log = logging.getLogger("fiftytwo.web.request")
Handler = Callable[[HttpRequest], HttpResponse]


def request_log(get_response: Handler) -> Handler:
    """Give each request an id, which its log lines, its answer and its error page carry."""

    def handle(request: HttpRequest) -> HttpResponse:
        name = secrets.token_hex(6)
        request.request_id = name
        token = request_id.set(name)
        began = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = name
            if not request.path.startswith("/static/"):
                _write(request, response, time.perf_counter() - began)
            return response
        finally:
            request_id.reset(token)

    return handle


# Devices and powers that no page of ours uses; passkeys are asked for by our own pages only.
NOT_USED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(
    (
        *(f"{name}=()" for name in NOT_USED),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    )
)


def told_to_browsers(get_response: Handler) -> Handler:
    """Keep other sites from embedding our answers, and pages from staying in any cache."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store, private"
        return response

    return handle


def _write(request: HttpRequest, response: HttpResponse, took_s: float) -> None:
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    extra = {
        "method": request.method,
        "path": request.path,  # ids only; what people typed stays in the query
        "status": response.status_code,
        "ms": round(1000 * took_s, 1),
    }
    log.log(level, "request", extra=extra)
