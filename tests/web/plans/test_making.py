"""POST /plan/make/, and the job behind it."""

import html
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone

from fiftytwo.forecast.model import Forecast
from fiftytwo.roster.model import Assignment, Cause, Demand, Person, Piece, Roster, Unmet
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.plans import jobs
from fiftytwo.web.plans.conversion import values_of
from fiftytwo.web.plans.models import Plan
from fiftytwo.web.plans.stored import read
from fiftytwo.week import pipeline
from fiftytwo.week.model import QueueWeek, WeekPlan

URL = "/plan/make/"
MONDAY = date(2026, 11, 23)
DAYS = tuple(MONDAY + timedelta(days=n) for n in range(7))


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """It is Thursday 19 November 2026."""
    at = datetime(2026, 11, 19, 14, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: at)


def week_plan():
    need = np.zeros((7, 48), dtype=np.int64)
    need[0, 16:24] = 2
    have = np.minimum(need, 1)
    mean = np.where(need > 0, 12.5, np.nan)
    stamps = np.array(DAYS, dtype="datetime64[D]")
    forecast = Forecast("Billing", 1800, stamps, mean, mean * 0.8, mean * 1.2, "profile")
    shift = Assignment("yusuf", MONDAY, 480, 720, (Piece("meal", 600, 630),))
    unmet = Unmet("Billing", MONDAY, 480, 510, 1, Cause.ABSENCES, "one more person")
    away = Person("chloe", "Chloé", "Harbour", "Billing", 2280, absent=frozenset({MONDAY}))
    return WeekPlan(
        days=DAYS,
        interval_s=1800,
        zone="Europe/Brussels",
        queues=(
            QueueWeek("Billing", "Billing", "voice", forecast, need, need, "Erlang A", 300.0, None),
        ),
        demands=(Demand("Billing", 30, DAYS, need),),
        people=(away,),
        roster=Roster((shift,), {"Billing": have}, (unmet,)),
        caveats=("a caveat",),
    )


def test_a_plan_survives_the_ledger():
    plan = read(values_of(week_plan()))
    assert plan.days == DAYS
    assert plan.queues[0].mean[0][16] == 12.5
    assert plan.queues[0].mean[0][0] is None  # closed is not zero
    assert plan.pools[0].required[0][16:24] == (2,) * 8
    assert plan.shifts[0].paid_minutes == 210
    assert ("chloe", 0) in plan.away
    assert plan.shorts[0].cause == "people are away"
    assert plan.notes == ("a caveat",)


def test_the_job_plans_and_keeps(client_of, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(jobs, "gather", lambda *_a, **_k: _Inputs())
    monkeypatch.setattr(pipeline, "plan_week", lambda *_a, **_k: week_plan())
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of("planner").post(URL, {"first_day": "2026-11-23"})
    job = Job.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert job.state == Job.State.DONE, job.error
    assert job.next_url == "/plan/?week=2026-11-23"
    kept = Plan.objects.get()
    assert kept.first_day == MONDAY
    assert kept.made_by.username == "planner"


class _Inputs:
    def with_people(self, people):
        assert {person.person_id for person in people} == {"yusuf", "chloe"}
        return self


def test_without_history_the_job_says_what_to_do(client_of, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client_of("head").post(URL, {"first_day": "2026-11-23"})
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "no history" in job.error
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "starts on a Monday"),
        ("2026-11-09", "That week is over"),
        ("2027-06-07", "twelve weeks"),
        ("soon", "Enter a valid date"),
        ("", "required"),
    ],
)
def test_bad_weeks_are_refused_in_words(client_of, day, words):
    answer = client_of("planner").post(URL, {"first_day": day})
    assert answer.status_code == 422
    assert words in html.unescape(answer.content.decode())
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", ["rep", "lead"])
def test_only_head_and_planner_make_plans(client_of, role):
    assert client_of(role).post(URL, {"first_day": "2026-11-23"}).status_code == 403
    assert not Job.objects.exists()


def test_it_is_a_post(client_of):
    assert client_of("planner").get(URL).status_code == 405
