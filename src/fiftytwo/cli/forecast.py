"""`fiftytwo forecast` and `fiftytwo backtest`: what a queue may expect, and how good that is."""

import json as json_lines
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
from cyclopts import Parameter

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.grid import slot_start
from fiftytwo.base.units import number_text, share_text
from fiftytwo.base.workspace import Workspace, open_workspace, workspace_path
from fiftytwo.cli.today import forecast_at
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.forecast.backtest import Backtest
from fiftytwo.forecast.backtest import backtest as run_backtest
from fiftytwo.forecast.choose import explained
from fiftytwo.forecast.layers import effects, layers_of
from fiftytwo.forecast.model import Days, Forecast
from fiftytwo.forecast.predict import ANY_METHOD, BEST
from fiftytwo.forecast.predict import forecast as run_forecast
from fiftytwo.forecast.spread import OUTSIDE, day_quantile
from fiftytwo.web import ledger
from fiftytwo.web.people.queries import holidays
from fiftytwo.week.expect import expect
from fiftytwo.week.history import QueueHistory, queues, read_queue

__all__ = ["backtest", "forecast"]

DAYS_A_TABLE = 7
MOST_IN_TABLES = 28  # days; longer forecasts are printed by week
FARTHEST = 78 * 7  # days after the history
CELL = 13


