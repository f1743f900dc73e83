"""`fiftytwo size`: how many agents of each group a day needs, found and proved by simulation."""

import json as json_text
import sys
from itertools import groupby
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from fiftytwo.base.units import duration_text, number_text, share_text
from fiftytwo.simulation.figures import FIGURES
from fiftytwo.simulation.model_file import read_model
from fiftytwo.simulation.sizing.report import report_of
from fiftytwo.simulation.sizing.size import Kept, Sizing
from fiftytwo.simulation.sizing.size import size as size_model

__all__ = ["size"]

WORDS = {
    "service_level_offered": "in time of offered",
    "service_level_waited_out": "in time of offered less gone in time",
    "service_level_answered": "in time of answered",
    "service_level_not_waiting": "in time or gone in time of offered",
    "wait_mean_s": "mean wait",
    "abandonment": "abandonment",
}


def size(
    model: Path,
    *,
    per: str = "interval",
    replications: int | None = None,
    proof: int | None = None,
    seed: int = 1,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say how many agents of each group a day needs, so that every queue gets what it is promised.

    The cheapest agents by group and interval are searched by simulation with cuts. Then other, more
    days confirm each promise: its whole 95 % interval keeps the goal. Exit code 1 where one is not
    confirmed.

    Parameters
    ----------
    model
        A TOML file as for `simulate`: queues with a target, and a cost for each group to size.
    per
        Whether promises hold in each interval, or over the day.
    replications
        Days of each look of the search (default: as many as make 1.5 million contacts).
    proof
        Days of the proof (default: ten times as many).
    seed
        Seed of the days of the search; the proofs have the next ones.
    json
        Print one JSON object.
    """
    day = read_model(model)
    with Console(stderr=True).status("pooled lines") as status:
        if json or not sys.stderr.isatty():
            status.stop()
        found = size_model(
            day,
            per=per,
            replications=replications,
            proof=proof,
            seed=seed,
            tell=lambda line: status.update(line),
        )
    if json:
        print(json_text.dumps(report_of(found)))
    else:
        _print(found)
    return 0 if found.confirmed else 1


def _print(found: Sizing) -> None:
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)
    pooled = (
        f", pooled lines would cost {number_text(found.pooled_cost, 1)}"
        if found.pooled_cost
        else ""
    )
    console.print(f"{found.model.name}: cost {number_text(found.cost, 1)} a day{pooled}")
    console.print(_agents(found))
    for _, of_one in groupby(found.kept, lambda kept: (kept.queue, kept.promise.figure)):
        console.print(_promise(list(of_one)))
    proofs = f"the last of {found.proofs} proofs" if found.proofs > 1 else "one proof"
    console.print(
        f"By {proofs} of {found.proof.replications:,} days, none of which was searched on; ± is a "
        f"95 % interval. {number_text(found.contacts / 1e6, 1)} million contacts simulated in "
        f"{duration_text(found.seconds)}."
    )


def _agents(found: Sizing) -> Table:
    table = Table("From opening")
    for name in (*found.groups, "all"):
        table.add_column(name, justify="right")
    for p, agents in enumerate(found.agents.T):
        minutes = round(p * found.model.interval_s / 60)
        table.add_row(
            f"{minutes // 60}:{minutes % 60:02d}", *map(str, agents), str(int(agents.sum()))
        )
    return table


def _promise(rows: list[Kept]) -> str:
    """Return one line about a promise: where it is kept least, and how often it is confirmed."""
    first = rows[0]
    sign = 1.0 if first.promise.at_least else -1.0
    goal = f"{'at least' if sign > 0 else 'at most'} {_text(first, first.promise.goal)}"
    told = f"{first.queue}, {WORDS[first.promise.figure]}, {goal}: "
    come = [row for row in rows if row.found.value is not None]
    if not come:
        return told + "nobody comes"
    worst = min(come, key=lambda row: (row.confirmed, sign * (row.found.value or 0.0)))
    half = worst.found.half_width or 0.0
    spread = f"{100 * half:.1f}" if FIGURES[first.promise.figure].share else duration_text(half)
    told += f"{_text(worst, worst.found.value)} ± {spread}"
    if first.interval is None:
        return told + (", confirmed" if first.confirmed else ", not confirmed")
    confirmed = sum(row.confirmed for row in come)
    return f"{told} where it is nearest to that; confirmed in {confirmed} of {len(come)} intervals"


def _text(row: Kept, value: float | None) -> str:
    share = FIGURES[row.promise.figure].share
    return share_text(value) if share else duration_text(value)
