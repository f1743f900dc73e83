"""`fiftytwo init` and `doctor`: make a workspace, check it."""

import json as json_lines
from pathlib import Path

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.workspace import Workspace, create_workspace, open_workspace, workspace_path
from fiftytwo.cli import checks
from fiftytwo.cli.address import address
from fiftytwo.web import ledger
from fiftytwo.web.accounts.actions import invite_head

__all__ = ["doctor", "init", "make_workspace"]


def make_workspace(root: Path, **settings: str) -> Workspace:
    """Make a workspace with an empty ledger, and let this process work in it."""
    ledger.check_server()
    made = create_workspace(root, **settings)
    ledger.use(made)
    ledger.migrate()
    return made


def init(
    *,
    workspace: Path | None = None,
    name: str = "Our service team",
    zone: str = "UTC",
    currency: str = "EUR",
    language: str = "en",
    json: bool = False,
) -> int:
    """Make a workspace: ledger and lake in one folder, and a link for the first head.

    Parameters
    ----------
    workspace
        Folder to make (default: FIFTYTWO_WORKSPACE, else ./workspace).
    name
        What the service team or its company is called.
    zone
        Time zone in which days begin, such as Europe/Brussels.
    currency
        Three letters, such as EUR.
    language
        In which people read who choose none: en or de.
    json
        Print one JSON object.
    """
    made = make_workspace(
        workspace_path(workspace), name=name, zone=zone, currency=currency, language=language
    )
    link = f"{address(made.host)}/first-head/{invite_head()}/"
    if json:
        print(json_lines.dumps({"workspace": str(made.root), "first_head": link}))
        return 0
    print(f"Made the workspace {made.root}.")
    print(f"Start it:             fiftytwo serve --workspace {made.root}")
    print(f"Then make the first account, within two days and once, at:\n  {link}")
    return 0


def doctor(*, workspace: Path | None = None, deep: bool = False, json: bool = False) -> int:
    """Check a workspace and say what is wrong with it; exit code 1 if anything is.

    Parameters
    ----------
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    deep
        Also read every row of the lake and compare it with the digests of the nightly upkeep.
    json
        Print one JSON object.
    """
    found = list(checks.examine(open_workspace(workspace_path(workspace)), deep=deep))
    bad = [check for check in found if not check.is_good]
    if json:
        rows = [{"check": c.name, "good": c.is_good, "text": c.text} for c in found]
        print(json_lines.dumps({"good": not bad, "checks": rows}))
    else:
        for check in found:
            print(f"{'good ' if check.is_good else 'WRONG'}  {check.name}: {check.text}")
    return 1 if bad else 0
