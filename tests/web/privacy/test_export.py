"""Everything about one person as a file: whole and raw for programs, in words for people."""

import html
import json
import re
import tracemalloc
from datetime import date

import pytest
from axes.models import AccessAttempt
from contacts import calls
from django.utils.translation import override
from web.plans.stored_week import stored

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.of_agents import agent_months, agent_rows
from fiftytwo.sources.erase import would_erase
from fiftytwo.web.audit.actions import record_read
from fiftytwo.web.people.actions import change_contract
from fiftytwo.web.people.models import AgentLogin, Person
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.post.models import Wishes
from fiftytwo.web.privacy.columns import label_of
from fiftytwo.web.privacy.registry import INSIDES, TABLES, model_of
from fiftytwo.web.saved.models import SavedView

LINES = 60  # of which every third is Yusuf's


@pytest.fixture
def filled(workspace, tmp_path):
    """Call logs of three agents; Yusuf is the first of them."""
    lines = [text.replace(",Ada,", ",yusuf.demir,") for text in calls.many(LINES)]
    calls.load(workspace, calls.write(tmp_path / "c.csv", lines), calls.profile_file(tmp_path))
    return workspace


@pytest.fixture
def yusuf(users, company) -> Person:
    keep_plan(stored())
    record_read("own_measure", by=users["lead"], whose=[company["yusuf"].pk], purpose="operation")
    span = {"0": [480, 1080], "1": [480, 1080]}
    change_contract(
        company["yusuf"],
        date(2026, 11, 2),
        {"pool": "Billing", "contract_minutes": 2250, "shift_minutes": [480], "availability": span},
    )
    Wishes.objects.create(user=users["rep"], muted=["plan_done"])
    AccessAttempt.objects.create(
        username="rep", ip_address="10.1.2.3", get_data="", post_data="", failures_since_start=1
    )
    return company["yusuf"]


def as_json(client) -> dict:
    return json.loads(client.post("/account/records/json/").getvalue())


def as_text(client, **more) -> str:
    page = html.unescape(client.post("/account/records/html/", **more).content.decode())
    return re.sub(r"\s+", " ", page)


@pytest.mark.parametrize("item", TABLES, ids=lambda item: item.model)
def test_every_column_of_every_table_has_a_name_or_says_nothing(item):
    for field in model_of(item)._meta.concrete_fields:
        if field.attname not in item.hidden and field.name not in item.hidden:
            label_of(field.attname, item.model)  # raises where nobody named it


def test_every_title_is_told_in_german():
    with override("de"):
        for item in (*TABLES, *INSIDES):
            assert item.title.__class__ is str, "a lazy title is no key of a JSON object"


def test_the_file_to_read_says_hours_days_and_names_in_words(client_of, yusuf):
    page = as_text(client_of("rep"))
    for words in (
        "Hours a week", "37:30", "Mon-Tue 08:00-18:00", "2 November 2026", "the start", "Canal",
        "24 November 2026", "<td>Sick</td>", "running the day's service", "Joris Peeters",
        "Can sign in", "<td>yes</td>", "08:00", "Failed tries to sign in",
    ):  # fmt: skip
        assert words in page, words
    for raw in (
        "contract_minutes", "2250", "person_id", "1900", "[480]", "<td>480</td>", "_id", "_at",
        "True", "T00:", "plan_done", "&#x27;", "{", "operation",
    ):  # fmt: skip
        assert raw not in page, raw


def test_the_file_to_read_speaks_the_readers_language(client_of, yusuf, filled):
    page = as_text(client_of("rep"), headers={"accept-language": "de"})
    for words in (
        "Stunden pro Woche", "2. November 2026", "Anfang", "Missglückte Anmeldungen", "<td>ja</td>",
        "Bearbeitete Kontakte", "Januar 2026", "Offene Sitzungen",
    ):  # fmt: skip
        assert words in page, words
    for english in ("Hours a week", " 2 November", "Contacts handled", "Open sessions", "January"):
        assert english not in page, english


def test_a_view_that_somebody_keeps_is_read_in_words(client_of, yusuf, users):
    query = "measure=service_level&by=queue"
    SavedView.objects.create(owner=users["rep"], name="Mondays", query=query)
    page = as_text(client_of("rep"), headers={"accept-language": "de"})
    assert "Mondays" in page
    assert ": Servicelevel; " in page


def test_the_file_for_programs_stays_raw_and_whole(client_of, yusuf):
    found = as_json(client_of("rep"))
    assert {row["contract_minutes"] for row in found["records"]["Contracts"]} == {2280, 2250}
    assert found["records"]["Teams"][0]["first"] == "1900-01-01"
    assert found["lake"] == {}  # nothing is loaded


def test_what_the_lake_holds_is_in_both_files(client_of, yusuf, filled):
    found = as_json(client_of("rep"))["lake"]
    assert set(found) == {"contact", "segment"}
    assert len(found["contact"]) == LINES // 3
    pseudonym = agent_pseudonym(filled.hash_key, "yusuf.demir")
    assert {row["agent"] for row in found["contact"]} == {pseudonym}
    assert sum(row["kind"] == "talk" for row in found["segment"]) > 0
    erased = would_erase(filled, "agent", "yusuf.demir").rows
    assert {table: len(rows) for table, rows in found.items()} == {
        table: n for table, n in erased.items() if table in found
    }
    page = as_text(client_of("rep"))
    months = {
        m: n for m, n in agent_months(open_snapshot(filled.lake), [pseudonym])["contact"].items()
    }
    assert sum(months.values()) == LINES // 3
    assert f"<td>Contacts handled</td><td>January 2026</td><td>{months['2026-01']}</td>" in page


def test_the_lakes_rows_tell_of_nobody_else(client_of, yusuf, filled):
    text = client_of("rep").post("/account/records/json/").getvalue().decode()
    for name in ("Bo", "Cleo", "chloe.lambert"):
        assert agent_pseudonym(filled.hash_key, name) not in text
    assert "customer_id" not in text
    assert "payload_hash" not in text


def test_who_has_no_login_has_no_rows_and_the_page_of_hr_counts_those_of_others(
    client_of, yusuf, filled, company
):
    page = html.unescape(client_of("hr").get("/settings/privacy/people/yusuf/").content.decode())
    assert "Contacts handled" in page
    AgentLogin.objects.all().delete()
    assert as_json(client_of("rep"))["lake"] == {}
    page = html.unescape(client_of("hr").get("/settings/privacy/people/yusuf/").content.decode())
    assert "Contacts handled" not in page


def test_many_rows_are_read_in_flat_memory(workspace, tmp_path):
    lines = [calls.line(n, day=f"2026-03-{1 + n % 27:02d}") for n in range(30_000)]
    calls.load(workspace, calls.write(tmp_path / "c.csv", lines), calls.profile_file(tmp_path))
    snapshot, agent = open_snapshot(workspace.lake), agent_pseudonym(workspace.hash_key, "Ada")
    rows = agent_rows(snapshot, "contact", [agent])
    next(rows)
    tracemalloc.start()
    n = 1 + sum(1 for _row in rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n == 30_000
    assert peak < 20_000_000  # a batch of 5,000 rows; all of them would be ten times that
