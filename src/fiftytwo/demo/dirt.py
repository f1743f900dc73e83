"""Lines that are wrong on purpose, of the kinds that real exports hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from fiftytwo.demo.company import Company

__all__ = ["Dirt", "dirty_contacts"]

TESTS_A_WEEK = 3  # calls by which the phone system tests its own lines
BACKWARD_A_WEEK = 2  # calls that ended before they began, after a clock was set back


@dataclass(frozen=True)
class Dirt:
    """Lines to be added to a file, and what the intake must say of them."""

    lines: tuple[str, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)


def dirty_contacts(company: Company, contacts: pa.Table) -> Dirt:
    """Return tests of the line, calls that end before they begin, and a few broken lines."""
    weeks = len(company.days) // 7
    tests, backward = TESTS_A_WEEK * weeks, BACKWARD_A_WEEK * weeks
    rows = _some(company, contacts, tests + backward + 5)
    for number, row in enumerate(rows, start=1):
        row["contact_id"] = f"D{number}"
        row |= {name: "" for name in row if name.startswith("second_")}
    for row in rows[:tests]:
        row |= {"agent": "phantom", "customer": "L0", "reason": "", "talk_s": 1, "wait_s": 0}
    for row in rows[tests : tests + backward]:
        row["talk_s"] = -60 - int(row["talk_s"])
    first, second, third, fourth, fifth = rows[tests + backward :]
    first["result"] = second["result"] = "LOST"
    third["began_at"] = str(third["began_at"]).replace("-", ".", 1)
    fourth["began_at"] = ""
    fifth["talk_s"] = "n/a"
    return Dirt(
        tuple(",".join(str(value) for value in row.values()) for row in rows),
        {"phantom": tests},
        {
            "negative_interval": backward,
            "unknown_status_value": 2,
            "bad_timestamp": 1,
            "missing_required": 1,
            "bad_type": 1,
        },
    )


def _some(company: Company, table: pa.Table, count: int) -> list[dict[str, Any]]:
    """Return copies of answered contacts; the tests and broken lines lie anywhere in time."""
    random = np.random.default_rng([company.seed, 9])
    answered = np.flatnonzero(table["agent"].is_valid().to_numpy())
    chosen = random.choice(answered, count, replace=False)
    rows: list[dict[str, Any]] = table.take(pa.array(chosen)).to_pylist()
    return [{name: "" if value is None else value for name, value in row.items()} for row in rows]
