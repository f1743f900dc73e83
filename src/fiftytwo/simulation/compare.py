"""Two plans side by side, before the same contacts: what one gives more than the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.estimates import Estimate, difference_of
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.result import Result
from fiftytwo.simulation.run import simulate

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """Two results; in replication r both met the same contacts where `paired`."""

    first: Result
    second: Result
    paired: bool = True

    def difference(
        self, figure: str, queue: str | None = None, intervals: Sequence[int] | None = None
    ) -> Estimate:
        """Return the figure of the second plan less that of the first, with its 95 % interval.

        The interval is that of the difference, by the delta method over the replications: what
        both plans have in common (a busy day) cancels. Arguments as `Result.sums`.

        Raises
        ------
        InputError
            If there is no such figure or queue.
        """
        sums = [side.sums(figure, queue, intervals) for side in (self.first, self.second)]
        return difference_of(sums[0], sums[1], paired=self.paired)

    def occupancy(self, group: str | None = None) -> Estimate:
        """Return the occupancy of the second plan less that of the first, of one group or all."""
        sums = [side.occupancy_sums(group) for side in (self.first, self.second)]
        return difference_of(sums[0], sums[1], paired=self.paired)


def compare(
    first: Model,
    second: Model,
    *,
    replications: int = 200,
    seed: int = 1,
    antithetic: bool = False,
    cores: int | None = None,
) -> Comparison:
    """Simulate two plans with common random numbers.

    Contact k of a queue comes at the same time and brings the same matter and patience in both,
    as long as the queues have the same arrivals and laws; staffing, routing, breaks and groups may
    differ. Arguments as `run.simulate`.

    Raises
    ------
    InputError
        If the queues of the two have other names or another order, or the days another length.

    Examples
    --------
    >>> from fiftytwo.simulation.model_file import model_of
    >>> service = {"kind": "exponential", "mean_s": 240}
    >>> calls = {"name": "calls", "arrivals": 100, "service": service, "groups": ["team"]}
    >>> calls["patience"] = {"kind": "exponential", "mean_s": 120}
    >>> day = {"interval_s": 1800, "intervals": 4, "queue": [calls]}
    >>> plans = [model_of(day | {"group": [{"name": "team", "agents": n}]}) for n in (13, 14)]
    >>> more = compare(*plans, replications=50).difference("service_level_offered")
    >>> 0 < more.low < more.value < more.high
    True
    """
    names = [[queue.name for queue in model.queues] for model in (first, second)]
    if names[0] != names[1]:
        raise InputError("both plans need the same queues in the same order")
    if first.horizon_s != second.horizon_s or first.intervals != second.intervals:
        raise InputError("both plans need days of the same length and intervals")
    results = [
        simulate(model, replications=replications, seed=seed, antithetic=antithetic, cores=cores)
        for model in (first, second)
    ]
    return Comparison(results[0], results[1])
