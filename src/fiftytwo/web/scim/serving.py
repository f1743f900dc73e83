"""What every SCIM address shares: the token, the errors, entity tags, the media type."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    ForbiddenException,
    InvalidSyntaxException,
    PreconditionFailedException,
    SCIMException,
    UnauthorizedException,
)

from fiftytwo.web.scim.resources import PROVIDER
from fiftytwo.web.tokens.actions import note_use
from fiftytwo.web.tokens.bearer import REALM, bearer_of
from fiftytwo.web.tokens.models import Scope

__all__ = ["answer", "body", "check_match", "is_unchanged", "scim_view"]

MEDIA = "application/scim+json"
View = Callable[..., HttpResponse]


def scim_view(view: View) -> View:
    """Let in who holds a token for SCIM; every error is answered as RFC 7644 3.12 says."""

    @csrf_exempt
    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _let_in(request)
            with PROVIDER:
                return view(request, *args, **kwargs)
        except SCIMException as error:
            return _error(error.to_error())
        except ValidationError as error:
            return _error(Error.from_validation_errors(error)[0])

    served.is_scim = True
    return served


def _let_in(request: HttpRequest) -> None:
    token = bearer_of(request)
    if token is None:
        raise UnauthorizedException(detail="send a token of Settings → Access tokens that holds")
    if Scope.SCIM not in token.scopes:
        raise ForbiddenException(detail="this token does not open SCIM")
    note_use(token)
    request.rights = {
        "is_leading": Scope.SCIM_LEADING in token.scopes,
        "by": token.made_by_id,
    }


def body(request: HttpRequest) -> dict[str, Any]:
    """Return the object of a request's body."""
    try:
        found = json.loads(request.body)
    except ValueError:
        raise InvalidSyntaxException(detail="the body is no JSON") from None
    if not isinstance(found, dict):
        raise InvalidSyntaxException(detail="the body is no JSON object")
    return found


def answer(message: Any, context: Context, *, status: int = 200, asked: Any = None) -> HttpResponse:
    """Return a resource or a list, with its place and its entity tag."""
    text = message.model_dump_json(scim_ctx=context, response_parameters=asked)
    response = HttpResponse(text, status=status, content_type=MEDIA)
    if (meta := getattr(message, "meta", None)) is not None:
        for header, value in (("ETag", meta.version), ("Location", meta.location)):
            if value and (header == "ETag" or status == 201):
                response[header] = value
    return response


def is_unchanged(request: HttpRequest, version: str) -> bool:
    """Return whether the caller has this version already."""
    return _names(request.headers.get("If-None-Match", ""), version)


def check_match(request: HttpRequest, version: str) -> None:
    """Refuse a write that was made from another version."""
    given = request.headers.get("If-Match", "")
    if given and not _names(given, version):
        raise PreconditionFailedException(detail="it has changed meanwhile: read it again")


def _names(header: str, version: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or version.removeprefix("W/") in tags


def _error(error: Error) -> HttpResponse:
    status = error.status or 400
    response = HttpResponse(error.model_dump_json(), status=status, content_type=MEDIA)
    if status == 401:
        response["WWW-Authenticate"] = REALM
    return response
