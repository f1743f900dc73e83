"""Two tabs, or two people: the second that saves is told what the first has changed."""

import html
import re
from datetime import date

import pytest

from fiftytwo.web.agreements.queries import switches
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import AbsenceKind, Person, Site, Team
from fiftytwo.web.versions import version_of

PEOPLE = "/settings/people/"


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def shown(page: str) -> dict[str, str]:
    """Return the fields of the page's own form, as a browser would send them."""
    form = re.search(r'<form class="form[^>]*>(.*?)</form>', page, re.S)[1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given["name"] != "csrfmiddlewaretoken" and (
            given.get("type") != "checkbox" or " checked" in tag
        ):
            found[given["name"]] = given.get("value", "on" if " checked" in tag else "")
    for name, inside in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = inside.strip()
    return found


def forms(company) -> dict[str, tuple[str, str, dict, dict]]:
    """Address of each form that changes a row → role, what the first types, what the second types."""
    yusuf, canal, site = company["yusuf"], Team.objects.get(name="Canal"), Site.objects.get()
    day = date(2026, 12, 1)
    away = change_absence(company["chloe"], None, first=day, last=day, kind="leave")
    harbour = str(Team.objects.get(name="Harbour").pk)
    return {
        f"{PEOPLE}{yusuf.pk}/change/": ("hr", {"email": "y@linden.example"}, {"name": "Yusuf D."}),
        f"{PEOPLE}{yusuf.pk}/contract/": ("hr", {"hours": "30"}, {"max_days": "4"}),
        f"{PEOPLE}{yusuf.pk}/team/": ("hr", {"team": harbour}, {"first": "2026-12-01"}),
        f"{PEOPLE}{yusuf.pk}/end/": ("hr", {"left": "2027-01-31"}, {"left": "2027-03-31"}),
        f"{PEOPLE}absences/{away.pk}/": ("hr", {"kind": "sick"}, {"last": "2026-12-02"}),
        f"/settings/teams/{canal.pk}/": ("hr", {"name": "Quay"}, {"name": "Pier"}),
        f"/settings/teams/{canal.pk}/lead/": (
            "head", {"lead": str(company["leila"].pk)}, {"lead": str(company["yusuf"].pk)},
        ),
        f"/settings/sites/{site.pk}/": ("head", {"zone": "Europe/Paris"}, {"name": "Gent"}),
        "/settings/absence-kinds/leave/": ("head", {"name": "Holiday"}, {"is_paid": ""}),
        "/settings/privacy/area/feedback/": ("head", {"keep_months": "6"}, {"purpose_text": "talks"}),
    }  # fmt: skip


NAMES = [
    "person", "contract", "move", "end", "absence", "team", "lead", "site", "kind", "area",
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(NAMES)), ids=NAMES)
def test_the_second_tab_is_told_what_the_first_has_changed(client_of, company, at):
    url, (role, first, second) = list(forms(company).items())[at]
    client = client_of(role)
    page = shown(text(client.get(url)))
    assert page["version"]
    assert client.post(url, page | first).status_code == 302
    entries = Entry.objects.exclude(action__startswith="read.").count()
    answer = client.post(url, page | second)
    assert answer.status_code == 409
    said = text(answer)
    assert 'data-code="STALE_VERSION"' in said
    assert "Somebody changed this after you opened it" in said
    assert "is now “" in said
    again = shown(said)
    assert {name: again.get(name, "") for name in second} == second, "what was typed is kept"
    assert Entry.objects.exclude(action__startswith="read.").count() == entries, "nothing was saved"
    assert client.post(url, again).status_code == 302, "saved once more it replaces what it saw"


@pytest.mark.parametrize("at", range(len(NAMES)), ids=NAMES)
def test_a_form_that_nobody_changed_is_saved(client_of, company, at):
    url, (role, first, second) = list(forms(company).items())[at]
    client = client_of(role)
    assert client.post(url, shown(text(client.get(url))) | first).status_code == 302
    assert client.post(url, shown(text(client.get(url))) | second).status_code == 302


