"""POST /plan/today/again/, the job behind it, and the schedule."""

import html
from datetime import datetime, time, timedelta

import pytest
from web.plans.stored_week import grid, stored
from week.fake import FakeLake, steady, wait, weekdays

from fiftytwo.web.jobs.models import Job
from fiftytwo.web.plans import jobs
from fiftytwo.web.plans.actions import keep_plan
from fiftytwo.web.plans.models import DayForecast

URL = "/plan/today/again/"
MONDAY = weekdays()[-1] + timedelta(days=3)  # 23 November 2026
NOON = datetime.combine(MONDAY, time(12))


@pytest.fixture(scope="module")
def rows():
    """Eight steady weeks of ten calls a half-hour, and a Monday morning of thirty."""
    return [*steady(), *(wait(MONDAY, minute) for minute in range(540, 721))]


@pytest.fixture
def lake(rows, monkeypatch):
    """The lake that jobs open."""
    made = FakeLake({"segment": rows})
    made.load_id = "the first load"
    monkeypatch.setattr(jobs, "open_snapshot", lambda _path: made)
    return made


def week():
    """A plan that expects ten calls a half-hour from 9:00 to 17:00 and rosters two for it."""
    hours = [None, None, *[10.0] * 16]
    people = [0, 0, *[2] * 16]
    values = stored()
    calls = {"queue": "Calls", "pool": "Calls", "channel": "voice"}
    calls |= {name: grid(hours, fill=None) for name in ("mean", "low", "high")}
    pool = {"pool": "Calls", "required": grid(people), "rostered": grid(people)}
    return values | {"queues": [calls], "pools": [pool]}


@pytest.fixture
def ask(client_of, django_capture_on_commit_callbacks):
    """Return a function that presses the button and gives the job."""

    def press(role="lead", at=""):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_of(role).post(URL, {"at": at})
        assert answer.status_code == 302, html.unescape(answer.content.decode())
        return Job.objects.order_by("-created_at").first()

    return press


def test_the_job_compares_with_the_plan_and_keeps_the_day(ask, lake, users):
    plan = keep_plan(week())
    job = ask()
    assert job.state == Job.State.DONE, job.error
    assert job.next_url == "/plan/today/?day=2026-11-23"
    kept = DayForecast.objects.get()
    assert (kept.plan, kept.load_id) == (plan, "the first load")
    queue, pool = kept.values["queues"][0], kept.values["pools"][0]
    assert kept.values["at"] == "2026-11-23T12:00"
    assert (queue["until"], queue["is_planned"], queue["mean"][18]) == (24, True, 10.0)
    assert queue["now"][18:24] == [30.0] * 6
    assert all(now > 10 for now in queue["now"][24:34])
    assert pool["required"][18:34] == pool["rostered"][18:34] == [2] * 16
    assert all(again > 2 for again in pool["again"][24:34])
    assert pool["again"][34:] == [0] * 14


def test_an_earlier_moment_shows_the_day_as_it_was(ask, lake):
    ask(at="2026-11-23T10:00")
    values = DayForecast.objects.get().values
    assert values["queues"][0]["until"] == 20
    assert values["queues"][0]["is_planned"] is False
    assert values["pools"][0]["rostered"] is None


def test_closed_days_and_days_without_history_are_kept_with_their_reason(ask, lake):
    ask(at="2026-11-21T12:00")
    assert DayForecast.objects.get().values["reason"] == "closed"
    ask(at="2026-09-28T12:00")
    assert DayForecast.objects.last().values["reason"] == "no_history"


def test_what_cannot_be_known_is_refused_in_a_sentence(ask, lake, monkeypatch):
    assert "nothing is known of 2026-11-24 yet" in ask(at="2026-11-24T12:00").error
    lake.load_id = None
    assert "nothing is known of any queue" in ask().error
    assert not DayForecast.objects.exists()


def test_bad_times_are_refused_in_words(client_of):
    answer = client_of("head").post(URL, {"at": "noon"})
    assert answer.status_code == 422
    assert "Enter a valid date/time" in html.unescape(answer.content.decode())


@pytest.mark.parametrize("role", ["rep", "hr", "exec"])
def test_only_who_leads_starts_it(client_of, role):
    assert client_of(role).post(URL).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_schedule_does_it_again_only_after_a_load_or_a_plan(lake):
    def run():
        return jobs._forecast_if_news(lambda *_told: None)[0]["forecast"]

    assert [run(), run()] == [1, 0]
    lake.load_id = "the second load"
    assert [run(), run()] == [1, 0]
    keep_plan(week())
    assert [run(), run()] == [1, 0]
    jobs._forecast(NOON - timedelta(hours=2), by_id=None, tell=lambda *_told: None)
    assert [run(), run()] == [1, 0]  # an earlier moment that somebody asked for does not stay
    lake.load_id = None
    assert run() == 0
