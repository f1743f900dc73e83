"""People as a CSV file: judged whole, loaded whole, the same again after a round trip."""

import csv
import io
import json
from datetime import date

import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.people.files.actions import apply_file, judge_file
from fiftytwo.web.people.files.queries import people_table
from fiftytwo.web.people.files.table import read_table, write_table
from fiftytwo.web.people.models import AgentLogin, Person, Site, Team
from fiftytwo.web.people.queries import roster_people

LIST = "/settings/people/"
MONDAY = date(2026, 11, 23)
FILE = """key,name,site,team,pool,hours,max_days,shifts,available,joined,logins
yusuf,Yusuf Demir,Ghent,Canal,Billing,30,4,8,Mon-Thu 08:00-18:00,,yusuf.demir
ines,Inès Moreau,Ghent,Orchard,Billing,38,5,8 6:30,,2026-11-23,ines|i.moreau
"""


def load(text, workspace, first=MONDAY):
    raw = text.encode() if isinstance(text, str) else text
    return apply_file(raw, first=first, zone="Europe/Brussels", hash_key=workspace.hash_key)


def test_a_dry_run_says_what_would_change_and_changes_nothing(company):
    before = people_table(MONDAY)
    changes = judge_file(FILE.encode())
    assert [c.key for c in changes.added] == ["ines"]
    assert changes.new_teams == (("Orchard", "Ghent"),)
    assert {name: (a, b) for name, a, b in changes.changed[0].words} == {
        "hours": ("38", "30"),
        "max_days": ("5", "4"),
        "available": ("", "Mon-Thu 08:00-18:00"),
    }
    assert (changes.unchanged, changes.elsewhere) == (0, 3)
    assert people_table(MONDAY) == before
    assert not Team.objects.filter(name="Orchard").exists()


def test_a_load_holds_from_its_day(company, workspace):
    load(FILE, workspace)
    people = {p.person_id: p for p in roster_people(MONDAY, 7)}
    assert people["yusuf"].contract_minutes == 1800
    assert (people["ines"].team, people["ines"].shift_minutes) == ("Orchard", (480, 390))
    earlier = {p.person_id: p for p in roster_people(date(2026, 11, 16), 7)}
    assert earlier["yusuf"].contract_minutes == 2280
    assert "ines" not in earlier
    assert AgentLogin.objects.filter(person__key="ines").count() == 2
    again = load(FILE, workspace)
    assert again.is_nothing
    assert again.unchanged == 2


def test_export_then_import_changes_nothing(company, workspace):
    load(FILE + "odd,=cmd|' /C calc'!A0,,,,,,,,,\n", workspace)
    text = write_table(people_table(MONDAY).values())
    assert "'=cmd" in text
    changes = load(text, workspace)
    assert changes.is_nothing
    assert changes.unchanged == 6


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("yusuf,,,,,,,,,,", "name"),
        ("y u,Y,,,,,,,,,", "key"),
        ("new,New,,Nowhere,,,,,,,", "team"),
        ("new,New,Bruges,Canal,,,,,,,", "site"),
        ("new,New,Bruges,,,,,,,,", "team"),
        ("new,New,,,,ten,,,,,", "hours"),
        ("new,New,,,,200,,,,,", "hours"),
        ("new,New,,,,,9,,,,", "max_days"),
        ("new,New,,,,,,x,,,", "shifts"),
        ("new,New,,,,,,,Mon,,", "available"),
        ("new,New,,,,,,,,31/02/2026,", "joined"),
        ("new,New,,,,,,,,,chloe.lambert", "logins"),
        ("new,New", ""),
    ],
)
def test_one_bad_cell_stops_the_whole_file(company, workspace, line, column):
    before = people_table(MONDAY)
    changes = load(FILE + line + "\n", workspace)
    assert [(r.line, r.column) for r in changes.refused] == [(4, column)]
    assert changes.refused[0].reason
    assert people_table(MONDAY) == before
    assert not Team.objects.filter(name="Orchard").exists()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "names no column key"),
        (b"name\nx\n", "names no column key"),
        (b"key,colour\nx,red\n", "no column 'colour'"),
        (b"key,name,name\n", "stands twice"),
        (b"key,name\nx,\xe9\n", "not UTF-8"),
        (b'key,name\nx,"y\n', "no CSV"),
    ],
)
def test_what_is_no_table_of_people_is_refused_in_one_sentence(raw, words):
    with pytest.raises(InputError, match=words):
        read_table(raw)


