"""GET /service/"""

import html
import itertools
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from measures.lake import on, wait
from web.pagelake import LAST, PageLake, answers, busy_lake, held_line

from fiftytwo.measures.catalogue import NAMED, measure
from fiftytwo.measures.examples import contact, on_day, tables_of
from fiftytwo.web.accounts.models import User
from fiftytwo.web.service import queries
from fiftytwo.web.service.forms import BY
from fiftytwo.web.service.page import group_rows
from fiftytwo.web.service.reading import Question, companions, series

URL = "/service/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def lake():
    return busy_lake(held=[held_line("negative_interval", day=date(2026, 11, 10))])


@pytest.fixture(autouse=True)
def _lake(lake, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: lake)


MADE = date(2026, 3, 2)  # of the rows of examples


def text(response):
    return html.unescape(response.content.decode())


def chart(response):
    found = re.search(r'data-chart="([^"]+)"', response.content.decode())
    return json.loads(html.unescape(found[1]))["baseOption"]


def test_it_works(client_of):
    page = text(client_of("head").get(URL))
    assert "<h1>Service level</h1>" in page
    # 8 offered a queue and day, 7 answered in time, three queues, six days; on Monday Billing's 7 were late
    assert "82.6 % in week 46" in page
    assert "119 ÷ 144 = 82.6 %" in page
    assert "the goal of 80 % is met" in page
    assert "Billing was outside the usual range" in page


def test_a_queue_that_is_closed_on_sundays_ends_its_week_on_saturday(client_of):
    assert "so far" not in text(client_of("head").get(URL))


def test_the_chart_holds_every_week_and_marks_the_odd_one(client_of):
    option = chart(client_of("head").get(URL + "?weeks=26"))
    data = option["series"][0]["data"]
    assert option["xAxis"]["data"][-1] == "W46"
    assert len(data) == 13  # what there is, not half a year
    assert data[-1]["value"] == pytest.approx(100 * 119 / 144, abs=1e-3)
    assert "119 of 144" in data[-1]["name"]


def test_htmx_gets_only_the_part(client_of):
    part = text(client_of("head").get(URL, headers=HTMX))
    assert '<div id="explorer">' in part
    assert "<html" not in part
    assert 'class="places"' not in part


def test_going_back_gets_the_whole_page(client_of):
    back = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in text(client_of("head").get(URL, headers=back))


def test_filters_narrow_the_numbers(client_of):
    page = text(client_of("head").get(URL + "?queue=Billing"))
    assert "35 ÷ 48" in page  # six days of eight, one late day of seven
    assert "<h3>Chat" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("measure=nonsense", "is none of the choices"),
        ("queue=Nowhere", "is none of the choices"),
        ("step=hour&weeks=52", "shorten the period"),
        ("until=soon", "Enter a valid date"),
    ],
)
def test_bad_filters_are_refused_in_words(client_of, query, words):
    answer = client_of("head").get(URL + "?" + query)
    assert answer.status_code == 422
    assert words in text(answer)


@pytest.mark.parametrize("step", ["hour", "day", "week", "month"])
def test_every_step_draws(client_of, step):
    answer = client_of("head").get(URL + f"?step={step}&weeks=4&measure=offered")
    assert answer.status_code == 200
    assert any(item["value"] for item in chart(answer)["series"][0]["data"])


@pytest.mark.parametrize(
    "measure", ["offered", "asa_s", "wait_p90_s", "aht_s", "occupancy", "csat", "backlog"]
)
def test_every_kind_of_measure_has_a_page(client_of, measure):
    answer = client_of("head").get(URL + f"?measure={measure}")
    assert answer.status_code == 200
    assert "What this measure says" in text(answer)


def test_a_measure_that_no_source_tells_is_a_dash_with_the_reason(client_of):
    page = text(client_of("head").get(URL + "?measure=occupancy"))
    assert "nothing to show" in page
    assert "no agent states" in page


