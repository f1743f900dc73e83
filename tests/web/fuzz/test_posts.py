"""Every address that takes a form, with bodies of every kind, as each role that it opens to.

An answer is never a server's error. Where a form is refused nothing is written: the tables and the
workspace's files are as they were. Where it is taken, what changed has its entry in the audit, and
pages still open afterwards.
"""

import hashlib
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from web.fuzz.bodies import bodies
from web.fuzz.harvest import Form, forms_in
from web_matrix import EXPECTED, MATRIX, OPEN, TOKEN

from fiftytwo.web.accounts.actions import add_user, give_role, invite
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.queries import verify
from fiftytwo.web.intake.actions import keep_upload
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.people.actions import change_absence
from fiftytwo.web.people.models import AgentLogin, Site, Team
from fiftytwo.web.plans.forms import next_monday
from fiftytwo.web.privacy.actions import set_hold
from fiftytwo.web.saved.actions import save_view
from fiftytwo.web.tokens.actions import make_token
from fiftytwo.web.tokens.models import AccessToken

ADDRESSES = [name for name, (right, _method, _args) in MATRIX.items() if right != TOKEN]
EACH = [2, pytest.param(115, marks=pytest.mark.soak)]
# Seen at each request or sign-in, whatever becomes of it.
ASIDE = ("signin.Session", "axes.", "sessions.", "django_tasks")
# What somebody has read of the notices to them is told to nobody, and is no change of anything.
UNNOTED = ("notices-read", "notice-read")
LOOKS = (
    "/", "/settings/people/", "/settings/teams/", "/settings/agents/", "/settings/tokens/", "/privacy/",
    "/privacy/people/", "/privacy/holds/", "/settings/sources/", "/plan/", "/jobs/", "/audit/",
)  # fmt: skip


