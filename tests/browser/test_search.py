"""The search by key: "/" leads to it, arrows through what was found, Enter opens, Escape goes back."""

from looking import faults_in_looks

FIELD = "header [data-search-field]"
FOUND = "#found"


def test_the_search_by_key(visit):
    page = visit("head").go("/account/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator(FIELD).input_value() == ""  # the key itself is not written
    page.keyboard.type("yusuf", delay=20)
    page.locator(f"{FOUND} a").first.wait_for()
    assert faults_in_looks(page, ((1440, "light"), (1440, "dark"))) == []
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText").startswith("YD")
    page.keyboard.press("Escape")
    assert not page.locator(FOUND).is_visible()
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Yusuf Demir").wait_for()


def test_enter_in_the_field_opens_the_page_of_the_search(visit):
    page = visit("lead").go("/account/")
    page.locator(FIELD).fill("abandonment")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=abandonment")
    page.get_by_role("link", name="Abandonment", exact=False).first.wait_for()


def test_a_slash_in_a_field_is_a_slash(visit):
    page = visit("head").go("/settings/people/")
    page.locator("#id_q").focus()
    page.keyboard.press("/")
    assert page.locator("#id_q").input_value() == "/"


def test_on_a_phone_the_key_leads_to_the_page_of_the_search(visit):
    page = visit("rep", width="phone").go("/account/")
    assert not page.locator(FIELD).is_visible()
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    page.locator("#q").fill("notice")
    page.get_by_role("link", name="Notices").last.wait_for()


def test_the_search_works_without_script(browser, server, cookies):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies["head"])
    page = context.new_page()
    page.goto(f"{server}/service/")
    page.fill(FIELD, "harbour")
    page.press(FIELD, "Enter")
    page.wait_for_url("**/search/?q=harbour")
    assert page.locator("#results a", has_text="Harbour").count() >= 1
    context.close()
