"""What is promised to the callers of a queue: how soon, how long, how many may leave."""

from dataclasses import dataclass

import numpy as np

from fiftytwo.simulation.book import QUEUE_FIELDS, Numbers
from fiftytwo.simulation.checks import DAY_S, need, number
from fiftytwo.simulation.figures import FIGURES, SERVICE_LEVELS, Parts

__all__ = ["Promise", "Target"]


@dataclass(frozen=True)
class Promise:
    """One figure and the bound that it has to keep.

    Attributes
    ----------
    figure : str
        One of `figures.FIGURES` that is a ratio.
    goal : float
        Least value where `at_least`, else the greatest, in the figure's own unit.
    at_least : bool
        Whether more is better.
    """

    figure: str
    goal: float
    at_least: bool

    def parts(self) -> tuple[Numbers, Numbers]:
        """Return the weights of numerator and denominator over `QUEUE_FIELDS`."""
        ratio = FIGURES[self.figure]
        return _weights(ratio.above), _weights(ratio.below)

    def slack(self) -> Numbers:
        """Return weights over `QUEUE_FIELDS`: their sum is 0 or more where the promise is kept.

        above / below >= goal is above - goal * below >= 0: a mean over days, without a ratio.

        >>> promise = Promise("abandonment", 0.05, at_least=False)
        >>> fields = dict(zip(QUEUE_FIELDS, promise.slack()))
        >>> float(round(100 * fields["offered"] + 4 * fields["abandoned"], 9))
        1.0
        """
        above, below = self.parts()
        return (above - self.goal * below) * (1.0 if self.at_least else -1.0)


@dataclass(frozen=True)
class Target:
    """What a queue is promised; the words and definitions of `staffing.requirement`.

    Attributes
    ----------
    service_level : float or None
        Share to be answered within the queue's `within_s`, above 0 and below 1.
    definition : str
        What it is a share of: offered, waited_out, answered or not_waiting.
    max_asa_s : float or None
        Longest mean wait of all who come, answered or not, > 0 [seconds].
    max_abandonment : float or None
        Greatest share of those offered that gives up, above 0 and below 1.

    Raises
    ------
    InputError
        If nothing is promised, or a value is outside its range.

    Examples
    --------
    >>> [promise.figure for promise in Target(0.8, max_abandonment=0.05).promises()]
    ['service_level_offered', 'abandonment']
    """

    service_level: float | None = None
    definition: str = "offered"
    max_asa_s: float | None = None
    max_abandonment: float | None = None

    def __post_init__(self) -> None:
        for name in ("service_level", "max_abandonment"):
            share = getattr(self, name)
            need(
                share is None or (number(share, 1e-9, 1) and share < 1),
                f"{name} is {share}: give a share above 0 and below 1",
            )
        need(
            self.max_asa_s is None or number(self.max_asa_s, 1e-3, DAY_S),
            f"max_asa_s is {self.max_asa_s}: give seconds from 0.001 to {DAY_S:g}",
        )
        need(
            self.definition in tuple(SERVICE_LEVELS),
            f"definition is {self.definition!r}: give one of {', '.join(SERVICE_LEVELS)}",
        )
        need(bool(self.promises()), "give service_level, max_asa_s or max_abandonment")

    def promises(self) -> tuple[Promise, ...]:
        """Return each promise by itself."""
        given = (
            (f"service_level_{self.definition}", self.service_level, True),
            ("wait_mean_s", self.max_asa_s, False),
            ("abandonment", self.max_abandonment, False),
        )
        return tuple(
            Promise(figure, float(goal), at_least)
            for figure, goal, at_least in given
            if goal is not None
        )


def _weights(parts: Parts) -> Numbers:
    out = np.zeros(len(QUEUE_FIELDS))
    for name, weight in parts:
        out[QUEUE_FIELDS.index(name)] += weight
    return out
