"""`fiftytwo upkeep`, run as a person runs it."""

import json
import subprocess
import sys

FIFTYTWO = [sys.executable, "-m", "fiftytwo.cli.main"]


def test_upkeep_of_an_empty_lake_says_that_nothing_was_to_do(workspace):
    said = subprocess.run(
        [*FIFTYTWO, "upkeep", "--workspace", workspace.root, "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(said.stdout) == {"joined": 0, "removed": 0, "freed": 0, "checkpoints": 0}
