"""What the tests of pages share: people of every role, signed in, in a small company."""

from datetime import date
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone, translation
from web.mailbox import box as box

from fiftytwo.base.workspace import Workspace
from fiftytwo.web import rendering
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.people.actions import add_people
from fiftytwo.web.people.entries import AbsenceEntry, PersonEntry, SiteEntry, TeamEntry
from fiftytwo.web.plans import queries as plan_queries

ROLES = [role.value for role in Role]
PASSWORD = "four quiet green lamps"


@pytest.fixture(autouse=True)
def _own_workspace(workspace: Workspace, settings):
    """Pages read and write the test's own workspace, in its zone."""
    settings.WORKSPACE = workspace
    settings.FILE_UPLOAD_TEMP_DIR = str(workspace.uploads)
    settings.TIME_ZONE = workspace.zone
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # Every client loads the middleware: it need not look through all static files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    timezone.activate(workspace.zone)
    yield
    timezone.deactivate()
    translation.deactivate()  # a page in German must not decide the words of the next test


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A rolled back test gives its numbers to the next: what was kept by them is forgotten."""
    for store in (rendering.PARTS, plan_queries.STORED):
        store.clear()


@pytest.fixture
def same_connection():
    """The test's transaction outlives each request, as Django's own test client sees to."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def company(db, workspace: Workspace):
    """Two teams: Canal (Joris leads Yusuf) and Harbour (Leila leads Chloé)."""
    reps = {"pool": "Billing", "contract_minutes": 2280, "shift_minutes": (480,)}
    return add_people(
        [SiteEntry("Ghent", "Europe/Brussels", {date(2026, 12, 25): "Christmas"})],
        [TeamEntry("Canal", "Ghent", "joris"), TeamEntry("Harbour", "Ghent", "leila")],
        [
            PersonEntry("joris", "Joris Peeters", "Canal"),
            PersonEntry("leila", "Leila Haddad", "Harbour"),
            PersonEntry("yusuf", "Yusuf Demir", "Canal", **reps, logins=("yusuf.demir",)),
            PersonEntry("chloe", "Chloé Lambert", "Harbour", **reps, logins=("chloe.lambert",)),
        ],
        absences=[AbsenceEntry("yusuf", date(2026, 11, 24), date(2026, 11, 25), "sick")],
        hash_key=workspace.hash_key,
    )


@pytest.fixture
def users(company) -> dict[str, User]:
    """One account a role; the lead leads the rep's team."""
    persons = {"lead": company["joris"], "rep": company["yusuf"]}
    names = {"head": "Nadia Verhoeven", "planner": "Mateo Rossi"}
    return {
        role: add_user(
            role,
            persons[role].name if role in persons else names.get(role, role),
            [Role(role)],
            password=PASSWORD,
            person_id=persons[role].pk if role in persons else None,
        )
        for role in ROLES
    }


# BEGIN, COMMIT and savepoints ask nothing of the ledger.
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def asked_of_ledger(captured) -> list[str]:
    """The statements of a `CaptureQueriesContext` that ask something."""
    return [query["sql"] for query in captured if not query["sql"].startswith(CONTROL)]


def prove_again(client: Client, user: User) -> None:
    """Let the session be one that proved who it is just now, by its password."""
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, "password")
    session.save()


@pytest.fixture
def client_of(users):
    """Return a client signed in as a role, or a stranger for "anonymous"."""

    def sign_in(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(users[role], backend="fiftytwo.web.signin.backend.LedgerBackend")
            prove_again(client, users[role])
        return client

    return sign_in
