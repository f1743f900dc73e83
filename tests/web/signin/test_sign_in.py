"""Signing in and out, the first head, demo logins, the theme."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.utils import timezone

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.actions import (
    DEMO_PASSWORD,
    DemoLogin,
    add_demo_logins,
    add_user,
    invite_head,
)
from fiftytwo.web.accounts.models import Invitation, User
from fiftytwo.web.accounts.rights import Role

PASSWORD = "four quiet green lamps"


@pytest.fixture
def nadia(db):
    return add_user("nadia", "Nadia Verhoeven", [Role.HEAD], password=PASSWORD)


@pytest.fixture
def demo(db):
    return add_demo_logins([DemoLogin("nadia", "Nadia Verhoeven", Role.HEAD)])[0]


def sign_in(client, username="nadia", password=PASSWORD, **extra):
    return client.post("/sign-in/", {"login": username, "password": password}, **extra)


def test_right_password_opens_the_account_page(client, nadia):
    answer = sign_in(client)
    assert answer.status_code == 302
    assert "signed in as Nadia Verhoeven, head" in client.get("/account/").content.decode()


def test_wrong_password_shows_the_form_again_with_what_was_typed(client, nadia):
    answer = sign_in(client, password="not it")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "do not go together" in text
    assert 'value="nadia"' in text
    assert "not it" not in text


def test_a_stranger_learns_no_more_than_a_colleague(client, nadia):
    known = sign_in(client, password="wrong wrong wrong").content.decode()
    unknown = sign_in(client, username="nobody").content.decode()
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", known) == strip.sub("", unknown)


def test_a_closed_account_stays_closed(client, nadia):
    User.objects.update(is_active=False)
    sign_in(client)
    assert client.get("/account/").status_code == 302


def test_closing_an_account_ends_its_sessions(client, nadia):
    sign_in(client)
    assert client.get("/account/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_eight_wrong_passwords_pause_the_name(client, nadia):
    answers = [sign_in(client, password="wrong wrong wrong").status_code for _ in range(9)]
    assert answers[-1] == 429
    assert sign_in(client).status_code == 429
    assert client.get("/account/").status_code == 302


def test_signing_out_needs_a_post(client, nadia):
    sign_in(client)
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_sign_in_does_not_lead_to_other_sites(client, nadia):
    answer = client.post(
        "/sign-in/?next=https://evil.example/",
        {"login": "nadia", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer.headers["Location"] == "/"


def test_changing_the_password(client, nadia):
    sign_in(client)
    wrong = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert client.post("/account/password/", wrong).status_code == 422
    new = "seven calm paper boats"
    right = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", right).headers["Location"] == "/account/"
    nadia.refresh_from_db()
    assert check_password(new, nadia.password)


def test_who_has_no_password_is_told_so(client, nadia):
    nadia.set_unusable_password()
    nadia.save()
    client.force_login(nadia, backend="fiftytwo.web.signin.backend.LedgerBackend")
    answer = client.get("/account/password/", follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert "This account has no password" in answer.content.decode()
    assert "Change password" not in answer.content.decode()
    assert client.post("/account/password/", {"password1": "x"}).status_code == 302


def test_demo_logins_are_shown_and_work_on_loopback(client, demo):
    text = client.get("/sign-in/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="127.0.0.1").content.decode()
    assert "Sign in as head" in text
    assert DEMO_PASSWORD in text
    sign_in(client, password=DEMO_PASSWORD, REMOTE_ADDR="127.0.0.1", HTTP_HOST="127.0.0.1")
    page = client.get("/account/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="127.0.0.1")
    assert page.status_code == 200


def test_a_demo_login_keeps_its_password(client, demo):
    client.force_login(demo, backend="fiftytwo.web.signin.backend.LedgerBackend")
    new = "seven calm paper boats"
    data = {"oldpassword": DEMO_PASSWORD, "password1": new, "password2": new}
    here = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1"}
    answer = client.post("/account/password/", data, **here)
    assert answer.status_code == 422
    assert "keep their password" in answer.content.decode()
    demo.refresh_from_db()
    assert check_password(DEMO_PASSWORD, demo.password)


ELSEWHERE = [
    {"REMOTE_ADDR": "10.1.2.3", "HTTP_HOST": "127.0.0.1"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "care.example"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.1.2.3"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_FORWARDED": "for=10.1.2.3"},
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_demo_logins_are_refused_elsewhere(client, demo, settings, place):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "care.example"]
    assert DEMO_PASSWORD not in client.get("/sign-in/", **place).content.decode()
    assert sign_in(client, password=DEMO_PASSWORD, **place).status_code == 422
    assert client.get("/account/", **place).status_code == 302


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_demo_session_ends_when_it_comes_from_elsewhere(client, demo, settings, place):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "care.example"]
    client.force_login(demo, backend="fiftytwo.web.signin.backend.LedgerBackend")
    assert client.get("/account/", **place).status_code == 302
    assert (
        client.get("/account/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="127.0.0.1").status_code == 302
    )


def test_demo_logins_are_refused_when_the_server_listens_to_others(client, demo, settings):
    settings.BOUND_HOST = "0.0.0.0"
    here = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1"}
    assert sign_in(client, password=DEMO_PASSWORD, **here).status_code == 422


HEAD = {"name": "Nadia", "username": "nadia", "password": PASSWORD, "again": PASSWORD}


def test_the_first_head_comes_in_by_the_one_time_link(client, db):
    address = f"/first-head/{invite_head()}/"
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 200, "looking does not use it up"
    assert User.objects.count() == 0
    assert client.post(address, HEAD).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert User.objects.get().roles == {Role.HEAD, Role.PLANNER}
    assert Client().get(address).status_code == 404
    assert Client().post(address, HEAD | {"username": "eve"}).status_code == 404
    assert User.objects.count() == 1


def test_the_link_expires(client, db):
    address = f"/first-head/{invite_head()}/"
    Invitation.objects.update(expires_at=timezone.now())
    assert client.get(address).status_code == 404
    assert client.post(address, HEAD).status_code == 404
    assert User.objects.count() == 0


def test_the_links_of_init_and_serve_both_open_until_one_of_them_was_used(client, db):
    first, second = (f"/first-head/{invite_head()}/" for _ in "ab")
    assert client.get(first).status_code == client.get(second).status_code == 200
    assert client.post(first, HEAD).status_code == 302
    assert Client().get(second).status_code == 404
    assert Client().post(second, HEAD | {"username": "eve"}).status_code == 404


def test_links_that_ran_out_are_not_kept(db):
    invite_head()
    Invitation.objects.update(expires_at=timezone.now())
    invite_head()
    assert Invitation.objects.count() == 1


def test_no_link_where_a_head_is(nadia):
    with pytest.raises(InputError, match="there is a head already"):
        invite_head()


def test_the_token_itself_is_not_kept(db):
    token = invite_head()
    assert token not in Invitation.objects.get().token_digest


@pytest.mark.parametrize(
    "change",
    [
        {"again": "other"},
        {"password": "short", "again": "short"},
        {"username": "a b"},
        {"name": ""},
    ],
)
def test_the_first_heads_form_says_what_is_wrong(client, db, change):
    answer = client.post(f"/first-head/{invite_head()}/", HEAD | change)
    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode()
    assert User.objects.count() == 0


def test_the_theme_is_kept_and_leads_nowhere_else(client, nadia):
    sign_in(client)
    answer = client.post("/theme/", {"theme": "dark", "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert 'data-theme="dark"' in client.get("/account/").content.decode()
    assert (
        client.post("/theme/", {"theme": "dark", "next": "//evil.example"}).headers["Location"]
        == "/"
    )
    client.post("/theme/", {"theme": "neon"})
    assert 'data-theme="dark"' in client.get("/account/").content.decode()
