"""Every page there is, as the permission matrix knows it, with somebody of the demo company who opens it.

A page without anything in its address is found by itself; one about a thing says here of which
thing of the demo company. What is no page, or is looked at by a test of its own, says so here:
`missing` names whatever says nothing.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page
from web_matrix import EXPECTED, MATRIX, OPEN, TOKEN

ROLES = ("head", "lead", "planner", "rep", "hr", "worker_rep")
REP = "yusuf.demir"
# Address → arguments, or a page and the link on it that leads there.
EXAMPLES: dict[str, dict[str, object] | tuple[str, str]] = {
    "privacy-area": {"area": "voice"},
    "privacy-person": {"key": REP},
    "person": {"person_id": 20},
    "person-change": {"person_id": 20},
    "person-contract": {"person_id": 20},
    "person-move": {"person_id": 20},
    "person-end": {"person_id": 20},
    "absence-add": {"person_id": 20},
    "absence-change": ("/settings/people/20/", "a[href*='/absences/']:not([href$='/add/'])"),
    "person-invite": {"person_id": 20},
    "role-give": {"person_id": 20},
    "team-change": {"team_id": 1},
    "team-lead": {"team_id": 1},
    "site-change": {"site_id": 1},
    "site-hours": {"site_id": 1},
    "kind-change": {"code": "leave"},
    "profile": {"name": "linden_contacts"},
    "load": ("/settings/sources/", "a[href*='/loads/']"),
    "quarantine-dismiss": ("/settings/sources/quarantine/", "a[href$='/dismiss/']"),
}
# Where the first role that may open a page has nothing of the kind: a head leads no team.
BY = {
    "account_login": None,
    "absence-add": "lead",
    "absence-change": "lead",
    "home": "head",
    "notices": "rep",
    "records": "rep",
}
NO_PAGE = {
    "people-export", "service-csv", "service-contacts",  # files
    "saved-view", "openid_connect_callback",  # lead on to another page
    "mfa_login_webauthn", "api-description", "api-root", "api-elsewhere",  # for programs
    # there only with a factor, which the demo company has not: then it is not found, or leads on
    "mfa_download_recovery_codes",
}  # fmt: skip
SEEN_IN = {
    "first-head": "test_signing_in.py",
    "join": "test_signing_in.py",
    "mfa_authenticate": "test_signing_in.py",
    "account_reauthenticate": "test_signing_in.py",
    "mfa_reauthenticate": "test_signing_in.py",
    "mfa_reauthenticate_webauthn": "test_signing_in.py",
    "mfa_activate_totp": "test_signing_in.py",  # a login that everybody is shown sets up no factor
    "mfa_add_webauthn": "test_signing_in.py",
    "mfa_edit_webauthn": "test_signing_in.py",
    "mfa_remove_webauthn": "test_signing_in.py",
    "mfa_deactivate_totp": "test_signing_in.py",
    "mfa_view_recovery_codes": "test_signing_in.py",
    "mfa_generate_recovery_codes": "test_signing_in.py",
    "confirm-by-provider": "test_company_login.py",
    "upload": "test_upload.py",
    "job": "test_upload.py",
}


def shown() -> Iterator[tuple[str, str, bool]]:
    """Name, row of rights and whether something stands in the address, of all that answers a GET."""
    for name, (right, method, arguments) in MATRIX.items():
        if method == "get" and right != TOKEN and name not in NO_PAGE | SEEN_IN.keys():
            yield name, right, bool(arguments)


def missing() -> set[str]:
    """Addresses of which this module says nothing, and words of it that no address has."""
    about_things = {name for name, _right, is_about in shown() if is_about}
    every = {name for name, (_right, method, _arguments) in MATRIX.items() if method == "get"}
    named = EXAMPLES.keys() | BY.keys() | NO_PAGE | SEEN_IN.keys()
    return (about_things - EXAMPLES.keys()) | (named - every)


def opener(name: str, right: str) -> str | None:
    """Somebody who opens a page; None for a stranger."""
    if name in BY or right == OPEN:
        return BY.get(name)
    return next(role for role in ROLES if role in EXPECTED[right])


def every_page() -> list[tuple[str | None, str | tuple[str, str]]]:
    """Who opens it, and the address or where its link is, of every page."""
    found: list[tuple[str | None, str | tuple[str, str]]] = []
    for name, right, is_about in shown():
        where = EXAMPLES.get(name, {})
        if isinstance(where, tuple):
            found.append((opener(name, right), where))
        elif not is_about or where:
            found.append((opener(name, right), reverse(name, kwargs=where)))
    return found


def opened(seen: Any, where: str | tuple[str, str]) -> Page:
    """The page at an address, or behind the first link of another page; never one it leads on to."""
    if isinstance(where, tuple):
        start, link = where
        return seen.go(seen.go(start).locator(link).first.get_attribute("href"))
    page = seen.go(where)
    assert page.url == seen.server + where, f"{where} led on to {page.url}"
    return page
