"""schemathesis over the two interfaces for programs: right and wrong requests, never a server's error."""

import sys
from datetime import date, timedelta

import pytest
import schemathesis
from django.core.signals import got_request_exception
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from web.fuzz.scim_description import description
from web.fuzz.test_posts import entries, kept, undone
from web.pagelake import busy_lake

from fiftytwo.web.accounts.models import User
from fiftytwo.web.audit.queries import verify
from fiftytwo.web.people.models import Team
from fiftytwo.web.service import queries
from fiftytwo.web.tokens.actions import make_token
from fiftytwo.web.tokens.models import AccessToken
from fiftytwo.web.wsgi import application

EACH = [8, pytest.param(400, marks=pytest.mark.soak)]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


def drive(schema, each, call) -> int:
    """Send `each` requests to every operation; return how many were sent."""
    sent, broken = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()
        right, wrong = (operation.as_strategy(generation_mode=mode) for mode in MODES)

        @settings(
            max_examples=each,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.one_of(right, wrong))
        def send(case):
            nonlocal sent
            call(case)
            sent += 1

        try:
            send()
        except Exception as error:  # one broken operation must not hide the next
            broken.append(error)
    if broken:
        raise ExceptionGroup("operations that break", broken)
    return sent


@pytest.fixture
def raised():
    """The exceptions behind answers of 500: they say more than the page does."""
    found = []

    def note(**_signal):
        found.append(sys.exc_info()[1])

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def answer_to(case, headers, raised):
    raised.clear()
    answer = case.call(headers=headers)
    if raised:
        raise raised[0]
    return answer


def bearer(users, *scopes: str) -> dict[str, str]:
    last = date.today() + timedelta(days=9)
    secret = make_token("Fuzz", scopes, last_day=last, by=users["head"])
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("each", EACH)
def test_the_api_keeps_what_it_describes(
    users, settings, monkeypatch, same_connection, raised, each, capsys
):
    settings.ACCOUNT_RATE_LIMITS = {}
    lake = busy_lake(weeks=2)
    monkeypatch.setattr(queries, "facts", lambda: lake)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    headers = bearer(users, "measures")
    kept_checks = [
        checks.not_a_server_error,
        checks.CHECKS.get_one("status_code_conformance"),
        checks.CHECKS.get_one("content_type_conformance"),
        checks.CHECKS.get_one("response_schema_conformance"),
    ]

    def call(case):
        case.validate_response(answer_to(case, headers, raised), checks=kept_checks)

    sent = drive(schema, each, call)
    with capsys.disabled():
        print(f"\nschemathesis: {sent} requests to the API")


@pytest.mark.parametrize("each", EACH)
def test_scim_never_breaks_nor_half_writes(users, same_connection, raised, each, capsys):
    ids = {
        "Users": [str(pk) for pk in User.objects.values_list("pk", flat=True)[:4]],
        "Groups": [str(pk) for pk in Team.objects.values_list("pk", flat=True)],
    }
    schema = schemathesis.openapi.from_dict(description(ids))
    schema.app = application
    headers = bearer(users, "scim", "scim_leading")
    AccessToken.objects.update(used_on=timezone.localdate())  # noted once a day, at whatever

    def call(case):
        with undone():
            before, noted = kept(), entries()
            answer = answer_to(case, headers, raised)
            case.validate_response(answer, checks=[checks.not_a_server_error])
            changed = kept() != before
            assert not changed or answer.status_code < 400, "refused, and yet written"
            assert not changed or entries() > noted, "written without an entry"
            assert not changed or not verify().faults

    sent = drive(schema, each, call)
    with capsys.disabled():
        print(f"\nschemathesis: {sent} requests to SCIM")
