"""GET /service/compare/data.csv: what the page says of groups, in its order."""

import csv
import html

import pytest
from web.pagelake import QUEUES, PageLake, busy_lake

from fiftytwo.web.service import queries

COMPARE, ASKED = "/service/compare/", "measure=service_level&groups=queue"


@pytest.fixture
def head(client_of, monkeypatch):
    lake = busy_lake(weeks=9)
    monkeypatch.setattr(queries, "facts", lambda: lake)
    return client_of("head")


def test_the_file_says_what_the_page_says_in_its_order(head):
    page = head.get(f"{COMPARE}?{ASKED}")
    assert f'href="{COMPARE}data.csv?{html.escape(ASKED)}"' in page.content.decode()
    lines = head.get(f"{COMPARE}data.csv?{ASKED}").content.decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    assert [row["queue"] for row in rows] == [row.name for row in page.context["rows"]]
    assert [row["queue"] for row in rows] == sorted(QUEUES)
    for row in rows:
        assert float(row["as_counted"]) == float(row["hits"]) / float(row["n"])
        assert row["word"] in {"no difference", "sign", "better", "worse", "too few"}


def test_an_empty_lake_has_no_file(head, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: PageLake({}))
    answer = head.get(f"{COMPARE}data.csv")
    assert answer.status_code == 422
    assert "No contacts have been loaded yet" in answer.content.decode()
