"""Who reads private records of others leaves an entry, and each of them sees it."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fiftytwo.web.audit.models import Entry
from fiftytwo.web.audit.queries import about
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.files.actions import export_people
from fiftytwo.web.people.models import Absence, AgentLogin, Contract, Person

PEOPLE = "/settings/people/"
FILE = """key,name,hours,logins
yusuf,Yusuf Demir,30,yusuf.demir
chloe,Chloé Lambert,38,c.lambert
ines,Inès Moreau,38,
"""


def reads(person: Person) -> list[str]:
    """The areas of a person that others read, newest first."""
    return [entry.action.removeprefix("read.") for entry in about(person.pk, reads=True)]


def post_file(client, text: str):
    file = SimpleUploadedFile("people.csv", text.encode())
    return client.post(f"{PEOPLE}import/", {"file": file, "first": "2026-11-23"})


def test_the_file_of_everybody_is_seen_by_everybody_in_it(client_of, company):
    answer = client_of("planner").get(f"{PEOPLE}export/")
    assert b"yusuf.demir" in answer.content
    assert sorted(reads(company["yusuf"])) == ["agent_link", "working_time"]
    assert reads(company["joris"]) == ["working_time"]  # has no login
    page = html.unescape(client_of("rep").get("/account/records/").content.decode())
    assert "Mateo Rossi" in page
    assert "Logins in the sources" in page


def test_the_file_of_150_people_takes_few_queries_and_two_entries(
    client_of, company, django_assert_max_num_queries
):
    rows = Person.objects.bulk_create(Person(key=f"p{n}", name=f"P {n}") for n in range(150))
    Contract.objects.bulk_create(Contract(person=row) for row in rows)
    AgentLogin.objects.bulk_create(
        AgentLogin(person=row, login=row.key, agent=f"rep-{row.key}") for row in rows
    )
    client = client_of("hr")
    client.get("/account/")  # marks the session, once in five minutes
    before = Entry.objects.count()
    with django_assert_max_num_queries(36):
        client.get(f"{PEOPLE}export/")
    assert Entry.objects.count() == before + 2
    assert len(reads(rows[149])) == 2


def test_a_dry_run_that_shows_hours_and_logins_is_a_read_of_them(client_of, company):
    assert post_file(client_of("planner"), FILE).status_code == 200
    assert reads(company["yusuf"]) == ["working_time"]
    assert reads(company["chloe"]) == ["agent_link"]  # 38 hours as before, another login
    assert reads(company["leila"]) == []


def test_a_refused_line_that_says_whose_a_login_is_is_a_read_of_that_person(client_of, company):
    answer = post_file(client_of("planner"), "key,name,logins\nnew,New,yusuf.demir\n")
    assert answer.status_code == 422
    assert reads(company["yusuf"]) == ["agent_link"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("planner", ["working_time"]),
        ("lead", ["working_time"]),
        ("hr", ["absence_reason", "working_time"]),
    ],
)
def test_days_away_of_somebody_are_a_read_and_the_kind_is_one_of_its_own(
    client_of, company, role, expected
):
    row = Absence.objects.get()
    answer = client_of(role).get(f"{PEOPLE}absences/{row.pk}/")
    assert ("kind" in answer.context["form"].fields) == (role == "hr")
    assert reads(company["yusuf"]) == expected


def test_the_page_of_a_person_notes_what_it_shows(client_of, company):
    today = date.today()
    change_absence(company["yusuf"], None, first=today, last=today, kind="sick")
    client_of("lead").get(f"{PEOPLE}{company['yusuf'].pk}/")
    assert reads(company["yusuf"]) == ["working_time"]
    client_of("head").get(f"{PEOPLE}{company['yusuf'].pk}/")
    assert reads(company["yusuf"]) == ["agent_link", "working_time"]
    client_of("hr").get(f"{PEOPLE}{company['yusuf'].pk}/")
    assert reads(company["yusuf"])[:3] == ["agent_link", "absence_reason", "working_time"]


def test_the_page_of_agents_names_all_who_are_linked(client_of, company):
    client_of("planner").get("/settings/agents/")
    assert reads(company["yusuf"]) == ["agent_link"]
    assert reads(company["chloe"]) == ["agent_link"]
    assert reads(company["joris"]) == []


def test_the_command_that_writes_everybody_is_seen_too(company):
    export_people(by=None)
    assert sorted(reads(company["yusuf"])) == ["agent_link", "working_time"]
