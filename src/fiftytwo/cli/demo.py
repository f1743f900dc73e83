"""`fiftytwo demo`: a workspace with the demo company, its half year of contacts and a plan."""

import json as json_lines
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import (
    SETTINGS_FILE,
    Workspace,
    create_workspace,
    open_workspace,
    workspace_path,
)
from fiftytwo.cli.demo_ledger import add_company, settings_text, store_plan
from fiftytwo.contacts.lake import SCHEDULES_FILE
from fiftytwo.demo.company import ZONE, Company, make_company
from fiftytwo.demo.files import Written, write_files
from fiftytwo.demo.history import play
from fiftytwo.demo.opening import schedules_text
from fiftytwo.sources.load import load_file
from fiftytwo.web import ledger
from fiftytwo.web.accounts.actions import DEMO_PASSWORD
from fiftytwo.web.accounts.queries import demo_logins

__all__ = ["demo"]

UNFINISHED = "demo-unfinished"  # lies in the workspace while it is being made
PLAN_SECONDS = 4.0
PLAN_SHARE = 0.3  # of the time the whole takes
Tell = Callable[[str, float], None]


def demo(
    *,
    workspace: Path | None = None,
    today: str | None = None,
    seed: int = 52,
    weeks: int = 26,
    json: bool = False,
) -> int:
    """Make a workspace with the demo company; one that is there already is kept.

    Parameters
    ----------
    workspace
        Folder to make (default: FIFTYTWO_WORKSPACE, else ./workspace).
    today
        Day to make it for, such as 2026-11-19 (default: today); the history ends on the Sunday
        before.
    seed
        Another number gives another half year.
    weeks
        Weeks of history, 1 to 104.
    json
        Print one JSON object.
    """
    root = workspace_path(workspace)
    if (root / UNFINISHED).exists():
        shutil.rmtree(root)  # nothing in it but what an earlier run had begun
    day = _day(today)
    is_new = not (root / SETTINGS_FILE).exists()
    loads: list[dict[str, Any]] = []
    if is_new:
        company = make_company(seed, today=day, weeks=weeks)
        with _progress() as tell:
            loads = _make(root, company, day, tell)
    opened = open_workspace(root)
    refusal = ledger.refusal(opened)
    if refusal:
        raise InputError(refusal)
    (_print_json if json else _print)(opened, is_new, loads)
    return 0


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(ZoneInfo(ZONE)).date()
    except ValueError:
        raise InputError(f"--today {text!r} is no date: write it as 2026-11-19") from None


def _make(root: Path, company: Company, day: date, tell: Tell) -> list[dict[str, Any]]:
    """Make the workspace; until the last step it is marked as unfinished."""
    tell("workspace", 0.0)
    ledger.check_server()
    create_workspace(root, name=company.name, zone=company.zone, currency=company.currency)
    (root / UNFINISHED).touch()
    with (root / SETTINGS_FILE).open("a") as file:
        file.write(settings_text(company))
    (root / SCHEDULES_FILE).write_text(schedules_text(company))
    opened = open_workspace(root)
    ledger.use(opened)
    ledger.migrate()
    add_company(company, opened)
    tell(f"{len(company.days) // 7} weeks of contacts", 0.05)
    happened = play(company)
    with tempfile.TemporaryDirectory(prefix="fiftytwo-demo-") as folder:
        files = write_files(happened, Path(folder))
        loads = _load(opened, files, tell)
    tell("next week's plan", 1 - PLAN_SHARE)
    store_plan(
        opened,
        day,
        seconds=PLAN_SECONDS,
        tell=lambda text, share: tell(text, 1 - PLAN_SHARE * (1 - share)),
    )
    (root / UNFINISHED).unlink()
    return loads


def _load(workspace: Workspace, files: tuple[Written, ...], tell: Tell) -> list[dict[str, Any]]:
    """Load every file through the intake, as anybody's files are."""
    reports = []
    for number, file in enumerate(files):
        tell(f"loading {file.path.name}", 0.2 + 0.5 * number / len(files))
        report = load_file(workspace, file.path, profile=file.profile)
        reports.append({"file": file.path.name, **report.as_json()})
    return reports


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show on stderr how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("demo company", total=1.0)
        yield lambda text, share: bar.update(task, description=text, completed=share)


def _print_json(workspace: Workspace, is_new: bool, loads: list[dict[str, Any]]) -> None:
    logins = [
        {
            "username": user.username,
            "name": user.name,
            "roles": sorted(user.roles),
            "password": DEMO_PASSWORD,
        }
        for user in demo_logins()
    ]
    print(
        json_lines.dumps(
            {"workspace": str(workspace.root), "made": is_new, "logins": logins, "loads": loads}
        )
    )


def _print(workspace: Workspace, is_new: bool, loads: list[dict[str, Any]]) -> None:
    verb = "Made" if is_new else "Kept"
    print(f"{verb} the workspace {workspace.root} ({workspace.name}).")
    for load in loads:
        bad = sum(load["quarantined"].values())
        print(f"  {load['file']:<14} {load['raw']:>9,} lines, {bad} in quarantine")
    print("Sign in, on this machine only, with the password", DEMO_PASSWORD)
    for user in demo_logins():
        print(f"  {user.role_words:<21} {user.username:<18} {user.name}")
    print(f"Start it: fiftytwo serve --workspace {workspace.root}")
