"""`fiftytwo backlog`: what was open at an instant, by age, and what was owed."""

import sys
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from json import dumps
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from fiftytwo.base.errors import InputError
from fiftytwo.base.units import number_text
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.measures.dimensions import label
from fiftytwo.measures.standing import BANDS_DAYS, Standing, standing_at

__all__ = ["backlog"]


def backlog(
    at: str = "",
    *,
    by: str = "",
    json: Annotated[bool, Parameter(negative="")] = False,
    workspace: Path | None = None,
) -> int:
    """Print the cases that were open at an instant by age, and the answers and replies owed then.

    Parameters
    ----------
    at
        The instant, such as 2026-03-02T14:30 on the workspace's clock, or with an offset such as
        2026-03-02T14:30+01:00; now where absent.
    by
        Dimensions, separated by commas: queue, channel, agent, reason.
    json
        Print one JSON object.
    workspace
        Folder of the workspace.
    """
    place = open_workspace(workspace_path(workspace))
    instant = _instant(at, ZoneInfo(place.zone))
    names = tuple(part.strip() for part in by.split(",") if part.strip())
    found = standing_at(open_snapshot(place.lake), instant, names)
    if json:
        rows = [asdict(item) for item in found]
        print(dumps({"at": instant.isoformat(), "bands_days": BANDS_DAYS, "rows": rows}))
    else:
        _print(found, names)
    return 0


def _instant(text: str, zone: ZoneInfo) -> datetime:
    if not text:
        return datetime.now(zone)
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no instant: write it like 2026-03-02T14:30") from None
    if told.tzinfo is not None:
        return told
    local = told.replace(tzinfo=zone)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise InputError(
            f"{text} exists twice or not at all in {zone.key}, as clocks change: add its offset, such as +01:00"
        )
    return local


def _print(found: list[Standing], names: tuple[str, ...]) -> None:
    table = Table(*names)
    spans = [
        *(f"{a}–{b} d" for a, b in pairwise(BANDS_DAYS)),
        f"≥ {BANDS_DAYS[-1]} d",
    ]
    for head in ("open", *spans, "owed"):
        table.add_column(head, justify="right")
    for item in found:
        groups = [label(name, value) for name, value in item.by.items()]
        table.add_row(*groups, *map(number_text, (item.backlog, *item.ages, item.owed)))
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)
    console.print(table)
    unknown = sum(item.unknown for item in found)
    if unknown:
        console.print(f"{unknown} waits ended nobody knows when: they may have been owed too.")