@pytest.mark.parametrize(
    ("language", "why"),
    [("en", "no opening hours are given"), ("de", "es sind keine Öffnungszeiten angegeben")],
)
def test_business_time_without_opening_hours_is_a_dash_with_the_reason(client_of, language, why):
    page = client_of("head").get(
        URL, {"measure": "next_response_business_s"}, headers={"accept-language": language}
    )
    assert why in text(page)


def test_the_quality_of_the_period_is_told(client_of):
    page = text(client_of("head").get(URL))
    assert (
        "1 lines of week 46 are in quarantine" in page
        or "1 line of week 46 is in quarantine" in page
    )
    assert "negative interval" in page


def test_people_cannot_be_compared(client_of):
    page = text(client_of("head").get(URL))
    assert "rep-one" not in page
    assert 'value="agent"' not in page


def test_a_rep_may_not_open_it(client_of):
    assert client_of("rep").get(URL).status_code == 403


def test_a_stranger_signs_in_first(client_of):
    assert client_of("anonymous").get(URL).status_code == 302


def test_an_empty_lake_says_what_would_be_here(client_of, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: PageLake({}))
    answer = client_of("head").get(URL)
    assert answer.status_code == 200
    assert "No contacts have been loaded yet" in text(answer)
    assert "/settings/sources/" in text(answer)


def test_looking_changes_nothing(client_of):
    client = client_of("lead")
    before = list(User.objects.order_by("pk").values())
    client.get(URL)
    assert list(User.objects.order_by("pk").values()) == before


def test_it_takes_three_queries(client_of, django_assert_num_queries):
    client = client_of("head")
    client.get(URL)  # marks the session, once in five minutes
    # session, roles with user and unread notices and second-factor rules, published figures
    with django_assert_num_queries(3):
        client.get(URL)


def test_a_short_history_is_not_drawn_as_half_a_year_of_nothing(client_of):
    option = chart(client_of("head").get(URL + "?weeks=52"))
    assert len(option["xAxis"]["data"]) == 13


def opens(client, pairs):
    for name, by in pairs:
        answer = client.get(f"{URL}?measure={name}&by={by}&step=month")
        assert (name, by, answer.status_code) == (name, by, 200)


def test_a_measure_with_a_number_of_ones_own_in_its_name_can_be_asked_for(client_of):
    asked = "?measure=first_response_within_4h&by=channel"
    client = client_of("head")
    for page in ("/service/", "/service/changes/", "/service/compare/"):
        answer = client.get(page + asked.partition("&")[0], headers={"accept-language": "de"})
        assert (page, answer.status_code) == (page, 200)
        assert "Erste Antwort in 4 h" in text(answer)
    assert client.get("/service/data.csv" + asked).status_code == 200
    assert client.get(URL + "?measure=first_response_within_0h").status_code == 422
    assert client.get("/service/compare/?measure=wait_p90_s").status_code == 422


def test_measures_can_be_compared(client_of):
    """One in three of each theme; `make soak` takes all of them by everything."""
    opens(client_of("head"), zip(list(NAMED)[::3], itertools.cycle(BY)))


@pytest.mark.soak
@pytest.mark.parametrize("by", list(BY))
def test_every_measure_can_be_compared_by_everything(client_of, by):
    opens(client_of("head"), ((name, by) for name in NAMED))


def test_groups_stand_in_order_of_the_clock_and_add_up(client_of):
    page = client_of("head").get(URL + "?measure=offered&by=weekday&step=month")
    rows, whole = page.context["group_rows"], page.context["whole"]
    order = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert len(rows) > 1
    assert [row.name for row in rows] == [day for day in order if day in {r.name for r in rows}]
    assert sum(int(row.n.replace(",", "")) for row in rows) == int(whole.n.replace(",", ""))


