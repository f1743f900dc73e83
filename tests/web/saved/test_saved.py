"""Service → Saved views."""

import html
from datetime import date
from urllib.parse import urlencode

import pytest
from web.pagelake import busy_lake

from fiftytwo.web.audit.models import Entry
from fiftytwo.web.saved import views
from fiftytwo.web.saved.models import SavedView
from fiftytwo.web.service import queries

URL = "/service/views/"
ASKED = "measure=abandonment&queue=Billing&weeks=13&step=week&by=weekday"


@pytest.fixture(autouse=True)
def _lake(monkeypatch):
    lake = busy_lake(weeks=6)
    for module in (queries, views):
        monkeypatch.setattr(module, "facts", lambda: lake)


def text(response):
    return html.unescape(response.content.decode())


def keep(client, name="Abandoned, Billing", query=ASKED, **more):
    return client.post(URL, {"name": name, "query": query, "mail": "never"} | more)


def test_a_view_is_kept_from_the_explorer_and_opens_as_it_was(client_of):
    client = client_of("head")
    explorer = text(client.get(f"/service/?{ASKED}"))
    assert f'href="{URL}?{ASKED}"' in explorer
    assert "Keep this view" in text(client.get(f"{URL}?{ASKED}"))
    assert keep(client).status_code == 302
    view = SavedView.objects.get()
    answer = client.get(f"{URL}{view.pk}/", follow=True)
    data = answer.context["form"].cleaned_data
    assert (data["measure"], data["queue"], data["by"]) == ("abandonment", "Billing", "weekday")
    assert data["weeks"] == "13"
    assert Entry.objects.filter(action="saved.keep").count() == 1


def test_a_view_may_ask_for_a_promise_of_ones_own(client_of):
    client, asked = client_of("head"), "measure=resolution_business_within_40h"
    client.post(URL, {"name": "Promise", "query": asked, "mail": "never"})
    assert "Solved within 40 h of business time · Queue" in text(client.get(URL))


def test_a_view_is_of_its_owner_until_it_is_shared(client_of):
    keep(client_of("head"))
    view = SavedView.objects.get()
    assert client_of("planner").get(f"{URL}{view.pk}/").status_code == 404
    asked = {"mail": "never", "is_shared": "on"}
    assert client_of("planner").post(f"{URL}{view.pk}/change/", asked).status_code == 404
    assert client_of("head").post(f"{URL}{view.pk}/change/", asked).status_code == 302
    assert client_of("planner").get(f"{URL}{view.pk}/").status_code == 302
    page = text(client_of("planner").get(URL))
    assert "shared by Nadia Verhoeven" in page
    assert client_of("planner").post(f"{URL}{view.pk}/drop/").status_code == 404
    assert client_of("head").post(f"{URL}{view.pk}/drop/").status_code == 302
    assert not SavedView.objects.exists()


def test_what_the_explorer_does_not_know_is_not_kept(client_of):
    answer = keep(client_of("head"), query="measure=nothing")
    assert answer.status_code == 422
    assert "does not know what this view asks for" in text(answer)
    assert keep(client_of("head"), name="").status_code == 422
    keep(client_of("head"))
    assert "You have a view of this name" in text(keep(client_of("head")))
    assert SavedView.objects.count() == 1


def test_a_view_whose_queue_is_gone_says_so(client_of, users):
    SavedView.objects.create(owner=users["head"], name="Old", query="queue=Gone&measure=offered")
    assert "no longer loaded" in text(client_of("head").get(URL))


def test_a_day_that_is_fixed_stays_fixed(client_of):
    keep(client_of("head"), query=f"{ASKED}&until=2026-10-25")
    view = SavedView.objects.get()
    answer = client_of("head").get(f"{URL}{view.pk}/", follow=True)
    assert answer.context["form"].cleaned_data["until"] == date(2026, 10, 25)


def test_a_question_of_many_words_is_kept_whole(client_of, monkeypatch):
    queue = "Überprüfung größerer Störungen " * 12
    lake = busy_lake(weeks=2)
    lake.connection.sql(f"UPDATE segment SET queue = '{queue}' WHERE queue = 'Billing'")
    lake.connection.sql(f"UPDATE rollup_day SET queue = '{queue}' WHERE queue = 'Billing'")
    for module in (queries, views):
        monkeypatch.setattr(module, "facts", lambda: lake)
    assert (
        keep(client_of("head"), query=urlencode({"measure": "offered", "queue": queue})).status_code
        == 302
    )
    view = SavedView.objects.get()
    assert len(view.query) > 500
    answer = client_of("head").get(f"{URL}{view.pk}/", follow=True)
    assert answer.context["form"].cleaned_data["queue"] == queue
