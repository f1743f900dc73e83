"""GET /"""

import html
import re
from datetime import date, datetime

import pytest
from django.utils import timezone
from web.pagelake import PageLake, busy_lake, held_line
from web.plans.stored_week import stored

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.home import queries
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.models import Plan

URL = "/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """It is Monday 16 November 2026; the data end on the day before."""
    at = datetime(2026, 11, 16, 8, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: at)


@pytest.fixture
def lake(workspace, monkeypatch):
    agents = [agent_pseudonym(workspace.hash_key, n) for n in ("yusuf.demir", "chloe.lambert")]
    found = busy_lake(
        agents, weeks=3, held=[held_line("negative_interval", day=date(2026, 11, 10))]
    )
    monkeypatch.setattr(queries, "lake", lambda: found)
    return found


@pytest.fixture
def plan(users):
    return keep_plan(stored())


def text(response):
    return html.unescape(response.content.decode())


def tile(page, label):
    found = re.search(
        rf'<article class="tile"><h3>.{{0,300}}?>{label}[<,].*?</article>', page, re.S
    )
    return re.sub(r"<[^>]+>", " ", found[0])


def test_the_head_sees_the_week_and_what_needs_doing(client_of, lake, plan):
    page = text(client_of("head").get(URL))
    assert "Service fell below its goal on Monday. Every other day met it." in page
    assert "1 line is in quarantine" in page
    assert "Monday is up to one person short, most at 09:00" in page
    assert "Cover of the phones" in page


def test_tiles_carry_goal_and_numbers_behind(client_of, lake):
    page = text(client_of("head").get(URL))
    service = tile(page, "Service level")
    # two voice queues, six days, eight calls of which seven were in time; Billing's Monday was late
    assert "80.2" in service
    assert "within the interval" in service
    assert "goal 80 %" in service
    assert "77 of 96" in service
    assert "on week 45" in service


def test_a_tile_without_data_shows_a_dash_and_says_why(client_of, lake):
    occupancy = tile(text(client_of("head").get(URL)), "Occupancy")
    assert "–" in occupancy
    assert "no agent states" in occupancy
    assert " 0 " not in occupancy


def test_a_measure_without_a_goal_says_so(client_of, lake):
    assert "no goal set" in tile(text(client_of("head").get(URL)), "Average handle time")


def test_a_planner_sees_the_plan_before_the_data(client_of, lake, plan):
    page = text(client_of("planner").get(URL))
    assert page.index("most at 09:00") < page.index("in quarantine")


def test_without_a_plan_that_is_what_needs_doing(client_of, lake):
    page = text(client_of("planner").get(URL))
    assert "Week 48 has no plan" in page
    assert "Cover of the phones" not in page


def test_a_lead_sees_the_own_team_and_no_file_work(client_of, lake, plan):
    page = text(client_of("lead").get(URL))
    assert "Your team, Canal" in page
    assert "Yusuf Demir" in page
    assert "Chloé" not in page
    assert "quarantine" not in page
    # each of the two agents had half of the 7 talks of each of 3 queues on 6 days: 4 of 7
    assert "72" in tile(page.split("Your team, Canal")[1], "Handled")


def test_a_rep_sees_the_own_week_and_figures_only(client_of, lake, plan):
    page = text(client_of("rep").get(URL))
    assert "You work on 1 day; next: Monday 8–12." in page
    assert "72" in tile(page, "Handled")
    assert "shown to you alone" in page
    for word in ("Chloé", "quarantine", "What needs you", "Service level"):
        assert word not in page


def test_a_rep_without_login_in_the_lake_is_told_so(client_of, lake, company):
    company["yusuf"].agent_logins.all().delete()
    assert "No contacts are linked to your name yet" in text(client_of("rep").get(URL))


def test_an_empty_lake_offers_the_next_step(client_of, monkeypatch):
    monkeypatch.setattr(queries, "lake", lambda: PageLake({}))
    page = text(client_of("head").get(URL))
    assert "There is no history yet" in page
    assert "/settings/sources/" in page
    assert "has no plan" not in page  # there is nothing to plan from
    assert page.count('class="btn primary"') == 1
    assert "Nothing has been loaded yet" in text(client_of("lead").get(URL))


def test_old_data_are_called_old(client_of, lake, monkeypatch):
    at = datetime(2026, 11, 25, 8, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: at)
    page = text(client_of("head").get(URL))
    assert "The history ends on Sunday 15 November" in page
    assert "10 days are missing" in page


def test_a_stranger_signs_in_first(client_of):
    assert client_of("anonymous").get(URL).status_code == 302


def test_looking_changes_nothing(client_of, lake, plan):
    client = client_of("lead")
    before = list(Plan.objects.values())
    client.get(URL)
    assert list(Plan.objects.values()) == before


@pytest.mark.parametrize("role", ["head", "lead", "planner", "rep"])
def test_few_queries(client_of, lake, plan, django_assert_max_num_queries, role):
    client = client_of(role)
    client.get("/account/")  # marks the session, once in five minutes
    with django_assert_max_num_queries(12):
        client.get(URL)


def test_hr_sees_only_the_own_shifts_and_figures_here(client_of, lake, plan, users, company):
    page = html.unescape(client_of("hr").get(URL).content.decode())
    assert "Yusuf" not in page
    assert users["hr"].person_id is None
    answer = client_of("hr").get(URL)
    assert answer.context["tiles"] == []
    assert answer.context["days"] == []
    week = client_of("hr").get("/plan/").content.decode()
    assert "Yusuf" not in week
    assert "Chlo" not in week
