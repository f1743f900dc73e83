"""Every address against every role: the declared table, and what the pages really answer."""

from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from web_matrix import EXPECTED, MATRIX, OBJECTS, OPEN, SCOPES, TOKEN, UNOWNED

from fiftytwo.web.accounts.actions import add_user, give_role
from fiftytwo.web.accounts.models import RoleGrant
from fiftytwo.web.accounts.rights import RIGHTS, Role
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import Team
from fiftytwo.web.saved.actions import save_view
from fiftytwo.web.signin.models import Session

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


@contextmanager
def undone():
    """What happens inside is taken back: one company serves all roles of an address."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", MATRIX)
def test_page_opens_for_the_declared_roles_and_nobody_else(client_of, name):
    right, method, arguments = MATRIX[name]
    found = {}
    for role in ROLES:
        with undone():
            answer = getattr(client_of(role), method)(reverse(name, kwargs=arguments))
            found[role] = what_happened(answer)
    if right == TOKEN:
        assert found == dict.fromkeys(ROLES, "no token")
        return
    # Open: a page, a form with errors, on to the next page, or nothing under that id.
    open_to = set(ROLES) if right == OPEN else EXPECTED[right]
    shut = {role: "not for this role" for role in ROLES} | {"anonymous": "sign in first"}
    assert found == {role: "open" if role in open_to else shut[role] for role in ROLES}


def what_happened(answer) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next="):
        return "sign in first"
    if answer.status_code == 403 and "This page is not for your role" in answer.content.decode():
        return "not for this role"
    known = {200: "open", 302: "open", 404: "open", 422: "open", 401: "no token"}
    return known.get(answer.status_code, str(answer.status_code))


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

    def session(role: str, is_own: bool) -> dict[str, object]:
        row = Session.objects.create(
            session_key=f"of {role}",
            public_id=uuid4(),
            user=users[role] if is_own else other,
            expire_date=timezone.now() + timedelta(days=1),
        )
        return {"public_id": row.public_id}

    def view(role: str, is_own: bool) -> dict[str, object]:
        owner = users[role] if is_own else other
        name = f"{role} {uuid4()}"
        made = save_view(name, "measure=offered", is_shared=False, mail="never", by=owner)
        return {"view_id": made.pk}

    def notice(role: str, is_own: bool) -> dict[str, object]:
        to = users[role] if is_own else other
        return {"notice_id": Notice.objects.create(to=to, kind="role_given").pk}

    return {
        "job": job, "person": person, "hours": person, "absence": absence, "grant": grant, "record": record,
        "session": session, "view": view, "notice": notice,
    }  # fmt: skip


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("name", SCOPED)
def test_things_outside_the_scope_are_not_found(client_of, things, name, is_own):
    right, method, shown = MATRIX[name]
    openers = SCOPES[OBJECTS[name]][0 if is_own else 1]
    found, expected = {}, {}
    for role in (role.value for role in Role):
        with undone():
            arguments = shown | things[OBJECTS[name]](role, is_own)
            answer = getattr(client_of(role), method)(reverse(name, kwargs=arguments))
            status = answer.status_code
            found[role] = "open" if status in (200, 302, 422) else status
        expected[role] = 403 if role not in EXPECTED[right] else "open" if role in openers else 404
    assert found == expected


# Pages without content of anybody else: what one is, the rules, who did what and how often.
BARE = {
    "account",
    "search",
    "home",
    "records",
    "privacy",
    "audit",
    "audit_counts",
    "tokens",
    "operations",
}


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
