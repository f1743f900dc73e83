"""The day under way in a browser: asked for by the button, looked at, by key, in print and German."""

from datetime import date, timedelta

import pytest
from looking import A3_LANDSCAPE, TWO_LOOKS, english_left, faults_in_looks, paper

from fiftytwo.demo.company import last_sunday

FRIDAY = last_sunday(date.today()) - timedelta(days=2)  # no zone: a day more or less is known too
PAGE = f"/plan/today/?day={FRIDAY}"


@pytest.fixture(scope="module")
def noon(browser, server, cookies):
    """Friday as it was known at noon, asked for by the form."""
    context = browser.new_context()
    context.add_cookies(cookies["lead"])
    page = context.new_page()
    page.goto(f"{server}/plan/today/")
    page.get_by_label("As it was known at").fill(f"{FRIDAY}T12:00")
    page.get_by_role("button", name="Forecast again").click()
    page.wait_for_selector(".notice.good", timeout=90_000)
    page.get_by_role("link", name="See what came of it").click()
    page.wait_for_url(f"**{PAGE}")
    context.close()


@pytest.mark.usefixtures("noon")
def test_it_is_accessible_and_fits_and_is_german(visit):
    page = visit("lead").go(PAGE)
    assert "12:00" in page.locator(".dateline").inner_text()
    assert faults_in_looks(page, TWO_LOOKS) == []
    german = visit("lead", language="de").go(PAGE)
    assert english_left(german) == []


@pytest.mark.usefixtures("noon")
def test_another_queue_opens_in_place_by_key(visit):
    page = visit("planner").go(PAGE)
    page.get_by_role("navigation", name="Queue").get_by_role("link", name="Chat").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**queue=Chat**")
    page.get_by_role("heading", name="Chat by half-hour").wait_for()
    assert page.locator("table.board tr.team").inner_text().strip() == "People, Chat"


@pytest.mark.usefixtures("noon")
def test_it_prints_with_its_numbers_and_without_controls(visit):
    page = visit("head").go(PAGE)
    page.emulate_media(media="print")
    assert page.locator(":is(select, input, button, nav):visible").count() == 0
    assert page.locator("table.board").is_visible()
    assert paper(page) == A3_LANDSCAPE
