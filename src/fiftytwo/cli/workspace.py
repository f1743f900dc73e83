"""`fiftytwo init`, `doctor` and `upgrade`: make a workspace, check it, bring it up to date."""

import json as json_lines
from datetime import UTC, datetime
from pathlib import Path

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.base.workspace import (
    SCHEMA,
    Workspace,
    create_workspace,
    open_workspace,
    workspace_path,
)
from fiftytwo.cli import checks
from fiftytwo.contacts.schema import newer_table
from fiftytwo.contacts.steps import reached
from fiftytwo.sources.upgrade import upgrade_lake
from fiftytwo.web import ledger
from fiftytwo.web.accounts.actions import invite_head

__all__ = ["doctor", "init", "make_workspace", "upgrade"]

PORT = 8052


def make_workspace(
    root: Path, *, name: str = "Our service team", zone: str = "UTC", currency: str = "EUR"
) -> Workspace:
    """Make a workspace with an empty ledger, and let this process work in it."""
    made = create_workspace(root, name=name, zone=zone, currency=currency)
    ledger.use(made)
    ledger.migrate()
    return made


def init(
    *,
    workspace: Path | None = None,
    name: str = "Our service team",
    zone: str = "UTC",
    currency: str = "EUR",
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
    json
        Print one JSON object.
    """
    made = make_workspace(workspace_path(workspace), name=name, zone=zone, currency=currency)
    link = f"http://{made.host}:{PORT}/first-head/{invite_head()}/"
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


def upgrade(*, workspace: Path | None = None) -> int:
    """Bring an older workspace to this version: back up, migrate, rebuild what is derived.

    Parameters
    ----------
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    """
    opened = open_workspace(workspace_path(workspace))
    if opened.schema > SCHEMA or newer_table(opened.lake):
        raise InputError(str(ledger.refusal(opened)))
    with hold(opened.root / "workspace.lock", "upgrade"):
        if ledger.refusal(opened) is None:
            print(f"{opened.root} is up to date (schema {SCHEMA}).")
            return 0
        kept = _back_up(opened)
        reached("upgrade_backed_up")
        ledger.migrate()
        reached("upgrade_ledger_migrated")
        tables = upgrade_lake(opened)
        _note_schema(opened)  # last: a killed upgrade is still to be done
    print(f"Upgraded {opened.root} to schema {SCHEMA}. The ledger as it was: {kept}")
    if tables:
        print(f"Brought up to date in the lake: {', '.join(tables)}.")
    return 0


def _back_up(workspace: Workspace) -> str:
    folder = workspace.root / "backups" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True, mode=0o700)
    settings = workspace.root / "fiftytwo.toml"
    (folder / settings.name).write_bytes(settings.read_bytes())
    if not ledger.copy_ledger(folder / "ledger.sqlite3"):
        return "not copied, because it is on a database server: use the server's own backup"
    return str(folder)


def _note_schema(workspace: Workspace) -> None:
    path = workspace.root / "fiftytwo.toml"
    old = f"schema = {workspace.schema}"
    part = path.with_suffix(".part")
    part.write_text(path.read_text().replace(old, f"schema = {SCHEMA}", 1))
    part.replace(path)
