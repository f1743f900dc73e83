"""A directory that holds a token."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fiftytwo.web.tokens.actions import make_token

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """Calls the service with a token, and returns the answers."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def __call__(self, method: str, path: str, body: object = None, **headers: str):
        given = {"data": json.dumps(body), "content_type": "application/scim+json"} if body else {}
        call = getattr(self.client, method)
        return call(f"/scim/v2{path}", headers=headers or None, **given)

    def add(self, username: str, **more: object):
        return self("post", "/Users", {"schemas": [USER], "userName": username, **more})

    def patch(self, path: str, *operations: dict[str, object], **headers: str):
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self("patch", path, body, **headers)


@pytest.fixture
def token(users):
    """Return a function that makes a token with these scopes."""

    def make(*scopes: str, days: int = 9) -> str:
        last = timezone.localdate() + timedelta(days)
        return make_token("Directory", scopes or ["scim"], last_day=last, by=users["head"])

    return make


@pytest.fixture
def directory(token) -> Directory:
    return Directory(token())


@pytest.fixture
def leading(token) -> Directory:
    return Directory(token("scim", "scim_leading"))
