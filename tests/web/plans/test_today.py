"""GET /plan/today/"""

import html
from datetime import date, datetime

import pytest
from django.utils import timezone, translation
from web.plans.stored_day import pool, queue, stored_day
from web.plans.stored_week import stored

from fiftytwo.web import frame
from fiftytwo.web.plans.actions import DAYS_KEPT, keep_day
from fiftytwo.web.plans.day_picture import day_picture
from fiftytwo.web.plans.models import DayForecast
from fiftytwo.web.plans.stored import read
from fiftytwo.web.plans.today_words import pool_sentences, so_far_sentences
from fiftytwo.web.plans.under_way import expected_of, read_day

URL = "/plan/today/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """It is Monday 23 November 2026, a quarter past ten."""
    at = datetime(2026, 11, 23, 10, 15, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: at)


def keep(load_id="", **changes):
    return keep_day(stored_day(**changes), load_id=load_id, plan=None)


def text(response):
    return html.unescape(response.content.decode())


def words(**changes):
    day = read_day(stored_day(**changes))
    return pool_sentences(day, day.pools[0])


def test_it_works(client_of):
    keep()
    for role in ("head", "lead", "planner"):
        page = text(client_of(role).get(URL))
        assert "<h1>Monday 23 November</h1>" in page
        assert "Billing: 40 % more contacts than expected since 08:00." in page
        assert "Fibre: about as many contacts as expected since 08:00." in page
        assert "from 10:00 to 11:00 up to two more are required than are rostered" in page
        assert "“Expected” is what the week's plan expected." in page
        assert "4 unusual past days" in page
        assert "There are no data of today yet" not in page
        assert "There is no plan of this week" not in page


def test_a_rep_sees_nothing_of_it(client_of):
    keep()
    assert client_of("rep").get(URL).status_code == 403
    assert URL not in text(client_of("rep").get("/plan/"))
    assert URL in text(client_of("lead").get("/plan/"))


def test_the_part_is_only_the_part(client_of):
    keep()
    part = text(client_of("head").get(URL, headers={"HX-Request": "true"}))
    assert '<div id="today"' in part
    assert "<html" not in part


def test_the_queue_that_differs_most_is_drawn_and_another_by_its_address(client_of):
    keep()
    client = client_of("planner")
    assert "Billing by half-hour" in text(client.get(URL))
    assert "Fibre by half-hour" in text(client.get(URL + "?queue=Fibre"))
    assert client.get(URL + "?queue=Nothing").status_code == 404


def test_bad_input_is_refused_and_an_unknown_day_not_found(client_of):
    keep()
    client = client_of("head")
    assert client.get(URL + "?day=soon").status_code == 422
    assert client.get(URL + "?nothing=1").status_code == 422
    assert client.get(URL + "?day=2026-11-20").status_code == 404


def test_an_older_day_says_until_when_there_are_data(client_of):
    keep(day="2026-11-20", at="2026-11-20T17:30")
    page = text(client_of("head").get(URL))
    assert "There are no data of today yet" in page
    assert "known until Friday 20 November, 17:30" in page
    assert "no data of today" not in text(client_of("head").get(URL + "?day=2026-11-20"))


def test_without_a_plan_it_says_so_and_compares_with_the_morning(client_of):
    keep(pools=[pool(rostered=None)], queues=[queue(is_planned=False)])
    page = text(client_of("head").get(URL))
    assert "There is no plan of this week" in page
    assert "up to two more are required than that morning" in page
    assert "one fewer is required than that morning" in page
    assert "Rostered" not in page


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("closed", "Closed on this day"),
        ("holiday", "This day is a holiday"),
        ("no_history", "Nothing is known of the days before"),
    ],
)
def test_a_day_without_queues_says_why(client_of, reason, said):
    keep(reason=reason, queues=[], pools=[], notes=[])
    page = text(client_of("planner").get(URL))
    assert said in page
    assert "What changes" not in page


def test_before_the_first_time_it_leads_on(client_of, monkeypatch):
    page = text(client_of("planner").get(URL))
    assert "Nothing came in yet" in page
    assert "/settings/sources/" in page
    monkeypatch.setattr(frame, "_data_until", lambda: date(2026, 11, 22))
    page = text(client_of("lead").get(URL))
    assert "known until Sunday 22 November; no day was forecast again yet" in page
    assert "/plan/today/again/" in page


def test_a_load_since_is_told(client_of):
    keep(load_id="an older one")
    assert "More is known by now" in text(client_of("lead").get(URL))


def test_german(client_of):
    keep()
    with translation.override("de"):
        page = text(client_of("head").get(URL, headers={"Accept-Language": "de"}))
    assert "40 % mehr Kontakte als erwartet seit 08:00" in page
    assert "werden bis zu zwei mehr gebraucht als eingeplant" in page


@pytest.mark.parametrize("role", ["head", "lead"])
def test_the_number_of_queries(client_of, django_assert_max_num_queries, role):
    keep()
    client = client_of(role)
    client.get(URL)  # marks the session, once in five minutes
    with django_assert_max_num_queries(9):
        client.get(URL)


def test_what_changes_in_words():
    assert words() == [
        "Billing: from 10:00 to 11:00 up to two more are required than are rostered.",
        "The rest of the day requires 1 h more than planned.",
    ]
    assert words(pools=[pool(again=[2] * 8)]) == [
        "Billing: those who are rostered are enough for the rest of the day.",
        "The rest of the day requires as many hours as planned.",
    ]
    assert words(at="2026-11-23T12:00") == ["Billing: the day is over."]
    late = [queue(until=16), queue("Fibre")]
    assert len(so_far_sentences(read_day(stored_day(queues=late)))) == 1
    assert so_far_sentences(read_day(stored_day(queues=late[:1]))) == [
        "Nothing was expected yet of the day so far."
    ]


def test_what_is_over_is_not_short():
    early = pool(again=(9, 9, 9, 9, 2, 2, 2, 2))
    assert "are enough" in words(pools=[early])[0]


def test_the_picture_joins_what_came_to_what_is_expected():
    day = read_day(stored_day())
    picture = day_picture(day, day.queues[0])
    assert len(picture.columns) == 8
    assert picture.now == "160"  # four half-hours of 40
    assert picture.again.startswith("M140.0 ")  # from the middle of the last one that is over
    came, expected, again, low, high = ([t for t, _tone in r.values] for r in picture.contacts)
    assert came == ["30", "30", "40", "40", "", "", "", ""]
    assert again == ["", "", "", "", "30", "30", "30", "30"]
    assert expected == ["25"] * 8
    assert (low[0], low[-1], high[0], high[-1]) == ("20", "24", "30", "36")
    difference = picture.people[-1]
    assert [t for t, _tone in difference.values][4:] == ["−1", "−2", "0", "+1"]


@pytest.mark.django_db
def test_a_day_is_kept_once_and_not_for_ever():
    for day in range(1, 31):
        keep(day=f"2026-09-{day:02}")
        keep(day=f"2026-10-{day:02}")
    keep(day="2026-11-23")
    keep(day="2026-11-23", notes=["the second"])
    assert DayForecast.objects.count() == DAYS_KEPT
    assert DayForecast.objects.get(day=date(2026, 11, 23)).values["notes"] == ["the second"]
    assert not DayForecast.objects.filter(day=date(2026, 9, 1)).exists()


@pytest.mark.django_db
def test_what_a_plan_expects_of_a_day():
    week = read(stored())
    assert expected_of(week, date(2026, 11, 23))["Billing"][16:18].tolist() == [10, 20]
    assert expected_of(week, date(2026, 11, 30)) == expected_of(None, date(2026, 11, 23)) == {}
