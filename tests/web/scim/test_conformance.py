"""The whole list of an outside conformance tester, against the real application."""

from collections import Counter

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.people.models import Site
from fiftytwo.web.tokens.actions import make_token

BASE = "http://testserver/scim/v2"


@pytest.fixture
def scim(db, settings, same_connection):
    """A ledger with one head and one site: the tester takes each team it meets for its own."""
    settings.ALLOWED_HOSTS = ["testserver"]
    Site.objects.create(name="Ghent", zone="Europe/Brussels")
    head = add_user("nadia", "Nadia Verhoeven", [Role.HEAD])
    secret = make_token("Directory", ["scim"], last_day=timezone.localdate(), by=head)
    headers = {"Authorization": f"Bearer {secret}"}
    return WSGISCIMClient(WSGIHandler(), base_url=BASE, headers=headers)


def test_every_check_of_the_conformance_tester_passes(scim, capsys):
    before = User.objects.filter(is_active=True).count()
    results = check_server(scim)
    counts = Counter(result.status for result in results)
    with capsys.disabled():
        print(f"\nSCIM conformance: {dict(counts)}")
    bad = [(r.title, r.resource_type, r.reason) for r in results if r.status != Status.SUCCESS]
    assert bad == []
    assert len(results) >= 70
    assert User.objects.filter(is_active=True).count() == before, "it cleans up by closing"
