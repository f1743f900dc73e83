"""Signing in with the company's login: a real OpenID provider on this machine, a real browser."""

import sqlite3
import warnings

import pytest
from first_head import make_head, served
from looking import faults

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

# The provider runs in a thread of this process and uses parts of its own libraries that will go.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PATIENCE_MS = 25_000
PEOPLE = {
    "u-nadia": {"email": "nadia@linden.example", "email_verified": True},
    "u-mateo": {"email": "mateo@linden.example", "email_verified": True},
    "u-eve": {"email": "mateo@linden.example", "email_verified": False},
    "u-stranger": {"email": "stranger@linden.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider():
    people = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture(scope="module")
def server(tmp_path_factory, provider, browser):
    openid = f'[openid]\nname = "Linden login"\nserver = "{provider}"\nclient_id = "fiftytwo"\n'
    with served(tmp_path_factory.mktemp("company"), openid=openid) as running:
        context = browser.new_context()
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        make_head(page, running)
        context.close()
        yield running


@pytest.fixture
def page(browser, server):
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()


def as_person(page, sub: str) -> None:
    """Answer the provider's own page."""
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").fill(sub)
    page.locator("button[type=submit]").first.click()
    page.wait_for_url("http://localhost:80*/**")


def come(page, server, sub: str) -> str:
    page.goto(server.address + "/sign-in/?next=/account/")
    assert faults(page) == []
    page.get_by_role("button", name="Sign in with Linden login").focus()
    page.keyboard.press("Enter")
    as_person(page, sub)
    page.wait_for_load_state()
    return page.inner_text("h1")


def accounts(server, sql: str, *values) -> list:
    with sqlite3.connect(server.workspace / "ledger.sqlite3", timeout=20) as ledger:
        rows = ledger.execute(sql, values).fetchall()
    ledger.close()
    return rows


def test_being_known_to_the_provider_gives_no_account(page, server):
    assert come(page, server, "u-stranger") == "There is no account for you here"
    assert faults(page) == []
    assert accounts(server, "SELECT username FROM accounts_user") == [("nadia",)]
    assert accounts(server, "SELECT * FROM socialaccount_socialaccount") == []
    page.goto(server.address + "/account/")
    assert "/sign-in/" in page.url


def test_a_link_that_was_given_links_the_account(page, server):
    page.goto(server.link("nadia"))
    assert faults(page) == []
    page.get_by_role("button", name="Sign in with Linden login instead").click()
    as_person(page, "u-nadia")
    page.wait_for_url("**/account/")
    page.context.clear_cookies()
    assert come(page, server, "u-nadia") == "Your account"


def test_only_a_verified_address_of_one_account_links_it(page, server):
    columns = "username, name, email, password, is_active, is_demo, language, date_joined"
    make = f"INSERT INTO accounts_user ({columns}) SELECT ?, 'Mateo Rossi', 'Mateo@linden.example', '!x', 1, 0, '', date_joined FROM accounts_user LIMIT 1"
    accounts(server, make, "mateo")
    accounts(
        server,
        "INSERT INTO accounts_rolegrant (user_id, role) SELECT id, 'planner' FROM accounts_user WHERE username = 'mateo'",
    )
    assert come(page, server, "u-eve") == "There is no account for you here"
    page.context.clear_cookies()
    accounts(server, make, "double")
    assert come(page, server, "u-mateo") == "There is no account for you here"
    page.context.clear_cookies()
    accounts(server, "DELETE FROM accounts_user WHERE username = 'double'")
    assert come(page, server, "u-mateo") == "Your account"
    accounts(server, "UPDATE accounts_user SET is_active = 0 WHERE username = 'mateo'")
    page.context.clear_cookies()
    assert come(page, server, "u-mateo") == "There is no account for you here"


def test_the_provider_proves_again_who_it_is(page, server):
    """Somebody without a password confirms by the provider, as the sensitive page asks for it."""
    page.goto(server.link("nadia"))
    page.get_by_role("button", name="Sign in with Linden login instead").click()
    as_person(page, "u-nadia")
    page.wait_for_url("**/account/")
    page.goto(server.address + "/account/confirm/company/?next=/settings/sign-in/")
    assert faults(page) == []
    page.get_by_role("button", name="Sign in again with Linden login").click()
    as_person(page, "u-nadia")
    page.wait_for_url("**/settings/sign-in/")
    assert page.inner_text("h1") == "Signing in"


def test_a_forged_answer_of_the_provider_is_refused(page, server):
    page.goto(server.address + "/sign-in/with/company/back/?code=stolen&state=guessed")
    assert page.inner_text("h1") == "The sign-in came to nothing"
    assert faults(page) == []