def forecast(
    queue: str,
    *,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
    method: str = BEST,
    interval: int = 1800,
    at: datetime | None = None,
    workspace: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Forecast a queue's contacts with an 80 % range.

    What people know and the past does not, such as a campaign, stands as named changes in
    `layers.toml` of the workspace; --method shows the forecast without them.

    Parameters
    ----------
    queue
        Name of the queue.
    from_
        First local day, such as 2026-03-02 (default: the day after the history). Only what was
        known before it is used.
    to
        Last local day, up to 78 weeks after the history (default: six days after the first).
        More than 28 days are printed by week, with --json by interval all the same.
    method
        best (the one that was least wrong about past days, as far ahead), or profile, profile_trend,
        profile_year, weekday_mean, mean_of_four or seasonal_naive.
    interval
        Length of an interval, a divisor of a day [seconds].
    at
        Local time within a day under way, such as 2026-03-02T12:00: the rest of that day is
        forecast from what came in before, and the agents it needs.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    if at is not None:
        if from_ or to or method != BEST:
            raise InputError(
                "--at forecasts the rest of one day: leave out --from, --to and --method"
            )
        opened = _opened(workspace)
        past = _history(opened, queue, interval, at.date() - timedelta(days=1))
        lake = open_snapshot(opened.lake)
        return forecast_at(opened, lake, past, at, holidays=holidays(), json=json)
    if method not in ANY_METHOD:
        raise InputError(f"--method {method!r} is unknown: use {', '.join(ANY_METHOD)}")
    opened = _opened(workspace)
    past = _history(opened, queue, interval, from_ - timedelta(days=1) if from_ else None)
    days = _days(past.history.days[-1].astype(object), from_, to)
    if method == BEST:
        expected = expect(past, days.astype(object).tolist(), holidays(), layers_of(opened.root))
        found, notes = expected.forecast, expected.caveats
    else:
        found = run_forecast(past.history, days, method=method, closed=holidays())
        notes = found.notes
    if json:
        print(json_lines.dumps(_as_json(found, notes), default=str))
    else:
        _print_forecast(found, notes)
    return 0


def backtest(
    queue: str,
    *,
    horizon: int = 7,
    folds: int = 8,
    interval: int = 1800,
    workspace: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Test the forecast on the past, beside all methods it may be made by and naive ones.

    Parameters
    ----------
    queue
        Name of the queue.
    horizon
        Days that one forecast covers.
    folds
        Forecasts to make, one behind the other, each from what was known before it.
    interval
        Length of an interval, a divisor of a day [seconds].
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object.
    """
    opened = _opened(workspace)
    past = _history(opened, queue, interval, None)
    result = run_backtest(
        past.history,
        horizon_days=horizon,
        folds=folds,
        closed=holidays(),
        layers=layers_of(opened.root),
    )
    if json:
        scores = {score.method: asdict(score) for score in result.scores}
        print(json_lines.dumps(asdict(result) | {"scores": scores}, default=str))
    else:
        _print_backtest(result)
    return 0


def _opened(workspace: Path | None) -> Workspace:
    opened = open_workspace(workspace_path(workspace))
    refusal = ledger.refusal(opened)
    if refusal:
        raise InputError(refusal)
    return opened


def _history(opened: Workspace, queue: str, interval: int, last: date | None) -> QueueHistory:
    lake = open_snapshot(opened.lake)
    known = {name.queue: name for name in queues(lake)}
    if queue not in known:
        names = ", ".join(known) or "none yet: load a file first"
        raise InputError(f"there is no history of the queue {queue!r}: queues with one are {names}")
    return read_queue(lake, known[queue], interval_s=interval, zone=opened.zone, last=last)


def _days(last_known: date, first: date | None, last: date | None) -> Days:
    start = first or last_known + timedelta(days=1)
    end = last or start + timedelta(days=6)
    if end < start:
        raise InputError(f"the last day {end} lies before the first day {start}: swap them")
    if (end - last_known).days > FARTHEST:
        raise InputError(
            f"{end} lies more than 78 weeks after {last_known}, where the history ends: ask for "
            "an earlier last day"
        )
    return np.arange(np.datetime64(start), np.datetime64(end) + 1)


def _as_json(found: Forecast, notes: tuple[str, ...]) -> dict[str, object]:
    """Return the forecast with one row an interval that is open and happens on the clock."""
    rows = []
    for row, column in zip(*np.nonzero(~np.isnan(found.mean))):
        start = slot_start(
            found.days[row].astype(object), int(column), found.zone, found.interval_s
        )
        if start is not None:
            low, mean, high = (float(a[row, column]) for a in (found.low, found.mean, found.high))
            cell: dict[str, object] = {
                "start": start.isoformat(), "mean": round(mean, 4), "low": low, "high": high,
            }  # fmt: skip
            if found.untouched is not None:
                cell["untouched"] = round(float(found.untouched[row, column]), 4)
            rows.append(cell)
    return {
        "queue": found.queue,
        "method": found.method,
        "interval_s": found.interval_s,
        "zone": found.zone,
        "range": 0.8,
        "law": "negative binomial, variance = mean + a * mean^2",
        "rows": rows,
        "days": _days_as_json(found),
        "layers": [asdict(effect) for effect in effects(found)],
        "choices": [asdict(choice) | {"words": explained(choice)} for choice in found.choices],
        "notes": list(notes),
    }


def _days_as_json(found: Forecast) -> list[dict[str, object]]:
    """Return the sum of each open day with its range and both a of the law."""
    low, high = day_quantile(found, OUTSIDE), day_quantile(found, 1 - OUTSIDE)
    rows: list[dict[str, object]] = []
    for row in np.flatnonzero(~np.isnan(low)).tolist():
        a, day_a = (
            None if values is None else round(float(values[row]), 6)
            for values in (found.extra, found.day_extra)
        )
        rows.append(
            {
                "day": str(found.days[row]),
                "mean": round(float(np.nansum(found.mean[row])), 4),
                "low": float(low[row]),
                "high": float(high[row]),
                "a": day_a,
                "a_of_intervals": a,
            }
        )
    return rows


def _print_forecast(found: Forecast, notes: tuple[str, ...]) -> None:
    if found.days.size > MOST_IN_TABLES:
        _print_weeks(found)
    else:
        print(f"{found.queue}, {found.method}: contacts expected in an interval (80 % range)")
        for first in range(0, found.days.size, DAYS_A_TABLE):
            _print_days(found, slice(first, first + DAYS_A_TABLE))
    for choice in found.choices:
        print(f"· {explained(choice)}")
    for note in notes:
        print(f"· {note}")


def _print_weeks(found: Forecast) -> None:
    """Print seven days a line; their ranges are added up, as if all days erred the same way."""
    print(f"{found.queue}, {found.method}: contacts expected in seven days from")
    low, high = day_quantile(found, OUTSIDE), day_quantile(found, 1 - OUTSIDE)
    for first in range(0, found.days.size, 7):
        part = slice(first, first + 7)
        sums = [float(np.nansum(values[part])) for values in (low, found.mean, high)]
        least, mean, most = (number_text(value) for value in sums)
        short = "" if found.days[part].size == 7 else f"  ({found.days[part].size} days)"
        print(f"{found.days[first]}{mean:>12}  ({least}–{most}){short}")
    print("The range holds 80 % of days; over a week it is added up, as if all erred the same way.")


def _print_days(found: Forecast, part: slice) -> None:
    mean, low, high = found.mean[part], found.low[part], found.high[part]
    heads = [f"{day.astype(object):%a %d %b}" for day in found.days[part]]
    print("\n" + "      " + "".join(head.rjust(CELL) for head in heads))
    for column in np.flatnonzero(~np.isnan(mean).all(axis=0)):
        minute = int(column) * found.interval_s // 60
        cells = [_cell(*values) for values in zip(mean[:, column], low[:, column], high[:, column])]
        print(f"{minute // 60:02}:{minute % 60:02} " + "".join(cell.rjust(CELL) for cell in cells))
    totals = [
        "closed" if np.isnan(row).all() else number_text(float(np.nansum(row))) for row in mean
    ]
    print("day   " + "".join(total.rjust(CELL) for total in totals))


def _cell(mean: float, low: float, high: float) -> str:
    if np.isnan(mean):
        return "–"
    return f"{number_text(mean, 1 if mean < 10 else 0)} ({low:.0f}–{high:.0f})"


def _print_backtest(result: Backtest) -> None:
    print(
        f"{result.queue}: {result.folds} forecasts of {result.horizon_days} days, "
        f"{result.first} to {result.last}, {result.intervals:,} intervals"
    )
    print(f"{'method':16}{'WAPE':>9}{'RMSE':>9}{'bias':>9}{'in range':>11}{'day sums':>11}")
    for score in result.scores:
        print(
            f"{score.method:16}{share_text(score.wape):>9}{score.rmse:>9.2f}"
            f"{share_text(score.bias):>9}{share_text(score.cover):>11}"
            f"{share_text(score.day_cover):>11}"
        )
    days = ", ".join(f"{method} for {n} days" for method, n in result.chosen.items())
    print(f"best took {days}, each time from what was known before.")
    print(
        "WAPE: sum of errors / sum of contacts. The range should hold 80 % of the intervals and of the day sums."
    )
