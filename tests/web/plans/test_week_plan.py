"""GET /plan/"""

import html
from datetime import date

import pytest
from web.plans.stored_week import MONDAY, stored

from fiftytwo.web import frame
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.models import Plan

URL = "/plan/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(users):
    return keep_plan(stored(), by_id=users["planner"].pk)


def text(response):
    return html.unescape(response.content.decode())


def test_it_works(client_of, plan):
    page = text(client_of("planner").get(URL))
    assert "<h1>Monday 23 November</h1>" in page
    assert "Three half-hours are short" in page
    assert "Yusuf Demir" in page
    assert "Requirement: Erlang A." in page
    assert "better than repeating last week" in page
    assert "10 % is added for sickness." in page


def test_the_part_is_only_the_part(client_of, plan):
    part = text(client_of("planner").get(URL, headers=HTMX))
    assert '<div id="plan"' in part
    assert "<html" not in part


def test_a_rep_sees_the_own_row_and_nobody_elses(client_of, plan):
    page = text(client_of("rep").get(URL))
    assert "Yusuf Demir" in page
    assert "Contacts expected" not in page
    assert "You work from 08:00 to 12:00, with a meal at 10:00." in page
    assert "Chloé" not in page
    assert "away</span>" not in page.split("<table")[1]  # Chloé's absence is nobody's business
    assert "people are away" not in page
    assert "Where it is short" not in page


def test_a_lead_sees_the_own_team_and_only_counts_of_others(client_of, plan):
    page = text(client_of("lead").get(URL))
    assert "Yusuf Demir" in page
    assert "Chloé" not in page
    assert "Harbour" in page


def test_an_absence_never_tells_its_reason(client_of, plan):
    page = text(client_of("head").get(URL)).lower()
    assert "away" in page
    assert "sick leave" not in page
    assert ">sick<" not in page


def test_the_week_view(client_of, plan):
    page = text(client_of("head").get(URL + "?day=week"))
    assert "<h1>Week 48</h1>" in page
    assert page.count('class="sum"') == 1  # six closed days have no picture


def test_a_team_folds_by_its_address(client_of, plan):
    page = text(client_of("head").get(URL + "?fold=Canal"))
    assert "▸ Canal" in page
    assert "Yusuf Demir" not in page.split("</table>")[0]
    assert "fold=Harbour" not in page.split("▸ Canal")[0].rsplit("href=", 1)[1]


@pytest.mark.parametrize("query", ["week=soon", "day=someday", "plan=x"])
def test_bad_input_is_refused(client_of, plan, query):
    assert client_of("head").get(URL + "?" + query).status_code == 422


@pytest.mark.parametrize("query", ["day=2026-12-24", "pool=Nobody", "plan=999999"])
def test_what_is_not_in_the_plan_is_not_found(client_of, plan, query):
    assert client_of("head").get(URL + "?" + query).status_code == 404


def test_any_day_of_a_week_names_it(client_of, plan):
    assert "Monday 23 November" in text(client_of("head").get(URL + "?week=2026-11-26"))


def test_without_a_history_it_leads_to_the_sources_first(client_of):
    page = text(client_of("planner").get(URL))
    assert "load a file of them first" in page
    assert "/settings/sources/" in page
    assert "Make the plan" not in page


def test_without_a_plan_it_offers_to_make_one(client_of, monkeypatch):
    monkeypatch.setattr(frame, "_data_until", lambda: date(2026, 11, 22))
    assert "Make the plan" in text(client_of("planner").get(URL))
    page = text(client_of("rep").get(URL))
    assert "No plan yet" in page
    assert "Make the plan" not in page


def test_the_newest_plan_is_shown_and_the_older_kept(client_of, plan):
    newer = keep_plan(stored(notes=["the second"]))
    page = text(client_of("head").get(URL))
    assert "the second" in page
    assert f"?plan={plan.pk}" in page
    assert "the second" not in text(client_of("head").get(f"{URL}?plan={plan.pk}"))
    assert newer.pk != plan.pk


def test_a_stranger_signs_in_first(client_of, plan):
    assert client_of("anonymous").get(URL).status_code == 302


def test_looking_changes_nothing(client_of, plan):
    before = list(Plan.objects.values())
    client_of("head").get(URL)
    assert list(Plan.objects.values()) == before


# the crew is two plain queries, which cost less than one that nests them
@pytest.mark.parametrize(("role", "count"), [("head", 10), ("lead", 12), ("rep", 11)])
def test_the_number_of_queries(client_of, plan, django_assert_max_num_queries, role, count):
    client = client_of(role)
    client.get(URL)  # marks the session, once in five minutes
    with django_assert_max_num_queries(count):
        client.get(URL)


@pytest.mark.django_db
def test_a_week_has_seven_days_from_a_monday():
    with pytest.raises(ValueError, match="seven days from a Monday"):
        keep_plan(stored(days=[MONDAY.isoformat()]))