def test_reasons_that_nobody_can_close_at_once_are_those_of_the_workspace(settings):
    kinds = ["bill"] * 4 + ["move"] * 2
    rows = [
        contact(
            "handled", customer_id=b"%d" % n, contact_id=b"%d" % n, reason=reason, source_id="pbx"
        )
        for n, reason in enumerate(kinds)
    ]
    back = on_day(3, rows[0] | {"contact_id": b"b", "outcome": "abandoned_queue"})
    tables = tables_of([*rows, back, on_day(20, rows[0] | {"contact_id": b"c"})])
    asked = Question("fcr_net", MADE, MADE + timedelta(days=6))
    assert series(PageLake(tables), asked).all.value is None
    settings.WORKSPACE = replace(settings.WORKSPACE, not_at_once=("move",))
    assert series(PageLake(tables), asked).total[0].value == 3 / 4
    gross = replace(asked, measure="fcr_gross")
    assert series(PageLake(tables), gross).total[0].value == 3 / 6


def test_a_thousand_groups_are_drawn_and_listed_as_far_as_anybody_reads(client_of, monkeypatch):
    rows = [
        wait("answered", 5, **on(LAST, 600), contact_id=n.to_bytes(16, "big"), queue="Billing",
             channel="voice", reason=f"reason {n % 1000:04d}", agent=None)
        for n in range(3000)
    ]  # fmt: skip
    lake = PageLake({"segment": rows}, rolled=True)
    monkeypatch.setattr(queries, "facts", lambda: lake)
    answer = client_of("head").get(URL + "?measure=offered&by=reason&weeks=4&step=week")
    assert answer.status_code == 200
    assert len(answer.context["multiples"]) == 24
    assert len(answer.context["group_rows"]) == 200
    assert "800 more are in the CSV" in text(answer)
    assert len(answer.content) < 400_000
    whole = client_of("head").get("/service/data.csv?measure=offered&by=reason&weeks=4&step=week")
    assert whole.content.decode().count("reason 0") == 1000


def test_a_queue_is_called_as_its_source_calls_it(client_of, monkeypatch, users):
    rows = [
        wait(
            "answered",
            5,
            **on(LAST, 600),
            contact_id=b"x" * 16,
            queue="Open",
            channel="voice",
            reason="bill",
            agent=None,
        )
    ]
    lake = PageLake({"segment": rows}, rolled=True)
    monkeypatch.setattr(queries, "facts", lambda: lake)
    client = client_of("head")
    client.cookies["django_language"] = "de"
    answer = client.get(URL + "?measure=offered&weeks=4&step=week")
    assert [row.name for row in answer.context["group_rows"]] == ["Open"]


def test_rows_of_which_nobody_tells_the_reason_are_the_last_group():
    rows = answers("a", 30, 40) + answers("b", 10, 40, reason=None)
    source = PageLake({"survey_response": rows}, rolled=True)
    asked = Question("csat", LAST - timedelta(days=6), LAST, by="reason")
    data = series(source, asked)
    assert {name: values[-1].value for name, values in data.groups.items()} == {
        "bill": 0.75, "–": 0.25,
    }  # fmt: skip
    assert list(data.groups) == ["bill", "–"]
    assert data.total[-1].value == 0.5
    beside = companions(source, replace(asked, measure="csat_mean"), LAST - timedelta(days=6), LAST)
    with translation.override("en"):
        table, _whole = group_rows(measure("csat"), data, data.names[-1], beside, {})
    assert [row.name for row in table] == ["bill", "(none told)"]


def test_the_time_before_is_drawn_beside_each_period(client_of):
    answer = client_of("head").get(f"{URL}?weeks=4&beside=before&measure=offered")
    now, before = chart(answer)["series"]
    assert "The dashed line is week 39, 2026 to week 42, 2026." in text(answer)
    assert before["data"] == [144] * 4
    assert now["data"][0]["name"].endswith("Week 39, 2026: 144")
    assert "usual range" not in text(answer)
    assert '<th scope="col">Before</th>' in text(answer)


def test_a_time_before_without_values_says_so(client_of):
    answer = client_of("head").get(f"{URL}?weeks=4&beside=year")
    assert "There are no values of the time before to draw." in text(answer)
    assert len(chart(answer)["series"]) == 1
    assert client_of("head").get(f"{URL}?beside=tomorrow").status_code == 422
