"""Settings → Privacy, Settings → Audit, and who looked at one's own records."""

import html
import json
from datetime import date

import pytest

from fiftytwo.privacy.catalogue import AREAS, ROLES
from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.switch import Switch
from fiftytwo.web.agreements.actions import set_area
from fiftytwo.web.agreements.models import AreaChoice
from fiftytwo.web.agreements.queries import area_runs
from fiftytwo.web.audit.actions import record, record_read
from fiftytwo.web.audit.models import Actor, Entry
from fiftytwo.web.people.models import Absence, Person
from fiftytwo.web.privacy.models import LegalHold

AGREED = {
    "enabled": "on",
    "requires_agreement": "on",
    "purpose_text": "better leaders",
    "data_catalogue": "answers",
    "agreed_on": "2026-01-05",
    "agreed_with": "works council",
    "keep_months": "12",
}


def text(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("role", ["head", "hr", "lead", "rep", "worker_rep", "admin"])
def test_everybody_reads_the_rules_and_only_the_head_finds_how_to_change_them(client_of, role):
    page = text(client_of(role).get("/settings/privacy/"))
    for area in AREAS.values():
        assert area.title in page
    for name, title in ROLES.items():
        if name != "admin":  # has no right to any content, so it stands nowhere in the table
            assert title in page
    assert ("/settings/privacy/area/voice/" in page) == (role in ("head", "hr"))


def test_an_agreement_is_entered_and_the_area_starts(client_of):
    client = client_of("head")
    assert not area_runs("voice")
    answer = client.post("/settings/privacy/area/voice/", AGREED)
    assert answer.status_code == 302
    assert area_runs("voice")
    page = text(client.get("/settings/privacy/"))
    assert "works council" in page
    assert "better leaders" in page
    assert Entry.objects.first().action == "privacy.switch"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"agreed_on": "", "agreed_with": ""}, "needs an agreement"),
        ({"agreed_on": ""}, "enter both or neither"),
        ({"agreed_on": "2999-01-01"}, "lies ahead"),
        ({"agreed_on": "31 February"}, "Enter a valid date"),
        ({"keep_months": "ten"}, "Enter a whole number"),
        ({"keep_months": "0"}, "1 to 120"),
        ({"purpose_text": ""}, "say what the area is for"),
    ],
)
def test_half_an_agreement_is_refused_and_nothing_is_kept(client_of, change, sentence):
    answer = client_of("head").post("/settings/privacy/area/voice/", AGREED | change)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not AreaChoice.objects.exists()


def test_the_head_alone_cannot_lift_the_agreement_of_a_health_area(client_of, users):
    client, url = client_of("head"), "/settings/privacy/area/strain/"
    page = text(client.get(url))
    assert 'name="requires_agreement"' not in page
    assert "never runs without an agreement" in page
    bare = {"enabled": "on", "purpose_text": "rest", "data_catalogue": "answers"}
    answer = client.post(url, bare)  # no tick, no agreement
    assert answer.status_code == 422
    assert "needs an agreement" in text(answer)
    with pytest.raises(RuleError, match="never runs without"):
        set_area(Switch("strain", True, "rest", "answers"), keep_months=None, by=users["head"])
    assert not area_runs("strain")
    AreaChoice.objects.create(area="strain", enabled=True, requires_agreement=False)  # of old
    assert not area_runs("strain")


def test_a_site_may_ask_for_an_agreement_elsewhere_and_do_without_again(client_of):
    client, url = client_of("head"), "/settings/privacy/area/feedback/"
    assert 'name="requires_agreement"' in text(client.get(url))
    for tick in ({"requires_agreement": "on"}, {}):
        off = {"purpose_text": "talks", "data_catalogue": "notes"} | tick
        assert client.post(url, off).status_code == 302
        assert AreaChoice.objects.get().requires_agreement == bool(tick)


def test_an_area_that_does_not_exist_is_not_found(client_of):
    assert client_of("head").get("/settings/privacy/area/moon/").status_code == 404


def test_what_is_due_is_shown_before_it_is_deleted(client_of, company):
    Absence.objects.create(
        person=company["chloe"], first=date(2020, 1, 1), last=date(2020, 1, 2), kind_id="sick"
    )
    client = client_of("head")
    page = text(client.get("/settings/privacy/due/"))
    assert "Days away" in page
    assert Absence.objects.filter(last__year=2020).exists()
    page = text(client.post("/settings/privacy/due/", follow=True))
    assert "1 records" in page
    assert not Absence.objects.filter(last__year=2020).exists()


def test_a_hold_is_set_shown_and_lifted(client_of, company):
    client = client_of("head")
    assert client.post("/settings/privacy/holds/", {"reason": " "}).status_code == 422
    client.post("/settings/privacy/holds/", {"person": company["chloe"].pk, "reason": "case 7"})
    hold = LegalHold.objects.get()
    assert "case 7" in text(client.get("/settings/privacy/holds/"))
    assert "One legal hold" in text(client_of("rep").get("/settings/privacy/"))
    client.post(f"/settings/privacy/holds/{hold.pk}/lift/")
    assert "lifted" in text(client.get("/settings/privacy/holds/"))
    assert client.post("/settings/privacy/holds/99/lift/").status_code == 404


