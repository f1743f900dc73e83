"""What a simulation found: the books of all replications, and figures with intervals from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.simulation import book
from fiftytwo.simulation.book import Numbers
from fiftytwo.simulation.estimates import Estimate, mean_of, ratio_of
from fiftytwo.simulation.figures import FIGURES, Parts
from fiftytwo.simulation.model import Model

__all__ = ["Result"]


@dataclass(frozen=True)
class Result:
    """A simulated model.

    Attributes
    ----------
    model : Model
        What was simulated.
    group_names : tuple of str
        Groups by row: the model's, then those in protected hours.
    queues : array (R, Q, P + 1, len(QUEUE_FIELDS))
        By replication, queue and interval in which the contact came; last: after closing.
    groups : array (R, G, P + 1, 2)
        Busy and overtime seconds by replication, group and interval of the clock.
    taken : array (R, G, Q, 2)
        Contacts and seconds by group and queue.
    left : array (R, Q, len(AGE_BANDS_S) + 1)
        What was left over at closing by age, last the oldest age [seconds].
    scheduled_s : array (G, P + 1)
        Agent time planned [seconds].
    contacts : array (m, 1 + len(RECORD_FIELDS)) or None
        Records of all attempts, the replication in front; rows of one replication as they ended.
    seed : int
        Seed of all streams.
    antithetic : bool
        Whether replications 2 k and 2 k + 1 mirror each other.
    reached : bool
        Whether the precision asked for was reached; True where none was.
    """

    model: Model
    group_names: tuple[str, ...]
    queues: Numbers
    groups: Numbers
    taken: Numbers
    left: Numbers
    scheduled_s: Numbers
    contacts: Numbers | None
    seed: int
    antithetic: bool
    reached: bool = True

    @property
    def replications(self) -> int:
        """How many days were simulated."""
        return int(self.queues.shape[0])

    def sums(
        self, figure: str, queue: str | None = None, intervals: Sequence[int] | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return numerator and denominator of a figure by replication (a pair where antithetic).

        Parameters
        ----------
        figure : str
            One of `figures.FIGURES`; a count has a denominator of 1 a day.
        queue : str or None
            Of one queue, or of all that are not deferred.
        intervals : sequence of ints or None
            Of contacts that came in these intervals, or of all.

        Raises
        ------
        InputError
            If there is no such figure, queue or interval.
        """
        if figure not in FIGURES:
            raise InputError(f"there is no figure {figure!r}: give one of {', '.join(FIGURES)}")
        columns = list(range(self.model.intervals + 1)) if intervals is None else list(intervals)
        if any(not 0 <= p <= self.model.intervals for p in columns):
            raise InputError(f"intervals are numbered from 0 to {self.model.intervals - 1}")
        cells = self.queues[:, self._rows(queue)][:, :, columns].sum(axis=(1, 2))
        above = _weighed(cells, FIGURES[figure].above)
        below = FIGURES[figure].below
        return self.units(above), self.units(
            _weighed(cells, below) if below else np.ones(len(cells))
        )

    def estimate(
        self, figure: str, queue: str | None = None, intervals: Sequence[int] | None = None
    ) -> Estimate:
        """Return a figure with its interval; arguments as `sums`."""
        above, below = self.sums(figure, queue, intervals)
        if not FIGURES[figure].below:
            return mean_of(above)
        found = ratio_of(above, below)
        return _within_one(found) if FIGURES[figure].share else found

    def occupancy(self, group: str | None = None) -> Estimate:
        """Return busy time over time present (planned and overtime) until closing.

        Raises
        ------
        InputError
            If there is no such group.
        """
        return _within_one(ratio_of(*self.occupancy_sums(group)))

    def occupancy_sums(self, group: str | None = None) -> tuple[Numbers, Numbers]:
        """Return busy and present seconds by replication, as `occupancy`."""
        rows = self._groups(group)
        until = self.model.intervals
        cells = self.groups[:, rows, :until].sum(axis=(1, 2))
        planned = float(self.scheduled_s[rows, :until].sum())
        present = planned + cells[:, book.OVERTIME]
        return self.units(cells[:, book.BUSY]), self.units(present)

    def hours(self, group: str) -> dict[str, float]:
        """Return planned, busy and overtime hours a day of a group, after closing included."""
        rows = self._groups(group)
        cells = self.groups[:, rows].sum(axis=(1, 2)).mean(axis=0) / 3600
        planned = float(self.scheduled_s[rows].sum()) / 3600
        return {
            "scheduled_h": planned,
            "busy_h": float(cells[book.BUSY]),
            "overtime_h": float(cells[book.OVERTIME]),
        }

    def units(self, values: Numbers) -> Numbers:
        """Return independent units of figures by replication: the means of antithetic pairs."""
        if not self.antithetic:
            return values
        return np.asarray(values.reshape(-1, 2).mean(axis=1))

    def _rows(self, queue: str | None) -> list[int]:
        names = [q.name for q in self.model.queues]
        if queue is None:
            live = [k for k, q in enumerate(self.model.queues) if not q.deferred]
            return live or list(range(len(names)))
        if queue not in names:
            raise InputError(f"there is no queue {queue!r}: queues are {', '.join(names)}")
        return [names.index(queue)]

    def _groups(self, group: str | None) -> list[int]:
        if group is None:
            return list(range(len(self.group_names)))
        if group not in self.group_names:
            raise InputError(
                f"there is no group {group!r}: groups are {', '.join(self.group_names)}"
            )
        return [self.group_names.index(group)]


def _weighed(cells: Numbers, parts: Parts) -> Numbers:
    out = np.zeros(len(cells))
    for name, weight in parts:
        out += weight * cells[:, book.QUEUE_FIELDS.index(name)]
    return out


def _within_one(found: Estimate) -> Estimate:
    """Cut the interval of a share to what a share can be."""
    if found.low is None or found.high is None:
        return found
    return Estimate(found.value, max(0.0, found.low), min(1.0, found.high))
