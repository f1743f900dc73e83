"""`fiftytwo upkeep`, run as a person runs it."""

import json

from program import run


def test_upkeep_of_an_empty_lake_says_that_nothing_was_to_do(workspace):
    said = run("upkeep", "--workspace", workspace.root, "--json")
    assert json.loads(said.stdout) == {"joined": 0, "removed": 0, "freed": 0, "checkpoints": 0}
