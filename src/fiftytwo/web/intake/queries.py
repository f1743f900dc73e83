"""Reads of Settings → Sources: the books of the intake, as the newest closing record names them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.sources.load import RETRY
from fiftytwo.web.intake.models import Upload
from fiftytwo.web.jobs.models import Job

__all__ = [
    "Balance",
    "Held",
    "Load",
    "Source",
    "by_reason",
    "held_count",
    "held_line",
    "held_lines",
    "held_reasons",
    "last_day",
    "load_by_id",
    "loads",
    "profile_text",
    "profiles",
    "snapshot",
    "sources",
    "stale_uploads",
    "upload_by_id",
    "upload_ids",
    "uploads_waiting",
]

PAGE = 50
SHOWN_BYTES = 240
LOAD_COLUMNS = (
    "load_id, source_id, profile, file_name, state, opened_at, closed_at, raw, mapped, ignored, "
    "quarantined, pending, repaired, caveats, detail"
)


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the lines of a file went: raw = mapped + ignored + quarantined + pending."""

    raw: int
    mapped: int
    ignored: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)
    pending: int = 0

    @property
    def ignored_sum(self) -> int:
        """Lines left out by a named rule."""
        return sum(self.ignored.values())

    @property
    def quarantined_sum(self) -> int:
        """Lines that could not be used."""
        return sum(self.quarantined.values())

    @property
    def holds(self) -> bool:
        """Whether it adds up."""
        return self.raw == self.mapped + self.ignored_sum + self.quarantined_sum + self.pending


@dataclass(frozen=True, slots=True)
class Load:
    """One load as its closing record tells it."""

    load_id: str
    source_id: str
    profile: str
    file_name: str
    state: str
    closed_at: datetime
    seconds: float | None
    balance: Balance
    repaired: Mapping[str, int]
    caveats: tuple[str, ...]
    detail: str

    @property
    def is_held_back(self) -> bool:
        """Whether nothing of the file was applied."""
        return self.state == "held_back"

    @property
    def is_file(self) -> bool:
        """Whether it read a file, not lines of one that waited in quarantine."""
        return self.state != "dismissed" and not self.file_name.startswith(RETRY)


@dataclass(frozen=True, slots=True)
class Source:
    """All loads of a source together."""

    name: str
    loads: int
    last: datetime
    raw: int
    mapped: int
    ignored: int
    quarantined: int
    pending: int

    @property
    def holds(self) -> bool:
        """Whether it adds up."""
        return self.raw == self.mapped + self.ignored + self.quarantined + self.pending


@dataclass(frozen=True, slots=True)
class Held:
    """A line in quarantine."""

    raw_id: str
    source_id: str
    profile: str
    file_name: str
    raw_line: int
    reason: str
    field: str
    detail: str
    text: str
    attempts: int
    first_seen_at: datetime


def snapshot() -> Snapshot:
    """Return the workspace's lake."""
    return open_snapshot(settings.WORKSPACE.lake)


def loads(source: Snapshot, limit: int = PAGE) -> list[Load]:
    """Return the newest loads."""
    sql = f"SELECT {LOAD_COLUMNS} FROM {source.relation('load')} WHERE file_name <> '' ORDER BY closed_at DESC LIMIT ?"
    return [_load(row) for row in _rows(source, sql, [limit])]


def load_by_id(source: Snapshot, load_id: str) -> Load | None:
    """Return one load."""
    sql = f"SELECT {LOAD_COLUMNS} FROM {source.relation('load')} WHERE load_id = ?"
    found = _rows(source, sql, [load_id])
    return _load(found[0]) if found else None


def sources(every: list[Load]) -> list[Source]:
    """Return the loads summed up by source, by name."""
    files = [load for load in every if load.is_file]  # lines tried again are counted already
    names = sorted({load.source_id for load in files})
    return [_source(name, [load for load in files if load.source_id == name]) for name in names]


def held_reasons(source: Snapshot) -> list[dict[str, Any]]:
    """Return reason, source and number of the lines in quarantine, most first."""
    sql = (
        f"SELECT reason, source_id, count(*) AS n FROM {source.relation('quarantine')} "
        "WHERE resolution IS NULL GROUP BY ALL ORDER BY n DESC, reason, source_id"
    )
    return _rows(source, sql, [])


