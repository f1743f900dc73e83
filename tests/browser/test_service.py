"""The explorer in a browser: chart, filters in the address, keys, no sideways scroll."""

import pytest

CHART = ".big-chart svg"


def test_the_chart_draws_as_svg_and_follows_the_theme(visit):
    light = visit("head").go("/service/")
    light.wait_for_selector(CHART)
    dark = visit("head", "dark").go("/service/")
    dark.wait_for_selector(CHART)
    line = "() => getComputedStyle(document.querySelector('.big-chart svg path[stroke=\"var(--c1)\"]')).stroke"
    assert light.evaluate(line) != dark.evaluate(line)
    assert light.locator(f"{CHART} text", has_text="goal 80 %").count() == 1


def test_a_filter_changes_address_chart_and_words_in_place(visit):
    page = visit("head").go("/service/")
    before = page.locator("h1").inner_text()
    page.select_option("#id_measure", "abandonment")
    page.wait_for_url("**measure=abandonment**")
    page.wait_for_selector(CHART)
    assert page.locator("h1").inner_text() == "Abandonment" != before
    page.go_back()
    page.get_by_role("heading", name=before, exact=True).wait_for()
    page.wait_for_selector(CHART)
    assert page.locator(".big-chart").count() == 1


def test_a_refused_filter_is_told_in_place(visit):
    seen = visit("head")
    page = seen.go("/service/?weeks=52")
    page.select_option("#id_step", "hour")
    page.wait_for_selector(".error-summary")
    assert "shorten the period" in page.locator(".error-summary").inner_text()
    seen.complaints[:] = [text for text in seen.complaints if "422" not in text]


def test_it_works_without_script(browser, server, cookies):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies["head"])
    page = context.new_page()
    page.goto(f"{server}/service/")
    page.select_option("#id_measure", "offered")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**measure=offered**")
    assert page.locator("h1").inner_text() == "Offered"
    page.get_by_text("Same data as a table").click()
    assert page.locator("details.data-table tbody tr").count() > 20
    context.close()


def test_the_data_are_one_key_away(visit):
    page = visit("head").go("/service/")
    page.locator("figure[data-chart-figure]").focus()
    page.keyboard.press("t")
    assert page.locator("details.data-table").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_phone_redraws_instead_of_scrolling(visit):
    page = visit("head", width="phone").go("/service/")
    page.wait_for_selector(CHART)
    width = page.evaluate("document.querySelector('.big-chart svg').getBoundingClientRect().width")
    assert width <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("measure", ["aht_s", "backlog", "csat", "wait_p90_s", "occupancy"])
def test_every_kind_of_measure_draws_without_a_complaint(visit, measure):
    visit("head").go(f"/service/?measure={measure}").wait_for_selector(CHART)


def test_the_rows_open_from_the_chart(visit):
    page = visit("head").go("/service/")
    page.get_by_role("link", name="Show me the").click()
    page.wait_for_selector("table.data tbody tr")
    assert page.locator("table.data tbody tr").count() == 50
