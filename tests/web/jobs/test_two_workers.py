"""Two workers that start at once, while work is being started: each piece is run once."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import FIFTYTWO
from web.processes import ledger

TESTS = Path(__file__).parents[2]
START = """
import time
import fiftytwo.web.ready
from fiftytwo.web.jobs.actions import start
from web.jobs.counted import leave_line
for number in range(20):
    start(leave_line, kind="test.line", title="A line", by=None, number=number)
    time.sleep(0.05)
"""
STATES = """
import json
import fiftytwo.web.ready
from fiftytwo.web.jobs.models import Job
print(json.dumps(list(Job.objects.filter(kind="test.line").values_list("state", "attempts"))))
"""


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.soak), "postgres"])
def test_each_piece_of_work_is_run_once(tmp_path, kind):
    with ledger(kind, tmp_path) as environment:
        environment["PYTHONPATH"] = str(TESTS)
        lines = Path(environment["FIFTYTWO_WORKSPACE"]) / "lines.txt"
        lines.touch()
        words, quiet = [*FIFTYTWO, "worker"], subprocess.DEVNULL
        started = subprocess.Popen([sys.executable, "-c", START], env=environment)
        workers = [subprocess.Popen(words, env=environment, stderr=quiet) for _ in range(2)]
        try:
            assert started.wait(60) == 0
            until = time.monotonic() + 60
            while len(lines.read_text().splitlines()) < 20:
                assert time.monotonic() < until, lines.read_text()
                time.sleep(0.1)
            time.sleep(1)  # a second run would come now
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(20)
        told = subprocess.check_output([sys.executable, "-c", STATES], env=environment, text=True)
    ran = [line.split() for line in lines.read_text().splitlines()]
    assert sorted(int(number) for number, _worker in ran) == list(range(20))
    assert len({worker for _number, worker in ran}) == (1 if kind == "sqlite" else 2)
    assert told.strip() == str([["done", 1]] * 20).replace("'", '"')
