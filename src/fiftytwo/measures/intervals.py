"""How sure measured shares are: their 95 % intervals, from the sums that they rest on."""

import numpy as np
import numpy.typing as npt

from fiftytwo.base.statistics import nps_interval, wilson_ends

__all__ = ["nps_ends", "share_ends"]

Floats = npt.NDArray[np.float64]
Ends = tuple[list[float | None], list[float | None]]


def share_ends(hits: Floats, n: Floats) -> Ends:
    """Return the ends of Wilson intervals [0..1], None where there is no share.

    Parameters
    ----------
    hits, n : float array, one shape (rows,)
        How many of how many. What is no share of counted things (more hits than cases, nothing at
        all) has no interval.

    Examples
    --------
    >>> low, high = share_ends(np.array([7.0, 0.0]), np.array([10.0, 0.0]))
    >>> round(low[0], 3), round(high[0], 3), low[1]
    (0.397, 0.892, None)
    """
    good = (n > 0) & (hits >= 0) & (hits <= n)
    low, high = wilson_ends(hits[good], n[good])
    ends: Ends = ([None] * len(n), [None] * len(n))
    for found, values in zip(ends, (np.maximum(low, 0.0), np.minimum(high, 1.0)), strict=True):
        for place, value in zip(np.flatnonzero(good).tolist(), values.tolist(), strict=True):
            found[place] = value
    return ends


def nps_ends(balance: Floats, extremes: Floats, n: Floats) -> Ends:
    """Return the ends of adjusted Wald intervals of net promoter scores [points], None of nothing.

    Parameters
    ----------
    balance, extremes, n : float array, one shape (rows,)
        Promoters less detractors, both together, and all answers.

    Examples
    --------
    >>> low, high = nps_ends(np.array([30.0]), np.array([70.0]), np.array([100.0]))
    >>> round(low[0], 1), round(high[0], 1)
    (14.1, 44.2)
    """
    ends: Ends = ([], [])
    for row in zip(balance.tolist(), extremes.tolist(), n.tolist(), strict=True):
        promoters, detractors = round((row[1] + row[0]) / 2), round((row[1] - row[0]) / 2)
        told = nps_interval(promoters, round(row[2]) - promoters - detractors, detractors)
        ends[0].append(told and told[1].low)
        ends[1].append(told and told[1].high)
    return ends
