"""The key that makes the pseudonyms of a run.

Which of two contents wins, and who comes first, hangs on it: a change is judged with the same key
each time, elsewhere each run has another, which it tells after a failure.
"""

import os
import secrets

from fiftytwo.base.workspace import Workspace

HASH_KEY = os.environ.setdefault(
    "FIFTYTWO_TEST_KEY", "5" * 64 if os.environ.get("CI") else secrets.token_hex(32)
)


def keyed(space: Workspace) -> Workspace:
    """Give a workspace the key of this run."""
    (space.root / "keys" / "hash.key").write_text(HASH_KEY + "\n")
    return space
