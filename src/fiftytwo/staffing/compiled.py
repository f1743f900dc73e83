"""The loop over rows: compiled for large tables, plain Python where compiling would cost more.

The kernels are taught to numba one by one, so they stay ordinary functions for everyone else.
The compiled loop is kept on disk; it is made again when `kernels.py` changes.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from numba import njit
from numba.extending import register_jitable

from fiftytwo.staffing import kernels

__all__ = ["FEW_ROWS", "compiled_fill_rows", "fill_rows_in_python"]

FEW_ROWS = 2_000
Fill = Callable[[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.float64]], None]

for _name in kernels.COMPILED:
    register_jitable(getattr(kernels, _name))

_fill_rows = njit(cache=True, nogil=True)(kernels.fill_rows)


def compiled_fill_rows(rows: int) -> Fill:
    """Return the loop that is quicker for this many rows; both give the same numbers.

    A process that has the compiled one in memory uses it always.
    """
    compiled: Fill = _fill_rows
    return compiled if rows > FEW_ROWS or _fill_rows.signatures else fill_rows_in_python


def fill_rows_in_python(
    given: npt.NDArray[np.float64], agents: npt.NDArray[np.int64], out: npt.NDArray[np.float64]
) -> None:
    """As `kernels.fill_rows`, on Python's own floats."""
    for i, (lam, aht, patience, *want) in enumerate(given.T.tolist()):
        if math.isnan(lam):
            agents[i], out[:, i] = 0, math.nan
        else:
            agents[i], *out[:, i] = kernels.size(lam, aht, patience, tuple(want))
