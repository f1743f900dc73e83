"""`fiftytwo upgrade`: bring an older workspace up to date."""

from datetime import UTC, datetime
from pathlib import Path

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.base.workspace import SCHEMA, Workspace, open_workspace, workspace_path
from fiftytwo.contacts.schema import newer_table
from fiftytwo.contacts.steps import reached
from fiftytwo.sources.upgrade import upgrade_lake
from fiftytwo.web import ledger

__all__ = ["upgrade"]


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
