"""Every page, both themes, widths and languages: axe finds nothing, the console is silent, nothing sticks out."""

from itertools import cycle
from pathlib import Path

import pytest
from browser.pages import SEEN_IN, every_page, missing, opened
from looking import (
    A4,
    EVERY_LOOK,
    TWO_LOOKS,
    english_left,
    faults_in_looks,
    paper,
    too_wide,
)

PAGES = [
    (None, "/sign-in/"),
    ("head", "/"),
    ("lead", "/"),
    ("rep", "/"),
    ("head", "/service/"),
    ("head", "/service/changes/"),
    ("head", "/service/compare/"),
    ("head", "/service/drivers/"),
    ("lead", "/service/compare/?groups=person"),
    ("head", "/settings/sources/quality/"),
    ("head", "/plan/"),
    ("rep", "/plan/"),
    ("lead", "/plan/?day=week"),
    ("lead", "/plan/today/"),
    ("lead", "/service/rows/"),
    ("head", "/search/?q=le"),
    ("rep", "/search/"),
    ("head", "/style/"),
    ("head", "/account/"),
    ("head", "/account/password/"),
    ("head", "/sign-out/"),
    ("head", "/jobs/"),
    ("head", "/jobs/all/"),
    ("rep", "/notices/"),
    ("head", "/account/notices/"),
    ("head", "/settings/sources/"),
    ("head", "/settings/sources/add/"),
    ("head", "/settings/sources/quarantine/"),
    ("head", "/settings/people/"),
    ("lead", "/settings/people/"),
    ("head", "/settings/people/1/"),
    ("planner", "/settings/people/1/contract/"),
    ("head", "/settings/people/1/account/"),
    ("planner", "/settings/people/import/"),
    ("head", "/settings/teams/"),
    ("head", "/settings/sites/add/"),
    ("head", "/settings/agents/"),
    ("head", "/settings/tokens/"),
    ("head", "/settings/privacy/"),
    ("rep", "/settings/privacy/"),
    ("head", "/settings/privacy/area/voice/"),
    ("head", "/settings/privacy/due/"),
    ("head", "/settings/privacy/holds/"),
    ("head", "/settings/audit/"),
    ("head", "/settings/audit/counts/"),
    ("rep", "/account/records/"),
    ("rep", "/account/records/?kind=changes"),
    ("head", "/settings/sources/profiles/linden_contacts/"),
]


LANGUAGES = ("en", "de")
# What axe looks at does not depend on the language, width does: German words are longer. Axe sees
# each page in one look here, the looks in turn; in all four of both languages in `make soak`.
LOOKED_AT = [(*page, look) for page, look in zip(PAGES, cycle(TWO_LOOKS), strict=False)]


def test_every_page_that_there_is_is_looked_at():
    assert missing() == set()
    here = Path(__file__).parent
    assert [name for name, file in SEEN_IN.items() if not (here / file).exists()] == []


@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "where"), dict.fromkeys([*PAGES, *every_page()]), ids=str)
def test_page_is_accessible_in_every_look(visit, role, where, language):
    page = opened(visit(role, language=language, looking=True), where)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert faults_in_looks(page, EVERY_LOOK) == []
    assert english_left(page) == [] or language == "en"


@pytest.mark.parametrize(("role", "path", "look"), LOOKED_AT)
def test_page_is_accessible_and_fits(visit, role, path, look):
    page = visit(role, looking=True).go(path)
    assert page.locator("h1").count() == 1
    assert faults_in_looks(page, TWO_LOOKS, too_wide) == []
    assert faults_in_looks(page, [look]) == []


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_page_is_german_and_fits(visit, role, path):
    page = visit(role, language="de", looking=True).go(path)
    assert page.locator("html").get_attribute("lang") == "de"
    assert faults_in_looks(page, TWO_LOOKS, too_wide) == []
    assert english_left(page) == []


def test_english_on_a_german_page_would_be_seen(visit):
    assert "What needs you" in english_left(visit("head").go("/"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "status"), [("/nothing/here/", 404), ("/settings/sources/", 403)])
def test_error_pages_are_accessible(visit, path, status, language):
    seen = visit("rep", language=language, looking=True)
    page = seen.go(path, status)
    assert faults_in_looks(page) == []
    assert english_left(page) == [] or language == "en"
    # The browser itself notes the status of the page; that is what was asked for.
    seen.complaints[:] = [text for text in seen.complaints if "status of 40" not in text]


def test_a_page_prints_without_its_frame(visit):
    seen = visit("head")
    page = seen.go("/account/")
    page.emulate_media(media="print")
    assert not page.locator(".places").is_visible()
    assert not page.locator(".bar").is_visible()
    assert page.locator("h1").is_visible()
    assert paper(page) == A4


def test_a_chart_prints_with_its_data_and_without_controls(visit):
    page = visit("head").go("/service/?queue=Billing")
    told, table = page.locator(".print-only"), page.locator(".data-table table")
    assert not told.is_visible()
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert page.locator(":is(select, input, button):visible").count() == 0
    assert page.locator("a:visible", has_text="Download CSV").count() == 0
    assert not page.get_by_text("Same data as a table").is_visible()
    assert "Queue: Billing" in told.inner_text()
    assert table.is_visible()
    below, box = page.locator("figure + .cols").bounding_box(), table.bounding_box()
    assert 100 < box["height"] <= below["y"] - box["y"]  # whole, and under nothing
    assert paper(page) == A4
