"""Lines that are wrong on purpose, of the kinds that real exports hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from fiftytwo.demo.company import Company

__all__ = ["Dirt", "dirty_calls", "dirty_chats"]

TESTS_A_WEEK = 3  # calls by which the phone system tests its own lines
BACKWARD_A_WEEK = 2  # calls that ended before they began, after a clock was set back


@dataclass(frozen=True)
class Dirt:
    """Lines to be added to a file, and what the intake must say of them."""

    lines: tuple[str, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)


def dirty_calls(company: Company, calls: pa.Table) -> Dirt:
    """Return test calls, calls that end before they begin, and two of an unknown kind."""
    weeks = len(company.days) // 7
    tests, backward = TESTS_A_WEEK * weeks, BACKWARD_A_WEEK * weeks
    rows = _some(company, calls, tests + backward + 3)
    for number, row in enumerate(rows):
        row["call_id"] = f"D{number + 1}"
        for name in row:
            row[name] = "" if name.startswith("second_") else row[name]
    for row in rows[:tests]:
        row |= {"agent": "phantom", "caller": "+320", "reason": "", "talk_s": 1, "wait_s": 0}
    for row in rows[tests : tests + backward]:
        row["talk_s"] = -abs(int(row["talk_s"] or 60))
    rows[-3]["result"] = rows[-2]["result"] = "LOST"
    rows[-1]["offered_at"] = str(rows[-1]["offered_at"]).replace("-", ".", 1)
    return Dirt(
        _lines(calls, rows),
        {"phantom": tests},
        {"negative_interval": backward, "unknown_status_value": 2, "bad_timestamp": 1},
    )


def dirty_chats(company: Company, chats: pa.Table) -> Dirt:
    """Return one chat without a time and one whose length is no number."""
    rows = _some(company, chats, 2)
    for number, row in enumerate(rows):
        row["chat_id"] = f"D{number + 1}"
    rows[0]["opened_at"] = ""
    rows[1]["chat_s"] = "n/a"
    return Dirt(_lines(chats, rows), {}, {"missing_required": 1, "bad_type": 1})


def _some(company: Company, table: pa.Table, count: int) -> list[dict[str, Any]]:
    """Return copies of answered contacts, in order of time."""
    random = np.random.default_rng([company.seed, 9])
    answered = np.flatnonzero(table["agent"].is_valid().to_numpy())
    chosen = np.sort(random.choice(answered, count, replace=False))
    rows: list[dict[str, Any]] = table.take(pa.array(chosen)).to_pylist()
    return [{name: "" if value is None else value for name, value in row.items()} for row in rows]


def _lines(table: pa.Table, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(",".join(str(row[name]) for name in table.column_names) for row in rows)
