"""The notice centre: who is told what, what no notice says, and that only POST changes anything."""

import html
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from fiftytwo.base.errors import BrokenError
from fiftytwo.web.accounts.actions import give_role, invite, join, take_role
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.actions import record_read
from fiftytwo.web.jobs import actions as jobs
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.jobs.queries import last_done
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.post.mail import letter_text
from fiftytwo.web.privacy.actions import delete_due, erase_person, note_export, tell_of_reads
from fiftytwo.web.signin.actions import forget_factors


def told(user) -> list[str]:
    return list(Notice.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def test_no_notice_can_hold_anything_of_anybody():
    """A sentence without a hole says the same of everybody."""
    for kind in KINDS.values():
        for words in (kind.sentence, kind.title):
            assert not set("{%}0123456789") & set(str(words)), kind.name


def test_a_letter_says_no_name_and_no_id(users):
    rows = [Notice(to=users["rep"], kind=name, about="4711-secret") for name in KINDS]
    for part in letter_text(rows, "en"):
        for private in ("4711", "secret", "Yusuf", "Demir", "yusuf"):
            assert private not in part


def test_every_kind_opens_a_page(users):
    about = {"job": "00000000-0000-4000-8000-000000000000"}
    for kind in KINDS.values():
        assert kind.address(about.get(kind.page, "2026-11-23")).startswith("/")


def test_an_unknown_kind_and_a_missing_transaction_are_refused(users):
    with pytest.raises(BrokenError, match="declare it"):
        tell("gossip", [users["rep"].pk])


def test_a_notice_needs_a_transaction(users, monkeypatch):
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr("fiftytwo.web.notices.actions.connection", outside)
    with pytest.raises(BrokenError, match="transaction"):
        tell("role_given", [users["rep"].pk])


def test_a_second_unread_one_of_the_same_is_not_left(users):
    rep = users["rep"]
    assert tell("week_published", [rep.pk], about="2026-11-23") == 1
    assert tell("week_published", [rep.pk], about="2026-11-23") == 0
    assert tell("week_published", [rep.pk], about="2026-11-30") == 1


def test_reads_are_told_since_the_last_run_that_was_done(users):
    Job.objects.create(kind="schedule.reads", title="T", state="failed", started_at=timezone.now())
    known = {"kind": "schedule.reads", "title": "T", "state": "done"}
    long_ago, just_now = timezone.now() - timedelta(days=5), timezone.now()
    Job.objects.create(started_at=long_ago, **known)
    assert last_done("schedule.reads") == long_ago
    Job.objects.create(started_at=just_now, **known)
    assert last_done("schedule.reads") == just_now


def test_an_export_by_somebody_else_is_told(users, company):
    note_export(company["yusuf"], by=users["rep"])
    assert told(users["rep"]) == []
    note_export(company["yusuf"], by=users["hr"])
    assert told(users["rep"]) == ["records_read"]


def test_every_change_of_signing_in_is_told(users):
    for _time in range(2):
        tell("factor_added", [users["rep"].pk])
    assert Notice.objects.filter(kind="factor_added", to=users["rep"]).count() == 2


def test_coming_in_by_a_link_is_told(users):
    join(invite(users["rep"], by=users["head"]), "a-long-enough-word-of-mine")
    assert Notice.objects.filter(kind="password_changed", to=users["rep"]).count() == 1


def test_what_goes_back_leaves_no_notice(users):
    @transaction.atomic
    def broken():
        give_role(users["rep"], Role.MENTOR)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert told(users["rep"]) == []


def test_roles_given_and_taken_are_told_to_who_has_them(users):
    grant = give_role(users["rep"], Role.MENTOR, first=timezone.localdate() - timedelta(days=3))
    take_role(grant, by=users["head"])
    assert told(users["rep"]) == ["role_given", "role_taken"]
    assert told(users["head"]) == []


def test_failed_work_is_told_to_who_started_it_else_to_heads(users):
    own = Job.objects.create(kind="test", title="T", by=users["planner"])
    jobs.fail(own.pk, "no")
    jobs.fail(Job.objects.create(kind="test", title="T").pk, "no")
    assert told(users["planner"]) == ["job_failed"]
    assert told(users["head"]) == ["job_failed"]


def test_who_was_read_about_is_told_once_a_night(users, company):
    since = timezone.now() - timedelta(days=1)
    with transaction.atomic():
        for _again in range(3):
            record_read("hours", by=users["lead"], whose=[company["yusuf"].pk], purpose="planning")
    assert told(users["rep"]) == []
    tell_of_reads(since)
    tell_of_reads(since)
    assert told(users["rep"]) == ["records_read"]
    assert told(users["lead"]) == []


def test_factors_taken_away_are_told(users):
    forget_factors(users["rep"], by=users["head"])
    assert told(users["rep"]) == ["factor_removed"]


def test_notices_go_after_three_months_and_the_administrator_is_told(users):
    with transaction.atomic():
        tell("role_given", [users["rep"].pk])
    Notice.objects.update(created_at=timezone.now() - timedelta(days=120))
    assert delete_due()["notices.Notice"] == 1
    assert told(users["rep"]) == []
    assert told(users["admin"]) == ["records_deleted"]


def test_erasing_a_person_takes_the_notices(users, company):
    tell("role_given", [users["rep"].pk])
    company["yusuf"].left = date(2026, 1, 1)
    company["yusuf"].save()
    erase_person(company["yusuf"], by=users["hr"])
    assert not Notice.objects.filter(to=users["rep"]).exists()


def test_the_bell_counts_and_the_page_lists_unread_first(client_of, users):
    rep, client = users["rep"], client_of("rep")
    assert "unread" not in text(client.get("/account/"))
    tell("role_given", [rep.pk])
    Notice.objects.update(read_at=timezone.now())
    tell("role_taken", [rep.pk])
    assert "<b>1</b>" in text(client.get("/account/"))
    page = text(client.get("/notices/"))
    assert page.index("taken from you") < page.index("given to you")


def test_looking_marks_nothing_opening_marks_one(client_of, users):
    rep, client = users["rep"], client_of("rep")
    tell("role_given", [rep.pk])
    notice = Notice.objects.get()
    client.get("/notices/")
    assert client.get(f"/notices/{notice.pk}/read/").status_code == 405
    assert Notice.objects.get().read_at is None
    answer = client.post(f"/notices/{notice.pk}/read/", {"open": "1"})
    assert answer["Location"] == "/account/"
    first = Notice.objects.get().read_at
    client.post(f"/notices/{notice.pk}/read/")
    assert Notice.objects.get().read_at == first


def test_all_read_are_ones_own(client_of, users):
    tell("role_given", [users["rep"].pk, users["lead"].pk])
    client_of("rep").post("/notices/read/")
    assert list(Notice.objects.filter(read_at=None).values_list("to", flat=True)) == [
        users["lead"].pk
    ]


def test_the_language_is_kept_with_the_account(client_of, users):
    client_of("rep").post("/language/", {"language": "de"})
    users["rep"].refresh_from_db()
    assert users["rep"].language == "de"
    client_of("rep").post("/language/", {"language": "xx"})
    users["rep"].refresh_from_db()
    assert users["rep"].language == "de"