def test_the_mail_address_that_the_first_tab_entered_stays(client_of, company):
    client, url = client_of("hr"), f"{PEOPLE}{company['yusuf'].pk}/change/"
    one = two = shown(text(client.get(url)))
    client.post(url, one | {"email": "y@linden.example"})
    said = text(client.post(url, two | {"name": "Yusuf D."}))
    assert "E-mail is now “y@linden.example”" in said
    again = shown(said)
    assert (again["name"], again["email"]) == ("Yusuf D.", "y@linden.example")
    assert client.post(url, again).status_code == 302
    row = Person.objects.get(key="yusuf")
    assert (row.name, row.email) == ("Yusuf D.", "y@linden.example"), "both are kept"
    german = client.post(url, two, headers={"accept-language": "de"})
    assert "Jemand hat das geändert" in text(german)


def test_what_both_have_typed_is_decided_by_who_is_told(client_of, company):
    client, url = client_of("hr"), f"{PEOPLE}{company['yusuf'].pk}/change/"
    page = shown(text(client.get(url)))
    client.post(url, page | {"name": "Yusuf One"})
    again = shown(text(client.post(url, page | {"name": "Yusuf Two"})))
    assert again["name"] == "Yusuf Two"
    assert client.post(url, again).status_code == 302
    assert Person.objects.get(key="yusuf").name == "Yusuf Two"


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_tick_that_nobody_touched_is_as_it_is_now(client_of, company, is_paid):
    client, url = client_of("head"), "/settings/absence-kinds/leave/"
    AbsenceKind.objects.filter(pk="leave").update(is_paid=is_paid)
    page = shown(text(client.get(url)))
    AbsenceKind.objects.filter(pk="leave").update(is_paid=not is_paid)
    again = shown(text(client.post(url, page | {"name": "Holiday"})))
    assert client.post(url, again).status_code == 302
    row = AbsenceKind.objects.get(pk="leave")
    assert (row.name, row.is_paid) == ("Holiday", not is_paid)


def test_a_refused_form_keeps_the_version_that_it_was_filled_in_from(client_of, company):
    client, url = client_of("hr"), f"{PEOPLE}{company['yusuf'].pk}/change/"
    page = shown(text(client.get(url)))
    Person.objects.filter(key="yusuf").update(email="new@linden.example")
    refused = client.post(url, page | {"name": ""})
    assert refused.status_code == 422
    assert client.post(url, shown(text(refused)) | {"name": "Y"}).status_code == 409


@pytest.mark.parametrize("version", ["", "x", "name:0 email:1", "joined:zz" * 500, "\x00"])
def test_a_version_that_is_none_of_ours_is_an_old_one(client_of, company, version):
    url = f"{PEOPLE}{company['yusuf'].pk}/change/"
    given = {"name": "Other", "email": "", "joined": "", "version": version}
    assert client_of("hr").post(url, given).status_code == 409
    assert Person.objects.get(key="yusuf").name == "Yusuf Demir"


def test_a_version_tells_nothing_of_what_it_stands_for(company):
    assert "linden" not in version_of({"email": "y@linden.example"}, ["email"])
    assert version_of({"site": 1}, ["site"]) != version_of({"site": 2}, ["site"])
    assert version_of({"kind": AbsenceKind(code="a")}, ["kind"]) == version_of(
        {"kind": "a"}, ["kind"]
    )


def test_an_area_of_p4_has_a_version_too(client_of):
    client, url = client_of("head"), "/settings/privacy/area/voice/"
    page = shown(text(client.get(url)))
    given = {
        "enabled": "on",
        "purpose_text": "x",
        "agreed_on": "2026-01-05",
        "agreed_with": "council",
    }
    assert client.post(url, page | given).status_code == 302
    assert client.post(url, page).status_code == 409
    assert switches()["voice"].enabled