def test_the_audit_says_what_and_by_which_account_and_neither_name_nor_content(
    client_of, users, company
):
    record("people.add", by=users["head"], whose=[company["yusuf"].pk], after={"secret": "sick"})
    record_read("own_measure", by=users["lead"], whose=[company["yusuf"].pk], purpose="operation")
    page = text(client_of("head").get("/settings/audit/"))
    lead = Actor.objects.get(user=users["lead"]).pseudonym
    assert f"<td>account {lead[:8]}</td>" in page
    assert "<td>you</td>" in page
    assert "read: A person's own figures" in page
    for word in ("secret", "sick", "Yusuf", users["lead"].name):
        assert word not in page


def test_the_audit_stands_newest_first(client_of, users, company):
    record("plans.keep", by=users["planner"])
    record("jobs.start", by=users["head"])
    page = text(client_of("head").get("/settings/audit/"))
    assert page.index('<th scope="row">started background work') < page.index(
        '<th scope="row">kept a week plan'
    )


def test_the_audit_is_filtered_and_paged(client_of, users):
    for _ in range(60):
        record("plans.keep", by=users["planner"])
    client = client_of("head")
    page = text(client.get("/settings/audit/?action=plans.keep"))
    assert page.count("kept a week plan") == 51  # fifty lines and the filter's own choice
    second = text(client.get("/settings/audit/?action=plans.keep&page=2"))
    assert second.count("kept a week plan") == 11
    assert "No entry" in text(client.get("/settings/audit/?last=2020-01-01"))
    for bad in ("action=x", "actor=x", "first=soon", "page=0", "first=2026-02-02&last=2026-02-01"):
        assert client.get(f"/settings/audit/?{bad}").status_code == 422
    of_planner = Actor.objects.get(user=users["planner"]).pseudonym
    assert "kept a week plan" in text(client.get(f"/settings/audit/?actor={of_planner}"))


def test_counts_hold_no_names(client_of, users, company):
    record_read("own_measure", by=users["lead"], whose=[company["yusuf"].pk], purpose="operation")
    page = text(client_of("head").get("/settings/audit/counts/"))
    assert "read: A person's own figures" in page
    assert "Joris" not in page


@pytest.mark.parametrize("role", ["worker_rep", "head", "admin", "rep", "hr"])
def test_who_may_read_the_counts_finds_the_way_there(client_of, role):
    page = text(client_of(role).get("/settings/privacy/"))
    # the way of the page itself, and that of the places beside it
    assert page.count('href="/settings/audit/counts/"') == (
        2 if role in ("worker_rep", "head", "admin") else 0
    )


def test_a_workers_representative_is_led_back_from_the_counts_to_where_that_role_may_be(client_of):
    page = text(client_of("worker_rep").get("/settings/audit/counts/"))
    assert 'href="/settings/privacy/"' in page
    assert 'href="/settings/audit/"' not in page


def test_a_person_sees_reads_and_changes_about_oneself_only(client_of, users, company):
    for key in ("yusuf", "chloe"):
        record_read("own_measure", by=users["head"], whose=[company[key].pk], purpose="operation")
    client = client_of("rep")
    assert text(client.get("/account/records/")).count("Nadia Verhoeven") == 1
    assert "added people" in text(client.get("/account/records/?kind=changes"))
    assert "belongs to no person" in text(client_of("planner").get("/account/records/"))


def test_everything_about_oneself_comes_as_a_file(client_of, company):
    client = client_of("rep")
    answer = client.post("/account/records/json/")
    found = json.loads(answer.getvalue())
    assert found["key"] == "yusuf"
    assert "yusuf" not in answer["Content-Disposition"]
    page = client.post("/account/records/html/")
    assert "Yusuf Demir" in text(page)
    assert "Chloé" not in text(page)
    assert client.get("/account/records/json/").status_code == 405
    assert client.post("/account/records/exe/").status_code == 404


def test_tables_of_a_person_are_counted_in_few_queries(
    client_of, company, django_assert_max_num_queries
):
    client = client_of("hr")
    client.get("/account/")  # marks the session, once in five minutes
    with django_assert_max_num_queries(12):
        page = text(client.get("/settings/privacy/people/yusuf/"))
    assert "Days away" in page
    assert "Files uploaded" not in page  # none


def test_export_of_somebody_else_is_seen_by_that_person(client_of, company):
    assert client_of("hr").post("/settings/privacy/people/yusuf/json/").status_code == 200
    page = text(client_of("rep").get("/account/records/?kind=changes"))
    assert "exported the records of a person" in page


def test_erasing_asks_for_the_key_and_for_a_last_day(client_of, company):
    client = client_of("hr")
    url = "/settings/privacy/people/chloe/erase/"
    answer = client.post(url, {"typed": "yusuf"})
    assert answer.status_code == 422
    assert "Type chloe" in text(answer)
    assert "still works here" in text(client.post(url, {"typed": "chloe"}))
    assert Person.objects.filter(name="Chloé Lambert").exists()
    Person.objects.filter(key="chloe").update(left=date(2026, 1, 1))
    assert client.post(url, {"typed": "chloe"}).status_code == 302
    assert not Person.objects.filter(name="Chloé Lambert").exists()
    assert client.get("/settings/privacy/people/chloe/").status_code == 404
