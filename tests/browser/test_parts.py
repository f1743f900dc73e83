"""Parts by key, touch and on slow lines: definitions on tiles, skeletons, a chart that cannot be drawn."""

import pytest
from looking import faults

TIP = ".tile >> nth=0 >> .tip"


def test_a_definition_opens_on_focus_and_closes_on_escape(visit):
    page = visit("head").go("/")
    link = page.locator(".tile h3 a").first
    assert not page.locator(TIP).is_visible()
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # by key: what a pointer focuses shows nothing at once
    assert page.locator(TIP).is_visible()
    assert "answered within the queue" in page.locator(TIP).inner_text()
    described = page.locator(f"#{link.get_attribute('aria-describedby')}")
    assert described.inner_text() == page.locator(TIP).inner_text()
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert not page.locator(TIP).is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.locator(TIP).is_visible()


def test_a_definition_opens_under_the_pointer_and_stays_while_it_is_read(visit):
    page = visit("head").go("/")
    page.locator(".tile").first.hover()
    page.locator(TIP).wait_for(state="visible")
    page.locator(TIP).hover()
    assert page.locator(TIP).is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(TIP).is_visible()
    assert page.url.endswith("/")


def test_a_tile_that_leads_nowhere_is_a_stop_all_the_same(visit):
    page = visit("rep", width="phone").go("/")
    name = page.locator(".tile h3 > [tabindex='0']").first
    name.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.locator(TIP).is_visible()


@pytest.mark.parametrize(
    ("url", "field"), [("/service/", "#id_queue"), ("/service/changes/", "#id_queue")]
)
def test_a_slow_part_shows_a_skeleton_and_keeps_what_asked(visit, url, field):
    page = visit("head").go(url)
    held = []
    page.route("**/*queue=Billing*", lambda route: held.append(route))
    page.focus(field)
    page.select_option(field, "Billing")
    page.wait_for_selector("[aria-busy='true'] > .skeleton")
    assert page.locator(field).is_visible()
    assert page.evaluate("document.activeElement.id") == field[1:]
    assert not page.locator("main .sec").first.is_visible()
    held[0].continue_()
    page.wait_for_url("**queue=Billing**")
    page.wait_for_selector("[aria-busy='true']", state="detached")
    assert page.locator("main > div > .skeleton").count() == 0
    assert page.locator("main .sec").first.is_visible()


def test_a_part_that_does_not_come_leaves_the_old_one(visit):
    seen = visit("head")
    page = seen.go("/settings/people/")
    held = []
    page.route("**/settings/people/?*", lambda route: held.append(route))
    page.select_option("#id_who", "all")
    page.wait_for_selector("[aria-busy='true'] > .skeleton")
    held[0].abort()
    page.wait_for_selector("[aria-busy='true']", state="detached")
    assert page.locator("#people table").is_visible()
    seen.complaints.clear()


def test_a_chart_that_cannot_be_drawn_says_so(visit):
    seen = visit("head")
    seen.page.route("**/echarts*", lambda route: route.abort())
    page = seen.go("/service/")
    page.get_by_text("The picture could not be drawn").wait_for()
    assert page.locator(".big-chart .skeleton").count() == 0
    assert page.locator("[data-chart-figure] details").is_visible()
    seen.complaints.clear()
