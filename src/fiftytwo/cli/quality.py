"""`fiftytwo quality`: what became of each day's lines, hours without data, and reported numbers."""

import json as json_module
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.quality_books import QualityReport, read_quality
from fiftytwo.sources.drift import Drift, header_drift

__all__ = ["quality"]

DAYS = 28


def quality(
    *,
    first: date | None = None,
    last: date | None = None,
    workspace: Path | None = None,
    json: bool = False,
) -> int:
    """Say how complete the data are, by source and day.

    Parameters
    ----------
    first
        First local day; 28 days back from the last where absent.
    last
        Last local day; today where absent.
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    place = open_workspace(workspace_path(workspace))
    zone = ZoneInfo(place.zone)
    end = last or datetime.now(zone).date()
    start = first or end - timedelta(days=DAYS - 1)
    if start > end:
        raise InputError(f"the days end {end} before they begin {start}: swap them")
    snapshot = open_snapshot(place.lake)
    yesterday = datetime.now(zone).date() - timedelta(days=1)  # today's files may still come
    until = min(end, yesterday)
    found = read_quality(snapshot, first=start, last=end, zone=zone, until=until)
    drift = header_drift(place, snapshot)
    if json:
        print(json_module.dumps(_plain(found, drift), default=str))
    else:
        _print(found, drift)
    return 0 if all(day.holds for day in found.days) else 1


def _plain(found: QualityReport, drift: list[Drift]) -> dict[str, object]:
    return {
        "days": [
            {**asdict(day), "held": day.held, "coverage": day.coverage, "balanced": day.holds}
            for day in found.days
        ],
        "gaps": [asdict(gap) for gap in found.gaps],
        "stops": [asdict(stop) for stop in found.stops],
        "differences": [asdict(row) for row in found.differences],
        "held_files": [asdict(file) for file in found.held_files],
        "drift": [asdict(row) for row in drift],
        "whole": found.is_whole,
    }


def _print(found: QualityReport, drift: list[Drift]) -> None:
    heads = ("source", "day", "raw", "mapped", "ignored", "held", "pending", "restated")
    print("{:<16} {:<10} {:>9} {:>9} {:>9} {:>6} {:>8} {:>8}".format(*heads))
    for day in found.days:
        counts = (
            f"{day.raw:>9,} {day.mapped:>9,} {day.ignored:>9,} {day.held:>6,} {day.pending:>8,}"
        )
        print(f"{day.source:<16} {day.day or 'no day'!s:<10} {counts} {day.restated:>8,}")
    _print_aside(found)
    if not found.is_whole:
        print("loads of an earlier version kept no balance by day: only newer ones are told")
    for stop in found.stops:
        since = f"{stop.day} {stop.hour:02d}:00"
        print(f"stopped: {stop.source}, nothing since {since}, usually {stop.usual:,.0f} contacts")
    for gap in found.gaps:
        hours = f"from {gap.first:02d}:00 to {gap.last:02d}:00"
        where = f"{gap.source}, {gap.day}"
        print(f"no data: {where} {hours}, usually {gap.usual:,.0f} contacts")
    for row in found.differences:
        why = row.cause or "equal"
        print(
            f"reported: {row.source}, {row.day}, {row.number}: {row.contacts:,} contacts, ours"
            f" {row.ours:,.1f} s, theirs {row.theirs:,.1f} s: {why}"
        )
    for file in found.held_files:
        print(f"held back: {file.file_name} ({file.lines:,} lines): {file.detail}")
    for one in drift:
        parts = {"not read": one.unread, "new": one.added, "gone": one.gone}
        told = "; ".join(f"{word}: {', '.join(names)}" for word, names in parts.items() if names)
        print(f"header: {one.file_name} ({one.profile}): {one.problem or told}")


def _print_aside(found: QualityReport) -> None:
    """Say how many of the lines held were dismissed, and how many of those ignored came again."""
    dismissed = sum(sum(day.dismissed.values()) for day in found.days)
    again = sum(day.again for day in found.days)
    if dismissed:
        print(f"dismissed: {dismissed:,} of the lines held were dismissed by a person")
    if again:
        print(f"came again: {again:,} of the lines ignored were in quarantine when they came again")
