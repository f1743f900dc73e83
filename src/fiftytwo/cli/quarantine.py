"""`fiftytwo quarantine`: lines that could not be used, and what to do about them."""

import getpass
import json as json_module
from collections import Counter
from pathlib import Path

from cyclopts import App

from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.quarantine import held_back, open_lines
from fiftytwo.sources.retry import dismiss as dismiss_line
from fiftytwo.sources.retry import retry_quarantine

__all__ = ["app", "dismiss", "retry", "show"]

app = App(name="quarantine", help="Show, retry or dismiss lines that could not be used.")
SHOWN = 20


@app.default
def show(*, workspace: Path | None = None, json: bool = False) -> int:
    """Show the lines that wait in quarantine, and files held back.

    Parameters
    ----------
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    snapshot = open_snapshot(open_workspace(workspace_path(workspace)).lake)
    lines, files = open_lines(snapshot), held_back(snapshot)
    reasons = Counter(row["reason"] for row in lines)
    if json:
        print(json_module.dumps({
            "waiting": len(lines),
            "reasons": dict(reasons),
            "lines": [_plain(row) for row in lines],
            "held_back": [
                {"file": r["file_name"], "profile": r["profile"], "pending": r["pending"],
                 "detail": r["detail"]}
                for r in files
            ],
        }))  # fmt: skip
        return 0
    print(f"{len(lines):,} lines wait in quarantine")
    for reason, n in reasons.most_common():
        print(f"  {n:>8,}  {reason}")
    for row in lines[:SHOWN]:
        print(f"{row['raw_id'].hex()}  {row['file_name']} line {row['raw_line']:,}:", end=" ")
        print(f"{row['reason']} in {row['field']} ({row['detail'] or 'empty'})")
    if len(lines) > SHOWN:
        print(f"… and {len(lines) - SHOWN:,} more: --json prints all")
    for row in files:
        print(f"held back: {row['file_name']} ({row['pending']:,} lines): {row['detail']}")
    return 0


@app.command
def retry(*, workspace: Path | None = None, json: bool = False) -> int:
    """Map waiting lines and held-back files again, with the profiles as saved now.

    Parameters
    ----------
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    reports = retry_quarantine(open_workspace(workspace_path(workspace)))
    tried = sum(report.raw for report in reports)
    waiting = sum(sum(r.quarantined.values()) + r.pending for r in reports)
    if json:
        print(json_module.dumps({
            "tried": tried, "mapped": sum(r.mapped for r in reports), "waiting": waiting,
            "loads": [report.as_json() for report in reports],
        }))  # fmt: skip
    else:
        print(f"{tried:,} lines tried again: {waiting:,} still wait")
    return 0 if all(report.balanced for report in reports) else 1


@app.command
def dismiss(raw_id: str, *, reason: str, workspace: Path | None = None, json: bool = False) -> int:
    """Dismiss one line: it is not needed; it stays counted as quarantined.

    Parameters
    ----------
    raw_id
        Id of the line, as `fiftytwo quarantine` shows it.
    reason
        Why it is not needed.
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    place = open_workspace(workspace_path(workspace))
    row = dismiss_line(place, raw_id, reason, getpass.getuser())
    if json:
        print(json_module.dumps(_plain(row)))
    else:
        print(f"line {row['raw_line']:,} of {row['file_name']} is dismissed: {reason}")
    return 0


def _plain(row: dict[str, object]) -> dict[str, object]:
    """A row without what JSON cannot hold: bytes as text, times and ids as words."""
    names = ("profile", "source_id", "file_name", "raw_line", "reason", "field", "detail")
    return {
        "raw_id": bytes(row["raw_id"]).hex(),  # type: ignore[call-overload]
        **{name: row[name] for name in names},
        "attempts": row["attempts"],
        "resolution": row["resolution"],
        "first_seen_at": str(row["first_seen_at"]),
        "line": bytes(row["bytes"]).decode(errors="replace"),  # type: ignore[call-overload]
    }
