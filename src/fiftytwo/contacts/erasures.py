"""The list of erasures of a workspace: keyed hashes and times, no personal data.

It lies beside the lake and not in it, so that a restored lake can be brought to the same state.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fiftytwo.base.errors import InputError

__all__ = ["LIST", "Erasure", "merge_erasures", "note_erasure", "read_erasures"]

LIST = "erasures.jsonl"
Who = Literal["customer", "agent", "person"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody of whom nothing is kept.

    Attributes
    ----------
    what : str
        ``customer`` or ``agent`` of the lake, or ``person`` of the ledger.
    mark : str
        The customer's or person's keyed hash in 32 hexadecimal digits, or the agent's pseudonym.
    at : str
        When it was asked for (ISO, UTC).
    """

    what: Who
    mark: str
    at: str


def read_erasures(path: Path) -> list[Erasure]:
    """Return the erasures of a list, oldest first; a list that is absent is empty.

    Raises
    ------
    InputError
        If a line is none.
    """
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(Erasure(**json.loads(line)))
        except (ValueError, TypeError):
            raise InputError(f"{path}, line {number}, is no erasure: restore the list") from None
    return found


def note_erasure(path: Path, what: Who, mark: str) -> Erasure:
    """Add an erasure to the list, unless it is there, and bring that to the disk."""
    known = [e for e in read_erasures(path) if (e.what, e.mark) == (what, mark)]
    if known:
        return known[0]
    made = Erasure(what, mark, datetime.now(UTC).isoformat(timespec="seconds"))
    merge_erasures(path, [made])
    return made


def merge_erasures(path: Path, others: Iterable[Erasure]) -> None:
    """Write a list that also has the erasures of others, whole or not at all."""
    found = {(e.what, e.mark): e for e in [*others, *read_erasures(path)]}
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        for one in sorted(found.values(), key=lambda e: (e.at, e.what, e.mark)):
            file.write(json.dumps(asdict(one)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
