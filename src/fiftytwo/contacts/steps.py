"""The named steps of a load, so that a test can kill a process exactly at each of them.

With FIFTYTWO_KILL_AT=<step> in its environment a process kills itself by SIGKILL on reaching that
step; nothing else reads the variable.
"""

import os
import signal

__all__ = ["STEPS", "reached"]

STEPS = (
    "raw_half_written",
    "raw_written",
    "raw_stored",
    "raw_file_committed",
    "staged",
    "files_written",
    "first_table_committed",
    "tables_committed",
    "derived_committed",
    "books_committed",
    "closed",
    "staging_removed",
)


def reached(step: str) -> None:
    """Say that a load has come this far."""
    if os.environ.get("FIFTYTWO_KILL_AT") == step:
        os.kill(os.getpid(), signal.SIGKILL)
