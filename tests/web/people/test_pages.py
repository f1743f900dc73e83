"""Settings → People, Teams and sites, Agents: what is shown to whom, and what a form does."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.accounts.actions import add_user, give_role
from fiftytwo.web.accounts.models import RoleGrant, User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import (
    Absence,
    AbsenceKind,
    AgentLogin,
    Leadership,
    Person,
    Site,
    Team,
)
from fiftytwo.web.people.queries import roster_people, with_team
from fiftytwo.web.people.suggest import suggestions

LIST = "/settings/people/"
MONDAY = date(2026, 11, 23)
LONG = "three quiet green lamps"


def url(person: Person, what: str = "") -> str:
    return f"{LIST}{person.pk}/{what}"


def test_the_list_shows_those_whom_the_viewer_may_see(client_of):
    assert "Chloé Lambert" in client_of("hr").get(LIST).content.decode()
    text = client_of("lead").get(LIST).content.decode()
    assert "Yusuf Demir" in text
    assert "Chloé Lambert" not in text


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "demir"}, {"Yusuf Demir"}),
        ({"role": "lead"}, {"Joris Peeters"}),
        ({"who": "gone"}, {"Leila Haddad"}),
        ({"who": "all", "team": "Harbour"}, {"Leila Haddad", "Chloé Lambert"}),
        ({"site": "Ghent"}, {"Joris Peeters", "Yusuf Demir", "Chloé Lambert"}),
    ],
)
def test_the_list_is_narrowed(client_of, company, asked, names):
    Person.objects.filter(key="leila").update(left=timezone.localdate() - timedelta(days=1))
    if "team" in asked:
        asked = asked | {"team": Team.objects.get(name=asked["team"]).pk}
    if "site" in asked:
        asked = asked | {"site": Site.objects.get(name=asked["site"]).pk}
    shown = client_of("hr").get(LIST, asked).context["people"]
    assert {row.name for row in shown} == names


def test_an_impossible_filter_says_so(client_of):
    assert client_of("hr").get(LIST, {"team": "999"}).status_code == 422


def test_a_person_is_added_with_a_key_and_a_team(client_of, company):
    team = Team.objects.get(name="Canal")
    given = {"name": "Åsa Öberg", "email": "asa@desk.example", "joined": "2026-12-01"}
    answer = client_of("hr").post(f"{LIST}add/", given | {"team": team.pk})
    added = Person.objects.get(name="Åsa Öberg")
    assert answer.headers["Location"] == url(added)
    assert added.key == "asa.oberg"
    rows = with_team(Person.objects.filter(pk=added.pk), date(2026, 12, 1))
    assert rows.get().team_name == "Canal"
    client_of("hr").post(f"{LIST}add/", given)
    assert set(Person.objects.filter(name="Åsa Öberg").values_list("key", flat=True)) == {
        "asa.oberg",
        "asa.oberg-2",
    }


def test_a_contract_holds_from_a_day_and_becomes_a_roster(client_of, company):
    given = {"first": "2026-11-23", "pool": "Billing", "hours": "37,5", "max_days": "4"}
    given |= {"shifts": "8 6:30", "available": "Mon-Fri 08:00-18:00"}
    answer = client_of("hr").post(url(company["yusuf"], "contract/"), given)
    assert answer.status_code == 302
    person = next(p for p in roster_people(MONDAY, 7) if p.person_id == "yusuf")
    assert (person.contract_minutes, person.max_days) == (2250, 4)
    assert person.shift_minutes == (480, 390)
    assert person.available[MONDAY] == (480, 1080)
    before = next(p for p in roster_people(MONDAY - timedelta(days=7), 7) if p.person_id == "yusuf")
    assert before.contract_minutes == 2280


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", "ten"),
        ("hours", "169"),
        ("max_days", "8"),
        ("shifts", "25"),
        ("available", "Mon 8-9"),
        ("available", "Fri-Mon 08:00-09:00"),
        ("first", "2026-02-31"),
    ],
)
def test_an_impossible_contract_is_refused_beside_its_field(client_of, company, field, value):
    given = {"first": "2026-11-23", "pool": "Billing", "hours": "38", "max_days": "5"}
    answer = client_of("hr").post(url(company["yusuf"], "contract/"), given | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert value in answer.content.decode(), "what was typed is still there"
    assert company["yusuf"].contracts.count() == 1


def test_a_move_and_an_end_hold_from_their_day(client_of, company):
    client, today = client_of("head"), timezone.localdate()
    team = Team.objects.get(name="Harbour")
    client.post(url(company["yusuf"], "team/"), {"team": team.pk, "first": today.isoformat()})
    text = client.get(url(company["yusuf"])).content.decode()
    assert "Works in the team Harbour" in text
    assert "Canal" in text, "the past stays"
    change_absence(
        company["yusuf"], None, first=date(2027, 3, 1), last=date(2027, 3, 2), kind="leave"
    )
    client.post(url(company["yusuf"], "end/"), {"left": "2027-02-01"})
    assert not company["yusuf"].absences.filter(first__year=2027).exists()
    assert client.post(url(company["yusuf"], "end/"), {"left": "x"}).status_code == 422


def test_the_account_of_somebody_who_left_opens_nothing(client_of, users, company):
    client = client_of("rep")
    assert client.get("/account/").status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    Person.objects.filter(key="yusuf").update(left=yesterday)
    assert client.get("/account/").status_code == 302


def test_the_kind_of_an_absence_is_for_hr_and_the_person(client_of, company):
    page = url(company["yusuf"])
    change_absence(
        company["yusuf"],
        None,
        first=timezone.localdate(),
        last=timezone.localdate(),
        kind="sick",
    )
    assert ">Sick<" in client_of("hr").get(page).content.decode()
    for role in ("head", "planner", "lead"):
        assert ">Sick<" not in client_of(role).get(page).content.decode()


def test_days_away_are_entered_changed_and_removed(client_of, company):
    lead, person = client_of("lead"), company["yusuf"]
    given = {"first": "2026-12-21", "last": "2026-12-24", "kind": "leave"}
    assert lead.post(url(person, "absences/add/"), given).status_code == 302
    row = Absence.objects.get(first=date(2026, 12, 21))
    again = lead.post(url(person, "absences/add/"), given | {"first": "2026-12-24"})
    assert again.status_code == 422
    wrong = lead.post(url(person, "absences/add/"), given | {"first": "2026-12-25"})
    assert list(wrong.context["form"].errors) == ["last"]
    page = f"{LIST}absences/{row.pk}/"
    assert "kind" not in lead.get(page).context["form"].fields
    lead.post(page, {"first": "2026-12-22", "last": "2026-12-24", "kind": "sick"})
    row.refresh_from_db()
    assert (row.first, row.kind_id) == (date(2026, 12, 22), "leave")
    assert lead.post(f"{page}remove/").status_code == 302
    assert not Absence.objects.filter(pk=row.pk).exists()


def test_an_invited_person_sets_a_password_once(client_of, client, company):
    head, page = client_of("head"), url(company["chloe"], "account/")
    assert head.post(page, {"username": "REP", "role": "rep"}).status_code == 422
    answer = head.post(page, {"username": "chloe", "role": "rep"})
    link = answer.context["link"]
    assert User.objects.get(username="chloe").roles == {Role.REP}
    path = link.removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    short = client.post(path, {"password": "short", "again": "short"})
    assert short.status_code == 422
    assert client.post(path, {"password": LONG, "again": LONG}).status_code == 302
    assert client.get(path).status_code == 404, "once"
    client.post("/sign-in/", {"login": "chloe", "password": LONG})
    assert client.get("/account/").status_code == 200


def test_a_new_link_ends_the_old_one(client_of, client, company):
    head, page = client_of("head"), url(company["yusuf"], "account/")
    one, two = (head.post(page).context["link"].removeprefix("http://testserver") for _ in "ab")
    assert client.get(one).status_code == 404
    assert client.get(two).status_code == 200


def test_roles_are_given_with_limits_and_taken_away(client_of, users, company):
    head, page = client_of("head"), url(company["yusuf"], "roles/")
    team = Team.objects.get(name="Harbour")
    assert head.post(page, {"role": "head", "team": team.pk}).status_code == 422
    assert head.post(page, {"role": "coach", "team": team.pk}).status_code == 302
    assert User.objects.get(username="rep").roles == {Role.REP, Role.COACH}
    grant = RoleGrant.objects.get(user__username="rep", role="rep")
    head.post(f"{page}{grant.pk}/")
    assert User.objects.get(username="rep").roles == {Role.COACH}


def test_the_last_head_keeps_the_role(client_of, users, company):
    User.objects.filter(username="head").update(person=company["leila"])
    grant = RoleGrant.objects.get(user__username="head")
    client_of("head").post(url(company["leila"], f"roles/{grant.pk}/"))
    assert RoleGrant.objects.get(pk=grant.pk).last is None


def test_hr_of_a_site_changes_only_people_of_that_site(client_of, users, company):
    bruges = Site.objects.create(name="Bruges", zone="Europe/Brussels")
    Team.objects.filter(name="Harbour").update(site=bruges)
    RoleGrant.objects.filter(user=users["hr"]).delete()
    give_role(users["hr"], Role.HR, site=bruges)
    client = client_of("hr")
    assert client.get(url(company["chloe"], "change/")).status_code == 200
    assert client.get(url(company["yusuf"], "change/")).status_code == 404
    assert client.get(f"{LIST}export/").status_code == 403, "it holds everybody"
    canal = Team.objects.get(name="Canal")
    given = {"team": canal.pk, "first": "2026-12-01"}
    assert client.post(url(company["chloe"], "team/"), given).status_code == 422


def test_a_team_is_led_from_a_day_and_closes_only_empty(client_of, company):
    client, team = client_of("hr"), Team.objects.get(name="Canal")
    page = f"/settings/teams/{team.pk}/"
    client.post(f"{page}lead/", {"lead": company["leila"].pk, "first": "2026-12-01"})
    assert Leadership.objects.on(date(2026, 11, 30)).get(team=team).lead == company["joris"]
    assert Leadership.objects.on(date(2026, 12, 1)).get(team=team).lead == company["leila"]
    given = {"name": "Canal", "site": team.site_id, "closed": "2026-12-01"}
    assert client.post(page, given).status_code == 422
    assert client.post(page, given | {"name": "Harbour", "closed": ""}).status_code == 422
    assert client.post(page, given | {"name": "Quay", "closed": ""}).status_code == 302


def test_a_site_has_a_calendar_and_own_days(client_of, company):
    site = Site.objects.get()
    page = f"/settings/sites/{site.pk}/"
    given = {"name": "Ghent", "zone": "Europe/Brussels", "country": "DE", "subdivision": "by"}
    given["own_days"] = "2026-12-24 Christmas Eve\n2026-05-01"
    assert client_of("hr").post(page, given).status_code == 302
    site.refresh_from_db()
    assert (site.country, site.subdivision) == ("DE", "BY")
    assert site.holidays == {"2026-05-01": "", "2026-12-24": "Christmas Eve"}
    for field, value in (("subdivision", "QQ"), ("own_days", "Christmas"), ("zone", "Mars/Base")):
        answer = client_of("hr").post(page, given | {field: value})
        assert list(answer.context["form"].errors) == [field]


def test_a_kind_of_absence_is_added_and_changed(client_of, company):
    client = client_of("hr")
    client.post("/settings/absence-kinds/add/", {"name": "Parental leave", "is_planned": "on"})
    kind = AbsenceKind.objects.get(name="Parental leave")
    assert (kind.is_paid, kind.is_planned) == (False, True)
    assert client.post("/settings/absence-kinds/add/", {"name": "Sick"}).status_code == 422
    client.post(f"/settings/absence-kinds/{kind.pk}/", {"name": "Parents", "is_paid": "on"})
    kind.refresh_from_db()
    assert (kind.code, kind.name, kind.is_paid) == ("parental-lea", "Parents", True)


def test_a_login_that_fits_two_people_is_suggested_for_neither(workspace):
    key = workspace.hash_key
    seen = {agent_pseudonym(key, "y.demir"): 5, agent_pseudonym(key, "ann.lee"): 3}
    people = [(1, "Yusuf Demir", "", "a"), (2, "Yasmin Demir", "", "b"), (3, "Ann Lee", "", "c")]
    assert [s.login for s in suggestions(people, seen, [], key)] == ["ann.lee"]
    assert suggestions(people, seen, [agent_pseudonym(key, "ann.lee")], key) == []


def test_links_are_confirmed_and_taken_back_by_hand(client_of, company, workspace):
    client = client_of("planner")
    given = {"person": company["chloe"].pk, "login": "clambert"}
    assert client.post("/settings/agents/link/", given).status_code == 302
    link = AgentLogin.objects.get(login="clambert")
    assert link.agent == agent_pseudonym(workspace.hash_key, "clambert")
    other = client.post("/settings/agents/link/", given | {"person": company["yusuf"].pk})
    assert other.status_code == 422
    assert "Chloé Lambert" in other.content.decode()
    client.post(f"/settings/agents/{link.pk}/unlink/")
    assert not AgentLogin.objects.filter(login="clambert").exists()


def test_an_account_without_a_person_is_no_person(client_of, db):
    add_user("robot", "Robot", [Role.HR])
    assert "Robot" not in client_of("hr").get(LIST).content.decode()


def test_who_opened_a_page_about_somebody_is_told_to_that_person(client_of, company):
    assert client_of("lead").get(url(company["yusuf"])).status_code == 200
    assert client_of("lead").get(url(company["joris"])).status_code == 200  # the own page
    read = Entry.objects.filter(action="read.working_time")
    assert read.count() == 1
    assert "Joris Peeters" in client_of("rep").get("/account/records/").content.decode()
    assert client_of("lead").get(url(company["chloe"])).status_code == 404
    assert read.count() == 1


def test_opening_the_form_of_a_contract_is_a_read(client_of, company):
    assert client_of("hr").get(url(company["yusuf"], "contract/")).status_code == 200
    read = Entry.objects.get(action__startswith="read.")
    assert f'"whose":[{company["yusuf"].pk}]' in read.detail.content.replace(" ", "")


@pytest.mark.parametrize("role", ["lead", "head", "rep"])
def test_only_who_keeps_contracts_changes_one(client_of, company, role):
    assert client_of(role).get(url(company["yusuf"], "contract/")).status_code in (403, 404)


def test_nobody_changes_the_own_contract(client_of, company, users):
    User.objects.filter(person=company["yusuf"]).update(person=None)
    users["hr"].person = company["yusuf"]
    users["hr"].save()
    client = client_of("hr")
    assert client.get(url(company["yusuf"], "contract/")).status_code == 403
    assert client.post(url(company["yusuf"], "contract/"), {}).status_code == 403
