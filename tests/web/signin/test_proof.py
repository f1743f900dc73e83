"""What changes rights, tokens, factors or hands out records asks first who one is, and is noted."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from fiftytwo.web.audit.models import Entry

GUARDED = [
    ("head", "role-give", {"person_id": 0}),
    ("head", "role-take", {"person_id": 0, "grant_id": 0}),
    ("head", "person-invite", {"person_id": 0}),
    ("head", "tokens", {}),
    ("head", "token-revoke", {"token_id": 0}),
    ("head", "privacy-area", {"area": "voice"}),
    ("head", "sign-in-rules", {}),
    ("head", "privacy-holds", {}),
    ("head", "privacy-lift", {"hold": 1}),
    ("head", "team-lead", {"team_id": 0}),
    ("head", "agent-link", {}),
    ("planner", "agent-unlink", {"link_id": 0}),
    ("planner", "people-import", {}),
    ("hr", "people-import", {}),
    ("hr", "privacy-export", {"key": "yusuf", "kind": "json"}),
    ("hr", "privacy-erase", {"key": "yusuf"}),
    ("rep", "records-export", {"kind": "json"}),
]


@pytest.mark.parametrize(("role", "name", "arguments"), GUARDED)
def test_an_old_sign_in_must_be_proved_again(client_of, settings, role, name, arguments):
    client = client_of(role)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = client.post(reverse(name, kwargs=arguments), {"x": "y"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/confirm/?next=")


def test_a_file_of_everybody_is_sent_after_a_proof_only(client_of, settings):
    client = client_of("planner")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = client.get(reverse("people-export"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/confirm/?next=")


def actions() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def test_a_new_password_is_noted(client_of):
    form = {
        "oldpassword": "four quiet green lamps",
        "password1": "five loud red lanterns",
        "password2": "five loud red lanterns",
    }
    assert client_of("rep").post("/account/password/", form).status_code == 302
    assert actions()[-1] == "signin.password"


def test_an_app_codes_and_their_end_are_noted(client_of, monkeypatch):
    client = client_of("rep")
    monkeypatch.setattr(totp, "validate_totp_code", lambda _secret, _code: True)
    client.get("/account/second-factor/app/")
    assert client.post("/account/second-factor/app/", {"code": "123456"}).status_code == 302
    assert "signin.add_app" in actions()
    assert client.post("/account/second-factor/codes/new/", {}).status_code == 302
    assert actions()[-1] == "signin.new_codes"
    assert client.post("/account/second-factor/app/remove/", {}).status_code == 302
    assert actions()[-1] == "signin.remove_app"


def test_a_refused_change_is_not_noted(client_of):
    before = actions()
    assert client_of("rep").post("/account/password/", {"oldpassword": "no"}).status_code == 422
    assert actions()[len(before) :] == []
