"""What an address asks that its page does not know is told, never passed over in silence."""

import pytest
from web.pagelake import PageLake, busy_lake

from fiftytwo.web.service import queries as service_queries

PAGES = {
    "/service/": "head",
    "/service/changes/": "head",
    "/service/compare/": "head",
    "/service/compare/data.csv": "head",
    "/service/drivers/": "head",
    "/service/rows/": "head",
    "/service/data.csv": "head",
    "/settings/people/": "lead",
    "/settings/sources/quality/": "planner",
    "/settings/audit/": "admin",
    "/plan/": "rep",
    "/search/": "rep",
}


@pytest.fixture(scope="module")
def busy():
    return busy_lake(weeks=9)


@pytest.fixture(autouse=True)
def _lake(monkeypatch, busy):
    monkeypatch.setattr(service_queries, "facts", lambda: busy)


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
@pytest.mark.parametrize("url", PAGES)
def test_an_unknown_name_in_an_address_is_told(client_of, url, part):
    headers = {"HTTP_HX_REQUEST": "true"} if part else {}
    answer = client_of(PAGES[url]).get(url, {"agent_": "rep-1"}, **headers)
    assert answer.status_code == 422
    assert "“agent_” in the address is nothing that this page knows" in answer.content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_the_plain_address_and_empty_values_are_asked_as_before(client_of, url):
    client = client_of(PAGES[url])
    assert client.get(url).status_code == client.get(url, {"": ""}).status_code == 200


def test_pages_of_a_list_and_rows_of_days_are_known(client_of):
    assert client_of("head").get("/settings/people/", {"page": "1"}).status_code == 200
    asked = {"first": "2026-11-09", "last": "2026-11-15", "page": "1", "measure": "offered"}
    assert client_of("head").get("/service/rows/", asked).status_code == 200


@pytest.mark.parametrize("url", [url for url in PAGES if url.startswith("/service/")])
def test_it_is_told_before_anything_is_loaded_too(client_of, monkeypatch, url):
    monkeypatch.setattr(service_queries, "facts", lambda: PageLake({}, rolled=True))
    client = client_of(PAGES[url])
    answer = client.get(url, {"agent_": "rep-1"})
    assert answer.status_code == 422
    assert "“agent_” in the address is nothing that this page knows" in answer.content.decode()
    plain = client.get(url)
    assert "in the address" not in plain.content.decode()


def test_a_wrong_address_of_the_plan_does_not_say_that_there_is_none(client_of):
    page = client_of("head").get("/plan/", {"day": "someday"})
    assert page.status_code == 422
    assert "No plan yet" not in page.content.decode()
