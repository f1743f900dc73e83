"""GET /service/"""

from datetime import date

import pytest
from web.pagelake import PageLake, busy_lake, held_line

from fiftytwo.web.service import queries

URL = "/service/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def lake():
    return busy_lake(held=[held_line("ends_before_start", day=date(2026, 11, 10))])


@pytest.fixture(autouse=True)
def _lake(lake, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: lake)


def text(response):
    return response.content.decode()


def test_it_works(client_of):
    page = text(client_of("head").get(URL))
    assert "<h1>Service level</h1>" in page
    # per queue and day 8 offered, 7 in time; Billing's 7 of Monday were late: 119 of 144
    assert "82.6 % in week 46" in page
    assert "119 ÷ 144" in page
    assert "Billing was outside the usual range" in page
