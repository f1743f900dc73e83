"""At most twelve questions to the ledger a page, over real people, by everybody who may open it."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import asked_of_ledger, prove_again
from web.realpages import RealCompany
from web_matrix import EXPECTED, MATRIX, OBJECTS, OPEN, TOKEN

from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.home import queries as home_queries
from fiftytwo.web.service import queries as service_queries

MOST = 12  # with the entries that a page leaves which reads what is private of others
AUDIT = re.compile(r'(FROM|INTO|UPDATE) "audit_')
# Addresses with a real thing that still have nothing to show here, and why.
NOTHING_THERE = {
    "mfa_edit_webauthn", "mfa_remove_webauthn",  # a passkey needs a browser: tests/browser
    "openid_connect_callback", "openid_connect_login", "first-head", "join",  # a link of one use
    "load", "profile", "quarantine-dismiss",  # of a lake on disk: tests/web/intake
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes",  # no factor set
}  # fmt: skip
# A head leads no team here, so the hours of others are nothing that this head may see.
SHUT = {("head", "absence-add"), ("head", "absence-change")}


@pytest.fixture
def real(db, workspace, monkeypatch):
    """The company; home and service read a lake in memory."""
    made = RealCompany(workspace)
    lake = made.lake()
    monkeypatch.setattr(home_queries, "lake", lambda: lake)
    monkeypatch.setattr(service_queries, "facts", lambda: lake)
    return made


def client_of(user):
    client = Client()
    client.force_login(user, backend="fiftytwo.web.signin.backend.LedgerBackend")
    prove_again(client, user)
    client.get("/account/")  # marks the session, once in five minutes
    return client


PAGES = [
    (name, right, arguments)
    for name, (right, method, arguments) in MATRIX.items()
    if method == "get" and right not in (OPEN, TOKEN) and name not in NOTHING_THERE
]


# What an address is asked besides nothing; each in the form of a link of ours.
ASKED = {
    "compare": ({"groups": "person"}, {"groups": "team"}),
    "people": ({"q": "a", "site": 1}, {"role": "lead", "who": "all"}),
    "changes": ({"by": "channel"},),
    "plan": ({"day": "week"},),
    "search": ({"q": "a"},),
}


# Pages of a thing or with a filter, for all roles; the others, as head, are in test_frame.
DEAR = [page for page in PAGES if page[0] in OBJECTS or page[0] in ASKED]


@pytest.mark.parametrize(
    "pages", [DEAR, pytest.param(PAGES, marks=pytest.mark.soak)], ids=["things", "all"]
)
def test_pages_about_real_things_ask_at_most_twelve_times(real, capsys, pages):
    told, dear = {}, {}
    for role in (role.value for role in Role):
        client = client_of(real.users[role])
        for name, right, shown in pages:
            if role not in EXPECTED[right]:
                continue
            known = real.arguments(OBJECTS.get(name, ""), role)
            url = reverse(name, kwargs={key: known.get(key, value) for key, value in shown.items()})
            for query in ({}, *ASKED.get(name, ())):
                with transaction.atomic(), CaptureQueriesContext(connection) as asked:
                    answer = client.get(url, query)
                every = asked_of_ledger(asked)
                audit = sum(bool(AUDIT.search(sql)) for sql in every)
                key = (role, name, str(query))
                told[key] = (answer.status_code, len(every), audit)
                if len(every) > MOST:
                    dear[key] = every
    assert {key[:2] for key, (status, *_n) in told.items() if status == 404} == SHUT
    with capsys.disabled():
        worst = sorted(told.items(), key=lambda item: -item[1][1])[:4]
        print(f"\nqueries of the ledger: {len(told)} pages by role; most, of these of the audit:")
        for key, (_status, every, audit) in worst:
            print(f"  {every}, {audit}: {' '.join(key)}")
    assert dear == {}
