"""Reads what `quality` judges from a lake: balances by day, records by hour, reported numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fiftytwo.contacts.gaps import LOOK_BACK, Gap, Stop, gaps, stopped
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.contacts.quality import (
    DayBalance,
    DayLoad,
    Key,
    Reported,
    SetAside,
    balances,
    cause,
)
from fiftytwo.contacts.quarantine import held_back

__all__ = ["Difference", "HeldFile", "QualityReport", "read_quality"]

# What has an own number: our table's kinds, and the name in `contact.reported`.
NUMBERS = {"queue_wait_s": "kind = 'wait'", "talk_s": "kind IN ('talk', 'conference')"}
WITH_HOLD = "talk_s"  # nobody is put on hold while waiting in a queue
# Records by the hour in which they began, and how many contacts one of them tells of.
HOURLY = {
    "contact": "1",
    "interval_report": "coalesce(offered, answered + coalesce(abandoned, 0), 1)",
}


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
    stops: Sequence[Stop] = ()
    differences: Sequence[Difference] = ()
    held_files: Sequence[HeldFile] = field(default=())
    is_whole: bool = True  # False where older loads kept no balance by day


def read_quality(
    source: Snapshot, *, first: date, last: date, zone: ZoneInfo, until: date | None = None
) -> QualityReport:
    """Return the quality of the days from `first` to `last`, both included.

    Lines whose day is not known are counted whatever the days. Loads of earlier versions kept no
    balance by day: then `is_whole` is False and only newer loads are told, with the lines that
    they were the first to set aside.

    Parameters
    ----------
    source : Snapshot
        The lake.
    first, last : date
        Local days, both included.
    zone : ZoneInfo
        Of the local days.
    until : date, optional
        Last day that should have been told by now: a source that ends before it has stopped.
        Without it no source is taken for stopped.
    """
    sql = _DAYS.format(days=source.relation("load_day"), loads=source.relation("load"))
    loads, files = [DayLoad(*row) for row in _rows(source, sql)], _held_files(source)
    found = balances(
        loads, aside=_aside(source), pending=_pending(files), zone=zone, needless=_needless(source)
    )
    days = [one for one in found if one.day is None or first <= one.day <= last]
    missing, stops = _missing(source, first, last, until)
    return QualityReport(
        [one for one in days if one.raw or not one.holds],
        missing,
        stops,
        _differences(source, first, last),
        files,
        _is_whole(source),
    )


_DAYS = """
    SELECT d.source_id, l.profile, d.day, l.closed_at, d.raw, d.mapped, d.ignored, d.quarantined
    FROM {days} d JOIN {loads} l USING (load_id) WHERE l.state = 'closed'
"""
# Loads follow one another, so a line was settled by the one in whose time it was: by another try,
# which counts nothing of its own here, or because its file came again and counts it.
_ASIDE = """
    SELECT q.source_id, q.day, q.reason,
           CASE WHEN q.resolution IS NULL THEN 'waits'
                WHEN q.resolution = 'dismissed' THEN 'dismissed'
                WHEN EXISTS (SELECT 1 FROM counted c
                             WHERE q.resolved_at BETWEEN c.opened_at AND c.closed_at)
                THEN 'reloaded' ELSE 'retried' END AS fate,
           count(*)
    FROM {lines} q WHERE q.load_id IN (SELECT load_id FROM counted) GROUP BY ALL ORDER BY ALL
"""


def _aside(source: Snapshot) -> list[SetAside]:
    counted = (
        f"WITH counted AS (SELECT load_id, opened_at, closed_at FROM {source.relation('load')}"
        f" WHERE state = 'closed' AND load_id IN (SELECT load_id FROM {source.relation('load_day')}))"
    )
    sql = counted + _ASIDE.format(lines=source.relation("quarantine"))
    return [SetAside(*row) for row in _rows(source, sql)]


def _needless(source: Snapshot) -> dict[Key, int]:
    """Return the lines that were tried again and left out: their rows had come otherwise."""
    sql = (
        f"SELECT d.source_id, d.day, sum(d.ignored)::BIGINT FROM {source.relation('load_day')} d"
        f" JOIN {source.relation('load')} l USING (load_id) WHERE l.state = 'retried' GROUP BY ALL"
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


def _missing(
    source: Snapshot, first: date, last: date, until: date | None
) -> tuple[list[Gap], list[Stop]]:
    """Return the gaps of the days asked for, and the sources that have stopped."""
    begin, end = first - timedelta(weeks=LOOK_BACK), max(last, until or last)
    missing: list[Gap] = []
    stops: list[Stop] = []
    for table, each in HOURLY.items():
        records: dict[str, dict[date, list[float]]] = {}
        contacts: dict[str, dict[date, list[float]]] = {}
        sql = (
            f"SELECT source_id, local_day, local_minute // 60, count(*), sum({each}) "
            f"FROM {source.relation(table)} WHERE local_day BETWEEN '{begin}' AND '{end}' "
            "AND local_minute IS NOT NULL GROUP BY ALL"
        )
        for name, day, hour, n, told in _rows(source, sql):
            records.setdefault(name, {}).setdefault(day, [0.0] * 24)[hour] = n
            contacts.setdefault(name, {}).setdefault(day, [0.0] * 24)[hour] = float(told)
        for name, days in records.items():
            found = gaps(name, days, first, contacts=contacts[name])
            missing += [gap for gap in found if gap.day <= last]
            stop = stopped(name, days, until, contacts=contacts[name]) if until else None
            stops += [stop] if stop else []
    missing.sort(key=lambda gap: (-gap.day.toordinal(), gap.source, gap.first))
    return missing, sorted(stops, key=lambda stop: stop.source)


def _differences(source: Snapshot, first: date, last: date) -> list[Difference]:
    """Return the reported numbers of contacts beside ours, summed up by cause."""
    found: dict[tuple[str, date, str, str], list[float]] = {}
    for number, kinds in NUMBERS.items():
        sql = _REPORTED.format(
            contact=source.relation("contact"), segment=source.relation("segment"),
            number=number, kinds=kinds, first=first, last=last,
        )  # fmt: skip
        for name, day, theirs, pieces, ours, ours_n, hold, consult in _rows(source, sql):
            held = hold if number == WITH_HOLD else 0.0
            why = cause(Reported(theirs, ours, pieces, ours_n, held, consult))
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
               coalesce(sum(duration_ms) FILTER (kind = 'hold'), 0) / 1000.0 AS hold,
               coalesce(sum(duration_ms) FILTER (kind = 'consult'), 0) / 1000.0 AS consult
        FROM {segment} WHERE contact_id IN (SELECT contact_id FROM told) GROUP BY 1
    )
    SELECT source_id, local_day, list_sum(values), len(values),
           coalesce(seconds, 0), coalesce(pieces, 0), coalesce(hold, 0),
           coalesce(consult, 0)
    FROM told LEFT JOIN own USING (contact_id)
"""


def _rows(source: Snapshot, sql: str) -> list[tuple[Any, ...]]:
    # Through Arrow: instants of DuckDB need another package to become Python objects directly.
    table = source.cursor().sql(sql).to_arrow_table()
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
