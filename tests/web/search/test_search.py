"""The search: everybody finds what opens for them, and nothing else."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web.pagelake import busy_lake

from fiftytwo.web.accounts.rights import RIGHTS, Role
from fiftytwo.web.limits import Pace
from fiftytwo.web.navigation import ELSEWHERE, PLACES
from fiftytwo.web.people.models import Team
from fiftytwo.web.saved.actions import save_view
from fiftytwo.web.search import queries, views

URL = "/search/"
PART = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _fresh_pace(monkeypatch):
    monkeypatch.setattr(views, "PACE", Pace(120, 60.0))


def entries(client, query: str, **headers) -> dict[str, set[str]]:
    """Kind → labels that were found."""
    answer = client.get(URL, {"q": query}, **headers)
    assert answer.status_code == 200
    return {g.kind: {e.label for e in g.entries} for g in answer.context["groups"]}


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("head", {"Yusuf Demir", "Chloé Lambert", "Leila Haddad", "Joris Peeters"}),
        ("hr", {"Yusuf Demir", "Chloé Lambert", "Leila Haddad", "Joris Peeters"}),
        ("lead", {"Yusuf Demir", "Joris Peeters"}),
        ("rep", set()),
        ("exec", set()),
        ("admin", set()),
    ],
)
def test_only_people_within_the_scope_are_found(client_of, role, names):
    client = client_of(role)
    known = ("Yusuf Demir", "Chloé Lambert", "Leila Haddad", "Joris Peeters")
    told = ""
    for query in ("yusuf", "chloe", "CHLOÉ lam", "leila", "peeters"):
        told += client.get(URL, {"q": query}, **PART).content.decode()
    assert {name for name in known if name in told} == names


def test_a_lead_finds_the_own_team_only(client_of):
    assert entries(client_of("lead"), "canal")["team"] == {"Canal"}
    assert "team" not in entries(client_of("lead"), "harbour")
    assert entries(client_of("planner"), "harbour")["team"] == {"Harbour"}
    Team.objects.create(name="Harbour North", site=Team.objects.get(name="Harbour").site)
    assert entries(client_of("hr"), "harb")["team"] == {"Harbour", "Harbour North"}
    assert "team" not in entries(client_of("rep"), "canal")


def test_measures_are_found_by_name_and_words_in_either_language(client_of):
    client = client_of("exec")
    assert "Abandonment" in entries(client, "abandonment")["measure"]
    assert "Service level" in entries(client, "short abandons left out")["measure"]
    assert "Average handle time" in entries(client, "aht_s")["measure"]
    german = {"HTTP_ACCEPT_LANGUAGE": "de"}
    assert "Servicelevel" in entries(client, "servicelevel", **german)["measure"]
    assert "Servicelevel" in entries(client, "service level", **german)["measure"]
    assert "measure" not in entries(client_of("rep"), "service level")


def test_queues_are_those_of_the_lake(client_of, monkeypatch):
    monkeypatch.setattr(queries, "open_snapshot", lambda _path: busy_lake(weeks=2))
    name = queries.queues()[0]
    answer = client_of("head").get(URL, {"q": name})
    (group,) = [g for g in answer.context["groups"] if g.kind == "queue"]
    assert [entry.label for entry in group.entries] == [name]
    assert f"queue={name}" in group.entries[0].url
    assert "queue" not in entries(client_of("rep"), name)


def test_saved_views_are_ones_own(client_of, users):
    save_view("Monday calls", "measure=offered", is_shared=True, mail="never", by=users["planner"])
    save_view("Monday mine", "measure=offered", is_shared=False, mail="never", by=users["head"])
    assert entries(client_of("head"), "monday")["view"] == {"Monday mine"}
    assert "view" not in entries(client_of("lead"), "monday")


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_everything_that_is_found_opens(client_of, role, users, monkeypatch):
    save_view("Every day", "measure=offered", is_shared=False, mail="never", by=users["head"])
    client = client_of(role)
    urls = set()
    for letter in "aeiou":
        text = client.get(URL, {"q": letter}).content.decode()
        urls |= set(re.findall(r'<li><a href="([^"]+)"', text.split('id="results"')[1]))
    assert urls
    one_a_kind = {re.sub(r"measure=[^&]+|/\d+/", "", url): url for url in urls}
    for url in one_a_kind.values():
        assert client.get(html.unescape(url)).status_code in (200, 302), url


def test_every_page_in_the_navigation_can_be_found_by_somebody():
    pages = [page for place in PLACES for page in place.pages or (place,)]
    for page in (*pages, *ELSEWHERE):
        assert RIGHTS[page.right]
    assert len({page.url_name for page in ELSEWHERE}) == len(ELSEWHERE)


def test_a_part_is_short_and_a_page_longer(client_of):
    short = client_of("head").get(URL, {"q": "e"}, **PART)
    assert "<html" not in short.content.decode()
    assert max(len(group.entries) for group in short.context["groups"]) == views.IN_BAR
    assert "There are more" in short.content.decode()
    whole = client_of("head").get(URL, {"q": "e"})
    assert max(len(group.entries) for group in whole.context["groups"]) == views.ON_PAGE


def test_nothing_found_is_said_and_nothing_asked_explained(client_of):
    text = client_of("head").get(URL, {"q": "<zebra>"}).content.decode()
    assert "is called “&lt;zebra&gt;”" in text
    assert "Nothing is searched for yet" in client_of("head").get(URL).content.decode()


def test_a_query_without_end_is_refused(client_of):
    answer = client_of("head").get(URL, {"q": "x" * 81})
    assert answer.status_code == 422
    assert "80" in answer.content.decode()


def test_a_search_costs_few_queries(client_of):
    client = client_of("head")
    client.get("/account/")
    for headers, most in ((PART, 7), ({}, 8)):
        with CaptureQueriesContext(connection) as asked:
            client.get(URL, {"q": "le"}, **headers)
        assert len(asked) <= most, [query["sql"] for query in asked]


def test_who_asks_too_often_is_told(client_of, monkeypatch):
    monkeypatch.setattr(views, "PACE", Pace(3, 60.0))
    client = client_of("head")
    assert [client.get(URL, {"q": "a"}).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client_of("lead").get(URL, {"q": "a"}).status_code == 200


def test_a_pace_forgets_the_oldest_key():
    pace = Pace(1, 60.0, keys=2, clock=lambda: 0.0)
    assert [pace.allows(key) for key in "aabca"] == [True, False, True, True, True]


def test_strangers_sign_in_first(client_of):
    answer = client_of("anonymous").get(URL, {"q": "yusuf"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")
