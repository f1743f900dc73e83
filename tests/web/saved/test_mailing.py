"""Views by mail, through a real SMTP server."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.pagelake import busy_lake

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.saved import jobs
from fiftytwo.web.saved.actions import change_view
from fiftytwo.web.saved.jobs import last_due, send_due
from fiftytwo.web.saved.models import Mail, SavedView

MONDAY = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)  # 7:30 in Brussels
QUERY = "measure=service_level&weeks=4&step=week&by=queue"


@pytest.fixture
def view(users, monkeypatch):
    lake = busy_lake(weeks=6)
    monkeypatch.setattr(jobs, "facts", lambda: lake)
    users["head"].email = "nadia@example.com"
    users["head"].save()
    made = SavedView.objects.create(owner=users["head"], name="Mondays", query=QUERY, mail="week")
    SavedView.objects.update(made_at=MONDAY - timedelta(days=3))
    made.refresh_from_db()
    return made


def test_a_view_comes_on_monday_morning_once(box, view):
    assert send_due(MONDAY - timedelta(hours=1)) == 0
    assert send_due(MONDAY) == 1
    assert send_due(MONDAY + timedelta(hours=1)) == 0
    assert send_due(MONDAY + timedelta(days=6)) == 0
    assert send_due(MONDAY + timedelta(days=7)) == 1
    (to, mail), _next = box.mails
    assert to == ["nadia@example.com"]
    assert "Mondays" not in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()
    assert "Billing: " in text
    assert f"https://ops.example.com/service/views/{view.pk}/" in text
    (file,) = mail.iter_attachments()
    rows = list(csv.DictReader(io.StringIO(file.get_content())))
    assert {row["queue"] for row in rows} == {"", "Billing", "Chat", "Fibre"}
    assert all(0 <= float(row["service_level"]) <= 1 for row in rows)


def test_it_speaks_the_language_of_its_owner(box, view, users):
    users["head"].language = "de"
    users["head"].save()
    assert send_due(MONDAY) == 1
    text = box.mails[0][1].get_body(("plain",)).get_content()
    assert "Alle zusammen" in text


def test_a_mail_that_is_refused_is_tried_again(box, view):
    box.answer = "451 later"
    assert send_due(MONDAY) == 0
    box.answer = "250 OK"
    assert send_due(MONDAY + timedelta(hours=1)) == 1


def test_who_no_longer_may_see_measures_gets_none(box, view):
    rep = add_user("former", "Former Planner", [Role.REP])
    rep.email = "former@example.com"
    rep.save()
    SavedView.objects.update(owner=rep)
    assert send_due(MONDAY) == 0
    assert box.mails == []


def test_a_question_that_nobody_understands_any_more_is_said(box, view):
    SavedView.objects.update(query="measure=offered&queue=Gone")
    assert send_due(MONDAY) == 1
    (_to, mail) = box.mails[0]
    assert "no longer loaded" in mail.get_body(("plain",)).get_content()
    assert list(mail.iter_attachments()) == []


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([Mail.WEEK, Mail.MONTH]),
)
def test_due_times_are_mondays_or_firsts_at_seven_and_none_lies_between(now, mail):
    due = last_due(mail, now)
    assert due <= now
    assert (due.hour, due.minute) == (7, 0)
    following = last_due(mail, now + timedelta(days=32))
    if mail == Mail.WEEK:
        assert due.weekday() == 0
        assert now - due < timedelta(days=7)
    else:
        assert due.day == 1
        assert (now.year * 12 + now.month) - (due.year * 12 + due.month) in (0, 1)
    assert following > due
    assert last_due(mail, due) == due
    assert date.fromordinal(due.toordinal()) == due.date()


def test_mail_asked_for_on_a_wednesday_comes_first_on_the_next_monday(box, view, users):
    wednesday = MONDAY + timedelta(days=2)
    SavedView.objects.update(mail=Mail.NEVER)
    view.refresh_from_db()
    change_view(view, is_shared=False, mail=Mail.WEEK, by=users["head"])
    SavedView.objects.update(mail_since=wednesday)
    assert send_due(wednesday + timedelta(hours=1)) == 0
    assert send_due(MONDAY + timedelta(days=7)) == 1


def test_a_view_that_cannot_be_made_does_not_keep_the_others(box, view, users, monkeypatch):
    SavedView.objects.create(owner=users["head"], name="Second", query=QUERY, mail="week")
    SavedView.objects.update(made_at=MONDAY - timedelta(days=3))
    sent = jobs.send_view

    def broken(one, *rest, **more):
        if one.pk == view.pk:
            raise InputError("the lake is being restored")
        sent(one, *rest, **more)

    monkeypatch.setattr(jobs, "send_view", broken)
    assert send_due(MONDAY) == 1
