"""`fiftytwo week`: next week's forecast, requirement and roster."""

import json as json_lines
from datetime import date
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.units import number_text, share_text
from fiftytwo.base.workspace import Workspace, open_workspace, workspace_path
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.roster.remedies import clock, day_name
from fiftytwo.web import ledger
from fiftytwo.web.people.queries import holidays, roster_people
from fiftytwo.web.plans.carry import with_last_week
from fiftytwo.week.inputs import WeekInputs, gather
from fiftytwo.week.model import QueueWeek, WeekPlan
from fiftytwo.week.pipeline import plan_week
from fiftytwo.week.shortfalls import shortfalls

__all__ = ["week"]

SHOWN = 15  # shortfalls printed; --json has all
ADD_PEOPLE = (
    "There are no people in this workspace yet, so nobody is rostered. Add them with `add_people` "
    "of fiftytwo.web.people.actions, or see a whole plan with `fiftytwo demo`."
)


def week(*, start: str | None = None, workspace: Path | None = None, json: bool = False) -> int:
    """Go from history to next week's forecast, requirement and roster.

    Parameters
    ----------
    start
        First of seven days, such as 2026-03-02 (default: the Monday after the history). Only
        what was known before it is used.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    json
        Print one JSON object: weeks, required, rostered, unmet.
    """
    opened = open_workspace(workspace_path(workspace))
    refusal = ledger.refusal(opened)
    if refusal:
        raise InputError(refusal)
    inputs = _inputs(opened, _day(start))
    plan = _planned(inputs)
    if json:
        print(json_lines.dumps(plan.as_json()))
    else:
        _print(plan, Console())
    return 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"--start {text!r} is no date: write it as 2026-03-02") from None


def _inputs(opened: Workspace, start: date | None) -> WeekInputs:
    lake = open_snapshot(opened.lake)
    found = gather(opened, lake, start=start, holidays=list(holidays()))
    people = roster_people(found.days[0], len(found.days))
    return found.with_people(with_last_week(people, found.days[0]))


def _planned(inputs: WeekInputs) -> WeekPlan:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("history", total=1.0)
        return plan_week(
            inputs,
            on_progress=lambda text, share: bar.update(task, description=text, completed=share),
        )


def _print(plan: WeekPlan, out: Console) -> None:
    first, last = plan.days[0], plan.days[-1]
    out.print(f"[bold]{' and '.join(plan.weeks)}[/bold], {first} to {last}")
    out.print(_queue_table(plan))
    out.print("[dim]off by: mean error of past weeks; naive: last week taken as forecast[/dim]\n")
    out.print(_day_table(plan))
    if not plan.people:
        out.print(ADD_PEOPLE)
    else:
        _print_shortfalls(plan, out)
    for caveat in plan.caveats:
        out.print(f"· {caveat}", highlight=False)


def _queue_table(plan: WeekPlan) -> Table:
    names = (
        "queue",
        "contacts",
        "busiest half-hour",
        "forecast by",
        "off by",
        "naive",
        "handling",
        "patience",
    )
    table = Table(*names, "reasoning", box=None, pad_edge=False)
    for queue in plan.queues:
        test = queue.accuracy
        table.add_row(
            queue.queue,
            number_text(float(np.nansum(queue.forecast.mean))),
            _peak(queue),
            queue.forecast.method,
            share_text(test.wape, 0) if test else "–",
            share_text(test.naive_wape, 0) if test else "–",
            f"{queue.aht_s:.0f} s",
            f"{queue.patience_s:.0f} s" if queue.patience_s else "–",
            queue.model,
        )
    return table


def _peak(queue: QueueWeek) -> str:
    """Return the mean and 80 % range of the busiest interval."""
    mean = np.nan_to_num(queue.forecast.mean)
    at = np.unravel_index(int(mean.argmax()), mean.shape)
    low, high = (np.nan_to_num(values[at]) for values in (queue.forecast.low, queue.forecast.high))
    return f"{mean[at]:.0f} ({low:.0f}–{high:.0f})"


def _day_table(plan: WeekPlan) -> Table:
    """Return hours needed, rostered and missing by pool and day."""
    days = [f"{day:%a}" for day in plan.days]
    table = Table("pool", "hours", *days, "week", box=None, pad_edge=False)
    for demand in plan.demands:
        hours = demand.interval_minutes / 60
        cover = plan.roster.cover[demand.pool]
        missing = np.maximum(demand.required - cover, 0)
        rows = (("needed", demand.required), ("rostered", cover), ("missing", missing))
        for number, (word, values) in enumerate(rows):
            sums = values.sum(axis=1) * hours
            cells = [number_text(float(value)) for value in (*sums, sums.sum())]
            table.add_row(demand.pool if number == 0 else "", word, *cells)
    return table


def _print_shortfalls(plan: WeekPlan, out: Console) -> None:
    found = shortfalls(plan.roster.unmet)
    if not found:
        out.print("Nobody is missing anywhere.")
        return
    out.print(f"[bold]Short in {len(found)} places[/bold], most people missing first:")
    for short in found[:SHOWN]:
        span = f"{clock(short.start_minute)}–{clock(short.end_minute)}"
        out.print(
            f"  {short.pool}, {day_name(short.day)} {span}: {short.most} missing, because "
            f"{short.cause.text}.\n    Would help: {short.would_help}.",
            highlight=False,
        )
    if len(found) > SHOWN:
        out.print(f"  … and {len(found) - SHOWN} more: see --json")
