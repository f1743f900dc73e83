"""Lines that became no row: with their bytes in staged files until the load closes its books.

They are not held in memory, because a file may consist of nothing else.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fiftytwo.contacts.lake import quote

__all__ = ["BAD", "IGNORED", "Aside", "ignored_sql", "quarantine_sql"]

IGNORED = pa.schema([("raw_line", pa.int64()), ("rule", pa.string()), ("bytes", pa.binary())])
BAD = pa.schema([
    ("raw_line", pa.int64()), ("reason", pa.string()), ("field", pa.string()),
    ("detail", pa.string()), ("day", pa.string()), ("bytes", pa.binary()),
])  # fmt: skip
NAMES = {"ignored": IGNORED, "bad": BAD}


@dataclass
class Aside:
    """The ignored and the quarantined lines of a load, in files of `folder`."""

    folder: Path
    files: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in NAMES})

    def ignore(self, lines: pa.Table) -> None:
        """Keep lines that a rule leaves out: a table of the columns of `IGNORED`."""
        self._keep("ignored", lines)

    def quarantine(self, lines: pa.Table) -> None:
        """Keep lines that cannot be used: a table of the columns of `BAD`."""
        self._keep("bad", lines)

    def _keep(self, name: str, lines: pa.Table) -> None:
        if not lines.num_rows:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{len(self.files[name]):06d}.parquet"
        pq.write_table(lines.select(NAMES[name].names).cast(NAMES[name]), path)
        self.files[name].append(str(path))

    def sql(self, name: str) -> str:
        """Return SQL for FROM over the lines kept under ``ignored`` or ``bad``; empty if none."""
        files = self.files[name]
        return f"read_parquet([{', '.join(map(quote, files))}])" if files else ""


def quarantine_sql(
    aside: Aside, *, load_id: str, source_id: str, stream: str, profile: str, file_name: str,
    at: datetime,
) -> str:  # fmt: skip
    """Return SQL of the rows of the book `quarantine`; empty if no line is in quarantine."""
    if not aside.files["bad"]:
        return ""
    now = f"TIMESTAMPTZ {quote(at.isoformat())}"
    columns = {
        "raw_id": _raw_id(source_id, stream), "load_id": quote(load_id),
        "source_id": quote(source_id), "profile": quote(profile), "file_name": quote(file_name),
        "raw_line": "raw_line", "reason": "reason", "field": "field", "detail": "detail",
        "bytes": "bytes", "first_seen_at": now, "attempts": "1", "last_attempt_at": now,
        "resolution": "NULL::VARCHAR", "resolved_at": "NULL::TIMESTAMPTZ",
        "resolved_by": "NULL::VARCHAR", "resolved_reason": "NULL::VARCHAR", "day": "day::DATE",
    }  # fmt: skip
    return f"SELECT {_listed(columns)} FROM {_counted(aside.sql('bad'))}"


def ignored_sql(aside: Aside, *, load_id: str, source_id: str, stream: str) -> str:
    """Return SQL of the rows of the book `ignored`; empty if no line is ignored."""
    if not aside.files["ignored"]:
        return ""
    columns = {
        "raw_id": _raw_id(source_id, stream), "load_id": quote(load_id),
        "source_id": quote(source_id), "raw_line": "raw_line", "rule": "rule",
    }  # fmt: skip
    return f"SELECT {_listed(columns)} FROM {_counted(aside.sql('ignored'))}"


def _counted(lines: str) -> str:
    """SQL for FROM: the lines, and which of the identical lines of the file each one is."""
    return f"(SELECT *, row_number() OVER (PARTITION BY bytes ORDER BY raw_line) AS n FROM {lines})"


def _raw_id(source_id: str, stream: str) -> str:
    """SQL of the id of a raw line: its bytes, and which of the identical lines it is."""
    start = quote(f"{source_id}\x1f{stream}\x1f")
    text = f"encode({start}) || bytes || encode(chr(31) || n::VARCHAR)"
    return f"unhex(substr(sha256({text}), 1, 32))"


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
