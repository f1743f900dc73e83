"""Two workers on one PostgreSQL, and a killed one: scheduled work runs once for each due time."""

import os
import subprocess
import time

import psycopg
import pytest
from program import FIFTYTWO

from fiftytwo.base.workspace import create_workspace

SCHEDULES = ("lake", "reads", "retention", "tidy", "today", "uploads", "views")
BEGIN = "INSERT INTO jobs_scheduledrun (schedule, due_at) VALUES (%s, now() - interval '3 days')"


@pytest.fixture(scope="module")
def server(postgres):
    return postgres("schedules")


@pytest.fixture
def ledger(server, tmp_path):
    """A workspace whose ledger is on the server, with three days of missed work."""
    root = create_workspace(tmp_path / "workspace", zone="Europe/Brussels").root
    environment = os.environ | {"FIFTYTWO_DATABASE_URL": server, "FIFTYTWO_WORKSPACE": str(root)}
    subprocess.run([*FIFTYTWO, "upgrade", "--workspace", root], env=environment, check=True)
    with psycopg.connect(server, autocommit=True) as connection:
        for name in SCHEDULES:
            connection.execute(BEGIN, [name])
        yield connection, environment


def jobs(connection) -> list[tuple[str, str, int]]:
    return connection.execute("SELECT kind, state, attempts FROM jobs_job ORDER BY kind").fetchall()


def test_two_workers_do_each_due_work_once(ledger):
    connection, environment = ledger
    workers = [
        subprocess.Popen([*FIFTYTWO, "worker"], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    try:
        until = time.monotonic() + 90
        while [state for _, state, _ in jobs(connection)] != ["done"] * len(SCHEDULES):
            assert time.monotonic() < until, jobs(connection)
            time.sleep(0.2)
        time.sleep(3)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(30)
    assert jobs(connection) == [(f"schedule.{name}", "done", 1) for name in SCHEDULES]
    runs = connection.execute(
        "SELECT schedule, count(*), count(job_id) FROM jobs_scheduledrun GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [(name, claimed) for name, _, claimed in runs] == [(name, 1) for name in SCHEDULES]
