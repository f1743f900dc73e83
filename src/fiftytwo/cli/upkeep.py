"""`fiftytwo upkeep`: what the nightly job does to the lake, at once."""

import json as json_lines
from dataclasses import asdict
from pathlib import Path

from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.sources.upkeep import tend_lake

__all__ = ["upkeep"]


def upkeep(*, workspace: Path | None = None, json: bool = False) -> int:
    """Join small files of the lake, remove unused ones, shorten its logs; the worker does so nightly.

    Parameters
    ----------
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    done = tend_lake(open_workspace(workspace_path(workspace)))
    print(json_lines.dumps(asdict(done)) if json else f"{done}.")
    return 0
