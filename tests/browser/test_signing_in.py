"""First run, second factors, passkeys, open sessions: a real server, a real browser."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from first_head import PASSWORD, make_head, served, sign_in
from looking import faults

PATIENCE_MS = 25_000
FACTOR = "/account/second-factor/"
CONFIRM = ("/account/confirm/", "/account/confirm/passkey/")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("signin")) as running:
        yield running


@pytest.fixture(scope="module")
def _head(browser, server):
    """The first page says where the link is; the link makes the head."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(server.address)
    assert "Nobody has an account here yet" in page.inner_text("main")
    assert page.locator("input[name=login]").count() == 0
    assert faults(page) == []
    page.goto(f"{server.address}/first-head/{server.token}/")
    assert faults(page) == []
    make_head(page, server)
    context.close()


@pytest.fixture
def open_page(browser, server, _head):
    """Open a browser of its own; what its console complains about fails the test."""
    opened, complaints = [], []
    server.link("nadia", "--forget-second-factor")

    def start(**kwargs):
        context = browser.new_context(**kwargs)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append(context)
        return page

    yield start
    for context in opened:
        context.close()
    assert [text for text in complaints if "status of 4" not in text] == []


def virtual_key(page) -> None:
    """Give the page's browser a passkey device that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code_of(secret: str, at: float) -> str:
    """RFC 6238 with SHA-1, six digits, half a minute."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at // 30)), hashlib.sha1)
    value = digest.digest()
    offset = value[-1] & 15
    number = struct.unpack(">I", value[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_a_passkey_is_added_and_signs_in_alone(open_page, server):
    page = open_page()
    virtual_key(page)
    sign_in(page, server)
    page.goto(server.address + FACTOR)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("my phone")
    assert faults(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/codes/")
    assert page.locator(".codes li").count() == 10
    assert faults(page) == []
    page.reload()
    assert page.locator(".codes li").count() == 0, "they are shown once"
    page.context.clear_cookies()
    page.goto(f"{server.address}/sign-in/?next=/account/sessions/")
    assert faults(page) == []
    page.get_by_role("button", name="Sign in with a passkey").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(server.address + "/account/sessions/")
    # The second step after the password takes it too.
    page.context.clear_cookies()
    sign_in(page, server)
    assert "Second step" in page.inner_text("h1")
    assert faults(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(server.address + "/")
    page.goto(server.address + FACTOR)
    assert faults(page) == []
    rename = page.get_by_role("link", name="Rename my phone").get_attribute("href")
    for path in (rename, f"{FACTOR}codes/", f"{FACTOR}codes/new/", *CONFIRM):
        page.goto(server.address + path)
        assert page.url == server.address + path
        assert faults(page) == []
    page.goto(server.address + FACTOR)
    page.get_by_role("link", name="Remove my phone").click()
    assert faults(page) == []
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**" + FACTOR)
    assert "my phone" not in page.inner_text("main")


def test_an_app_is_set_up_by_key_and_its_code_is_asked_for(open_page, server):
    page = open_page()
    sign_in(page, server)
    page.goto(server.address + FACTOR)
    page.get_by_role("link", name="Set up an app").click()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    assert faults(page) == []
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").focus()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    assert page.locator("code.secret").inner_text() == secret
    page.get_by_label("Code").fill(code_of(secret, time.time()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/")
    spare = page.locator(".codes li").first.inner_text()
    other = open_page()
    sign_in(other, server)
    assert "Second step" in other.inner_text("h1")
    other.goto(server.address + "/account/")
    assert "/sign-in/" in other.url, "half a sign-in opens nothing"
    other.goto(server.address + "/sign-in/")
    other.get_by_role("button", name="Start again").click()
    sign_in(other, server)
    other.get_by_label("Code").fill(code_of(secret, time.time() + 30))
    other.keyboard.press("Enter")
    other.wait_for_url(server.address + "/")
    third = open_page()
    sign_in(third, server)
    third.get_by_label("Code").fill(spare)
    third.keyboard.press("Enter")
    third.wait_for_url(server.address + "/")
    page.goto(server.address + "/account/confirm/code/")
    assert page.url.endswith("/account/confirm/code/")
    assert faults(page) == []
    page.goto(server.address + FACTOR + "app/remove/")
    assert faults(page) == []
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**" + FACTOR)


def test_a_session_elsewhere_is_seen_and_ended(open_page, server):
    here, there = open_page(), open_page(user_agent="Mozilla/5.0 (iPhone) CriOS/150 Safari/600")
    sign_in(here, server)
    sign_in(there, server)
    here.goto(server.address + "/account/sessions/")
    assert faults(here) == []
    row = here.locator("li", has_text="Chrome, iPhone")
    assert "server’s own machine" in row.inner_text()
    row.get_by_role("button").focus()
    here.keyboard.press("Enter")
    here.wait_for_selector("text=That session is ended.")
    there.goto(server.address + "/account/")
    assert "/sign-in/" in there.url
    here.goto(server.address + "/account/")
    assert here.url.endswith("/account/")


def test_a_changed_password_ends_the_other_sessions(open_page, server):
    here, there = open_page(), open_page()
    sign_in(here, server)
    sign_in(there, server)
    here.goto(server.address + "/account/password/")
    for name, text in (
        ("oldpassword", PASSWORD),
        ("password1", "seven calm paper boats"),
        ("password2", "seven calm paper boats"),
    ):
        here.locator(f"[name={name}]").fill(text)
    here.keyboard.press("Enter")
    here.wait_for_url("**/account/")
    there.goto(server.address + "/account/")
    assert "/sign-in/" in there.url
    here.goto(server.link("nadia"))
    assert faults(here) == []
    for name in ("password", "again"):
        here.locator(f"[name={name}]").fill(PASSWORD)
    here.keyboard.press("Enter")
    here.wait_for_url("**/sign-in/")


def test_a_role_that_needs_a_factor_is_held_until_it_has_one(open_page, server):
    page = open_page()
    sign_in(page, server)
    page.goto(server.address + "/settings/sign-in/")
    assert faults(page) == []
    page.get_by_label("head").check()
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**" + FACTOR)
    assert "Your role needs one" in page.inner_text("main")
    page.goto(server.address + "/service/")
    assert page.url.endswith(FACTOR)
    virtual_key(page)
    page.goto(server.address + FACTOR + "passkey/")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/codes/")
    page.goto(server.address + "/settings/sign-in/")
    page.get_by_label("head").uncheck()
    page.get_by_role("button", name="Keep").click()
    page.wait_for_selector("text=Kept.")
