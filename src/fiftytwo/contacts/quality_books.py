"""Reads what `quality` judges from a lake: balances by day, records by hour, reported numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.quality import (
    LOOK_BACK,
    DayBalance,
    DayLoad,
    Gap,
    Reported,
    balances,
    cause,
    gaps,
)
from fiftytwo.contacts.quarantine import held_back

__all__ = ["Difference", "HeldFile", "QualityReport", "read_quality"]

# What has an own number: our table's kinds, and the name in `contact.reported`.
NUMBERS = {"queue_wait_s": "kind = 'wait'", "talk_s": "kind IN ('talk', 'conference')"}
# Records by the hour in which they began, by source.
HOURLY = ("contact", "interval_report")
Key = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Our number beside the source's own for one source, day, number and cause.

    `cause` is empty where they are equal; `ours` and `theirs` are sums [s].
    """

    source: str
    day: date
    number: str
    cause: str
    contacts: int
    ours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that was held back whole, with the sentence that says why."""

    source: str
    file_name: str
    lines: int
    detail: str


@dataclass(frozen=True)
class QualityReport:
    """What is known of the quality of the data of some days, newest first."""

    days: Sequence[DayBalance] = ()
    gaps: Sequence[Gap] = ()
    differences: Sequence[Difference] = ()
    held_files: Sequence[HeldFile] = field(default=())
    is_whole: bool = True  # False where older loads kept no balance by day


def read_quality(source: Snapshot, *, first: date, last: date, zone: ZoneInfo) -> QualityReport:
    """Return the quality of the days from `first` to `last`, both included.

    Lines whose day is not known are counted whatever the days. Loads of earlier versions kept no
    balance by day: then `is_whole` is False and only newer loads are told.
    """
    sql = _DAYS.format(days=source.relation("load_day"), loads=source.relation("load"))
    loads, files = [DayLoad(*row) for row in _rows(source, sql)], _held_files(source)
    found = balances(
        loads, held=_held(source), remapped=_remapped(source), pending=_pending(files), zone=zone
    )
    days = [one for one in found if one.day is None or first <= one.day <= last]
    return QualityReport(
        [one for one in days if one.raw],
        _gaps(source, first, last),
        _differences(source, first, last),
        files,
        _is_whole(source),
    )


_DAYS = """
    SELECT d.source_id, l.profile, d.day, l.closed_at, d.raw, d.mapped, d.ignored, d.quarantined
    FROM {days} d JOIN {loads} l USING (load_id) WHERE l.state = 'closed'
"""


def _held(source: Snapshot) -> dict[Key, dict[str, int]]:
    sql = (
        f"SELECT source_id, day, reason, count(*) FROM {source.relation('quarantine')} "
        "WHERE resolution IS DISTINCT FROM 'remapped' GROUP BY ALL ORDER BY ALL"
    )
    found: dict[Key, dict[str, int]] = {}
    for name, day, reason, n in _rows(source, sql):
        found.setdefault((name, day), {})[reason] = n
    return found


def _remapped(source: Snapshot) -> dict[Key, int]:
    sql = (
        f"SELECT source_id, day, count(*) FROM {source.relation('quarantine')} "
        "WHERE resolution = 'remapped' GROUP BY ALL"
    )
    return {(name, day): n for name, day, n in _rows(source, sql)}


def _pending(files: Sequence[HeldFile]) -> dict[str, int]:
    found: dict[str, int] = {}
    for file in files:
        found[file.source] = found.get(file.source, 0) + file.lines
    return found


def _held_files(source: Snapshot) -> list[HeldFile]:
    return [
        HeldFile(row["source_id"], row["file_name"], row["pending"], row["detail"] or "")
        for row in held_back(source)
    ]


def _is_whole(source: Snapshot) -> bool:
    """Return whether every load of a file kept its balance by day."""
    sql = (
        f"SELECT count(*) FROM {source.relation('load')} WHERE state = 'closed' AND raw > 0 AND "
        f"load_id NOT IN (SELECT load_id FROM {source.relation('load_day')})"
    )
    return int(_rows(source, sql)[0][0]) == 0


def _gaps(source: Snapshot, first: date, last: date) -> list[Gap]:
    begin = first - timedelta(weeks=LOOK_BACK)
    hours: dict[str, dict[date, list[int]]] = {}
    for table in HOURLY:
        sql = (
            f"SELECT source_id, local_day, local_minute // 60, count(*) FROM {source.relation(table)} "
            f"WHERE local_day BETWEEN '{begin}' AND '{last}' AND local_minute IS NOT NULL GROUP BY ALL"
        )
        for name, day, hour, n in _rows(source, sql):
            hours.setdefault(name, {}).setdefault(day, [0] * 24)[hour] += n
    found = [gap for name, days in hours.items() for gap in gaps(name, days, first)]
    return sorted(found, key=lambda gap: (-gap.day.toordinal(), gap.source, gap.first))


def _differences(source: Snapshot, first: date, last: date) -> list[Difference]:
    """Return the reported numbers of contacts beside ours, summed up by cause."""
    found: dict[tuple[str, date, str, str], list[float]] = {}
    for number, kinds in NUMBERS.items():
        sql = _REPORTED.format(
            contact=source.relation("contact"), segment=source.relation("segment"),
            number=number, kinds=kinds, first=first, last=last,
        )  # fmt: skip
        for name, day, theirs, pieces, ours, ours_n, hold in _rows(source, sql):
            why = cause(Reported(theirs, ours, pieces, ours_n, hold))
            line = found.setdefault((name, day, number, why), [0, 0.0, 0.0])
            line[0], line[1], line[2] = line[0] + 1, line[1] + ours, line[2] + theirs
    rows = [Difference(*key, int(n), ours, theirs) for key, (n, ours, theirs) in found.items()]
    return sorted(rows, key=lambda row: (-row.day.toordinal(), row.source, row.number, row.cause))


_REPORTED = """
    WITH told AS (
        SELECT contact_id, source_id, local_day,
               CAST(json_extract(reported, '$.{number}') AS DOUBLE[]) AS values
        FROM {contact}
        WHERE local_day BETWEEN '{first}' AND '{last}'
              AND json_extract(reported, '$.{number}') IS NOT NULL
    ), own AS (
        SELECT contact_id,
               coalesce(sum(duration_ms) FILTER ({kinds}), 0) / 1000.0 AS seconds,
               count(duration_ms) FILTER ({kinds}) AS pieces,
               coalesce(sum(duration_ms) FILTER (kind = 'hold'), 0) / 1000.0 AS hold
        FROM {segment} WHERE contact_id IN (SELECT contact_id FROM told) GROUP BY 1
    )
    SELECT source_id, local_day, list_sum(values), len(values),
           coalesce(seconds, 0), coalesce(pieces, 0), coalesce(hold, 0)
    FROM told LEFT JOIN own USING (contact_id)
"""


def _rows(source: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    # Through Arrow: instants of DuckDB need another package to become Python objects directly.
    table = source.cursor().sql(sql).to_arrow_table()
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
