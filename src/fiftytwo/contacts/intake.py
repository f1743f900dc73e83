"""A load from lock to closing record; the same result whenever it dies and runs again.

The order of a load:

1. The lock of the lake. Whoever holds it first finishes a load that died, from its stored bytes.
2. The raw bytes, block by block, to `raw/<sha256>.part`; the same blocks are mapped and staged on
   the way. Then fsync, rename, and the rows of `raw_file` and `raw_block`.
3. Per table: the files of every changed month, then one Delta commit that carries the load's id.
4. Tables derived from them, the lines set aside, and the closing record, which lists the version
   of every table. Only now do readers see any of it.

Everything is computed from the newest closed load and the raw bytes, so a repeat computes the
same and skips the tables that carry its id already.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fiftytwo.base.errors import BrokenError
from fiftytwo.base.lock import hold
from fiftytwo.base.log_ids import load_id
from fiftytwo.contacts.aside import BAD, ignored_sql, quarantine_sql
from fiftytwo.contacts.books import (
    append,
    append_query,
    closed_report,
    closing_row,
    next_number,
    read_book,
)
from fiftytwo.contacts.commit import commit, committed, newest_version, write
from fiftytwo.contacts.counts import Counts, LoadReport
from fiftytwo.contacts.job import Job, LayoutError, Months, Source
from fiftytwo.contacts.lake import Snapshot, connect, open_snapshot, quote
from fiftytwo.contacts.merge import Change, Merged, Merger
from fiftytwo.contacts.quarantine import settle
from fiftytwo.contacts.rebuild import GroupSwap
from fiftytwo.contacts.steps import reached
from fiftytwo.contacts.taking import take_all, take_stored

__all__ = ["BAD_SHARE", "finish_dead", "run"]

BAD_SHARE = 0.05


@dataclass
class _State:
    """A load while it runs."""

    job: Job
    base: Snapshot
    connection: Any
    report: LoadReport
    opened_at: datetime
    versions: dict[str, int] = field(default_factory=dict)
    months: Months = field(default_factory=dict)

    @property
    def staging(self) -> Path:
        return self.job.lake / "staging" / self.job.load_id


def run(job: Job, reopen: Callable[[dict[str, Any]], Job]) -> LoadReport:
    """Load a file, or find that it is loaded already.

    Parameters
    ----------
    job : Job
        The file and how it is mapped.
    reopen : Callable
        Row of `raw_file` → the job that finishes it, for a load that died.

    Raises
    ------
    InputError
        If the file cannot be used; nothing of it was stored.
    BrokenError
        If the lines do not add up.
    """
    with hold(job.lake / "writer.lock", f"load {job.file_name}"):
        finish_dead(job.lake, reopen)
        shutil.rmtree(job.lake / "staging", ignore_errors=True)  # a killed load may have left it
        connection = connect(spill=job.lake / "staging" / "spill")
        known = closed_report(connection, job.lake, job.load_id)
        if known is not None:
            return _seen(known)
        state = _State(job, open_snapshot(job.lake), connection, _report(job), datetime.now(UTC))
        return _named(state)


def _named(state: _State, *, stored: bool = False) -> LoadReport:
    """Load, while log lines name the load."""
    token = load_id.set(state.job.load_id)
    try:
        return _load(state, stored=stored)
    finally:
        load_id.reset(token)


def _report(job: Job) -> LoadReport:
    return LoadReport(job.load_id, job.file_name, job.profile.name, caveats=job.profile.caveats)


def _seen(known: LoadReport) -> LoadReport:
    """The report of a file that was loaded before: its rows are there already."""
    if known.state == "held_back":
        return known
    rows = known.mapped + known.ignored.get("already_loaded", 0)
    ignored = {**known.ignored, "already_loaded": rows} if rows else dict(known.ignored)
    return LoadReport(
        known.load_id, known.file_name, known.profile, "seen", raw=known.raw, ignored=ignored,
        quarantined=known.quarantined, pending=known.pending, caveats=known.caveats,
    )  # fmt: skip


def finish_dead(lake: Path, reopen: Callable[[dict[str, Any]], Job]) -> None:
    """Finish a load that stored its bytes and died before its closing record."""
    newest = newest_version(lake, "raw_file")
    if newest is None or newest == open_snapshot(lake).versions.get("raw_file"):
        return
    connection = connect()
    for row in read_book(connection, lake, "raw_file"):
        if committed(lake, "load", row["load_id"]) is None:
            job = reopen(row)
            state = _State(job, open_snapshot(lake), connect(), _report(job), row["received_at"])
            _named(state, stored=True)


def _load(state: _State, stored: bool = False) -> LoadReport:
    job = state.job
    shutil.rmtree(job.lake / "staging", ignore_errors=True)
    state.staging.mkdir(parents=True)
    source = job.source(state.connection, state.staging, next_number(job.lake))
    try:
        if stored:
            layout = take_stored(job, source)
        else:
            layout = take_all(state.connection, job, source, at=state.opened_at)
        reached("staged")
        bad = sum(source.counts.quarantined.values())
        too_bad = not job.origins and bad > BAD_SHARE * source.counts.lines
        if layout is not None or too_bad:
            return _hold_back(state, source.counts, layout)
        _check_balance(job, source.counts)
        _merge(state, source)
        return _close(state, source)
    finally:
        source.stop()
        shutil.rmtree(job.lake / "staging", ignore_errors=True)


def _hold_back(state: _State, counts: Counts, layout: LayoutError | None) -> LoadReport:
    report = state.report
    report.state, report.raw, report.pending = "held_back", counts.lines, counts.lines
    report.caveats = ()  # notes of the profile are about rows, and there are none
    bad = sum(counts.quarantined.values())
    told = ", ".join(f"{reason} {n:,}" for reason, n in counts.quarantined.most_common())
    report.detail = (
        str(layout)
        if layout is not None
        else (
            f"{bad:,} of {counts.lines:,} lines cannot be used ({told}), more than 5 %: mend the file"
            " or the profile and load it again"
        )
    )
    return _write_closing(state)


def _merge(state: _State, source: Source) -> None:
    first = True
    for rows in source.rows():
        merger = Merger(
            state.connection, state.base, state.job.lake, rows=rows, staged=source.staged
        )
        merged = merger.run()
        reached("files_written")
        _apply(source, merged, state.job)
        _check_balance(state.job, source.counts)  # before the first commit
        for table in rows.tables:
            _commit(state, table, merged.changes[table])
            if first:
                reached("first_table_committed")
            first = False
    swap = GroupSwap(
        state.connection, state.job.lake, state.base,
        folder=state.staging / "told", load_id=state.job.load_id,
    )  # fmt: skip
    for told in source.retell(state.base, _now(state)):
        swap.take(told)
    for table in swap.tables:
        _commit(state, table, swap.finish(table))
    reached("tables_committed")


def _now(state: _State) -> Snapshot:
    """The tables as this load leaves them so far."""
    return Snapshot(state.job.lake, state.job.load_id, {**state.base.versions, **state.versions})


def _apply(source: Source, merged: Merged, job: Job) -> None:
    """Count the lines that did not win, and keep the bytes of those in conflict."""
    for (fate, day), lines in merged.days.items():
        source.counts.demote(fate, day, lines)
    if merged.replaced:
        source.counts.repaired["duplicate_conflict"] += merged.replaced
    if merged.conflicts:
        found = source.bytes_of(job.blocks(), set(merged.conflicts))
        told = {"reason": "duplicate_conflict", "field": "key"}
        told["detail"] = "another content of the same key is kept"
        rows = [
            {"raw_line": n, "bytes": data, "day": merged.conflicts[n] or None, **told}
            for n, data in sorted(found.items())
        ]
        source.aside.quarantine(pa.Table.from_pylist(rows, schema=BAD))


def _commit(state: _State, table: str, change: Change) -> None:
    job = state.job
    state.months.setdefault(table, set()).update(change.months)
    done = committed(job.lake, table, job.load_id)
    if done is None and change.months:
        done = commit(
            job.lake, table, load_id=job.load_id, added=change.added, months=change.cleared
        )
    if done is not None:
        state.versions[table] = done


def _close(state: _State, source: Source) -> LoadReport:
    job, report, counts = state.job, state.report, source.counts
    _derive(state)
    reached("derived_committed")
    report.raw, report.mapped = counts.lines, counts.mapped
    report.ignored, report.quarantined = dict(+counts.ignored), dict(+counts.quarantined)
    report.repaired = dict(+counts.repaired)
    if job.origins:
        report.state = "retried"
    common = {
        "load_id": report.load_id, "source_id": job.profile.source, "stream": job.profile.kind,
    }  # fmt: skip
    bad = quarantine_sql(
        source.aside,
        profile=report.profile,
        file_name=report.file_name,
        at=state.opened_at,
        **common,
    )
    out = ignored_sql(source.aside, **common)
    settled = settle(
        state.connection,
        job.lake,
        state.base,
        load_id=job.load_id,
        origins=_origins(state),
        bad=bad,
    )
    listed = append_query(state.connection, job.lake, "ignored", load_id=job.load_id, query=out)
    told = {"load_id": report.load_id, "source_id": job.profile.source}
    days = [{**told, **row} for row in counts.by_day()]
    booked = append(state.connection, job.lake, "load_day", load_id=job.load_id, rows=days)
    books = (("quarantine", settled), ("ignored", listed), ("load_day", booked))
    for table, version in books:
        if version is not None:
            state.versions[table] = version
    reached("books_committed")
    return _write_closing(state)


def _check_balance(job: Job, counts: Counts) -> None:
    """Refuse to commit anything of a load whose lines do not add up, in all or on a day (I15)."""
    days = counts.days_out_of_balance()
    told = counts.mapped + counts.ignored.total() + counts.quarantined.total()
    if told != counts.lines or days:
        where = f" on {days[0] or 'an unknown day'}" if days else ""
        raise BrokenError(
            f"{job.file_name} does not balance{where}: {counts.lines} lines, but {counts.mapped}"
            f" mapped, {counts.ignored.total()} ignored, {counts.quarantined.total()} quarantined;"
            " nothing of it counts, please report this"
        )


def _origins(state: _State) -> list[str]:
    """Loads whose waiting lines were tried again: those named, or earlier ones of these bytes."""
    if state.job.origins or not state.base.files("quarantine"):
        return list(state.job.origins)
    where = f"sha256 = {quote(state.job.sha256)} AND state = 'closed'"
    return [r["load_id"] for r in read_book(state.connection, state.job.lake, "load", where)]


def _derive(state: _State) -> None:
    job = state.job
    for table, (months, sql) in job.derive(_now(state), state.months).items():
        added = []
        if months and sql:
            state.connection.execute(f"CREATE OR REPLACE TEMP TABLE derived AS {sql}")
            for (month,) in state.connection.execute(
                "SELECT DISTINCT month FROM derived ORDER BY 1"
            ).fetchall():
                query = f"SELECT * EXCLUDE (month) FROM derived WHERE month = {quote(month)}"
                written = write(state.connection, query, lake=job.lake, table=table, month=month)
                added.append(written)
        _commit(state, table, Change(added, months, months))


def _write_closing(state: _State) -> LoadReport:
    job, report = state.job, state.report
    for table in ("raw_file", "raw_block"):
        version = committed(job.lake, table, job.load_id)
        if version is not None:
            state.versions[table] = version
    row = closing_row(
        report, source_id=job.profile.source, sha256=job.sha256, opened_at=state.opened_at,
        base=state.base, versions=state.versions,
    )  # fmt: skip
    name = f"{next_number(job.lake):010d}-{job.load_id}"
    append(state.connection, job.lake, "load", load_id=job.load_id, rows=[row], name=name)
    reached("closed")
    shutil.rmtree(job.lake / "staging", ignore_errors=True)
    reached("staging_removed")
    return report
