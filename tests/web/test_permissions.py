"""Every address against every role: the declared table, and what the pages really answer."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from web_matrix import EXPECTED, MATRIX, OPEN

from fiftytwo.web.accounts.rights import RIGHTS, Role

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
    if right == OPEN or role in EXPECTED[right]:
        # Open: a page, a form with errors, on to the next page, or nothing under that id.
        assert answer.status_code in (200, 302, 404, 422)
        assert not answer.headers.get("Location", "").startswith("/sign-in/")
    elif role == "anonymous":
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/?next=")
    else:
        assert answer.status_code == 403
        assert "This page is not for your role" in answer.content.decode()


def test_the_count_of_cells(capsys):
    with capsys.disabled():
        print(f"\npermission matrix: {len(MATRIX)} addresses × {len(ROLES)} roles")
    assert len(MATRIX) * len(ROLES) >= 60
