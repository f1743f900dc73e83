"""What a web process does before its first visitor."""

import logging

import pytest

from fiftytwo.web import warming
from fiftytwo.web.accounts.models import User


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch):
    """The test's own transaction goes on after it."""
    monkeypatch.setattr(warming.connections, "close_all", lambda: None)


def test_it_makes_whole_pages_and_writes_nothing(users, caplog, monkeypatch):
    made = []
    for name in ("home", "explore"):
        view = getattr(warming, name)
        monkeypatch.setattr(warming, name, lambda r, view=view: made.append(view(r)))
    known = User.objects.count()
    with caplog.at_level(logging.WARNING):
        assert warming.warm_up() > 0
    assert caplog.messages == []
    assert [answer.status_code for answer in made] == [200, 200]
    assert all("</html>" in answer.text for answer in made)
    assert User.objects.count() == known


def test_a_page_that_breaks_does_not_keep_the_server_from_starting(users, caplog, monkeypatch):
    def broken(_request):
        raise RuntimeError("private words")

    monkeypatch.setattr(warming, "home", broken)
    with caplog.at_level(logging.WARNING):
        warming.warm_up()
    assert caplog.messages == ["not warm: RuntimeError"]
