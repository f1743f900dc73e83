"""Upkeep of a workspace's lake: a load that died is finished first."""

from datetime import timedelta

from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.upkeep import KEEP, Tended, tend
from fiftytwo.sources.load import finish

__all__ = ["tend_lake"]


def tend_lake(workspace: Workspace, *, keep: timedelta = KEEP) -> Tended:
    """Join small files, remove unused ones, shorten logs; see `contacts.upkeep.tend`."""
    return tend(workspace.lake, finish_dead=lambda: finish(workspace), keep=keep)
