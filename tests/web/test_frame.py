"""What holds for every page: policy, ids, errors, no writes on a look, few queries."""

import io
import json
import logging
import re
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import asked_of_ledger
from web_matrix import EXPECTED, MATRIX, OPEN

from fiftytwo.web.audit.models import Entry
from fiftytwo.web.frame import week_of
from fiftytwo.web.logs import LineFormatter
from fiftytwo.web.middleware import request_log

READS = {name: arguments for name, (_right, method, arguments) in MATRIX.items() if method == "get"}


def ledger_dump() -> str:
    out = io.StringIO()
    call_command("dumpdata", exclude=["sessions", "signin.session", "audit"], stdout=out)
    return out.getvalue()


def test_looking_changes_nothing_but_that_it_is_noted(client_of):
    client = client_of("head")
    before = ledger_dump()
    for name, arguments in READS.items():
        client.get(reverse(name, kwargs=arguments))
        client.get(reverse(name, kwargs=arguments), HTTP_HX_REQUEST="true")
    assert ledger_dump() == before
    known = set(Entry.objects.values_list("action", flat=True)) - {"people.add", "accounts.add"}
    assert {action for action in known if not action.startswith("read.")} == set()


@pytest.mark.parametrize("name", READS)
def test_a_page_asks_the_ledger_at_most_twelve_times(client_of, name):
    client = client_of("head")
    # Marks the session, once in five minutes, and gives who reads a pseudonym, once for all.
    client.get(reverse("agents"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(name, kwargs=READS[name]))
    assert len(asked_of_ledger(asked)) <= 12


def opener(name) -> str:
    """A role that opens a page: the head where the head does."""
    roles = EXPECTED.get(MATRIX[name][0], {"head"})
    return "head" if "head" in roles else sorted(roles)[0]


@pytest.mark.parametrize("name", READS)
def test_every_first_answer_carries_a_strict_policy_and_an_id_and_no_errors(client_of, name):
    role = "anonymous" if MATRIX[name][0] == OPEN else opener(name)
    answer = client_of(role).get(reverse(name, kwargs=READS[name]))
    # A file of contacts or groups is refused where there are none.
    known = (200, 302, 401, 404) + ((422,) if name in ("service-contacts", "compare-csv") else ())
    assert role == "anonymous" or answer.status_code in known
    if answer.status_code == 200 and name != "style":  # nobody has written anything yet
        shown = re.sub(r"<p [^>]*hidden>", "", answer.content.decode())
        assert "error-summary" not in shown
        assert 'class="error"' not in shown
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert len(answer.headers["X-Request-ID"]) == 12
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("path", "status"), [("/nothing/here/", 404), ("/settings/sources/", 403)])
def test_error_pages_show_the_id(client_of, path, status):
    answer = client_of("rep").get(path)
    assert answer.status_code == status
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_a_stale_form_is_refused_in_words(users):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "nothing was changed" in answer.content.decode()


def test_a_broken_page_tells_the_id_and_logs_no_content(client_of, monkeypatch, caplog):
    client = client_of("head")
    client.raise_request_exception = False

    def crack(*_args):
        raise RuntimeError("call me on 0470 123456")

    monkeypatch.setattr("fiftytwo.web.jobs.queries.jobs_of", crack)
    with caplog.at_level(logging.INFO, "fiftytwo"):
        answer = client.get("/jobs/?secret=4711")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    lines = [LineFormatter().format(record) for record in caplog.records]
    assert "0470" not in "".join(lines)
    assert "4711" not in "".join(lines)
    assert any(json.loads(line).get("error", "").startswith("RuntimeError at ") for line in lines)


def test_log_lines_are_objects_with_the_request(caplog):
    request = RequestFactory().get("/somewhere/", {"q": "private"})
    with caplog.at_level(logging.INFO, "fiftytwo"):
        request_log(lambda _request: HttpResponse())(request)
    line = json.loads(LineFormatter().format(caplog.records[-1]))
    assert line["path"] == "/somewhere/"
    assert line["status"] == 200
    assert "private" not in json.dumps(line)


@pytest.mark.parametrize(
    ("role", "places"),
    [("head", {"Settings"}), ("planner", {"Settings"}), ("lead", set()), ("rep", set())],
)
def test_settings_is_a_place_for_those_who_may_open_it(client_of, role, places):
    text = client_of(role).get("/account/").content.decode()
    assert ('href="/settings/sources/"' in text) == bool(places)


def test_every_place_opens(client_of, users):
    for role in ("head", "lead", "planner", "rep"):
        client = client_of(role)
        places = client.get("/account/").context["places"]
        for place in places:
            assert client.get(place["url"]).status_code == 200


@pytest.mark.parametrize(
    ("day", "number", "last", "span"),
    [
        (date(2026, 11, 19), 47, 53, "16–22 Nov 2026"),
        (date(2026, 11, 30), 49, 53, "30 Nov – 6 Dec 2026"),
        (date(2025, 12, 29), 1, 53, "29 Dec 2025 – 4 Jan 2026"),
        (date(2025, 3, 5), 10, 52, "3–9 Mar 2025"),
    ],
)
def test_weeks_follow_iso_8601(day, number, last, span):
    week = week_of(day)
    assert (week.number, week.last_number, week.span) == (number, last, span)
    ticks = week.ticks
    assert len(ticks) == last
    assert [kind for _x, kind, _top in ticks].index("now") == number - 1
