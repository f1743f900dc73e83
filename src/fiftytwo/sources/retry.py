"""Try lines in quarantine and files held back again, after a profile was mended."""

import hashlib
import io
from itertools import groupby
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.books import read_book
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.contacts.intake import finish_dead
from fiftytwo.contacts.lake import connect, open_snapshot, quote
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.quarantine import dismiss_line, held_back, open_lines
from fiftytwo.contacts.raw import open_raw, read_block
from fiftytwo.contacts.records import cut
from fiftytwo.sources.load import RETRY, FileBytes, file_type, load_bytes, reopen
from fiftytwo.sources.profiles import find_profile, profile_path

__all__ = ["dismiss", "retry_quarantine"]

Row = dict[str, Any]


def retry_quarantine(workspace: Workspace) -> list[LoadReport]:
    """Map every waiting line and every held-back file again, with the profiles as saved now.

    Returns
    -------
    list of LoadReport
        One for each load whose lines were tried, and each file that is no longer held back.

    Raises
    ------
    InputError
        If a profile cannot be used.
    """
    reports = [
        _retry_lines(workspace, origin, list(rows))
        for origin, rows in groupby(
            sorted(open_lines(open_snapshot(workspace.lake)), key=lambda r: r["load_id"]),
            key=lambda r: r["load_id"],
        )
    ]
    reports += [
        report
        for row in held_back(open_snapshot(workspace.lake))
        if (report := _retry_file(workspace, row)) is not None
    ]
    return reports


def dismiss(workspace: Workspace, raw_id_hex: str, reason: str, by: str) -> Row:
    """Dismiss a waiting line for a reason; it stays counted as quarantined.

    Raises
    ------
    InputError
        If no waiting line has the id, or no reason is given.
    """
    return dismiss_line(
        workspace.lake, raw_id_hex, reason=reason, by=by,
        finish_dead=lambda: finish_dead(workspace.lake, lambda row: reopen(workspace, row)),
    )  # fmt: skip


def _saved(workspace: Workspace, name: str) -> Profile:
    if not profile_path(workspace, name).exists():
        raise InputError(
            f"profile {name} is not saved in the workspace: save it before trying lines again"
        )
    return find_profile(workspace, name)


def _retry_lines(workspace: Workspace, origin: str, rows: list[Row]) -> LoadReport:
    """Collect the lines of one load in a file of their own, and load that."""
    profile = _saved(workspace, rows[0]["profile"])
    kind = file_type(profile, rows[0]["file_name"])
    parts = [row["bytes"] for row in sorted(rows, key=lambda r: (r["raw_line"], r["raw_id"]))]
    if kind == "csv" and profile.file.header:
        parts.insert(0, _header(workspace, origin, profile))
    data = b"\n".join(parts) + b"\n"
    suffix = "jsonl" if kind in ("jsonl", "parquet") else "csv"
    file = FileBytes(
        f"{RETRY}{origin}.{suffix}", hashlib.sha256(data).hexdigest(), len(data),
        lambda: io.BytesIO(data),
    )  # fmt: skip
    return load_bytes(workspace, profile, file, origins=(origin,))


def _header(workspace: Workspace, load_id: str, profile: Profile) -> bytes:
    where = f"load_id = {quote(load_id)} AND block_no = 0"
    (block,) = read_book(connect(), workspace.lake, "raw_block", where)
    data = read_block(
        workspace.lake, block["sha256"], offset=block["offset"], packed=block["packed_bytes"]
    )
    return cut(data, 1, profile.file.quote).record(0)


def _retry_file(workspace: Workspace, row: Row) -> LoadReport | None:
    """Load a held-back file with its profile as saved now; None where that has not changed."""
    profile = _saved(workspace, row["profile"])
    where = f"load_id = {quote(row['load_id'])}"
    (stored,) = read_book(connect(), workspace.lake, "raw_file", where)
    if stored["profile_hash"] == profile.hash:
        return None
    sha256 = row["sha256"]
    file = FileBytes(
        row["file_name"], sha256, stored["bytes"], lambda: open_raw(workspace.lake, sha256)
    )
    return load_bytes(workspace, profile, file)
