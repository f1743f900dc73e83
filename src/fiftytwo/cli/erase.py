"""`fiftytwo erase`: nothing in the lake says any more who a customer or an agent was."""

import json as json_lines
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from cyclopts import App

from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.contacts.erasures import LIST, read_erasures
from fiftytwo.sources.erase import erase, would_erase

__all__ = ["agent", "app", "customer", "show"]

app = App(name="erase", help="Erase who a customer or an agent was; counts and times stay.")


@app.command
def customer(
    who: str | None = None,
    *,
    dry_run: bool = False,
    workspace: Path | None = None,
    json: bool = False,
) -> int:
    """Erase a customer: rows lose the hash, original lines are redacted, old files are removed.

    It holds for files loaded later too. Backups made before still hold the data; a restore erases again.

    Parameters
    ----------
    who
        As the loaded files write it: a reference, an e-mail address, a number. Left out, it is read
        from standard input, so that it stands in no list of commands.
    dry_run
        Say what would change, and change nothing.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    return _run("customer", who, dry_run, workspace, json)


@app.command
def agent(
    who: str | None = None,
    *,
    dry_run: bool = False,
    workspace: Path | None = None,
    json: bool = False,
) -> int:
    """Erase an agent: another pseudonym, which nothing leads to, takes the place of the old one.

    Parameters
    ----------
    who
        The name as the loaded files write it, or the pseudonym. Left out, it is read from
        standard input.
    dry_run
        Say what would change, and change nothing.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    return _run("agent", who, dry_run, workspace, json)


@app.command(name="list")
def show(*, workspace: Path | None = None, json: bool = False) -> int:
    """List the erasures: keyed hashes and times, no names.

    Parameters
    ----------
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    found = read_erasures(open_workspace(workspace_path(workspace)).root / LIST)
    if json:
        print(json_lines.dumps({"erasures": [asdict(one) for one in found]}))
        return 0
    for one in found:
        print(f"{one.at}  {one.what:<8}  {one.mark}")
    print(f"{len(found):,} erasures")
    return 0


def _run(
    what: Literal["customer", "agent"],
    who: str | None,
    dry: bool,
    workspace: Path | None,
    json: bool,
) -> int:
    opened = open_workspace(workspace_path(workspace))
    name = sys.stdin.readline() if who is None else who
    done = (would_erase if dry else erase)(opened, what, name)
    if json:
        counts = {"rows": dict(done.rows), "lines": done.lines, "quarantined": done.quarantined}
        print(json_lines.dumps({"changed": not dry, **counts}))
        return 0
    print("It would change:" if dry else "Erased:")
    for table, n in done.rows.items():
        print(f"  {n:>9,} rows of {table}")
    print(f"  {done.lines:>9,} original lines, {done.quarantined:,} of them waiting in quarantine")
    if not done.anything:
        print(f"No {what} is written so in any loaded file.")
    return 0