@pytest.fixture
def world(users, company, workspace, settings):
    """One of everything that an address can name; work is queued, as it is behind a real server."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.RATELIMIT_ENABLE = False
    day, head = date(2026, 1, 5), users["head"]
    invited = add_user("newcomer", "New Comer", [Role.REP], person_id=company["chloe"].pk)
    file = SimpleUploadedFile("calls.csv", b"when,queue\n2026-01-05 10:00,Billing\n")
    make_token("Directory", ["scim"], last_day=date.today() + timedelta(days=9), by=head)
    return {
        "person_id": company["yusuf"].pk,
        "absence_id": change_absence(
            company["yusuf"], None, first=day, last=day, kind="leave", by=head
        ).pk,
        "grant_id": give_role(users["rep"], Role.MENTOR, by=head).pk,
        "team_id": Team.objects.get(name="Canal").pk,
        "site_id": Site.objects.get().pk,
        "code": "leave",
        "link_id": AgentLogin.objects.first().pk,
        "token_id": AccessToken.objects.get().pk,
        "hold": set_hold(company["yusuf"], "a case", by=head).pk,
        "key": "yusuf",
        "upload_id": keep_upload(file, head).pk,
        "job_id": Job.objects.create(kind="test", title="Counting", by=head).pk,
        "token": invite(invited, by=head),
        "notice_id": Notice.objects.create(to=head, kind="role_given").pk,
        "view_id": save_view("Mine", "measure=offered", is_shared=True, mail="week", by=head).pk,
    }


def kept() -> str:
    """Return a digest of every row of the ledger, and of the files of the workspace.

    That somebody looked at what is another's is noted, whatever the answer: such entries do not count.
    """
    digest = hashlib.blake2b(str(entries()).encode())
    for model in apps.get_models():
        if model._meta.managed and not model._meta.label.startswith((*ASIDE, "audit.")):
            rows = model._base_manager.order_by("pk").values_list()
            digest.update(repr((model._meta.label, list(rows))).encode())
    root = django_settings.WORKSPACE.root
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("ledger"):
            digest.update(f"{path.relative_to(root)} {path.stat().st_size}".encode())
    return digest.hexdigest()


def entries() -> int:
    """Return how many writes the audit holds."""
    return apps.get_model("audit.Entry")._base_manager.exclude(action__startswith="read.").count()


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def roles_of(name: str) -> list[str]:
    right = MATRIX[name][0]
    return ["anonymous", "head"] if right == OPEN else sorted(EXPECTED[right])


class Fuzz:
    """Clients of every role, kept for all posts, and the forms that the pages show."""

    def __init__(self, client_of, world):
        self.world = world
        self.cookies = {
            role: client_of(role).cookies for role in ["anonymous", *(r.value for r in Role)]
        }
        # a week is made from a history, which this workspace does not have: no page shows the form
        self.taken = Counter()
        self.forms = {"plan-make": Form("", "post", {"first_day": [str(next_monday())]})}
        for name in ADDRESSES:
            self.harvest(name, self.harvester(name))

    def client(self, role: str) -> Client:
        client = Client()
        for key, morsel in self.cookies[role].items():
            client.cookies[key] = morsel.value
        return client

    def address(self, name: str) -> str:
        shown = MATRIX[name][2]
        return reverse(name, kwargs={key: self.world.get(key, shown[key]) for key in shown})

    def harvester(self, name: str) -> str:
        openers = roles_of(name)
        return "head" if "head" in openers else openers[0]

    def harvest(self, name: str, role: str) -> None:
        with undone():
            page = self.client(role).get(self.address(name))
        if page.headers.get("Content-Type", "").startswith("text/html"):
            for form in forms_in(page.content.decode()):
                self.learn(form, self.address(name))

    def learn(self, form: Form, page: str) -> None:
        try:
            name = resolve((form.action or page).split("?")[0]).url_name
        except Resolver404:
            return
        known = self.forms.setdefault(name, Form(form.action, "post"))
        for key, values in form.fields.items():
            known.offer(key, *values)
        known.files |= form.files

    def post(self, name: str, data: st.DataObject) -> None:
        role = data.draw(st.sampled_from(roles_of(name)), label="role")
        body = data.draw(bodies(self.forms.get(name, Form("", "post"))), label="body")
        address, client = self.address(name), self.client(role)
        with undone():
            before, noted = kept(), entries()
            answer = client.generic("POST", address, body.content, body.kind or "text/plain")
            status, changed = answer.status_code, kept() != before
            assert status < 500, answer.content[:2000]
            assert changed is False or status < 400, (
                f"{name}: refused with {status}, and yet written"
            )
            is_noted = entries() > noted or name in UNNOTED
            assert changed is False or is_noted, f"{name}: written without an entry"
            connection.check_constraints()
            self.taken[name] += status < 400
            if status == 302:
                self.look(client, answer.headers["Location"])
            if changed:
                self.look(client, data.draw(st.sampled_from(LOOKS), label="then"))
                self.look(client, address)
                assert not verify().faults

    def look(self, client: Client, address: str) -> None:
        if address.startswith("/"):
            answer = client.get(address)
            assert answer.status_code < 500, f"{address} broke afterwards"
            b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("each", EACH)
def test_no_form_breaks_anything(client_of, world, each, capsys):
    fuzz = Fuzz(client_of, world)
    assert fuzz.forms["tokens"].fields.keys() == {"name", "scopes", "last_day"}
    assert fuzz.forms["source-add"].files == {"file"}
    assert {"role-take", "agent-unlink", "privacy-erase", "theme"} <= set(fuzz.forms)
    sent, broken = 0, []

    for name in ADDRESSES:

        @settings(
            max_examples=each,
            deadline=None,
            phases=[Phase.generate, Phase.target, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def send(data):
            nonlocal sent
            fuzz.post(name, data)  # noqa: B023 (it is called before the next name)
            sent += 1

        try:
            send()
        except Exception as error:  # one broken address must not hide the next
            broken.append(error)
    with capsys.disabled():
        print(
            f"\nfuzzed posts: {sent} to {len(ADDRESSES)} addresses, {len(fuzz.forms)} forms known;"
            f" {fuzz.taken.total()} taken, by {len(+fuzz.taken)} addresses"
        )
    if broken:
        raise ExceptionGroup("forms that break", broken)
