"""`fiftytwo forecast QUEUE --at TIME`: the rest of a day under way, and the people that changes."""

import json as json_lines
from collections.abc import Collection
from datetime import date, datetime, timedelta

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.base.grid import slot_start
from fiftytwo.base.units import number_text, share_text
from fiftytwo.base.workspace import Workspace
from fiftytwo.week.history import Lake, QueueHistory, read_day
from fiftytwo.week.news import last_known
from fiftytwo.week.today import Today, replan, stretches

__all__ = ["forecast_at"]


def forecast_at(
    workspace: Workspace,
    lake: Lake,
    queue: QueueHistory,
    at: datetime,
    *,
    holidays: Collection[date],
    json: bool,
) -> int:
    """Print what is expected of the rest of a day; return the exit code.

    Raises
    ------
    InputError
        If `at` has a zone, the lake knows nothing of the day, or as `replan`.
    """
    if at.tzinfo is not None:
        raise InputError(
            f"--at {at.isoformat()} has a zone: give the queue's local time without one"
        )
    known = last_known(lake, queue.name, at.date())
    if known is None:
        raise InputError(
            f"the lake knows nothing of {at.date()} on {queue.name.channel} yet: load the day so far first"
        )
    until = min(at, known)
    counts = read_day(lake, queue.name, at.date(), interval_s=queue.history.interval_s)
    target = workspace.target_of(queue.name.queue)
    found = replan(queue, counts, until, target=target, holidays=holidays)
    notes = list(found.caveats)
    if at - known >= timedelta(seconds=found.interval_s):
        notes.insert(0, f"The lake knows the day up to {known:%H:%M} only.")
    if json:
        print(json_lines.dumps(_as_json(found, queue.history.zone, notes)))
    else:
        _print(found, notes)
    return 0


def _as_json(found: Today, zone: str, notes: list[str]) -> dict[str, object]:
    """Return the rest of the day with one row an interval that is open and happens on the clock."""
    update = found.update
    was, now, low, high = (
        forecast[0]
        for forecast in (update.before.mean, update.after.mean, update.after.low, update.after.high)
    )
    rows = []
    for column in _rest(found):
        start = slot_start(found.day, int(column), zone, found.interval_s)
        if start is not None:
            rows.append(
                {
                    "start": start.isoformat(),
                    "mean": round(float(now[column]), 4),
                    "low": float(low[column]),
                    "high": float(high[column]),
                    "mean_before": round(float(was[column]), 4),
                    "agents": int(found.after[column]),
                    "agents_before": int(found.before[column]),
                }
            )
    return {
        "queue": found.queue,
        "day": found.day.isoformat(),
        "until": _clock(found, update.until),
        "interval_s": found.interval_s,
        "zone": zone,
        "came": update.came,
        "expected": round(update.expected, 4),
        "rest": round(update.rest_after, 4),
        "rest_before": round(update.rest_before, 4),
        "range": 0.8,
        "rows": rows,
        "notes": notes,
    }


def _rest(found: Today) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the open intervals that are not over."""
    ahead = np.arange(found.before.size) >= found.update.until
    return np.flatnonzero(ahead & ~np.isnan(found.update.after.mean[0]))


def _clock(found: Today, column: int) -> str:
    minutes = column * found.interval_s // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _print(found: Today, notes: list[str]) -> None:
    update = found.update
    print(f"{found.queue}, {found.day:%A %d %B %Y}, up to {_clock(found, update.until)}")
    if update.expected > 0:
        change = share_text(abs(update.came / update.expected - 1))
        more = "more" if update.came >= update.expected else "less"
        print(
            f"came {number_text(update.came)}, expected {number_text(update.expected)}: {change} {more}"
        )
    print(
        f"rest of the day {number_text(update.rest_after)}, "
        f"expected this morning {number_text(update.rest_before)}\n"
    )
    print(
        f"{'':7}{'contacts (80 % range)':>24}{'this morning':>15}{'agents':>9}{'this morning':>15}"
    )
    after, before = update.after, update.before
    for column in _rest(found):
        mean, low, high = (float(a[0, column]) for a in (after.mean, after.low, after.high))
        cell = f"{number_text(mean, 1 if mean < 10 else 0)} ({low:.0f}–{high:.0f})"
        was = float(before.mean[0, column])
        print(
            f"{_clock(found, int(column)):7}{cell:>24}{number_text(was, 1 if was < 10 else 0):>15}"
            f"{found.after[column]:>9}{found.before[column]:>15}"
        )
    print()
    for stretch in stretches(found):
        more = "more" if stretch.change > 0 else "fewer"
        first, last = _clock(found, stretch.first), _clock(found, stretch.last + 1)
        print(f"{first} to {last}: {abs(stretch.change)} {more}")
    if not stretches(found):
        print("The people needed stay the same.")
    for note in notes:
        print(f"· {note}")
