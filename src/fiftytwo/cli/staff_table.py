"""The table behind `fiftytwo staff --table`: kept apart because it loads the compiler."""

import json as json_text
from pathlib import Path

from fiftytwo.staffing.table_file import staff_file

__all__ = ["staff_table"]

LEVELS = {
    "offered": "answered in time / offered",
    "waited_out": "answered in time / (offered - abandoned in time)",
    "answered": "answered in time / answered",
    "not_waiting": "(answered or abandoned in time) / offered",
}


def staff_table(
    table: Path,
    out: Path,
    *,
    interval: float = 1800,
    patience: float | None = None,
    service_level: float = 0.80,
    within: float = 20,
    max_occupancy: float | None = None,
    max_asa: float | None = None,
    max_abandonment: float | None = None,
    definition: str = "offered",
    json: bool = False,
) -> int:
    """Write a table of intervals with the agents they need."""
    rows = staff_file(
        table,
        out,
        defaults={
            "interval_s": interval,
            "patience_s": patience,
            "service_level": service_level,
            "within_s": within,
            "max_occupancy": max_occupancy,
            "max_asa_s": max_asa,
            "max_abandonment": max_abandonment,
        },
        definition=definition,
    )
    if json:
        print(json_text.dumps({"rows": rows, "out": str(out)}))
    else:
        print(f"{rows:,} rows written to {out}; the service level is {LEVELS[definition]}")
    return 0
