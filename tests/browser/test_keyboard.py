"""Everything can be reached and used without a mouse."""

import re

import pytest
from browser.pages import every_page, opened


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.innerText || document.activeElement.name || ''"
    ).strip()


def test_the_first_stop_leads_past_the_frame(visit):
    page = visit("head").go("/account/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


MARK = """
() => {
  const all = [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
    .filter(e => e.checkVisibility() && !e.disabled && e.type !== "hidden");
  // Of radios that belong together one is a stop; arrows go to the others.
  const groups = [...new Set(all.filter(e => e.type === "radio").map(e => e.name))];
  const stops = all.filter(e => e.type !== "radio");
  stops.forEach((element, at) => { element.dataset.stop = at; });
  for (const radio of all.filter(e => e.type === "radio"))
    radio.dataset.stop = stops.length + groups.indexOf(radio.name);
  return stops.length + groups.length;
}
"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/service/",
        "/service/changes/",
        "/service/compare/",
        "/plan/",
        "/settings/sources/",
        "/settings/sources/add/",
        "/account/",
    ],
)
def test_everything_that_can_be_used_is_a_stop(visit, path):
    assert unreached(visit("head").go(path)) == []


@pytest.mark.soak
@pytest.mark.parametrize(("role", "where"), every_page(), ids=str)
def test_every_page_is_used_by_key(visit, role, where):
    assert unreached(opened(visit(role, looking=True), where)) == []


def unreached(page) -> list[str]:
    """What can be used on a page and is no stop of the tab key."""
    wanted = set(map(str, range(page.evaluate(MARK))))
    stops = set()
    for _ in range(3 * len(wanted)):  # scrolling regions are stops, too
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.dataset.stop ?? ''"))
        if wanted <= stops:
            break
    return [
        page.locator(f"[data-stop='{at}']").first.evaluate("e => e.outerHTML")
        for at in wanted - stops
    ]


def test_focus_can_be_seen(visit):
    page = visit("head").go("/account/")
    for _ in range(4):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none"


def test_the_menu_opens_and_closes_by_key(visit):
    page = visit("head").go("/account/")
    page.locator("details.menu > summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Your account").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Your account").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_signing_in_by_key_and_the_error_takes_the_focus(visit):
    seen = visit(None)
    page = seen.go("/sign-in/")
    page.locator("#id_login").focus()
    page.keyboard.type("nobody")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong wrong wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary:focus")
    assert re.match(r"One thing to put right", focused(page))
    assert page.locator("#id_login").input_value() == "nobody"
    seen.complaints[:] = [text for text in seen.complaints if "status of 422" not in text]


def test_the_theme_is_chosen_and_stays(visit):
    page = visit("head").go("/account/")
    page.locator("main").get_by_role("button", name="Dark").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 21, 23)"
    page.locator("main").get_by_role("button", name="System").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("data-theme") is None
