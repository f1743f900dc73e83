"""POST /service/publish/: a period keeps the figure and the definition it was published with."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from measures.lake import on
from web.pagelake import LAST, PageLake, answers

from fiftytwo.measures.model import Value
from fiftytwo.measures.published import Published, standing
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.service import queries
from fiftytwo.web.service.models import PublishedFigure

URL = "/service/"
ASKED = {"measure": "csat", "weeks": "4", "step": "week", "by": "queue"}
NOW = Value(0.8, 80, 100, 100, 1.0, False, "csat@1")


def text(answer):
    return html.unescape(answer.content.decode())


@pytest.fixture
def load(monkeypatch):
    def put(good, n=40):
        rows = answers("a", good, n)
        found = PageLake({"survey_response": rows}, rolled=True)
        monkeypatch.setattr(queries, "facts", lambda: found)

    put(30)
    return put


def test_a_published_figure_stays_and_what_came_late_is_told_beside_it(client_of, load):
    head = client_of("head")
    assert "Publish 75.0 % for week 46" in text(head.get(URL, ASKED))
    answer = head.post(f"{URL}publish/", ASKED, follow=True)
    assert "The period keeps this figure." in text(answer)
    row = PublishedFigure.objects.get()
    assert (row.definition, row.period, row.value, row.n) == ("csat@1", "2026-W46", 0.75, 40)
    assert Entry.objects.filter(action="service.publish").exists()
    assert "It is the same now." in text(answer)
    load(33, 44)
    page = text(client_of("lead").get(URL, ASKED))
    assert "Week 46: 75.0 %, published on" in page  # 33 of 44 are 75 % too, of more rows
    assert "it is 75.0 % now" in page
    load(20, 50)
    assert "it is 40.0 % now" in text(head.get(URL, ASKED))
    assert PublishedFigure.objects.get().value == 0.75


def test_a_period_is_published_once_for_each_question(client_of, load):
    head = client_of("head")
    head.post(f"{URL}publish/", ASKED)
    load(20)
    answer = head.post(f"{URL}publish/", ASKED, follow=True)
    assert "This period was published before and keeps that figure" in text(answer)
    assert PublishedFigure.objects.get().value == 0.75
    head.post(f"{URL}publish/", ASKED | {"queue": "Billing"})
    assert PublishedFigure.objects.filter(narrowed="queue=Billing").get().value == 0.5
    assert ", published on" not in text(head.get(URL, ASKED | {"reason": "bill"}))


def test_another_version_of_the_definition_is_not_compared(client_of, load):
    head = client_of("head")
    head.post(f"{URL}publish/", ASKED)
    PublishedFigure.objects.update(definition="csat@0")  # as an earlier version wrote it
    page = text(head.get(URL, ASKED))
    assert "published on" in page
    assert "by csat@0, which the period keeps. The page follows csat@1" in page


def test_a_period_that_is_not_over_is_not_published(client_of, load):
    asked = ASKED | {"until": str(LAST - timedelta(days=2)), "step": "month", "weeks": "26"}
    answer = client_of("head").post(f"{URL}publish/", asked, follow=True)
    assert not PublishedFigure.objects.exists()
    assert "The period is not over" in text(answer)


def test_a_week_whose_friday_is_not_loaded_is_not_over_whatever_is_asked(client_of, monkeypatch):
    rows = answers("a", 30, 40)  # on Thursday
    for number, row in enumerate(answers("b", 30, 40)):  # on Friday of the week before
        rows.append(row | on(LAST - timedelta(days=9), 600 + number))
    found = PageLake({"survey_response": rows}, rolled=True)
    monkeypatch.setattr(queries, "facts", lambda: found)
    asked = ASKED | {"until": str(LAST + timedelta(days=14))}
    answer = client_of("head").post(f"{URL}publish/", asked, follow=True)
    assert "The period is not over" in text(answer)
    assert not PublishedFigure.objects.exists()


@pytest.mark.parametrize("role", ["lead", "exec"])
def test_others_read_the_book_and_write_nothing(client_of, load, role):
    client = client_of(role)
    assert "Publish 75.0 %" not in text(client.get(URL, ASKED))
    assert client.post(f"{URL}publish/", ASKED).status_code == 403
    assert not PublishedFigure.objects.exists()


def test_a_question_that_cannot_be_asked_publishes_nothing(client_of, load):
    answer = client_of("head").post(f"{URL}publish/", ASKED | {"queue": "Nowhere"})
    assert answer.status_code == 422
    assert "none of the choices" in text(answer)


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        (Published("csat@1", 0.8, 100), NOW, "same"),
        (Published("csat@1", 0.8 + 1e-12, 100), NOW, "same"),  # the same rows in another order
        (Published("csat@1", 0.81, 100), NOW, "restated"),
        (Published("csat@1", 0.8, 99), NOW, "restated"),
        (Published("csat@2", 0.8, 100), NOW, "redefined"),
        (Published("csat@1", 0.8, 100), replace(NOW, value=None), "gone"),
        (Published("csat@1", 0.8, 100), replace(NOW, definition="csat@1: from interval reports"), "same"),
    ],
)  # fmt: skip
def test_how_a_published_figure_stands(then, now, found):
    assert standing(then, now) == found
