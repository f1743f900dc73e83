"""`fiftytwo people`: everybody as a CSV file, in and out."""

import json as json_module
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from django.utils import timezone

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.web.people.files.actions import apply_file, export_people, judge_file, note_look
from fiftytwo.web.people.files.compare import Changes

__all__ = ["app", "export", "load"]

app = App(name="people", help="Import and export people, their teams and contracts.")


@app.command(name="import")
def load(
    file: Path,
    *,
    dry_run: bool = False,
    first: Annotated[str | None, Parameter(name="--from")] = None,
    workspace: Path | None = None,
    json: bool = False,
) -> int:
    """Load a CSV file of people: all of it, or nothing where a line is refused.

    Parameters
    ----------
    file
        CSV with a column key; `fiftytwo people export` shows all columns.
    dry_run
        Show what would change, and change nothing.
    first
        Day from which changed teams and contracts hold, such as 2026-12-01; today where absent.
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    place = open_workspace(workspace_path(workspace))
    raw = _bytes(file)
    if dry_run:
        changes = judge_file(raw)
    else:
        day = _day(first)
        changes = apply_file(raw, first=day, zone=place.zone, hash_key=place.hash_key)
    if dry_run or changes.refused:
        note_look(changes, by=None)
    is_done = not dry_run and not changes.refused
    if json:
        print(json_module.dumps({"file": str(file), "loaded": is_done, **changes.as_json()}))
    else:
        _print(changes, is_done)
    return 2 if changes.refused else 0


@app.command
def export(*, to: Path | None = None, workspace: Path | None = None) -> int:
    """Write everybody as CSV, to a file or to the screen.

    Parameters
    ----------
    to
        File to write; the screen where absent.
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    """
    open_workspace(workspace_path(workspace))
    text = export_people(by=None)
    if to is None:
        sys.stdout.write(text.replace("\r\n", "\n"))
        return 0
    try:
        to.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError(f"{to} cannot be written: {error.strerror}") from None
    print(f"{text.count(chr(10)) - 1:,} people are in {to}")
    return 0


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise InputError(f"--from {text!r} is no date: write it as 2026-03-02") from None


def _print(changes: Changes, is_done: bool) -> None:
    for name in changes.new_sites:
        print(f"new site: {name}")
    for team, site in changes.new_teams:
        print(f"new team: {team} ({site})")
    for change in changes.added:
        print(f"line {change.line}: adds {change.key}, {change.name}")
    for change in changes.changed:
        for name, before, after in change.words:
            print(f"line {change.line}: {change.key} {name}: {before or '–'} → {after or '–'}")
    for bad in changes.refused:
        given = f" {bad.given!r}" if bad.given else ""
        print(f"line {bad.line}: refused {bad.column or 'line'}{given}: {bad.reason}")
    counts = f"{len(changes.added):,} added, {len(changes.changed):,} changed, "
    counts += f"{changes.unchanged:,} unchanged, {len(changes.refused):,} cells refused"
    state = "" if is_done else ("nothing was loaded: " if changes.refused else "would be: ")
    print(f"{state}{counts}; {changes.elsewhere:,} people are not in the file")
