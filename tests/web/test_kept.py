"""What is kept between requests: everybody gets their own, and what is new shows at once."""

import html
import re
import time
from datetime import date, datetime
from threading import Thread

import pytest
from django.utils import timezone, translation
from web.pagelake import busy_lake, held_line
from web.plans.stored_week import grid, stored

from fiftytwo.measures.model import Value
from fiftytwo.web import rendering
from fiftytwo.web.home import queries as home_queries
from fiftytwo.web.keeping import figures
from fiftytwo.web.people.models import Person
from fiftytwo.web.plans.actions import keep_plan, rename_in_plans
from fiftytwo.web.rendering import kept_part
from fiftytwo.web.service import queries as service_queries
from fiftytwo.web.store import Store

ROWS_OF_WEEK = "Show me the"
PLAN_OF_MONDAY = "/plan/?day=2026-11-23"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """It is Monday 16 November 2026; the data end on the day before."""
    at = datetime(2026, 11, 16, 8, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: at)


@pytest.fixture
def load(monkeypatch):
    """Load a lake; it says which load it is of, so what is read from it is kept."""

    def put(load_id, **content):
        found = busy_lake(**content)
        found.load_id = load_id
        monkeypatch.setattr(home_queries, "lake", lambda: found)
        monkeypatch.setattr(service_queries, "facts", lambda: found)

    return put


def page(client, url, language="en"):
    response = client.get(url, headers={"accept-language": language})
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def without_token(text):
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+|\b[0-9a-f]{12}\b', r"\1", text)


def test_each_role_gets_its_own_explorer(client_of, load):
    load("roles-1", held=[held_line("negative_interval", day=date(2026, 11, 10))])
    seen = {
        role: page(client_of(role), "/service/") for role in ("head", "exec", "lead", "planner")
    }
    assert {role: ROWS_OF_WEEK in text for role, text in seen.items()} == {
        "head": True, "exec": False, "lead": True, "planner": True,
    }  # fmt: skip
    assert {role: "See them" in text for role, text in seen.items()} == {
        "head": True, "exec": False, "lead": False, "planner": True,
    }  # fmt: skip


def test_each_language_gets_its_own(client_of, load, users):
    load("languages-1", weeks=3)
    keep_plan(stored())
    client = client_of("head")
    for url, said in (
        ("/service/", ("What this measure says", "Was diese Kennzahl sagt")),
        ("/", ("Cover of the phones", None)),
        (PLAN_OF_MONDAY, ("Where it is short", None)),
    ):
        english, german, again = (page(client, url, lang) for lang in ("en", "de", "en"))
        assert said[0] in english
        assert said[0] not in german
        with translation.override("de"):
            assert (said[1] or translation.gettext(said[0])) in german or said[1] is None
        assert without_token(english) == without_token(again)


def test_a_new_load_shows_at_once(client_of, load):
    head = client_of("head")
    load("loads-1", weeks=3)
    before = {url: page(head, url) for url in ("/", "/service/")}
    assert "1 line is in quarantine" not in before["/"]
    load("loads-2", weeks=3, held=[held_line("negative_interval", day=date(2026, 11, 10))])
    assert "1 line is in quarantine" in page(head, "/")
    assert "1 lines of week 46 are in quarantine" in page(head, "/service/")
    load("loads-3", weeks=2)  # the tiles' lines are shorter
    assert "Last 3 weeks with data" in before["/"]
    assert "Last 2 weeks with data" in page(head, "/")


def test_a_new_plan_shows_at_once(client_of, users):
    keep_plan(stored())
    head = client_of("head")
    assert "Three half-hours are short" in page(head, PLAN_OF_MONDAY)
    assert "10 % is added for sickness." in page(head, PLAN_OF_MONDAY)
    full = [{"pool": "Billing", "required": grid([7] * 8), "rostered": grid([7] * 8)}]
    keep_plan(stored(unmet=[], notes=["12 % is added for sickness."], pools=full))
    text = page(head, PLAN_OF_MONDAY)
    assert "Nothing is short" in text
    assert "<td>7</td>" in text.split("Required", 1)[1]
    assert "12 % is added for sickness." in text
    assert "10 %" not in text
    assert "covered all day" in page(head, "/")


def test_an_erasure_shows_at_once(client_of, users):
    keep_plan(stored())
    planner = client_of("planner")
    week = "/plan/?day=week"

    def hours(text):
        row = text.split("The week on one page")[1].split("Yusuf Demir")[1]
        return re.search(r'<td class="n">([^<]+)', row)[1]

    assert hours(page(planner, week)) == "3.5"
    assert rename_in_plans(Person.objects.get(key="yusuf"), "nobody-1") == 1
    assert hours(page(planner, week)) == "0"


def test_nobody_gets_the_rows_that_somebody_else_may_see(client_of, users):
    """The planner, who may see all, looks first; then the others get no more than before."""
    keep_plan(stored())
    for url in (PLAN_OF_MONDAY, "/plan/?day=week", "/"):
        page(client_of("planner"), url)
        lead, rep = page(client_of("lead"), url), page(client_of("rep"), url)
        assert "Yusuf Demir" in lead
        assert "Chloé" not in lead
        assert "Chloé" not in rep
        assert "Where it is short" not in rep


def test_no_kept_part_names_anybody(client_of, load, users):
    load("names-1", weeks=3)
    keep_plan(stored())
    for role in ("planner", "head", "lead", "rep", "exec"):
        for url in ("/", PLAN_OF_MONDAY, "/plan/?day=week"):
            client_of(role).get(url)
    client_of("head").get("/service/")
    kept = [html.unescape(part) for part in rendering.PARTS]
    assert any("Where it is short" in part for part in kept)
    assert any("What this measure says" in part for part in kept)
    names = [*Person.objects.values_list("name", flat=True), *(u.name for u in users.values())]
    for part in kept:
        assert not [name for name in names if " " in name and name in part]
        assert "csrfmiddlewaretoken" not in part


def test_a_part_without_a_key_is_made_each_time():
    made = []
    for _ in range(2):
        kept_part("components/chip.html", None, lambda: made.append(1) or {"word": "x"})
    assert len(made) == 2


def test_a_store_never_holds_more_than_it_may():
    store = Store(most=100, size=len)
    for n in range(50):
        store.get(n, lambda n=n: "x" * (n % 40))
        assert sum(map(len, store)) <= 100
    assert store.get("huge", lambda: "y" * 101) == "y" * 101
    assert (
        store.get("huge", lambda: "z" * 101) == "z" * 101
    )  # it was not kept, and drove nothing out
    assert len(store) > 1


def test_two_threads_that_make_the_same_count_it_once():
    store = Store(most=10, size=len)

    def slow():
        time.sleep(0.05)
        return "12345"

    threads = [Thread(target=store.get, args=("same", slow)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.get("other", lambda: "67890")
    assert list(store) == ["12345", "67890"]


def test_answers_are_kept_up_to_a_size_and_a_giant_drives_nothing_out():
    store = Store(10, figures)
    small = [store.get(n, lambda: [1, 2, 3]) for n in "abc"]
    giant = store.get("giant", lambda: list(range(11)))
    assert len(giant) == 11
    assert len(store) == 3
    store.get("giant", lambda: small.append("made anew") or [])
    assert small[-1] == "made anew"  # it had not been kept
    store.get("d", lambda: [1, 2])  # twelve figures with the empty one: the oldest goes
    assert len(store) == 4
    assert sum(figures(thing) for thing in store) <= 10
    assert figures({"a": Value(0.5, 1, 2, 2, 1.0, False, "offered@1")}) >= 8