def test_excels_way_to_save_is_read_the_same(company):
    excel = "\ufeff" + FILE.replace(",", ";").replace("\n", "\r\n")
    assert judge_file(excel.encode()) == judge_file(FILE.encode())


def test_a_key_twice_and_a_login_twice_are_refused(company):
    text = "key,name,logins\nnew,New,x1\nother,Other,x1\nnew,New,\n"
    refused = judge_file(text.encode()).refused
    assert [(r.line, r.column) for r in refused] == [(2, "logins"), (3, "logins"), (4, "key")]


def test_a_file_may_hand_a_login_on(company, workspace):
    load("key,logins\nyusuf,\nchloe,yusuf.demir|chloe.lambert\n", workspace)
    assert AgentLogin.objects.get(login="yusuf.demir").person == company["chloe"]


def test_columns_that_are_left_out_stay_as_they_are(company, workspace):
    load("key,email\nyusuf,yusuf@desk.example\n", workspace)
    row = people_table(MONDAY)["yusuf"]
    assert (row["email"], row["hours"], row["team"]) == ("yusuf@desk.example", 2280, "Canal")


def test_a_new_site_is_named_before_it_is_added(company, workspace):
    text = "key,name,site,team\nbo,Bo,Aarhus,Fjord\n"
    assert judge_file(text.encode()).new_sites == ("Aarhus",)
    load(text, workspace)
    assert Site.objects.get(name="Aarhus").zone == "Europe/Brussels"
    assert people_table(MONDAY)["bo"]["site"] == "Aarhus"


def test_the_page_shows_first_and_loads_on_the_second_press(client_of, company):
    client = client_of("hr")
    file = io.BytesIO(FILE.encode())
    file.name = "people.csv"
    shown = client.post(f"{LIST}import/", {"file": file, "first": "2026-11-23"})
    assert shown.status_code == 200
    assert "Inès Moreau" in shown.content.decode()
    assert not Person.objects.filter(key="ines").exists()
    given = {"held": shown.context["held"], "first": "2026-11-23"}
    assert client.post(f"{LIST}import/", given).status_code == 302
    assert Person.objects.filter(key="ines").exists()
    changed = given["held"][:-2] + "xx"
    assert client.post(f"{LIST}import/", given | {"held": changed}).status_code == 422


def test_the_page_refuses_bad_lines_and_no_file(client_of, company):
    client = client_of("hr")
    assert client.post(f"{LIST}import/", {"first": "2026-11-23"}).status_code == 422
    file = io.BytesIO(b"key,name,hours\nbo,Bo,ten\n")
    file.name = "people.csv"
    answer = client.post(f"{LIST}import/", {"file": file, "first": "2026-11-23"})
    assert answer.status_code == 422
    assert "no number of hours" in answer.content.decode()


def test_an_empty_file_is_told_once(client_of, company):
    file = io.BytesIO(b"")
    file.name = "people.csv"
    answer = client_of("hr").post(f"{LIST}import/", {"file": file, "first": "2026-11-23"})
    assert answer.status_code == 422
    assert len(answer.context["form"].errors["file"]) == 1


def test_the_exported_file_opens_in_a_spreadsheet(client_of, company):
    answer = client_of("planner").get(f"{LIST}export/")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert {row["key"] for row in rows} == {"joris", "leila", "yusuf", "chloe"}


def test_each_change_of_a_file_has_an_entry_by_whoever_loaded_it(users, company, workspace):
    raw = b"key,name,hours\nyusuf,Yusuf Demir,20\n"
    by = users["hr"]
    apply_file(raw, first=MONDAY, zone="UTC", by=by, hash_key=workspace.hash_key)
    contract, file = Entry.objects.filter(action__in=["people.contract", "people.file"]).order_by(
        "pk"
    )
    assert contract.actor == file.actor != ""
    told = json.loads(contract.detail.content)
    assert told["after"]["contract_minutes"] == 1200
    assert told["before"]["contract_minutes"] != 1200
