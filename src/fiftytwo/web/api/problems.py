"""What goes wrong in the API: a code for programs and a sentence for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from fiftytwo.base.errors import InputError
from fiftytwo.web.tokens.bearer import REALM
from fiftytwo.web.told import told

__all__ = ["Problem", "ProblemError", "answer_input", "answer_invalid", "answer_problem"]


class Problem(Schema):
    """Why there is no answer."""

    code: str = Field(
        description="UNAUTHORIZED, FORBIDDEN, NOT_FOUND, REQUIRED, UNKNOWN, INVALID,"
        " OUT_OF_RANGE, DUPLICATE, TOO_LARGE or TOO_MANY"
    )
    message: str = Field(description="One sentence: what is wrong, and what to do")
    where: str | None = Field(description="The parameter that is meant, where it is one")


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: int, code: str, message: str, where: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.where = status, code, where


def answer_problem(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    """Return a problem as JSON."""
    body = {"code": error.code, "message": str(error), "where": error.where}
    response = JsonResponse(body, status=error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = REALM
    if error.status == 429:
        response["Retry-After"] = "60"
    return response


def answer_input(request: HttpRequest, error: InputError) -> HttpResponse:
    """Return what the core says about a question that it cannot answer."""
    return answer_problem(request, ProblemError(422, "INVALID", told(str(error))))


def answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Return the first parameter that cannot be read."""
    first = error.errors[0]
    where = next((str(part) for part in first["loc"][2:] if isinstance(part, str)), None)
    where = where or str(first["loc"][-1])
    code, message = _reason(first["type"], first.get("ctx") or {})
    return answer_problem(request, ProblemError(422, code, message % {"name": where}, where))


def _reason(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    if kind == "missing":
        return "REQUIRED", _("“%(name)s” is missing: name at least one.")
    if kind == "literal_error":
        known = _("“%(name)s” is none of the choices: use %(known)s.")
        return "UNKNOWN", known % {"name": "%(name)s", "known": context["expected"]}
    if kind in ("too_long", "too_short"):
        return "OUT_OF_RANGE", _("“%(name)s” is named too often or not at all.")
    return "INVALID", _("“%(name)s” cannot be read: write a day as 2026-11-23.")
