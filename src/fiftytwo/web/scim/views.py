"""The addresses of SCIM 2.0 (RFC 7644): Users, Groups and what the service says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from scim2_models import (
    Context,
    Error,
    ForbiddenException,
    ListResponse,
    NotFoundException,
    NotImplementedException,
    PatchOp,
    ResourceType,
    ResponseParameters,
    Schema,
    SearchRequest,
)

from fiftytwo.web.scim import actions, queries
from fiftytwo.web.scim.resources import MOST_RESULTS, PROVIDER, Group, User
from fiftytwo.web.scim.serving import answer, body, check_match, is_unchanged, scim_view

__all__ = [
    "config",
    "groups",
    "one_group",
    "one_user",
    "resource_types",
    "schemas",
    "search",
    "users",
]


@dataclass(frozen=True)
class Kind:
    """A kind of resource: how it is read and written."""

    model: Any
    all: Callable[[str], list[Any]]
    one: Callable[[str, str], Any]
    row: Callable[[str], Any]
    add: Callable[..., str]
    change: Callable[..., None]
    close: Callable[..., None]


USERS = Kind(
    User,
    queries.users,
    queries.user,
    queries.account,
    actions.add_user,
    actions.change_user,
    actions.delete_user,
)
GROUPS = Kind(
    Group,
    queries.groups,
    queries.group,
    queries.team,
    actions.add_group,
    actions.change_group,
    actions.delete_group,
)


@scim_view
def users(request: HttpRequest) -> HttpResponse:
    """Search accounts, or make one."""
    return _collection(request, USERS)


@scim_view
def one_user(request: HttpRequest, resource_id: str) -> HttpResponse:
    """Read, replace, patch or close an account."""
    return _single(request, USERS, resource_id)


@scim_view
def groups(request: HttpRequest) -> HttpResponse:
    """Search teams, or make one."""
    return _collection(request, GROUPS)


@scim_view
def one_group(request: HttpRequest, resource_id: str) -> HttpResponse:
    """Read, replace, patch or close a team."""
    return _single(request, GROUPS, resource_id)


@scim_view
def search(request: HttpRequest, kinds: tuple[str, ...] = ("Users", "Groups")) -> HttpResponse:
    """Search by POST (RFC 7644 3.4.3), so that a filter need not stand in an address."""
    if request.method != "POST":
        return _not_allowed("POST")
    chosen = [USERS if kind == "Users" else GROUPS for kind in kinds]
    model = reduce(or_, [kind.model for kind in chosen])
    asked = SearchRequest[model].model_validate(body(request), scim_ctx=Context.SEARCH_REQUEST)
    rows = [row for kind in chosen for row in kind.all(_base(request))]
    return _found(model, rows, asked)


@scim_view
def config(request: HttpRequest) -> HttpResponse:
    """Say what the service can do."""
    return _only_get(request) or answer(PROVIDER.config, Context.RESOURCE_QUERY_RESPONSE)


@scim_view
def schemas(request: HttpRequest, schema_id: str = "") -> HttpResponse:
    """Describe the attributes."""
    return _only_get(request) or _described(Schema, PROVIDER.schemas, schema_id, request)


@scim_view
def resource_types(request: HttpRequest, name: str = "") -> HttpResponse:
    """Describe the kinds of resources."""
    return _only_get(request) or _described(ResourceType, PROVIDER.resource_types, name, request)


@scim_view
def elsewhere(_request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer for everything else under the service."""
    if path.rstrip("/") in ("Me", "Bulk"):
        raise NotImplementedException(detail=f"/{path} is not served here")
    raise NotFoundException(detail="there is no such address")


def _collection(request: HttpRequest, kind: Kind) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        asked = SearchRequest[kind.model].model_validate(
            request.GET.dict(), scim_ctx=Context.SEARCH_REQUEST
        )
        return _found(kind.model, kind.all(_base(request)), asked)
    if request.method != "POST":
        return _not_allowed("GET, POST")
    context = Context.RESOURCE_CREATION_REQUEST
    wanted = kind.model.model_validate(body(request), scim_ctx=context)
    made = kind.add(wanted, **request.rights)
    found = kind.one(made, _base(request))
    return answer(
        found, Context.RESOURCE_CREATION_RESPONSE, status=201, asked=_parameters(request, kind)
    )


