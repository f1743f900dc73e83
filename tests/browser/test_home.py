"""The front page in a browser."""

import pytest


@pytest.mark.parametrize("role", ["head", "lead", "planner"])
def test_the_first_need_has_the_one_primary_button(visit, role):
    page = visit(role).go("/")
    assert page.locator(".needs .btn.primary").count() == 1
    assert page.locator(".needs li").first.locator(".btn.primary").count() == 1


def test_a_tile_opens_the_explorer_at_the_same_scope(visit):
    page = visit("head").go("/")
    page.locator(".tile h3 a").first.click()
    page.wait_for_url("**/service/?measure=service_level&channel=voice")
    assert page.locator("#id_channel").input_value() == "voice"


def test_pictures_hold_their_colours_without_inline_style(visit):
    page = visit("head", "dark").go("/")
    assert page.locator("[style]").count() == 0
    fill = page.evaluate("getComputedStyle(document.querySelector('.days .flat')).fill")
    assert fill not in ("rgb(0, 0, 0)", "none")


def test_a_phone_has_no_sideways_scroll(visit):
    for role in ("head", "rep"):
        page = visit(role, width="phone").go("/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
