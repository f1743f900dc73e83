"""Teams, leads and contracts by date."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from fiftytwo.web.people.models import (
    Absence,
    Contract,
    Leadership,
    Membership,
    Person,
    Site,
    Team,
)
from fiftytwo.web.people.queries import (
    holidays,
    persons_visible_to,
    roster_people,
    with_team,
)

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def seen(user) -> set[str]:
    return set(persons_visible_to(user).values_list("key", flat=True))


def rostered(day, days=7) -> dict:
    return {person.person_id: person for person in roster_people(day, days)}


def test_a_move_from_a_day_leaves_the_past_as_it_was(company):
    harbour = Team.objects.get(name="Harbour")
    Membership.objects.create(person=company["yusuf"], team=harbour, first=MONDAY)
    teams = {
        day: with_team(Person.objects.filter(key="yusuf"), day).get().team_name
        for day in (MONDAY - DAY, MONDAY, MONDAY + 400 * DAY)
    }
    assert list(teams.values()) == ["Canal", "Harbour", "Harbour"]
    assert rostered(MONDAY - 7 * DAY)["yusuf"].team == "Canal"
    assert rostered(MONDAY)["yusuf"].team == "Harbour"


def test_a_lead_sees_the_team_of_today_not_that_of_yesterday_or_tomorrow(company, users):
    today = timezone.localdate()
    canal = Team.objects.get(name="Canal")
    Leadership.objects.create(team=canal, lead=company["leila"], first=today + DAY)
    assert seen(users["lead"]) == {"joris", "yusuf"}
    Leadership.objects.create(team=canal, lead=None, first=today)
    assert seen(users["lead"]) == {"joris"}
    Leadership.objects.filter(first=today).delete()
    Membership.objects.create(person=company["yusuf"], team=None, first=today)
    assert seen(users["lead"]) == {"joris"}


def test_the_contract_of_the_week_counts(company):
    Contract.objects.create(
        person=company["yusuf"], first=MONDAY, pool="Billing", contract_minutes=1200, max_days=3
    )
    assert rostered(MONDAY - 7 * DAY)["yusuf"].contract_minutes == 2280
    assert rostered(MONDAY)["yusuf"].contract_minutes == 1200
    Contract.objects.create(person=company["chloe"], first=MONDAY)  # hours 0: no longer rostered
    assert set(rostered(MONDAY)) == {"yusuf"}
    assert set(rostered(MONDAY - 7 * DAY)) == {"yusuf", "chloe"}


def test_days_outside_employment_are_not_worked(company):
    Person.objects.filter(key="yusuf").update(joined=MONDAY + 2 * DAY, left=MONDAY + 3 * DAY)
    days = rostered(MONDAY)["yusuf"].available
    assert [days.get(MONDAY + n * DAY) for n in range(5)] == [(0, 0), (0, 0), None, None, (0, 0)]
    assert "yusuf" not in rostered(MONDAY - 7 * DAY)
    assert "yusuf" not in rostered(MONDAY + 7 * DAY)


def test_somebody_who_joins_within_the_week_brings_the_own_contract(company):
    new = Person.objects.create(key="new", name="New", joined=MONDAY + 2 * DAY)
    Contract.objects.create(person=new, first=new.joined, pool="Billing", contract_minutes=600)
    assert rostered(MONDAY)["new"].contract_minutes == 600


def test_two_teams_or_contracts_on_one_day_are_refused(company):
    team = Team.objects.get(name="Canal")
    for make in (
        lambda: Membership.objects.create(person=company["yusuf"], team=team),
        lambda: Contract.objects.create(person=company["yusuf"]),
        lambda: Leadership.objects.create(team=team, lead=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_public_holidays_come_from_the_calendar_and_own_days_go_before(company):
    year = timezone.localdate().year
    Site.objects.filter(name="Ghent").update(
        country="BE", holidays={f"{year}-07-21": "", f"{year}-07-22": "Day of the bees"}
    )
    days = holidays()
    assert days[date(year, 5, 1)] == "Labor Day"
    assert date(year, 7, 21) not in days, "worked, though a holiday"
    assert days[date(year, 7, 22)] == "Day of the bees"


def test_public_holidays_are_named_in_the_readers_language_where_the_calendar_has_it(company):
    year = timezone.localdate().year
    Site.objects.filter(name="Ghent").update(country="BE")
    Site.objects.create(name="Boston", zone="America/New_York", country="US")
    with translation.override("de"):
        days = holidays()
    assert days[date(year, 7, 21)] == "Nationalfeiertag"
    assert days[date(year, 7, 4)] == "Independence Day"


@pytest.mark.django_db(transaction=True)
def test_what_an_older_ledger_knew_becomes_the_first_rows_and_back():
    before, after = [("people", "0001_initial")], [("people", "0004_only_history")]
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", "0001_initial"), *before])
    old = executor.loader.project_state(before).apps
    site = old.get_model("people", "Site").objects.create(name="Ghent", zone="Europe/Brussels")
    team = old.get_model("people", "Team").objects.create(name="Canal", site=site)
    people = old.get_model("people", "Person").objects
    yusuf = people.create(
        key="yusuf", name="Yusuf", team=team, pool="Billing", contract_minutes=2280
    )
    old.get_model("people", "Absence").objects.create(
        person=yusuf, first=MONDAY, last=MONDAY, kind="sick"
    )
    team.lead = yusuf
    team.save()
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(after)
        assert Membership.objects.get().team.name == "Canal"
        assert Contract.objects.get().contract_minutes == 2280
        assert Leadership.objects.get().lead.key == "yusuf"
        assert Absence.objects.get().kind.name == "Sick"
        MigrationExecutor(connection).migrate(before)
        again = people.get(key="yusuf")
        assert (again.team.name, again.pool, again.contract_minutes) == ("Canal", "Billing", 2280)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
