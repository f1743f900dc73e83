"""The company's login with a real OpenID provider, without a browser."""

import re
import warnings

import pytest
import requests
from django.test import Client

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.notices.models import Notice

# The provider runs in a thread of this process and uses parts of its own libraries that will go.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def provider():
    claims = {"email": "mateo@linden.example", "email_verified": True}
    people = [oidc_provider_mock.User(sub="u-mateo", claims=claims)]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as running:
        yield f"http://localhost:{running.server_port}"


def come(client: Client, settings, provider: str):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider": "openid_connect",
                    "provider_id": "company",
                    "name": "Linden login",
                    "client_id": "fiftytwo",
                    "secret": "not told to anybody",
                    "settings": {"server_url": provider},
                }
            ],
        }
    }
    page = client.post("/sign-in/with/company/", {"next": "/account/"})
    address = page.context["address"]
    answer = requests.post(address, data={"sub": "u-mateo"}, allow_redirects=False, timeout=10)
    back = re.sub(r"^http://[^/]+", "", answer.headers["Location"])
    return client.get(back)


def test_a_verified_address_opens_the_account_that_carries_it(db, client, settings, provider):
    add_user("mateo", "Mateo Rossi", [Role.PLANNER], email="Mateo@linden.example")
    assert come(client, settings, provider).headers.get("Location") == "/account/"
    assert client.get("/account/").status_code == 200
    assert Notice.objects.get().kind == "factor_added"  # linked: a new way to sign in


def test_a_stranger_gets_no_account(db, client, settings, provider):
    answer = come(client, settings, provider)
    assert answer.status_code == 403
    assert "There is no account for you here" in answer.content.decode()
