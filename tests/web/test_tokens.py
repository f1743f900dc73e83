"""Settings → Access tokens: shown once, for some time, with no more than its maker holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fiftytwo.web.tokens.models import AccessToken

PAGE = "/settings/tokens/"


def form(**changes):
    last = timezone.localdate() + timedelta(days=30)
    return {"name": "Directory", "scopes": ["scim"], "last_day": last.isoformat()} | changes


def test_a_token_is_shown_once_and_opens_scim(client_of, client):
    head = client_of("head")
    secret = head.post(PAGE, form()).context["secret"]
    assert secret not in head.get(PAGE).content.decode()
    opened = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"})
    assert opened.status_code == 200
    assert AccessToken.objects.get().used_on == timezone.localdate()
    head.post(f"{PAGE}{AccessToken.objects.get().pk}/revoke/")
    closed = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"})
    assert closed.status_code == 401
    assert head.post(f"{PAGE}{AccessToken.objects.get().pk}/revoke/").status_code == 404


def test_an_administrator_hands_out_no_right_to_make_heads(client_of):
    answer = client_of("admin").post(PAGE, form(scopes=["scim_leading"]))
    assert answer.status_code == 422
    assert not AccessToken.objects.exists()
    assert client_of("admin").post(PAGE, form()).status_code == 200


def test_the_leading_scope_holds_the_ordinary_one(client_of):
    client_of("head").post(PAGE, form(scopes=["scim_leading"]))
    assert AccessToken.objects.get().scopes == ["scim", "scim_leading"]


@pytest.mark.parametrize("days", [-1, 367])
def test_a_last_day_is_near(client_of, days):
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = client_of("head").post(PAGE, form(last_day=day))
    assert list(answer.context["form"].errors) == ["last_day"]