def _found(model: Any, rows: list[Any], asked: SearchRequest[Any]) -> HttpResponse:
    if asked.filter is not None:
        rows = [row for row in rows if asked.filter.match(row)]
    rows = asked.sort(rows)
    count = MOST_RESULTS if asked.count is None else min(asked.count, MOST_RESULTS)
    page = rows[asked.start_index_0 or 0 :][:count]
    message = ListResponse[model](
        total_results=len(rows),
        start_index=asked.start_index or 1,
        items_per_page=len(page),
        resources=page,
    )
    return answer(message, Context.SEARCH_RESPONSE, asked=asked)


def _single(request: HttpRequest, kind: Kind, pk: str) -> HttpResponse:
    found = kind.one(pk, _base(request))
    if found is None:
        raise NotFoundException(detail=f"there is no {kind.model.__name__} {pk!r}")
    if request.method in ("GET", "HEAD"):
        if is_unchanged(request, found.meta.version):
            return HttpResponseNotModified()
        asked = _parameters(request, kind)
        return answer(found, Context.RESOURCE_QUERY_RESPONSE, asked=asked)
    if request.method not in ("PUT", "PATCH", "DELETE"):
        return _not_allowed("GET, PUT, PATCH, DELETE")
    check_match(request, found.meta.version)
    if request.method == "DELETE":
        kind.close(kind.row(pk), **request.rights)
        return HttpResponse(status=204)
    context, wanted = _wanted(request, kind, found)
    kind.change(kind.row(pk), wanted, **request.rights)
    return answer(kind.one(pk, _base(request)), context, asked=_parameters(request, kind))


def _wanted(request: HttpRequest, kind: Kind, found: Any) -> tuple[Context, Any]:
    """Return what a PUT or a PATCH makes of a resource."""
    if request.method == "PUT":
        wanted = kind.model.model_validate(
            body(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST
        )
        wanted.replace(found)
        return Context.RESOURCE_REPLACEMENT_RESPONSE, wanted
    patch = PatchOp[kind.model].model_validate(
        body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST
    )
    wanted = found.model_copy(deep=True)
    patch.patch(wanted)
    if kind is USERS and wanted.roles is None:
        wanted.roles = []  # all of them were removed
    return Context.RESOURCE_PATCH_RESPONSE, wanted


def _described(model: Any, rows: Any, wanted: str, request: HttpRequest) -> HttpResponse:
    if "filter" in request.GET:
        raise ForbiddenException(detail="these lists are not filtered")
    if wanted:
        for row in rows:
            if str(row.id or row.name).casefold() == wanted.casefold():
                return answer(row, Context.RESOURCE_QUERY_RESPONSE)
        raise NotFoundException(detail=f"there is no {model.__name__} {wanted!r}")
    rows = list(rows)
    message = ListResponse[model](
        total_results=len(rows), start_index=1, items_per_page=len(rows), resources=rows
    )
    return answer(message, Context.SEARCH_RESPONSE)


def _parameters(request: HttpRequest, kind: Kind) -> ResponseParameters[Any]:
    given = {k: v for k, v in request.GET.items() if k in ("attributes", "excludedAttributes")}
    return ResponseParameters[kind.model].model_validate(given)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/scim/v2")


def _only_get(request: HttpRequest) -> HttpResponse | None:
    return None if request.method in ("GET", "HEAD") else _not_allowed("GET")


def _not_allowed(allowed: str) -> HttpResponse:
    error = Error(status=405, detail=f"this address knows {allowed}")
    response = HttpResponse(
        error.model_dump_json(), status=405, content_type="application/scim+json"
    )
    response["Allow"] = allowed
    return response
