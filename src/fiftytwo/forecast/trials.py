"""Past days, forecast from what was known so many open days before them, by every method at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fiftytwo.forecast.candidates import predictions
from fiftytwo.forecast.days import DayTable
from fiftytwo.forecast.model import Counts

__all__ = ["Trial", "trials"]

LOOK_BACK = 40  # past days whose errors are looked at
NEAR = 14  # open days ahead up to which they are the last ones, one behind the other
KNOWN_FIRST = 28  # open days known before the first day that is foretold from far


@dataclass(frozen=True, slots=True)
class Trial:
    """Past days as they were foretold `ahead` open days before.

    Attributes
    ----------
    ahead : int
        Distance [open days]; 1 = from all days before.
    rows : array (r,)
        Rows of the table, rising.
    actual : array (r, k)
        What came; NaN where closed or unknown.
    made : array (methods, r, k)
        What each method expected.
    """

    ahead: int
    rows: npt.NDArray[np.int64]
    actual: Counts
    made: Counts


def trials(table: DayTable, methods: Sequence[str], distances: Collection[int]) -> dict[int, Trial]:
    """Return the trials at each distance, fewer where the history is short; never a look ahead.

    Near ones are the last 40 open days. Far ones are 40 days spread over all that the history
    allows, for neighbours foretold from far are wrong in the same way.
    """
    rows = {ahead: _rows(table, ahead) for ahead in distances}
    made = {
        ahead: np.zeros((len(methods), r.size, table.filled.shape[1])) for ahead, r in rows.items()
    }
    by_origin: dict[int, list[tuple[int, int, int]]] = {}
    for ahead, found in rows.items():
        for place, row in enumerate(found.tolist()):
            by_origin.setdefault(row - ahead + 1, []).append((row, ahead, place))
    for known, asked in by_origin.items():
        targets = np.array([row for row, _, _ in asked])
        expected = predictions(table, known, targets, methods)
        for number, (_, ahead, place) in enumerate(asked):
            made[ahead][:, place] = expected[:, number]
    return {
        ahead: Trial(ahead, rows[ahead], table.counts[rows[ahead]], made[ahead])
        for ahead in distances
    }


def _rows(table: DayTable, ahead: int) -> npt.NDArray[np.int64]:
    """Return the past days to foretell: ordinary ones whose weekday had been seen by then."""
    if ahead <= NEAR:  # as well informed as now
        first = max(ahead, table.past - LOOK_BACK, table.past // 2)
    else:
        first = max(ahead + KNOWN_FIRST, table.past // 2)
    rows = np.arange(first, table.past)
    if rows.size > LOOK_BACK:
        rows = rows[np.linspace(0, rows.size - 1, LOOK_BACK).astype(np.int64)]
    seen = [bool((table.weekday[: r - ahead + 1] == table.weekday[r]).any()) for r in rows]
    return np.asarray(rows[table.fit[rows] & np.array(seen, dtype=bool)])
