"""What `fiftytwo doctor` looks at, one function a check."""

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fiftytwo.base.errors import FiftyTwoError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.digest import altered_months
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources.merges import merge_cycles
from fiftytwo.web import ledger
from fiftytwo.web.audit.queries import verify
from fiftytwo.web.backup_note import last_backup
from fiftytwo.web.dump import frozen

__all__ = ["Check", "examine"]

OLD_BACKUP = 31  # days
LEAST_FREE = 1 << 30  # bytes; a load writes its months once more before it lets the old ones go


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `text` says what was found, and what to do if it is bad."""

    name: str
    is_good: bool
    text: str


def examine(workspace: Workspace, *, deep: bool = False) -> Iterator[Check]:
    """Yield every check of a workspace; one that cannot be made counts as bad."""
    for name, look in (CHECKS | DEEP if deep else CHECKS).items():
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
    # Others write on meanwhile: the end of the chain and its entries must be of one instant.
    with frozen():
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


def _merges(workspace: Workspace) -> tuple[bool, str]:
    found = merge_cycles(open_snapshot(workspace.lake))
    if not found:
        return False, "no cases are merged in a circle"
    source, circle = found[0]
    told = f"{len(found)} circles of merged cases (merge_cycle), such as {' → '.join(circle)}"
    return True, f"{told} of {source}: none of them carries on; mend the merge in that system"


def _backup(workspace: Workspace) -> tuple[bool, str]:
    made = last_backup(workspace)
    if made is None:
        return False, "none of this workspace yet: `fiftytwo backup FILE` makes one"
    days = (datetime.now(UTC) - made).days
    text = f"the last one is {days} days old"
    return days > OLD_BACKUP, f"{text}: make another" if days > OLD_BACKUP else text


def _disk(workspace: Workspace) -> tuple[bool, str]:
    free = shutil.disk_usage(workspace.root).free
    text = f"{free / 1e9:.1f} GB free"
    return (True, f"{text}: make room, a load needs 1 GB") if free < LEAST_FREE else (False, text)


def _rows(workspace: Workspace) -> tuple[bool, str]:
    bad, compared = altered_months(open_snapshot(workspace.lake))
    if bad:
        told = f"rows of {len(bad)} months differ from their digest, such as {bad[0]}"
        return True, f"{told}: restore the lake from a backup"
    if not compared:
        return False, "no digests yet: `fiftytwo upkeep` or the nightly work makes them"
    return False, f"the rows of {compared} months are those that the last upkeep found"


CHECKS: dict[str, Look] = {
    "settings": _settings,
    "keys": _keys,
    "ledger": _ledger,
    "audit": _audit,
    "lake": _lake,
    "balance": _balance,
    "merges": _merges,
    "backup": _backup,
    "disk": _disk,
}
DEEP: dict[str, Look] = {"rows": _rows}  # these read every row
