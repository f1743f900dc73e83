"""The fewest agents for many intervals at once, with the very numbers of `requirement.py`."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.compiled import compiled_fill_rows
from fiftytwo.staffing.requirement import DEFINITIONS, MAX_LOAD

__all__ = ["StaffingTable", "required_table"]

Numbers = npt.NDArray[np.float64]
NAMES = ("calls", "aht_s", "interval_s", "patience_s", "within_s", "service_level")
BOUNDS = ("max_occupancy", "max_asa_s", "max_abandonment")
WANTED = {
    "calls": "0 or more",
    "aht_s": "a number of seconds above 0",
    "interval_s": "a number of seconds above 0",
    "patience_s": "a number of seconds above 0, or empty where nobody leaves",
    "service_level": "a share from 0 up to, not including, 1",
    "within_s": "0 or more seconds",
    "max_occupancy": "above 0 and at most 1, or empty",
    "max_asa_s": "a number of seconds above 0, or empty",
    "max_abandonment": "above 0 and at most 1, or empty",
}


@dataclass(frozen=True, slots=True)
class StaffingTable:
    """What `required_agents` says, one entry a row; units as in `Staffing`.

    `agents` holds whole numbers, the others NaN where the row is closed.
    """

    agents: npt.NDArray[np.int64]
    service_level: Numbers
    asa_s: Numbers
    occupancy: Numbers
    abandonment: Numbers


def required_table(
    calls: npt.ArrayLike,
    aht_s: npt.ArrayLike,
    *,
    interval_s: npt.ArrayLike = 1800.0,
    patience_s: npt.ArrayLike | None = None,
    service_level: npt.ArrayLike = 0.80,
    within_s: npt.ArrayLike = 20.0,
    definition: str = "offered",
    max_asa_s: npt.ArrayLike | None = None,
    max_abandonment: npt.ArrayLike | None = None,
    max_occupancy: npt.ArrayLike | None = None,
) -> StaffingTable:
    """Return the fewest agents of every interval; arguments as `required_agents`, or arrays (n,).

    Parameters
    ----------
    calls : array (n,) or number
        Calls offered [calls]; NaN marks a closed interval, which gets 0 agents.
    aht_s, interval_s, patience_s, service_level, within_s : array (n,) or number
        As `required_agents`. NaN in `patience_s` means that nobody leaves.
    definition : str
        What the service level is a share of, in every row; as `required_agents`.
    max_asa_s, max_abandonment, max_occupancy : array (n,) or number
        As `required_agents`; NaN means that there is no bound, None means NaN everywhere.

    Returns
    -------
    StaffingTable
        Equal, to the last bit, to n calls of `required_agents`.

    Raises
    ------
    InputError
        Naming the first row (from 1) and the argument that is outside its range.

    Examples
    --------
    >>> required_table([100, 0, float("nan")], 180).agents.tolist()
    [14, 1, 0]
    """
    if definition not in DEFINITIONS:
        raise InputError(f"definition must be one of {', '.join(DEFINITIONS)}, not {definition!r}")
    columns = [calls, aht_s, interval_s, patience_s, within_s, service_level]
    columns += [max_occupancy, max_asa_s, max_abandonment]
    arrays = [np.asarray(np.nan if c is None else c, dtype=np.float64) for c in columns]
    rows = np.atleast_2d(np.column_stack(np.broadcast_arrays(*arrays))).T
    check_rows(dict(zip(NAMES + BOUNDS, rows)))
    bounds = np.where(np.isnan(rows[6:]), np.inf, rows[6:])
    rate = rows[0] / rows[2]
    number = np.full(rate.size, float(DEFINITIONS.index(definition)))
    given = np.vstack([rate, rows[1], rows[3:6], bounds, number])
    agents = np.zeros(rate.size, dtype=np.int64)
    out = np.empty((4, rate.size))
    _fill(given, agents, out)
    return StaffingTable(agents, out[0], out[1], out[2], out[3])


def check_rows(columns: dict[str, Numbers]) -> None:
    """Refuse the first row that `required_agents` would refuse; rows with NaN calls are closed."""
    open_rows = ~np.isnan(columns["calls"])
    for name in NAMES + BOUNDS:
        bad = open_rows & ~_in_range(name, columns[name])
        if bad.any():
            row = int(bad.argmax())
            raise InputError(
                f"row {row + 1}: {name} must be {WANTED[name]}, not {columns[name][row]:g}"
            )
    load = columns["calls"] / columns["interval_s"] * columns["aht_s"]
    if (load > MAX_LOAD).any():
        row = int((load > MAX_LOAD).argmax())
        raise InputError(
            f"row {row + 1}: calls, aht_s and interval_s make more than a million agents' work: "
            "check the units"
        )


def _in_range(name: str, values: Numbers) -> npt.NDArray[np.bool_]:
    finite = np.isfinite(values)
    if name in ("calls", "within_s"):
        return finite & (values >= 0)
    if name == "service_level":
        return finite & (values >= 0) & (values < 1)
    if name in ("max_occupancy", "max_abandonment"):
        return np.isnan(values) | ((values > 0) & (values <= 1))
    allowed = finite & (values > 0)
    return allowed | np.isnan(values) if name in ("patience_s", "max_asa_s") else allowed


def _fill(given: Numbers, agents: npt.NDArray[np.int64], out: Numbers) -> None:
    """Fill `agents` and `out`, in parts over the cores; the compiled loop frees Python's lock."""
    parts = min(os.cpu_count() or 1, agents.size // 5_000 + 1)
    fill = compiled_fill_rows(agents.size)
    if parts == 1:
        fill(given, agents, out)
        return
    edges = np.linspace(0, agents.size, parts * 4 + 1).astype(int)
    with ThreadPoolExecutor(parts) as pool:
        jobs = [
            pool.submit(fill, given[:, a:b].copy(), agents[a:b], out[:, a:b])
            for a, b in pairwise(edges)
        ]
        for job in jobs:
            job.result()
