"""GET /service/drivers/"""

import html
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from measures.lake import on
from web.pagelake import LAST, PageLake, answers, busy_lake

from fiftytwo.base.drivers import Seen, drivers
from fiftytwo.measures.answered import HAPPENED, Answered
from fiftytwo.web.service import queries
from fiftytwo.web.service.driver_page import THINGS, driver_context

URL = "/service/drivers/"


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture(scope="module")
def lake():
    whole = busy_lake(weeks=4)
    tables = {
        name: whole.cursor().sql(f"SELECT * FROM {name}").to_arrow_table().to_pylist()
        for name in ("segment", "contact")
    }
    asked = [contact["contact_id"] for contact in tables["contact"]][-60:]
    replies = [
        {**row, "contact_id": key}
        for row, key in zip(answers("rep-one", 40, 60), asked, strict=True)
    ]
    return PageLake(tables | {"survey_response": replies}, rolled=True)


@pytest.fixture(autouse=True)
def _lake(lake, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: lake)


def test_the_table_says_what_happened_and_how_many_answers_it_rests_on(client_of):
    page = text(client_of("head").get(f"{URL}?weeks=4"))
    assert "<h1>Behind answers: Customer satisfaction</h1>" in page
    assert "60 of 60 answers belong to a contact that is known" in page
    assert "Waited longer than promised" in page
    assert "Was put on hold" not in page  # never told in these contacts


def test_a_question_that_nobody_answered_says_so(client_of):
    page = text(client_of("head").get(f"{URL}?measure=ces"))
    assert "Nobody answered this question in this period." in page


@pytest.mark.parametrize("ask", ["measure=asa_s", "queue=Nowhere", "weeks=3", "until=yesterday"])
def test_what_cannot_be_asked_is_refused(client_of, ask):
    answer = client_of("head").get(f"{URL}?{ask}")
    assert answer.status_code == 422


def test_an_empty_lake_says_what_to_do(client_of, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: PageLake({}))
    assert "No contacts have been loaded yet" in text(client_of("head").get(URL))


def test_everything_looked_at_has_words():
    assert set(THINGS) == set(HAPPENED)


def test_the_words_follow_what_is_better():
    seen = [Seen("waited_longer", 20, 100, 80, 100), Seen("on_hold", 5, 10, 50, 100)]
    found = Answered(200, 200, drivers(seen))
    with translation.override("en"):
        liked = driver_context(found, is_lower_better=False)
        feared = driver_context(found, is_lower_better=True)
    assert [(row.word, row.tone) for row in liked["rows"]] == [
        ("goes with fewer", "watch"), ("too few to judge", "none"),
    ]  # fmt: skip
    assert feared["rows"][0].tone == "good"
    assert liked["rows"][0].difference == "−69.4 to −47.4 points"
    assert "One thing of 1 goes with these answers" in liked["sentence"]


def pairs(n, gap, *, item="speed", channel="voice", start=0):
    rows = []
    for i in range(start, start + n):
        for kind, score in (("expectation", 5.0), ("experience", 5.0 + gap + i % 2)):
            rows.append({
                "survey_id": f"{item}{kind}{i}".encode(), "contact_id": f"c{i}".encode(), "channel": channel,
                "source_id": "asked", "instrument": "custom", "question_ref": f"{item}/{kind}",
                "scale_min": 1.0, "scale_max": 7.0, "score": score, "score_norm": (score - 1) / 6,
                "queue": "Billing", "offered_at": datetime(2026, 11, 12, tzinfo=UTC), **on(LAST - timedelta(days=3), 600),
            })  # fmt: skip
    return rows


def test_what_was_expected_stands_beside_what_was_experienced(client_of, monkeypatch):
    rows = pairs(40, -2) + pairs(20, -2, item="tone", start=100)
    rows += pairs(4, 1, item="price", start=200)
    monkeypatch.setattr(queries, "facts", lambda: PageLake({"survey_response": rows}, rolled=True))
    answer = client_of("lead").get(f"{URL}?weeks=4")
    price, speed, tone = answer.context["gaps"]
    assert (speed.gap, speed.interval, speed.word) == (
        "−1.50",
        "−1.66 to −1.34",
        "below expectation",
    )
    assert (tone.gap, tone.interval, tone.word) == ("−1.50", "–", "too few to judge")
    assert (price.gap, price.pairs, price.word) == ("–", "4", "too few to show")
    assert "Customers got less than they expected: speed." in text(answer)


def test_where_nobody_was_asked_twice_the_page_says_how(client_of):
    assert "such as speed/expectation and speed/experience" in text(client_of("head").get(URL))
