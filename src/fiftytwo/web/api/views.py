"""`/api/v1`: measures, their definitions, and the description of both."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from fiftytwo.base.errors import InputError
from fiftytwo.web.api import asking, problems
from fiftytwo.web.api.problems import Problem, ProblemError
from fiftytwo.web.api.schemas import Answer, Asked, Definition
from fiftytwo.web.limits import is_within
from fiftytwo.web.service import queries
from fiftytwo.web.tokens.actions import note_use
from fiftytwo.web.tokens.bearer import bearer_of
from fiftytwo.web.tokens.models import AccessToken, Scope

__all__ = ["API", "elsewhere"]

ROOT = "/api/v1/"
REFUSALS = frozenset({401, 403, 422, 429})


class Token(HttpBearer):
    """A token with the scope for measures, whose maker may still open the explorer."""

    def __call__(self, request: HttpRequest) -> AccessToken:
        """Return the token, or end the request."""
        token = bearer_of(request)
        if token is None:
            raise ProblemError(401, "UNAUTHORIZED", _("Send a token that holds: Bearer …"))
        if Scope.MEASURES not in token.scopes:
            raise ProblemError(403, "FORBIDDEN", _("This token does not open measures."))
        if not token.made_by.has_perm("page.service"):
            text = _("Whoever made this token may not see measures any more.")
            raise ProblemError(403, "FORBIDDEN", text)
        if not is_within(request, "api", key=str(token.pk)):
            text = _("This token asks too often: wait a minute.")
            raise ProblemError(429, "TOO_MANY", text)
        note_use(token)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Never called: `bearer_of` reads the header."""


API = NinjaAPI(
    title="fiftytwo",
    version="1",
    description="Measures of a customer service team, as its explorer shows them.",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
)
API.add_exception_handler(ProblemError, problems.answer_problem)
API.add_exception_handler(InputError, problems.answer_input)
API.add_exception_handler(ValidationError, problems.answer_invalid)


@API.get(
    "measures",
    response={200: Answer, REFUSALS: Problem},
    by_alias=True,
    url_name="api-measures",
    operation_id="measures",
)
def measures(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Return the values of measures by group and period."""
    asking.check_names(dict(request.GET.lists()))
    return asking.answer_of(queries.facts(), asked)


@API.get(
    "definitions",
    response={200: list[Definition], REFUSALS: Problem},
    url_name="api-definitions",
    operation_id="definitions",
)
def definitions(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001 (ninja names it)
    """Return every measure and what it means."""
    return asking.definitions()


@API.get(
    "definitions/{name}",
    response={200: Definition, REFUSALS | {404}: Problem},
    url_name="api-definition",
    operation_id="definition",
)
def definition(request: HttpRequest, name: str) -> dict[str, Any]:  # noqa: ARG001
    """Return what one measure means; families take a number, such as answered_within_45s."""
    return asking.definition_of(asking.known_measure(name, 404, "name"))


@API.get("openapi.json", auth=None, include_in_schema=False, url_name="api-description")
def description(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Return the OpenAPI description; it holds nothing of the company."""
    return API.get_openapi_schema(path_prefix=ROOT)


@csrf_exempt
def elsewhere(request: HttpRequest, path: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer for everything else below the API."""
    text = _("There is no such address: openapi.json lists them.")
    return problems.answer_problem(request, ProblemError(404, "NOT_FOUND", text))
