"""`fiftytwo staff`: how many agents an interval needs; a table of them is another module's work."""

import dataclasses
import json as json_text
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from fiftytwo.base.errors import InputError
from fiftytwo.base.units import duration_text, share_text
from fiftytwo.staffing.requirement import Staffing, required_agents

__all__ = ["staff"]

LEVELS = {
    "offered": "of the calls offered answered within {}",
    "waited_out": "of the calls offered, without those that left within {0}, answered within {0}",
    "answered": "of the calls answered had waited no longer than {}",
    "not_waiting": "of the calls offered answered or abandoned within {}",
}

# Loaded only when a table is given: one question must not wait for the compiler.
tables = App(result_action="return_value")
tables.command("fiftytwo.cli.staff_table:staff_table", name="table")


def staff(
    *,
    calls: float | None = None,
    aht: float | None = None,
    interval: float = 1800,
    patience: float | None = None,
    service_level: float = 0.80,
    within: float = 20,
    max_occupancy: float | None = None,
    max_asa: float | None = None,
    max_abandonment: float | None = None,
    definition: str = "offered",
    table: Path | None = None,
    out: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say how many agents an interval, or a table of intervals, needs.

    The answer is the smallest that keeps every target. By default the service level is the share of
    all calls offered that is answered in time: who leaves earlier counts against it. With a patience
    the model is Erlang A, without it Erlang C.

    Parameters
    ----------
    calls
        Calls offered in the interval.
    aht
        Average handle time: talk, hold and wrap-up [seconds].
    interval
        Length of the interval [seconds].
    patience
        How long callers would wait on average before leaving [seconds]; without it nobody leaves.
    service_level
        Share of the calls to answer in time, such as 0.8.
    within
        What "in time" means [seconds].
    max_occupancy
        Highest share of their time that agents may spend handling, such as 0.85.
    max_asa
        Longest mean wait of all calls offered [seconds].
    max_abandonment
        Highest share of the calls offered that may leave, such as 0.03; it needs a patience.
    definition
        What the service level is a share of: offered, waited_out (offered less abandoned in time),
        answered, or not_waiting (answered or abandoned in time, of offered).
    table
        A CSV or Parquet file, one row an interval: calls, aht_s, and where present interval_s,
        patience_s (empty = nobody leaves), service_level, within_s, max_occupancy, max_asa_s,
        max_abandonment. Where a column is absent the options above apply.
    out
        Where to write the table with agents, service_level_reached, asa_s, occupancy, abandonment.
    json
        Print one JSON object.
    """
    options = {
        "--interval": interval,
        "--patience": patience,
        "--service-level": service_level,
        "--within": within,
        "--max-occupancy": max_occupancy,
        "--max-asa": max_asa,
        "--max-abandonment": max_abandonment,
    }
    if table is not None:
        if calls is not None or aht is not None:
            raise InputError(
                "give either --calls and --aht, or --table: a table has its own columns"
            )
        return _table(table, out, {**options, "--definition": definition}, json)
    if out is not None:
        raise InputError("--out belongs to --table: name the file of intervals as well")
    if calls is None or aht is None:
        raise InputError(
            "give --calls and --aht for one interval, or --table FILE --out FILE for many"
        )
    need = required_agents(
        calls,
        aht,
        interval_s=interval,
        patience_s=patience,
        service_level=service_level,
        within_s=within,
        definition=definition,
        max_asa_s=max_asa,
        max_abandonment=max_abandonment,
        max_occupancy=max_occupancy,
    )
    if json:
        print(json_text.dumps(dataclasses.asdict(need)))
    else:
        print(_sentence(need, f"{within:g} s", definition))
    return 0


def _table(
    table: Path, out: Path | None, options: dict[str, float | str | None], json: bool
) -> int:
    if out is None:
        raise InputError("--table needs --out FILE: where to write the result")
    words = ["table", f"--table={table}", f"--out={out}"]
    words += [f"{name}={value}" for name, value in options.items() if value is not None]
    words += ["--json"] if json else []
    return int(tables(words, exit_on_error=False, print_error=False))


def _sentence(need: Staffing, within: str, definition: str) -> str:
    people = "1 agent" if need.agents == 1 else f"{need.agents:,} agents"
    left = "nobody leaves" if need.model == "Erlang C" else f"{share_text(need.abandonment)} leave"
    return (
        f"{people}: {share_text(need.service_level)} {LEVELS[definition].format(within)}, "
        f"mean wait {duration_text(need.asa_s)}, occupancy "
        f"{share_text(need.occupancy)}, {left} ({need.model})"
    )
