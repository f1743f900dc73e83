"""Measures from the command line: parse, ask, print."""

import sys
from dataclasses import asdict
from datetime import date
from json import dumps
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from fiftytwo.base.errors import InputError
from fiftytwo.base.units import decimal_text, duration_text, number_text, share_text
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.schema import require_current
from fiftytwo.measures.catalogue import FIRST_SET, measure
from fiftytwo.measures.dimensions import label
from fiftytwo.measures.evaluate import Facts, Query, Row, Value, evaluate
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Basis
from fiftytwo.measures.rows import quarantined, rows
from fiftytwo.measures.schedules import read_schedules
from fiftytwo.measures.values import check_values

__all__ = ["measures"]


def measures(
    *names: str,
    by: str = "",
    grain: str | None = None,
    from_: Annotated[date | None, Parameter(name="--from")] = None,
    to: date | None = None,
    where: Annotated[list[str] | None, Parameter(negative="")] = None,
    basis: Basis = "arrival",
    not_at_once: Annotated[list[str] | None, Parameter(negative="")] = None,
    show_rows: Annotated[bool, Parameter(name="--rows", negative="")] = False,
    limit: int = 100,
    offset: int = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
    workspace: Path | None = None,
) -> int:
    """Print measures by queue, channel, agent, reason or time.

    Parameters
    ----------
    names
        Names of measures, such as service_level or wait_p90_s; none means a first set.
    by
        Dimensions, separated by commas: queue, channel, agent, reason, hour, weekday.
    grain
        hour, day, week or month, in local time.
    from_
        First local day, such as 2026-03-02.
    to
        Last local day, included.
    where
        A filter such as queue=Sales; again for another value or dimension; "–" is the missing value.
    basis
        arrival books waits and contacts on their start, end on their end.
    not_at_once
        A reason that nobody can close at the first contact, for fcr_net and fcr_gross; again for another.
        Without it those of the workspace's settings.
    show_rows
        Print the rows behind the first measure instead of its value.
    limit
        Rows a page.
    offset
        Rows to skip.
    json
        Print one JSON object.
    workspace
        Folder of the workspace.
    """
    space = open_workspace(workspace_path(workspace))
    require_current(space.lake)
    source, narrowed = open_snapshot(space.lake), _filters(where or [])
    query = Query(
        names or FIRST_SET,
        tuple(part.strip() for part in by.split(",") if part.strip()),
        grain,
        from_,
        to,
        narrowed,
        basis,
        tuple(not_at_once or space.not_at_once),
    )
    check_values(source, narrowed)
    check_values(source, {"reason": not_at_once or ()})
    if any(FACTS[measure(name).fact].scheduled for name in query.measures):
        read_schedules(source.schedules)  # whoever asks for business time learns what is wrong
    if show_rows:
        return _print_rows(source, query, limit=limit, offset=offset, as_json=json)
    answer, lost = evaluate(source, query), quarantined(source, query)
    if json:
        print(dumps({"rows": [_json_row(row) for row in answer], "quarantined": lost}))
    else:
        _print_table(query, answer, lost)
    return 0


def _filters(words: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise InputError(f"--where {word!r} is no filter: write it like queue=Sales")
        found[name.strip()] = (*found.get(name.strip(), ()), value.strip())
    return found


def _json_row(row: Row) -> dict[str, Any]:
    return {
        "by": row.by,
        "period": row.period,
        "measures": {name: asdict(value) for name, value in row.values.items()},
    }


def _print_rows(source: Facts, query: Query, *, limit: int, offset: int, as_json: bool) -> int:
    found = rows(source, query, limit=limit, offset=offset)
    if as_json:
        print(dumps({"rows": found, "quarantined": quarantined(source, query)}, default=str))
        return 0
    table = Table(*(list(found[0]) if found else ["no rows"]))
    for row in found:
        table.add_row(*("–" if value is None else str(value) for value in row.values()))
    _console().print(table)
    return 0


def _print_table(query: Query, answer: list[Row], lost: int) -> None:
    if not query.by and query.grain is None:
        table = Table("measure", "value", "n", "note")
        for name, value in answer[0].values.items():
            table.add_row(
                measure(name).label, _text(name, value), number_text(value.n), _note(value)
            )
    else:
        period = ["period"] if query.grain else []
        table = Table(*query.by, *period)
        for name in query.measures:
            table.add_column(measure(name).label, justify="right")
        for row in answer:
            head = [label(name, part) for name, part in row.by.items()]
            times = [row.period or ""] if query.grain else []
            table.add_row(*head, *times, *(_text(n, v) for n, v in row.values.items()))
    console = _console()
    console.print(table)
    if lost:
        console.print(f"{lost} lines of this period are quarantined: see `fiftytwo quarantine`.")


def _console() -> Console:
    # a table in a file or pipe is not cut to a screen that is not there
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)


def _text(name: str, value: Value) -> str:
    unit = measure(name).unit
    if unit == "seconds":
        text = duration_text(value.value)
    elif unit == "number":
        text = decimal_text(value.value)
    else:
        text = share_text(value.value) if unit == "share" else number_text(value.value)
    return f"{text}*" if value.provisional and value.value is not None else text


def _note(value: Value) -> str:
    notes = [value.definition.partition(": ")[2]]
    if value.value is not None and value.coverage < 1:
        notes.append(f"known for {share_text(value.coverage)}")
    if value.provisional:
        notes.append("* provisional")
    return ", ".join(note for note in notes if note)
