"""When a workspace was last backed up: a note in its folder, for the page that shows it."""

import json
from datetime import datetime
from pathlib import Path

from fiftytwo.base.workspace import Workspace

__all__ = ["last_backup", "note_backup"]

NOTE = "backups/last.json"  # for doctor and the pages


def last_backup(workspace: Workspace) -> datetime | None:
    """Return when the last backup of this workspace was made, None where there is none."""
    try:
        note = json.loads((workspace.root / NOTE).read_text())
        return datetime.fromisoformat(note["made_at"])
    except (OSError, ValueError, KeyError):
        return None


def note_backup(workspace: Workspace, made_at: str, file: Path) -> None:
    """Note that a backup was made."""
    path = workspace.root / NOTE
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.write_text(json.dumps({"made_at": made_at, "name": file.name}))
