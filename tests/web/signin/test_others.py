"""Sessions and factors of others are not found; a role that needs a factor is held."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.signin.actions import require_factor
from fiftytwo.web.signin.models import Session

PASSWORD = "four quiet green lamps"


def come(username: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"login": username, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def nadia(db):
    return add_user("nadia", "Nadia Verhoeven", [Role.HEAD], password=PASSWORD)


@pytest.fixture
def mateo(db):
    return add_user("mateo", "Mateo Rossi", [Role.PLANNER], password=PASSWORD)


@pytest.mark.parametrize("what", ["name", "remove"])
def test_a_passkey_of_somebody_else_is_not_found(nadia, mateo, what):
    key = Authenticator.objects.create(user=mateo, type="webauthn", data={"name": "his"})
    address = f"/account/second-factor/passkey/{key.pk}/{what}/"
    client = come("nadia")
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "mine"}).status_code == 404
    key.refresh_from_db()
    assert key.data == {"name": "his"}


def test_a_session_of_somebody_else_is_not_found(nadia, mateo):
    his = come("mateo")
    row = Session.objects.get(user=mateo)
    client = come("nadia")
    assert client.post(f"/account/sessions/{row.public_id}/end/").status_code == 404
    assert his.get("/account/").status_code == 200
    assert "Mateo" not in client.get("/account/sessions/").content.decode()


def test_the_key_of_a_session_is_on_no_page(nadia):
    client = come("nadia")
    other = come("nadia")
    text = client.get("/account/sessions/").content.decode()
    for key in (client.session.session_key, other.session.session_key):
        assert key not in text


def test_an_old_sign_in_must_be_proved_again(nadia, settings):
    client = come("nadia")
    assert client.get("/settings/sign-in/").status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = client.post("/settings/sign-in/", {"roles": ["head"]})
    assert answer.headers["Location"].startswith("/account/confirm/?next=")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    data = {"password": PASSWORD, "next": "/settings/sign-in/"}
    assert client.post("/account/confirm/", data).headers["Location"] == "/settings/sign-in/"
    assert client.get("/service/").headers["Location"] == "/account/second-factor/", "it was kept"


def test_a_role_that_needs_a_factor_opens_nothing_else(nadia, mateo):
    require_factor(["head"], by=nadia)
    client = come("nadia")
    for path in ("/", "/service/", "/account/", "/account/password/"):
        assert client.get(path).headers["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    assert come("mateo").get("/account/").status_code == 200
