"""The named steps of whatever writes the lake, so that a test can kill a process exactly at each of them.

With FIFTYTWO_KILL_AT=<step> in its environment a process kills itself by SIGKILL on reaching that
step; nothing else reads the variable.
"""

import os
import signal

__all__ = ["ERASURE_STEPS", "STEPS", "UPGRADE_STEPS", "UPKEEP_STEPS", "reached"]

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
UPKEEP_STEPS = (
    "upkeep_files_written",
    "upkeep_table_committed",
    "upkeep_closed",
    "upkeep_half_removed",
    "upkeep_checkpointed",
)
ERASURE_STEPS = (
    "erasure_noted",
    "erasure_raw_half",
    "erasure_raw_done",
    "erasure_table_committed",
    "erasure_tables_committed",
    "erasure_closed",
)
UPGRADE_STEPS = (
    "upgrade_backed_up",
    "upgrade_ledger_migrated",
    "upgrade_table_committed",
    "upgrade_lake_closed",
)


def reached(step: str) -> None:
    """Say that the work has come this far."""
    if os.environ.get("FIFTYTWO_KILL_AT") == step:
        os.kill(os.getpid(), signal.SIGKILL)
