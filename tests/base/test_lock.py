"""fiftytwo.base.lock, with real processes."""

import os
import signal
import subprocess
import sys

import pytest

from fiftytwo.base.errors import BusyError
from fiftytwo.base.lock import hold

HOLDER = """
import sys, time
from pathlib import Path
from fiftytwo.base.lock import hold
with hold(Path(sys.argv[1]), "load calls.csv"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "writer.lock")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_writer_is_told_who_holds_it(holder, tmp_path):
    says = rf"process {holder.pid} \(load calls.csv\)"
    with (
        pytest.raises(BusyError, match=says),
        hold(tmp_path / "writer.lock", "upgrade", wait_s=0.1),
    ):
        pass


def test_a_killed_holder_leaves_nothing_to_clean_up(holder, tmp_path):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with hold(tmp_path / "writer.lock", "upgrade", wait_s=5):
        assert "upgrade" in (tmp_path / "writer.lock").read_text()
    assert (tmp_path / "writer.lock").read_text() == ""


def test_it_waits_for_the_holder_to_end(holder, tmp_path):
    holder.send_signal(signal.SIGTERM)
    with hold(tmp_path / "writer.lock", "load", wait_s=10):
        assert holder.wait(timeout=10) != 0
