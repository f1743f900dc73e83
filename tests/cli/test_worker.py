"""`fiftytwo worker` as a process: what a killed worker had begun is done by the next one."""

import os
import sqlite3
import subprocess
import time
from pathlib import Path

from program import FIFTYTWO, initialised, run, run_code

PROFILE = Path(__file__).parents[2] / "examples" / "profiles" / "interval_volumes.toml"
QUEUE = """
import sys
from pathlib import Path
import fiftytwo.web.ready
from django.core.files.uploadedfile import SimpleUploadedFile
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.intake import actions
planner = add_user("p", "P", [Role.PLANNER])
upload = actions.keep_upload(SimpleUploadedFile("v.csv", Path(sys.argv[1]).read_bytes()), planner)
actions.start_load(upload, profile=Path(sys.argv[2]).read_text(), by=planner)
"""


def volumes(path: Path, days: int) -> Path:
    """Counts per five minutes of many days."""
    times = [f"{7 + n // 12:02}:{n % 12 * 5:02}" for n in range(168)]
    dates = [f"{2003 + d // 336}-{1 + d // 28 % 12:02}-{1 + d % 28:02}" for d in range(days)]
    rows = [f"{day} {at}:00,{len(at)}" for day in dates for at in times]
    path.write_text("\n".join(["DateTime,Calls", *rows]))
    return path


def job(root: Path) -> tuple[str, int, str]:
    ledger = sqlite3.connect(root / "ledger.sqlite3")
    try:
        return ledger.execute("SELECT state, attempts, error FROM jobs_job").fetchone()
    finally:
        ledger.close()


def wait_for(root: Path, *states: str) -> tuple[str, int, str]:
    until = time.monotonic() + 90
    while job(root)[0] not in states:
        assert time.monotonic() < until, job(root)
        time.sleep(0.02)
    return job(root)


AGAIN = """
import fiftytwo.web.ready
from fiftytwo.web.accounts.models import User
from fiftytwo.web.jobs import actions
from fiftytwo.web.jobs.models import Job
actions.run_again(Job.objects.get(), by=User.objects.get())
"""


def test_a_running_load_is_cancelled_and_done_when_started_again(tmp_path):
    root = tmp_path / "workspace"
    initialised(root)
    environment = os.environ | {"FIFTYTWO_WORKSPACE": str(root)}
    file = volumes(tmp_path / "volumes.csv", 1000)
    run_code(QUEUE, file, PROFILE, env=environment)
    ledger = sqlite3.connect(root / "ledger.sqlite3")
    # As if pressed just before the worker came to it: the first step of the load sees it.
    ledger.execute("UPDATE jobs_job SET cancel_asked = 1")
    ledger.commit()
    worker = subprocess.Popen(
        [*FIFTYTWO, "worker", "--workspace", str(root)], stderr=subprocess.DEVNULL
    )
    try:
        assert wait_for(root, "done", "failed", "cancelled") == ("cancelled", 1, "")
        assert len(list((root / "uploads").iterdir())) == 1
        run_code(AGAIN, env=environment)
        until = time.monotonic() + 90
        while states(ledger) != ["cancelled", "done"]:
            assert time.monotonic() < until, states(ledger)
            time.sleep(0.05)
    finally:
        worker.terminate()
        worker.wait(20)
        ledger.close()
    assert list((root / "uploads").iterdir()) == []
    healthy = run("doctor", "--workspace", root)
    assert healthy.returncode == 0


def states(ledger: sqlite3.Connection) -> list[str]:
    return [row[0] for row in ledger.execute("SELECT state FROM jobs_job ORDER BY created_at")]


def test_work_goes_on_after_its_worker_was_killed(tmp_path):
    root = tmp_path / "workspace"
    initialised(root)
    environment = os.environ | {"FIFTYTWO_WORKSPACE": str(root)}
    file = volumes(tmp_path / "volumes.csv", 1000)
    run_code(QUEUE, file, PROFILE, env=environment)
    assert job(root) == ("waiting", 0, "")

    worker = [*FIFTYTWO, "worker", "--workspace", str(root)]
    first = subprocess.Popen(worker, stderr=subprocess.DEVNULL)
    wait_for(root, "running")
    first.kill()
    first.wait()
    assert job(root) == ("running", 1, "")

    second = subprocess.Popen(worker, stderr=subprocess.DEVNULL)
    try:
        assert wait_for(root, "done", "failed") == ("done", 2, "")
    finally:
        second.terminate()
        second.wait(20)
    assert list((root / "uploads").iterdir()) == []
    healthy = run("doctor", "--workspace", root)
    assert healthy.returncode == 0
