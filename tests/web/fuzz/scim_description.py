"""SCIM's addresses as an OpenAPI description: the service itself describes them by `/Schemas` alone."""

from typing import Any

__all__ = ["description"]

SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:"
MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"
TEXT = {"type": "string"}
FILTERS = [
    'userName eq "yusuf"', 'displayName co "a" and active eq true', "not (id pr)", 'emails[type eq "work"]',
    "userName eq", "((((", 'userName eq "\\u0000"', "meta.lastModified gt 2026-01-01T00:00:00Z", "id gt 5", "a.b.c pr",
]  # fmt: skip


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _schemas(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": [name, "urn:x"]}, "minItems": 1}


def _listed(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": shape, "maxItems": 3}


USER = _object(
    schemas=_schemas(f"{SCHEMAS}User"),
    userName={"anyOf": [TEXT, {"enum": ["yusuf", "head", "rep"]}]},
    name=_object(formatted=TEXT, givenName=TEXT, familyName=TEXT),
    displayName=TEXT,
    active={"type": "boolean"},
    externalId=TEXT,
    emails=_listed(_object(value=TEXT, type=TEXT, primary={"type": "boolean"})),
    roles=_listed(_object(value={"enum": ["rep", "lead", "head", "admin", "boss"]})),
) | {"required": ["schemas", "userName"]}
GROUP = _object(
    schemas=_schemas(f"{SCHEMAS}Group"),
    displayName={"anyOf": [TEXT, {"enum": ["Canal"]}]},
    externalId=TEXT,
    members=_listed(_object(value={"anyOf": [TEXT, {"enum": ["1", "2", "3"]}]})),
) | {"required": ["schemas", "displayName"]}
PATHS = [
    "active", "userName", "displayName", "emails", 'emails[type eq "work"].value', "roles", "name.givenName", "members",
    'members[value eq "1"]', "externalId", "id", "meta", "schemas", "nowhere", "emails[", "",
]  # fmt: skip
PATCH = _object(
    schemas=_schemas(f"{MESSAGES}PatchOp"),
    Operations=_listed(
        _object(
            op={"enum": ["add", "replace", "remove", "Replace"]}, path={"enum": PATHS}, value={}
        )
        | {"required": ["op"]}
    ),
) | {"required": ["schemas", "Operations"]}
SEARCH = _object(
    schemas=_schemas(f"{MESSAGES}SearchRequest"),
    filter={"enum": FILTERS},
    count={"type": "integer"},
    startIndex={"type": "integer"},
    sortBy={"enum": ["userName", "emails.value", "nowhere", "meta"]},
    sortOrder={"enum": ["ascending", "descending"]},
    attributes=_listed(TEXT),
)  # fmt: skip


def _parameter(name: str, shape: dict[str, Any], place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "schema": shape, "required": place == "path"}


def _operation(parameters: list[Any], body: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "parameters": parameters,
        "responses": {"default": {"description": "."}},
    }
    if body is not None:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return found


def description(ids: dict[str, list[str]]) -> dict[str, Any]:
    """Return the description; `ids` names what there is of each kind, among which others are tried."""
    asked = [
        _parameter("filter", {"anyOf": [{"enum": FILTERS}, TEXT]}),
        _parameter("count", {"type": "integer"}),
        _parameter("startIndex", {"type": "integer"}),
        _parameter("sortBy", {"enum": ["userName", "displayName", "name.familyName", "nowhere"]}),
        _parameter("attributes", TEXT),
        _parameter("excludedAttributes", TEXT),
    ]
    paths: dict[str, Any] = {"/.search": {"post": _operation([], SEARCH)}}
    for kind, shape in (("Users", USER), ("Groups", GROUP)):
        one = [_parameter("id", {"anyOf": [{"enum": ids[kind]}, TEXT]}, "path")]
        one.append(_parameter("If-Match", TEXT, "header"))
        paths[f"/{kind}"] = {"get": _operation(asked), "post": _operation([], shape)}
        paths[f"/{kind}/.search"] = {"post": _operation([], SEARCH)}
        paths[f"/{kind}/{{id}}"] = {
            "get": _operation([*one, _parameter("attributes", TEXT)]),
            "put": _operation(one, shape),
            "patch": _operation(one, PATCH),
            "delete": _operation(one),
        }
    # /Me and /Bulk answer 501, as RFC 7644 asks of a service that does not know them.
    for name in ("Schemas", "ResourceTypes", "ServiceProviderConfig"):
        paths[f"/{name}"] = {"get": _operation([_parameter("filter", TEXT)])}
    return {
        "openapi": "3.0.2",
        "info": {"title": "SCIM", "version": "2"},
        "servers": [{"url": "/scim/v2"}],
        "paths": paths,
    }
