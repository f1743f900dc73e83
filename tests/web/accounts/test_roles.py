"""Several roles at once, from a day to a day, perhaps for a part of the company only."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from fiftytwo.web.accounts.actions import add_user, give_role
from fiftytwo.web.accounts.models import RoleGrant, User
from fiftytwo.web.accounts.queries import active_user, has_head
from fiftytwo.web.accounts.rights import LIMITABLE, RIGHTS, ROLE_WORDS, Role
from fiftytwo.web.people.models import Site, Team
from fiftytwo.web.people.queries import persons_visible_to


def keys(user) -> set[str]:
    return set(persons_visible_to(user).values_list("key", flat=True))


def test_a_person_holds_several_roles(users):
    give_role(users["rep"], Role.PLANNER)
    assert users["rep"].roles == {Role.REP, Role.PLANNER}
    assert users["rep"].role_words == "rep, planner"
    assert users["rep"].has_perm("page.planning")
    assert not users["lead"].has_perm("page.planning")


def test_a_role_holds_from_its_first_to_its_last_day(users):
    today = timezone.localdate()
    day = timedelta(days=1)
    for role, first, last in (
        (Role.PLANNER, today + day, None),
        (Role.HEAD, None, today - day),
        (Role.COACH, today, today),
    ):
        give_role(users["rep"], role, first=first, last=last)
    assert users["rep"].roles == {Role.REP, Role.COACH}
    RoleGrant.objects.filter(user=users["head"]).update(last=today - day)
    assert not has_head()


def test_the_technical_role_takes_nothing_away_and_gives_nothing(users):
    give_role(users["lead"], Role.ADMIN)
    assert keys(users["lead"]) == {"joris", "yusuf"}
    assert keys(users["admin"]) == set()


def test_a_role_for_a_team_or_a_site_sees_that_part(users, company):
    site = Site.objects.create(name="Bruges", zone="Europe/Brussels")
    Team.objects.filter(name="Harbour").update(site=site)
    harbour = Team.objects.get(name="Harbour")
    clerk = add_user("clerk", "Clerk")
    assert keys(clerk) == set()
    give_role(clerk, Role.HR, site=site)
    assert keys(clerk) == {"leila", "chloe"}
    give_role(clerk, Role.HR)
    assert keys(clerk) == {"joris", "leila", "yusuf", "chloe"}
    give_role(users["rep"], Role.LEAD, team=harbour)
    assert keys(users["rep"]) == {"leila", "chloe", "yusuf"}
    give_role(users["exec"], Role.COACH, team=harbour)
    assert keys(users["exec"]) == set()


@pytest.mark.parametrize("role", sorted(set(Role) - LIMITABLE))
def test_a_role_for_the_company_cannot_be_limited(users, company, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=users["rep"], role=role, team=Team.objects.first())


def test_the_ledger_refuses_what_makes_no_sense(users, company):
    user, site, team = users["rep"], Site.objects.first(), Team.objects.first()
    for values in (
        {"role": "king"},
        {"role": "hr", "site": site, "team": team},
        {"role": "hr", "first": date(2026, 2, 1), "last": date(2026, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(user=user, **values)


def test_roles_are_read_once_a_request(users, django_assert_num_queries):
    with django_assert_num_queries(1):
        user = active_user(users["lead"].pk)
        assert [user.has_perm(f"page.{name}") for name in RIGHTS].count(True) == 12
        assert user.role_words == "lead"


def test_every_role_has_a_word_and_strangers_have_none():
    assert set(ROLE_WORDS) == set(Role)
    assert User().roles == frozenset()
    assert not AnonymousUser().has_perm("page.home")


@pytest.mark.django_db(transaction=True)
def test_the_one_role_of_older_ledgers_becomes_a_grant_and_back():
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", "0001_initial")])
    old = executor.loader.project_state([("accounts", "0001_initial")]).apps
    for name, role in (("nadia", "head"), ("yusuf", "rep")):
        old.get_model("accounts", "User").objects.create(username=name, name=name, role=role)
    try:
        MigrationExecutor(connection).migrate([("accounts", "0002_roles")])
        assert set(RoleGrant.objects.values_list("user__username", "role")) == {
            ("nadia", "head"),
            ("yusuf", "rep"),
        }
        yusuf = User.objects.only("pk").get(username="yusuf")  # later columns are not there yet
        RoleGrant.objects.create(user=yusuf, role="planner")
        MigrationExecutor(connection).migrate([("accounts", "0001_initial")])
        again = old.get_model("accounts", "User").objects.values_list("username", "role")
        assert set(again) == {("nadia", "head"), ("yusuf", "planner")}
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
