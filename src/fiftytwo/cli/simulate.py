"""`fiftytwo simulate`: play a model of a day many times and print what it gives."""

import json as json_text
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from fiftytwo.base.units import duration_text, number_text, share_text
from fiftytwo.simulation.contacts_file import check_name, write_contacts
from fiftytwo.simulation.estimates import Estimate
from fiftytwo.simulation.model_file import read_model
from fiftytwo.simulation.report import report_of
from fiftytwo.simulation.result import Result
from fiftytwo.simulation.run import Precision
from fiftytwo.simulation.run import simulate as run_model

__all__ = ["simulate"]


def simulate(
    model: Path,
    *,
    replications: int = 200,
    seed: int = 1,
    precision: float | None = None,
    antithetic: Annotated[bool, Parameter(negative="")] = False,
    contacts: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Play a day of a contact centre many times and say what it gives, with 95 % intervals.

    Parameters
    ----------
    model
        A TOML file that describes queues and groups; examples are in examples/models.
    replications
        Days to simulate; with --precision, the most.
    seed
        Seed of the random numbers: the same seed gives the same contacts.
    precision
        Stop as soon as the 95 % interval of each queue's service level is this far to either
        side, such as 0.005.
    antithetic
        Simulate days in mirrored pairs: sharper answers from as many days.
    contacts
        Where to write the records of all contacts (Parquet).
    json
        Print one JSON object.
    """
    day = read_model(model)
    if contacts is not None:
        check_name(contacts)
    wanted = None if precision is None else Precision(precision)
    show = sys.stderr.isatty() and not json
    with Progress(console=Console(stderr=True), transient=True, disable=not show) as bar:
        task = bar.add_task("days", total=replications)
        found = run_model(
            day,
            replications=replications,
            seed=seed,
            antithetic=antithetic,
            precision=wanted,
            contacts=contacts is not None,
            progress=lambda done, most: bar.update(task, completed=done, total=most),
        )
    if contacts is not None:
        write_contacts(found, contacts)
    if json:
        print(json_text.dumps(report_of(found)))
    else:
        _print(found)
    return 0


def _print(found: Result) -> None:
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)
    days = "1 day" if found.replications == 1 else f"{found.replications:,} days"
    mirrored = " in mirrored pairs" if found.antithetic else ""
    console.print(f"{found.model.name}: {days}{mirrored}, seed {found.seed}; ± is a 95 % interval")
    if not found.reached:
        console.print("The precision asked for was not reached: allow more --replications.")
    live = [queue.name for queue in found.model.queues if not queue.deferred]
    if live:
        console.print(_queues(found, [*live, None] if len(live) > 1 else [*live]))
    for number, queue in enumerate(found.model.queues):
        if queue.deferred:
            console.print(_deferred_line(found, number))
    console.print(_groups(found))


def _queues(found: Result, names: list[str | None]) -> Table:
    table = Table("Queue")
    for head in ("offered", "answered", "abandoned", "left", "in time / offered", "abandonment"):
        table.add_column(head, justify="right")
    for head in ("/ less gone", "/ answered", "or gone in time", "ASA", "AHT"):
        table.add_column(head, justify="right")
    for name in names:
        counts = [_count(found.estimate(key, name)) for key in ("offered", "answered")]
        counts += [_count(found.estimate(key, name)) for key in ("abandoned", "unserved")]
        shares = [_share(found.estimate("service_level_offered", name))]
        shares += [_share(found.estimate("abandonment", name))]
        others = [
            share_text(found.estimate(f"service_level_{key}", name).value)
            for key in ("waited_out", "answered", "not_waiting")
        ]
        times = [_time(found.estimate("asa_s", name))]
        times += [duration_text(found.estimate("aht_s", name).value)]
        table.add_row(name or "all", *counts, *shares, *others, *times)
    return table


def _groups(found: Result) -> Table:
    table = Table("Group")
    for head in ("occupancy", "planned h", "busy h", "overtime h", "took a day"):
        table.add_column(head, justify="right" if head != "took a day" else "left")
    queues = [queue.name for queue in found.model.queues]
    for number, name in enumerate(found.group_names):
        hours = found.hours(name)
        took = found.taken[:, number, :, 0].mean(axis=0)
        words = [f"{number_text(n, 1)} {queue}" for queue, n in zip(queues, took) if n > 0]
        times = [number_text(hours[key], 1) for key in ("scheduled_h", "busy_h", "overtime_h")]
        table.add_row(name, _share(found.occupancy(name)), *times, ", ".join(words) or "nothing")
    return table


def _deferred_line(found: Result, number: int) -> str:
    queue = found.model.queues[number].name
    text = {
        key: _count(found.estimate(key, queue))
        for key in ("carried", "offered", "answered", "unserved")
    }
    oldest = duration_text(float(found.left[:, number, -1].mean()))
    return (
        f"{queue} (deferred): {text['carried']} carried over, {text['offered']} came, "
        f"{text['answered']} done, {text['unserved']} left at closing, the oldest {oldest} old"
    )


def _count(found: Estimate) -> str:
    half = found.half_width
    return number_text(found.value, 1) + (f" ± {number_text(half, 1)}" if half else "")


def _share(found: Estimate) -> str:
    half = found.half_width
    return share_text(found.value) + (f" ± {100 * half:.1f}" if half is not None else "")


def _time(found: Estimate) -> str:
    half = found.half_width
    return duration_text(found.value) + (f" ± {duration_text(half)}" if half is not None else "")
