"""Who sees whom, and the people a roster is made for."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.agreements.queries import readable
from fiftytwo.web.people.actions import add_people
from fiftytwo.web.people.entries import PersonEntry, SiteEntry, TeamEntry
from fiftytwo.web.people.models import (
    Absence,
    AbsenceKind,
    Contract,
    Leadership,
    Person,
    Site,
    Team,
)
from fiftytwo.web.people.queries import (
    agent_names,
    away_days,
    persons_visible_to,
    persons_whose_hours,
    roster_people,
)

EVERYBODY = {"joris", "leila", "yusuf", "chloe"}


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("head", EVERYBODY),
        ("planner", EVERYBODY),
        ("lead", {"joris", "yusuf"}),
        ("rep", {"yusuf"}),
    ],
)
def test_rows_about_people_are_seen_by_those_they_are_for(users, role, keys):
    assert set(persons_visible_to(users[role]).values_list("key", flat=True)) == keys


@pytest.mark.parametrize("field", ["hours", "contract", "absence_days"])
@pytest.mark.parametrize("role", list(Role))
def test_hours_are_seen_by_those_whom_the_rights_table_names(users, company, role, field):
    keys = {person.pk: key for key, person in company.items()}
    told = readable(users[role], field, purpose="planning", people=keys)
    seen = set(persons_whose_hours(users[role]).values_list("key", flat=True))
    assert seen == {keys[person] for person in told}


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        (lambda: {"team": Team.objects.get(name="Canal")}, {"joris", "yusuf"}),
        (lambda: {"site": Site.objects.get(name="Ghent")}, EVERYBODY),
        (lambda: {"site": Site.objects.create(name="Lyon", zone="Europe/Paris")}, set()),
    ],
    ids=["team", "site", "other-site"],
)
def test_a_role_for_a_part_reads_of_that_part_only(users, company, part, keys):
    hr = users["hr"]
    hr.grants.all().delete()
    hr.grants.create(role=Role.HR, **part())
    hr.forget_roles()
    people = {person.pk: key for key, person in company.items()}
    told = readable(hr, "contract", purpose="planning", people=people)
    assert {people[person] for person in told} == keys
    assert set(persons_whose_hours(hr).values_list("key", flat=True)) == keys


def test_the_head_reads_hours_of_own_teams_only(client_of, users, company):
    assert not persons_whose_hours(users["head"]).filter(key="yusuf").exists()
    page = client_of("head").get(f"/settings/people/{company['yusuf'].pk}/").content.decode()
    assert "Hours are read by" in page
    team = company["yusuf"].team
    users["head"].person = company["leila"]
    Leadership.objects.create(team=team, lead=company["leila"], first=timezone.localdate())
    assert persons_whose_hours(users["head"]).filter(key="yusuf").exists()


def test_a_lead_or_rep_without_a_person_sees_nobody(users):
    for role in ("lead", "rep"):
        users[role].person = None
        assert not persons_visible_to(users[role]).exists()


def test_strangers_and_closed_accounts_see_nobody(users):
    users["head"].is_active = False
    assert not persons_visible_to(users["head"]).exists()
    assert not persons_visible_to(AnonymousUser()).exists()


def test_agents_have_names_only_for_those_who_see_the_person(users, workspace):
    yusuf = agent_pseudonym(workspace.hash_key, "yusuf.demir")
    chloe = agent_pseudonym(workspace.hash_key, "chloe.lambert")
    assert agent_names(users["lead"]) == {yusuf: "Yusuf Demir"}
    assert agent_names(users["head"]) == {yusuf: "Yusuf Demir", chloe: "Chloé Lambert"}


def test_everybody_with_a_pool_and_hours_is_rostered(company):
    people = {person.person_id: person for person in roster_people(date(2026, 11, 23), 7)}
    assert set(people) == {"yusuf", "chloe"}
    assert people["yusuf"].team == "Canal"
    assert people["yusuf"].contract_minutes == 2280
    assert people["yusuf"].absent == {date(2026, 11, 24), date(2026, 11, 25)}
    assert people["chloe"].absent == frozenset()


def test_absences_are_cut_to_the_days_asked_for(company):
    Absence.objects.create(
        person=company["chloe"], first=date(2026, 11, 20), last=date(2026, 12, 20), kind_id="leave"
    )
    found = away_days([company["chloe"]], date(2026, 11, 23), date(2026, 11, 24))
    assert found == {company["chloe"].pk: {date(2026, 11, 23), date(2026, 11, 24)}}


def test_availability_is_told_for_every_day(company):
    Contract.objects.filter(person__key="yusuf").update(availability={"0": [480, 1020]})
    monday = date(2026, 11, 23)
    person = next(p for p in roster_people(monday, 14) if p.person_id == "yusuf")
    assert person.available[monday] == (480, 1020)
    assert person.available[monday + timedelta(days=7)] == (480, 1020)
    assert person.available[monday + timedelta(days=1)] == (0, 0)


def test_those_who_left_are_not_rostered(company):
    Person.objects.filter(key="yusuf").update(left=date(2026, 11, 1))
    assert [p.person_id for p in roster_people(date(2026, 11, 23), 7)] == ["chloe"]


def test_a_roster_takes_four_queries(company, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        roster_people(date(2026, 11, 23))


def test_people_are_added_all_or_none(company, workspace):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_people(
            [SiteEntry("Bruges", "Europe/Brussels")],
            [TeamEntry("Orchard", "Bruges")],
            [PersonEntry("new", "New"), PersonEntry("yusuf", "Yusuf again")],
            hash_key=workspace.hash_key,
        )
    assert not Team.objects.filter(name="Orchard").exists()
    assert not Person.objects.filter(key="new").exists()


@pytest.mark.parametrize("change", [{"contract_minutes": 10_081}, {"max_days": 8}])
def test_the_ledger_refuses_impossible_contracts(company, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(person__key="yusuf").update(**change)


def test_the_ledger_refuses_an_absence_that_ends_before_it_begins(company):
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            person=company["yusuf"], first=date(2026, 1, 2), last=date(2026, 1, 1), kind_id="leave"
        )


def test_usual_kinds_of_absence_speak_the_readers_language(company):
    sick = AbsenceKind.objects.get(code="sick")
    with override("de"):
        assert str(sick) == "Krank"
        assert str(AbsenceKind(name="Sabbatical")) == "Sabbatical"
    assert str(sick) == "Sick"
