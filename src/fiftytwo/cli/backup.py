"""`fiftytwo backup` and `restore`: ledger and lake together, in one file."""

import json as json_lines
from pathlib import Path

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.web import ledger
from fiftytwo.web.backup import make_backup, restore_backup

__all__ = ["backup", "restore"]


def backup(file: Path, *, workspace: Path | None = None, json: bool = False) -> int:
    """Copy ledger, lake, keys, settings and uploads into one file, while the server may run.

    Whoever has the file can read everything in it, the keys too: keep it where only you can.

    Parameters
    ----------
    file
        The backup to make, such as fiftytwo-2026-11-25.zip; it must not exist yet.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    opened = open_workspace(workspace_path(workspace))
    refusal = ledger.refusal(opened)
    if refusal:
        raise InputError(refusal)
    made = make_backup(opened, file.resolve())
    if json:
        print(json_lines.dumps(made))
    else:
        print(
            f"Backed up {opened.root} to {file}: {made['files']:,} files, {made['bytes'] / 1e6:,.1f} MB."
        )
        print("It holds the keys: keep it where only you can read it.")
    return 0


def restore(
    file: Path,
    *,
    workspace: Path | None = None,
    replace: bool = False,
    erasures: Path | None = None,
    json: bool = False,
) -> int:
    """Make a workspace from a backup; what was erased since stays erased.

    Every byte is compared with the backup's checksums before anything changes.

    Parameters
    ----------
    file
        The backup.
    workspace
        The workspace to make (default: FIFTYTWO_WORKSPACE, else ./workspace).
    replace
        Take the place of a workspace that is there; it is kept beside the new one.
    erasures
        A list of erasures (`erasures.jsonl` of a workspace) to carry out in the restored one too.
    json
        Print one JSON object.
    """
    root = workspace_path(workspace)
    done = restore_backup(file, root, replace=replace, erasures=erasures)
    if json:
        print(json_lines.dumps(done))
        return 0
    print(f"Restored {root} as it was on {done['made_at']}.")
    if done["kept"]:
        print(f"The workspace that was there is kept as {done['kept']}.")
    if done["erased_again"]:
        print("What was erased since the backup was made is erased here too.")
    if done["needs_upgrade"]:
        print(f"It is of an older version: run `fiftytwo upgrade --workspace {root}`.")
    return 0
