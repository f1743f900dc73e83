"""Every page, both themes, both widths: axe finds nothing, the console is silent, nothing sticks out."""

import pytest
from looking import faults

PAGES = [
    (None, "/sign-in/"),
    ("head", "/"),
    ("lead", "/"),
    ("rep", "/"),
    ("head", "/service/"),
    ("head", "/plan/"),
    ("rep", "/plan/"),
    ("head", "/style/"),
    ("head", "/account/"),
    ("head", "/account/password/"),
    ("head", "/sign-out/"),
    ("head", "/jobs/"),
    ("head", "/settings/sources/"),
    ("head", "/settings/sources/add/"),
    ("head", "/settings/sources/quarantine/"),
]


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_page_is_accessible_and_fits(visit, role, path, theme, width):
    page = visit(role, theme, width).go(path)
    assert faults(page) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("path", "status"), [("/nothing/here/", 404), ("/settings/sources/", 403)])
def test_error_pages_are_accessible(visit, path, status):
    seen = visit("rep")
    page = seen.go(path, status)
    assert faults(page) == []
    # The browser itself notes the status of the page; that is what was asked for.
    seen.complaints[:] = [text for text in seen.complaints if "status of 40" not in text]


def test_a_page_prints_without_its_frame(visit):
    seen = visit("head")
    page = seen.go("/account/")
    page.emulate_media(media="print")
    assert not page.locator(".places").is_visible()
    assert not page.locator(".bar").is_visible()
    assert page.locator("h1").is_visible()
