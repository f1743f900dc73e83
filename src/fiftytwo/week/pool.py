"""The people that a pool puts on its roster, from what each of its queues needs."""

from collections.abc import Sequence

import numpy as np

from fiftytwo.roster.model import Counts
from fiftytwo.staffing.shrinkage import rostered_need
from fiftytwo.week.expect import Expected
from fiftytwo.week.group import group_agents
from fiftytwo.week.history import QueueHistory
from fiftytwo.week.inputs import WeekInputs
from fiftytwo.week.need import MAX_OCCUPANCY, Need

__all__ = ["Row", "required_in_pool"]

Row = tuple[QueueHistory, Expected, Need]


def required_in_pool(inputs: WeekInputs, inside: Sequence[Row]) -> Counts:
    """Return the people to be rostered (n_days, n_intervals); 0 = closed.

    Live queues of one pool are one group, which needs fewer people than each of them alone.
    Shrinkage is added before people are made whole, so that queues do not each round up.

    Parameters
    ----------
    inputs : WeekInputs
        Gives shrinkage and promises.
    inside : sequence of (QueueHistory, Expected, Need)
        The pool's queues, at least one, over the same days and intervals.
    """
    together = _together(inputs, inside) * rostered_need(1.0, inputs.shrinkage)
    return np.ceil(together - 1e-9).astype(np.int64)


def _together(inputs: WeekInputs, inside: Sequence[Row]) -> Counts:
    """Return the people at work that a pool needs: its live queues as one group, plus the others."""
    live = [row for row in inside if row[0].name.is_live]
    if len(live) < 2:
        return np.sum([need.agents for _, _, need in inside], axis=0)
    group = group_agents(
        [np.where(e.is_open, np.nan_to_num(e.forecast.mean), np.nan) for _, e, _ in live],
        [need.aht_s for _, _, need in live],
        [need.patience_s for _, _, need in live],
        targets=[inputs.target(queue.name.queue) for queue, _, _ in live],
        interval_s=live[0][0].history.interval_s,
        max_occupancy=MAX_OCCUPANCY,
    )
    others = [need.agents for queue, _, need in inside if not queue.name.is_live]
    return group + np.sum(others, axis=0, dtype=np.int64)
