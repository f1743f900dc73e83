"""`fiftytwo load`: files through a profile into the lake."""

import json as json_module
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rich.progress import Progress

from fiftytwo.base.errors import HeldBackError, InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.sources.load import load_file

__all__ = ["load"]


def load(*paths: Path, profile: str, workspace: Path | None = None, json: bool = False) -> int:
    """Load files of contacts, cases or counts through a profile.

    Every line ends mapped, ignored by a named rule, quarantined with a reason, or pending.

    Parameters
    ----------
    paths
        Files: CSV, CSV.gz, Parquet, JSON lines, or a system's own log.
    profile
        Name of a saved profile, or a TOML file, which is then saved by its name.
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    if not paths:
        raise InputError("no file is named: give at least one path")
    place = open_workspace(workspace_path(workspace))
    reports: list[LoadReport] = []
    for path in paths:
        with Progress(transient=True, disable=json or not sys.stderr.isatty()) as bar:
            task = bar.add_task(path.name, total=path.stat().st_size if path.exists() else None)
            reports.append(
                load_file(
                    place,
                    path,
                    profile=profile,
                    on_progress=lambda n: bar.advance(task, n),  # noqa: B023
                )
            )
        if not json:
            _tell(reports[-1])
    if json:
        print(json_module.dumps(_together(reports)))
    held = [report for report in reports if report.state == "held_back"]
    if held:
        raise HeldBackError(
            "; ".join(
                f"{report.file_name} is held back, nothing of it was applied: {report.detail}"
                for report in held
            )
        )
    return 0 if all(report.balanced for report in reports) else 1


def _tell(report: LoadReport) -> None:
    print(f"{report.file_name}: {report.raw:,} lines through profile {report.profile}")
    if report.state == "held_back":
        print(
            f"  held back    {report.pending:>12,}  nothing of it was applied, its bytes are kept"
        )
        return
    print(f"  mapped       {report.mapped:>12,}")
    for title, counts in (("ignored", report.ignored), ("quarantined", report.quarantined)):
        for name, n in counts.items():
            print(f"  {title:<12} {n:>12,}  {name}")
    if report.pending:
        print(f"  pending      {report.pending:>12,}")
    for name, n in report.repaired.items():
        print(f"  of them repaired {n:>8,}  {name}")
    print(f"  balance      {'holds' if report.balanced else 'DOES NOT HOLD'}")
    for caveat in report.caveats:
        print(f"  note: {caveat}")


def _together(reports: list[LoadReport]) -> dict[str, Any]:
    """One object for all files, their counts added up."""
    if len(reports) == 1:
        return reports[0].balance()
    total: dict[str, Any] = {"raw": 0, "mapped": 0, "pending": 0}
    ignored: Counter[str] = Counter()
    quarantined: Counter[str] = Counter()
    for report in reports:
        total["raw"] += report.raw
        total["mapped"] += report.mapped
        total["pending"] += report.pending
        ignored.update(report.ignored)
        quarantined.update(report.quarantined)
    return {
        **total,
        "ignored": dict(ignored),
        "quarantined": dict(quarantined),
        "balanced": all(report.balanced for report in reports),
    }
