"""What the lake knows of a queue: counts by interval, handle time, patience, backlog, hours.

Reads nothing but local days and minutes as the lake holds them, so that days of 23 and 25 hours
need no special care: the hour that comes twice is counted in one interval.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.calendar import weekdays
from fiftytwo.forecast.model import History
from fiftytwo.week.opening import is_whole_day, opening_hours

__all__ = [
    "Lake", "QueueHistory", "QueueName", "queues", "read_day", "read_history", "read_queue",
]  # fmt: skip

# Channels in which a customer waits meanwhile; in all others work is done later.
LIVE = frozenset({"voice", "callback", "chat", "messaging", "video"})
RECENT_DAYS = 28  # handle times drift with products and people
ENOUGH = 50  # handled contacts below which all of history is used
DAY_S = 86_400
Span = tuple[date | None, date | None]  # first and last day, both of them in it; None = no end
HANDLING = "('talk', 'conference', 'hold', 'wrap', 'work', 'dial')"

# Where a queue's arrivals are read from, best first: (basis, table, condition, count).
BASES = {
    "contacts": ("segment", "kind = 'wait' AND is_counted", "count(*)"),
    "cases": ("case_flow", "change > 0", "count(*)"),
    "intervals": ("interval_report", "offered IS NOT NULL", "sum(offered)"),
}


class Lake(Protocol):
    """A snapshot of the lake, or anything that answers like one."""

    def cursor(self) -> Any:
        """Return a DuckDB cursor."""

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        """Return SQL for FROM."""


@dataclass(frozen=True, slots=True)
class QueueName:
    """A queue, its channel, and what its history is made of: contacts, cases or intervals."""

    queue: str
    channel: str
    basis: str

    @property
    def is_live(self) -> bool:
        """Whether somebody waits on the line; a case is worked later, however it was opened."""
        return self.channel in LIVE and self.basis != "cases"


@dataclass(frozen=True)
class QueueHistory:
    """What the past says about one queue.

    Attributes
    ----------
    history : History
        Counts within opening hours; NaN where closed or unknown.
    is_open : bool array (7, k)
        Opening hours by weekday, 0 = Monday.
    aht_s : float or None
        Handle time of the last four weeks [seconds]; None where no source tells.
    handled : int
        Contacts that rests on.
    wait_s, abandoned : float, int
        Sum of all queue waits [seconds] and contacts given up, for patience.
    backlog : float
        Cases open at the end of the history.
    outside : float
        Share of all contacts that came outside opening hours [0..1].
    left_out : date or None
        The last day, where it was not over.
    """

    name: QueueName
    history: History
    is_open: npt.NDArray[np.bool_]
    aht_s: float | None = None
    handled: int = 0
    wait_s: float = 0.0
    abandoned: int = 0
    backlog: float = 0.0
    outside: float = 0.0
    left_out: date | None = None


def queues(lake: Lake) -> list[QueueName]:
    """Return the queues that have a history, by name; each once, with its best basis."""
    found: dict[str, QueueName] = {}
    for basis, (table, where, _) in BASES.items():
        rows = (
            lake.cursor()
            .sql(
                f"SELECT queue, mode(channel) FROM {lake.relation(table)} "
                f"WHERE {where} AND queue IS NOT NULL AND local_day IS NOT NULL "
                "GROUP BY queue ORDER BY queue"
            )
            .fetchall()
        )
        for queue, channel in rows:
            found.setdefault(queue, QueueName(queue, channel or "other", basis))
    return [found[queue] for queue in sorted(found)]


def read_history(
    lake: Lake, queue: str, *, interval_s: int = 1800, zone: str, last: date | None = None
) -> History:
    """Return the counts of a queue; see `read_queue`.

    Raises
    ------
    InputError
        If the queue has no history (the text names those that have).
    """
    known = {name.queue: name for name in queues(lake)}
    if queue not in known:
        names = ", ".join(known) or "none yet: load a file first"
        raise InputError(f"there is no history of the queue {queue!r}: queues with one are {names}")
    return read_queue(lake, known[queue], interval_s=interval_s, zone=zone, last=last).history


def read_queue(
    lake: Lake, name: QueueName, *, interval_s: int = 1800, zone: str, last: date | None = None
) -> QueueHistory:
    """Return everything the week needs to know of a queue's past.

    Parameters
    ----------
    lake : Lake
        A snapshot.
    name : QueueName
        One of `queues(lake)`.
    interval_s : int
        Length of an interval, divides a day [seconds].
    zone : str
        The zone that local days and minutes of the lake are in.
    last : date or None
        Last day to use; later ones are as if they had not happened yet. None: all, but a last day
        that is not over is left out.

    Raises
    ------
    InputError
        If nothing happened up to `last`.
    """
    days, counts = _counts(lake, name, interval_s, (None, last))
    left_out = None
    if last is None and len(days) > 1 and not is_whole_day(days, counts):
        left_out = days[-1].astype(object)
        days, counts = days[:-1], counts[:-1]
    if not len(days):
        raise InputError(
            f"there is no history of the queue {name.queue!r} up to {last}: use a later day"
        )
    if name.is_live:
        is_open = opening_hours(days, counts)
        inside = np.where(is_open[weekdays(days)], counts, np.nan)
    else:  # customers write at any hour; the queue is open when it is worked
        is_open = opening_hours(*_worked(lake, name, interval_s, days[-1].astype(object)))
        days, inside = _every_day(days, counts)
        counts = inside
    total = float(np.nansum(counts))
    end = days[-1].astype(object)
    aht_s, handled = _handle_time(lake, name, end)
    wait_s, abandoned = _waits(lake, name, end)
    return QueueHistory(
        name=name,
        history=History(name.queue, interval_s, days, inside, zone),
        is_open=is_open,
        aht_s=aht_s,
        handled=handled,
        wait_s=wait_s,
        abandoned=abandoned,
        backlog=_backlog(lake, name, end),
        outside=1 - float(np.nansum(inside)) / total if total else 0.0,
        left_out=left_out,
    )


def read_day(
    lake: Lake, name: QueueName, day: date, *, interval_s: int = 1800
) -> npt.NDArray[np.float64]:
    """Return the contacts of one local day so far, by interval (k,).

    Intervals in which nothing came are 0, also those yet to come; NaN where an interval report is
    silent.
    """
    days, counts = _counts(lake, name, interval_s, (day, day))
    fill = np.nan if name.basis == "intervals" else 0.0
    return counts[0] if len(days) else np.full(DAY_S // interval_s, fill)


def _every_day(
    days: npt.NDArray[np.datetime64], counts: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """Return all days from the first to the last; those on which nothing came have zeros."""
    every = np.arange(days[0], days[-1] + np.timedelta64(1, "D"))
    found = np.zeros((len(every), counts.shape[1]))
    found[np.searchsorted(every, days)] = counts
    return every, found


def _counts(
    lake: Lake, name: QueueName, interval_s: int, span: Span
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """Return days (n,) and counts (n, k) of arrivals."""
    table, where, what = BASES[name.basis]
    length = "max(length_s)" if name.basis == "intervals" else "0"
    return _table_counts(lake, (table, where, what, length), name, (interval_s, span))


def _table_counts(
    lake: Lake,
    source: tuple[str, str, str, str],
    name: QueueName,
    scope: tuple[int, Span],
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """Return days (n,) and counts (n, k); NaN only where an interval report is silent."""
    table, where, what, length = source
    interval_s, (first, last) = scope
    rows = (
        lake.cursor()
        .sql(
            f"SELECT local_day AS stamp, (CAST(local_minute AS INTEGER) * 60) // {interval_s} AS slot, "
            f"CAST({what} AS DOUBLE) AS number, CAST({length} AS INTEGER) AS length "
            f"FROM {lake.relation(table)} WHERE {where} AND queue = ? AND local_day IS NOT NULL "
            "AND (? IS NULL OR local_day >= ?) AND (? IS NULL OR local_day <= ?) "
            "GROUP BY 1, 2 ORDER BY 1, 2",
            params=[name.queue, first, first, last, last],
        )
        .to_arrow_table()
    )
    stamps = rows["stamp"].to_numpy().astype("datetime64[D]")
    days, row = np.unique(stamps, return_inverse=True)
    fill = np.nan if table == "interval_report" else 0.0
    counts = np.full((len(days), DAY_S // interval_s), fill)
    at, number = rows["slot"].to_numpy(), rows["number"].to_numpy()
    spread = max(1, int(np.max(rows["length"].to_numpy(), initial=0)) // interval_s)
    for step in range(spread):  # a report longer than an interval is spread evenly
        counts[row, np.minimum(at + step, counts.shape[1] - 1)] = number / spread
    return days, counts


def _worked(
    lake: Lake, name: QueueName, interval_s: int, end: date
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """Return days and counts of what was done: work on contacts, else cases that were solved."""
    handling = f"kind IN {HANDLING} AND is_counted"
    for table, where in (("segment", handling), ("case_flow", "change < 0")):
        days, counts = _table_counts(
            lake, (table, where, "count(*)", "0"), name, (interval_s, (None, end))
        )
        if len(days):
            break
    return days, counts


def _handle_time(lake: Lake, name: QueueName, end: date) -> tuple[float | None, int]:
    """Return mean handle time [seconds] and handled contacts: recent where they are enough."""
    if name.basis == "intervals":
        what = "sum(handle_s), sum(answered)"
        where = "handle_s IS NOT NULL AND answered > 0"
        table = "interval_report"
    else:
        what = "sum(duration_ms) / 1000.0, count(*) FILTER (WHERE leg_first)"
        where = f"kind IN {HANDLING} AND is_counted AND duration_ms IS NOT NULL"
        table = "segment"
    for first in (end - timedelta(days=RECENT_DAYS - 1), date.min):
        total, handled = (
            lake.cursor()
            .sql(
                f"SELECT {what} FROM {lake.relation(table)} WHERE {where} AND queue = ? "
                "AND local_day BETWEEN ? AND ?",
                params=[name.queue, first, end],
            )
            .fetchall()[0]
        )
        if handled and (handled >= ENOUGH or first == date.min) and total:
            return float(total) / float(handled), int(handled)
    return None, 0


def _waits(lake: Lake, name: QueueName, end: date) -> tuple[float, int]:
    """Return the sum of queue waits [seconds] and the contacts given up, of the last 13 weeks."""
    if name.basis != "contacts":
        return 0.0, 0
    total, abandoned = (
        lake.cursor()
        .sql(
            "SELECT coalesce(sum(duration_ms), 0) / 1000.0, "
            "count(*) FILTER (WHERE end_reason = 'abandoned' AND duration_ms IS NOT NULL) "
            f"FROM {lake.relation('segment')} WHERE kind = 'wait' AND is_counted AND queue = ? "
            "AND local_day BETWEEN ? AND ?",
            params=[name.queue, end - timedelta(days=90), end],
        )
        .fetchall()[0]
    )
    return float(total), int(abandoned)


def _backlog(lake: Lake, name: QueueName, end: date) -> float:
    rows = (
        lake.cursor()
        .sql(
            f"SELECT coalesce(sum(change), 0) FROM {lake.relation('case_flow')} "
            "WHERE queue = ? AND local_day <= ?",
            params=[name.queue, end],
        )
        .fetchall()
    )
    return max(0.0, float(rows[0][0]))
