"""Upkeep of a workspace's lake: a load that died is finished first."""

from datetime import timedelta

from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.intake import finish_dead
from fiftytwo.contacts.upkeep import KEEP, Tended, tend
from fiftytwo.sources.load import reopen

__all__ = ["tend_lake"]


def tend_lake(workspace: Workspace, *, keep: timedelta = KEEP) -> Tended:
    """Join small files, remove unused ones, shorten logs; see `contacts.upkeep.tend`."""
    lake = workspace.lake
    return tend(
        lake, finish_dead=lambda: finish_dead(lake, lambda r: reopen(workspace, r)), keep=keep
    )