def by_reason(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return reason → lines over all sources, in the order given.

    Examples
    --------
    >>> by_reason([{"reason": "bad", "n": 2}, {"reason": "odd", "n": 1}, {"reason": "bad", "n": 3}])
    {'bad': 5, 'odd': 1}
    """
    found: dict[str, int] = {}
    for row in rows:
        found[row["reason"]] = found.get(row["reason"], 0) + row["n"]
    return found


def held_count(source: Snapshot) -> int:
    """Return how many lines wait in quarantine."""
    sql = f"SELECT count(*) AS n FROM {source.relation('quarantine')} WHERE resolution IS NULL"
    return int(_rows(source, sql, [])[0]["n"])


def held_lines(source: Snapshot, *, reason: str = "", page: int = 1) -> list[Held]:
    """Return one page of lines in quarantine, plus one row where there are more."""
    sql = (
        f"{_held_select(source)} WHERE resolution IS NULL AND (? = '' OR reason = ?) "
        "ORDER BY first_seen_at DESC, file_name, raw_line LIMIT ? OFFSET ?"
    )
    found = _rows(source, sql, [reason, reason, PAGE + 1, PAGE * (page - 1)])
    return [_held(row) for row in found]


def held_line(source: Snapshot, raw_id: str) -> Held | None:
    """Return one line that is still in quarantine."""
    sql = f"{_held_select(source)} WHERE resolution IS NULL AND hex(raw_id) = upper(?)"
    found = _rows(source, sql, [raw_id])
    return _held(found[0]) if found else None


def last_day(source: Snapshot) -> date | None:
    """Return the last local day that any line was mapped of."""
    found = _rows(source, f"SELECT max(local_day) AS day FROM {source.relation('rollup_day')}", [])
    day: date | None = found[0]["day"]
    return day


def profiles() -> list[str]:
    """Return the names of the saved profiles."""
    return sorted(path.stem for path in settings.WORKSPACE.profiles.glob("*.toml"))


def profile_text(name: str) -> str | None:
    """Return a saved profile's text."""
    if name not in profiles():
        return None
    return (settings.WORKSPACE.profiles / f"{name}.toml").read_text()


def uploads_waiting() -> list[Upload]:
    """Return uploaded files that no load has stored yet, newest first."""
    return list(Upload.objects.select_related("by", "job")[:PAGE])


def stale_uploads(before: datetime) -> list[Upload]:
    """Return files uploaded before `before` that no waiting or running work is to load."""
    busy = (Job.State.WAITING, Job.State.RUNNING)
    return list(Upload.objects.filter(created_at__lt=before).exclude(job__state__in=busy))


def upload_ids() -> set[str]:
    """Return the ids of all uploads, as their folders are named."""
    return {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}


def upload_by_id(upload: UUID) -> Upload | None:
    """Return an uploaded file."""
    return Upload.objects.filter(pk=upload).first()


def _rows(source: Snapshot, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    # Through Arrow: instants of DuckDB need another package to become Python objects directly.
    return source.cursor().sql(sql, params=values).to_arrow_table().to_pylist()


def _held_select(source: Snapshot) -> str:
    return (
        "SELECT lower(hex(raw_id)) AS raw_id, source_id, profile, file_name, raw_line, reason, "
        "field, detail, bytes, attempts, first_seen_at FROM " + source.relation("quarantine")
    )


def _held(row: dict[str, Any]) -> Held:
    raw = row.pop("bytes") or b""
    text = raw[:SHOWN_BYTES].decode("utf-8", errors="replace").rstrip("\r\n")
    row["text"] = text + (" …" if len(raw) > SHOWN_BYTES else "")
    return Held(**row | {"field": row["field"] or "", "detail": row["detail"] or ""})


def _load(row: dict[str, Any]) -> Load:
    opened, closed = row["opened_at"], row["closed_at"]
    return Load(
        load_id=row["load_id"],
        source_id=row["source_id"],
        profile=row["profile"],
        file_name=row["file_name"],
        state=row["state"],
        closed_at=closed,
        seconds=(closed - opened).total_seconds() if opened else None,
        balance=Balance(
            raw=row["raw"],
            mapped=row["mapped"],
            ignored=_counts(row["ignored"]),
            quarantined=_counts(row["quarantined"]),
            pending=row["pending"],
        ),
        repaired=_counts(row["repaired"]),
        caveats=_texts(row["caveats"]),
        detail=row["detail"] or "",
    )


def _counts(text: str | None) -> dict[str, int]:
    found = json.loads(text or "{}")
    return {name: n for name, n in sorted(found.items(), key=lambda item: -item[1]) if n}


def _texts(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    found = json.loads(text) if text.startswith("[") else [text]
    return tuple(str(one) for one in found)


def _source(name: str, found: list[Load]) -> Source:
    balances = [load.balance for load in found]
    return Source(
        name=name,
        loads=len(found),
        last=max(load.closed_at for load in found),
        raw=sum(b.raw for b in balances),
        mapped=sum(b.mapped for b in balances),
        ignored=sum(b.ignored_sum for b in balances),
        quarantined=sum(b.quarantined_sum for b in balances),
        pending=sum(b.pending for b in balances),
    )
