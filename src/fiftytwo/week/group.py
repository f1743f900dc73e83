"""Queues that one group of people answers, oldest first, need fewer people than each on its own."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fiftytwo.base.workspace import Target
from fiftytwo.roster.model import Counts
from fiftytwo.staffing.table import required_table

__all__ = ["group_agents"]

Floats = npt.NDArray[np.float64]


def group_agents(
    calls: Sequence[Floats],
    aht_s: Sequence[float],
    patience_s: Sequence[float | None],
    *,
    targets: Sequence[Target],
    interval_s: int,
    max_occupancy: float,
) -> Counts:
    """Return the people that live queues need together, by Erlang A (or C) over all their calls.

    The group's handle time is the mean over its calls, its rate of leaving the mean of its queues'
    rates weighted by calls, and its promise the strictest of theirs.

    Parameters
    ----------
    calls : sequence of arrays (n_days, n_intervals)
        Contacts expected in each queue; NaN = closed.
    aht_s, patience_s : sequences
        Of each queue [seconds]; a patience of None: nobody leaves.
    targets : sequence of Target
        Of each queue.
    interval_s : int
        Length of an interval [seconds].
    max_occupancy : float
        Bound on the share of time spent on contacts [0..1].

    Returns
    -------
    int array (n_days, n_intervals)
        0 where every queue is closed.

    Examples
    --------
    Ten erlangs need 14 people; two such queues need 24 together, not 28.

    >>> ask = dict(interval_s=1800, max_occupancy=1.0)
    >>> one = np.array([[100.0]])
    >>> usual = Target()
    >>> int(group_agents([one], [180.0], [None], targets=[usual], **ask)[0, 0])
    14
    >>> int(group_agents([one, one], [180.0] * 2, [None] * 2, targets=[usual] * 2, **ask)[0, 0])
    24
    """
    stacked = np.stack(calls)
    counts = np.nan_to_num(stacked)
    total = counts.sum(axis=0)
    share = counts / np.where(total > 0, total, 1)
    mean_aht = np.tensordot(np.array(aht_s), share, axes=1)
    leaving = np.tensordot(np.array([1 / p if p else 0.0 for p in patience_s]), share, axes=1)
    patience = np.where(leaving > 0, 1 / np.where(leaving > 0, leaving, 1), np.nan)
    is_open = ~np.isnan(stacked).all(axis=0)
    table = required_table(
        np.where(is_open, total, np.nan).ravel(),
        np.where(total > 0, mean_aht, aht_s[0]).ravel(),
        interval_s=float(interval_s),
        patience_s=patience.ravel(),
        service_level=max(target.service_level for target in targets),
        within_s=min(target.answer_within_s for target in targets),
        max_occupancy=max_occupancy,
    )
    return table.agents.reshape(total.shape)
