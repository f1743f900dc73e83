"""What `fiftytwo doctor` looks at, one function a check."""

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fiftytwo.base.errors import FiftyTwoError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.web import ledger
from fiftytwo.web.audit.queries import verify

__all__ = ["Check", "examine"]

LEAST_FREE = 1 << 30  # bytes; a load writes its months once more before it lets the old ones go


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `text` says what was found, and what to do if it is bad."""

    name: str
    is_good: bool
    text: str


def examine(workspace: Workspace) -> Iterator[Check]:
    """Yield every check of a workspace; one that cannot be made counts as bad."""
    for name, look in CHECKS.items():
        try:
            problem, text = look(workspace)
        except (FiftyTwoError, OSError, ValueError) as error:
            problem, text = True, str(error)
        yield Check(name, not problem, text)


Look = Callable[[Workspace], tuple[bool, str]]


def _settings(workspace: Workspace) -> tuple[bool, str]:
    return False, f"zone {workspace.zone}, schema {workspace.schema}"


def _keys(workspace: Workspace) -> tuple[bool, str]:
    keys = [workspace.root / "keys" / name for name in ("secret.key", "hash.key")]
    _ = workspace.secret_key, workspace.hash_key
    loose = [path for path in keys if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if loose:
        names = " ".join(str(path) for path in loose)
        return True, f"others can read the keys: run `chmod 600 {names}`"
    return False, "both there, readable by you alone"


def _ledger(workspace: Workspace) -> tuple[bool, str]:
    refusal = ledger.refusal(workspace)
    if refusal:
        return True, refusal
    state = ledger.integrity()
    return (
        state != "ok",
        state if state != "ok" else "its tables fit this version; the file is whole",
    )


def _audit(workspace: Workspace) -> tuple[bool, str]:
    if ledger.refusal(workspace):
        return True, "cannot be read before the ledger fits this version"
    found = verify()
    if found.faults:
        more = f", and {len(found.faults) - 1} more" if len(found.faults) > 1 else ""
        return True, (
            f"{found.faults[0]}{more}: somebody wrote past the application; compare with a backup"
        )
    return False, f"all {found.entries} entries follow one another up to {found.head[:12]}"


def _lake(workspace: Workspace) -> tuple[bool, str]:
    snapshot = open_snapshot(workspace.lake)
    if snapshot.load_id is None:
        return False, "empty"
    lost = [
        f"{table}/{path}"
        for table in snapshot.versions
        for _month, path in snapshot.files(table)
        if not (workspace.lake / table / path).exists()
    ]
    if lost:
        return (
            True,
            f"{len(lost)} files are gone, such as {lost[0]}: restore the lake from a backup",
        )
    return False, f"{len(snapshot.versions)} tables as of load {snapshot.load_id}"


def _balance(workspace: Workspace) -> tuple[bool, str]:
    snapshot = open_snapshot(workspace.lake)
    rows = (
        snapshot.cursor()
        .execute(
            "SELECT file_name, raw, mapped, ignored, quarantined, pending FROM "
            + snapshot.relation("load")
        )
        .fetchall()
    )
    off = [row[0] for row in rows if row[1] != row[2] + _sum(row[3]) + _sum(row[4]) + row[5]]
    if off:
        return True, f"{len(off)} loads do not add up, such as {off[0]}: load that file again"
    return False, f"raw = mapped + ignored + quarantined + pending in all {len(rows)} loads"


def _sum(counts: str | None) -> int:
    return sum(json.loads(counts or "{}").values())


def _disk(workspace: Workspace) -> tuple[bool, str]:
    free = shutil.disk_usage(workspace.root).free
    text = f"{free / 1e9:.1f} GB free"
    return (True, f"{text}: make room, a load needs 1 GB") if free < LEAST_FREE else (False, text)


CHECKS: dict[str, Look] = {
    "settings": _settings,
    "keys": _keys,
    "ledger": _ledger,
    "audit": _audit,
    "lake": _lake,
    "balance": _balance,
    "disk": _disk,
}
