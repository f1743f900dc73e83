"""Every address against every role: the declared table, and what the pages really answer."""

from datetime import date

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from web_matrix import EXPECTED, MATRIX, OBJECTS, OPEN, SCOPES, TOKEN, UNOWNED

from fiftytwo.web.accounts.actions import add_user, give_role
from fiftytwo.web.accounts.models import RoleGrant
from fiftytwo.web.accounts.rights import RIGHTS, Role
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import Team

ROLES = ["anonymous", *(role.value for role in Role)]


def patterns(resolver: URLResolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def address_names() -> list[str]:
    found: list[URLPattern] = list(patterns(get_resolver()))
    return [entry.name for entry in found]


def test_every_address_has_a_row():
    assert set(address_names()) == set(MATRIX)


def test_addresses_are_named_once():
    assert len(address_names()) == len(set(address_names()))


def test_the_rights_table_says_what_was_agreed():
    assert {name: {role.value for role in roles} for name, roles in RIGHTS.items()} == EXPECTED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MATRIX)
def test_page_opens_for_the_declared_roles_and_nobody_else(client_of, name, role):
    right, method, arguments = MATRIX[name]
    answer = getattr(client_of(role), method)(reverse(name, kwargs=arguments))
    if right == TOKEN:
        assert answer.status_code == 401
    elif right == OPEN or role in EXPECTED[right]:
        # Open: a page, a form with errors, on to the next page, or nothing under that id.
        assert answer.status_code in (200, 302, 404, 422)
        assert not answer.headers.get("Location", "").startswith("/sign-in/?next=")
    elif role == "anonymous":
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/?next=")
    else:
        assert answer.status_code == 403
        assert "This page is not for your role" in answer.content.decode()


SCOPED = [name for name in MATRIX if OBJECTS.get(name) in SCOPES]


def test_every_address_that_names_something_says_what():
    named = {name for name, (_right, _method, arguments) in MATRIX.items() if arguments}
    assert named == set(OBJECTS)
    assert set(OBJECTS.values()) == set(SCOPES) | UNOWNED


@pytest.fixture
def things(users, company):
    """Return the address's arguments for the own thing of a role, or for somebody else's."""
    stranger = add_user("stranger", "Somebody Else", [Role.PLANNER])
    other = add_user("chloe", "Chloé Lambert", person_id=company["chloe"].pk)

    def job(role: str, is_own: bool) -> dict[str, object]:
        by = users[role] if is_own else stranger
        return {"job_id": Job.objects.create(kind="test", title="Counting", by=by).pk}

    def record(_role: str, is_own: bool) -> dict[str, object]:
        RoleGrant.objects.filter(user=users["hr"]).update(team=Team.objects.get(name="Canal"))
        return {"key": "yusuf" if is_own else "chloe"}

    def person(_role: str, is_own: bool) -> dict[str, object]:
        return {"person_id": company["yusuf" if is_own else "chloe"].pk}

    def absence(_role: str, is_own: bool) -> dict[str, object]:
        whose, day = company["yusuf" if is_own else "chloe"], date(2026, 1, 5)
        added = change_absence(whose, None, first=day, last=day, kind="leave")
        return {"absence_id": added.pk}

    def grant(_role: str, is_own: bool) -> dict[str, object]:
        user = users["rep"] if is_own else other
        return {"person_id": user.person_id, "grant_id": give_role(user, Role.MENTOR).pk}

    return {"job": job, "person": person, "absence": absence, "grant": grant, "record": record}


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("name", SCOPED)
def test_things_outside_the_scope_are_not_found(client_of, things, name, role, is_own):
    right, method, _ = MATRIX[name]
    arguments = MATRIX[name][2] | things[OBJECTS[name]](role, is_own)
    answer = getattr(client_of(role), method)(reverse(name, kwargs=arguments))
    if role not in EXPECTED[right]:
        assert answer.status_code == 403
    elif role in SCOPES[OBJECTS[name]][0 if is_own else 1]:
        assert answer.status_code in (200, 302, 422)
    else:
        assert answer.status_code == 404


# Pages without content of anybody else: what one is, the rules, who did what and how often.
BARE = {"account", "home", "records", "privacy", "audit", "audit_counts", "tokens"}


def test_a_right_never_comes_from_the_technical_role():
    content = {name: roles for name, roles in RIGHTS.items() if name not in BARE}
    assert [name for name, roles in content.items() if Role.ADMIN in roles] == []


def test_the_count_of_cells(capsys):
    pages, things = len(MATRIX) * len(ROLES), len(SCOPED) * len(Role) * 2
    with capsys.disabled():
        print(
            f"\npermission matrix: {len(MATRIX)} addresses × {len(ROLES)} roles"
            f" + {len(SCOPED)} addresses of a person, team or thing × {len(Role)} roles × own/other"
            f" = {pages + things} combinations"
        )
    assert pages + things == len(MATRIX) * 12 + len(SCOPED) * 22
