"""A contact centre described as data: queues, groups, who takes what, for one day."""

from collections.abc import Iterable
from dataclasses import dataclass

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.agents import Group, Learning
from fiftytwo.simulation.checks import DAY_S, check_shape, need, number
from fiftytwo.simulation.demand import Queue

__all__ = ["Model"]

AT_CLOSE = ("serve", "end")


@dataclass(frozen=True)
class Model:
    """One day of a contact centre.

    Attributes
    ----------
    name : str
        What it is called.
    interval_s : float
        Length of an interval, 1 to 604,800 [seconds].
    intervals : int
        Intervals from opening to closing, 1 to 10,000.
    queues, groups : tuples
        At least one of each.
    busyness_shape : float or None
        Shape of a gamma factor of mean 1 on all arrivals of a day.
    at_close : str
        What becomes of those who wait at closing: "serve": the agents of the last interval stay
        until nobody waits (shifts end as they end); "end": the lines are closed.
    learning : Learning or None
        The learning curve that `Group.tenure_weeks` refers to.

    Raises
    ------
    InputError
        Naming the queue or group, the attribute, its value and what is allowed.
    """

    name: str
    interval_s: float
    intervals: int
    queues: tuple[Queue, ...]
    groups: tuple[Group, ...]
    busyness_shape: float | None = None
    at_close: str = "serve"
    learning: Learning | None = None

    def __post_init__(self) -> None:
        need(
            number(self.interval_s, 1, 7 * DAY_S),
            f"interval_s is {self.interval_s}: give seconds from 1 to {7 * DAY_S:g}",
        )
        need(
            isinstance(self.intervals, int) and number(self.intervals, 1, 10_000),
            f"intervals is {self.intervals}: give a whole number from 1 to 10000",
        )
        need(self.at_close in AT_CLOSE, f"at_close is {self.at_close!r}: give serve or end")
        check_shape(self.busyness_shape)
        _check_names("queue", [queue.name for queue in self.queues])
        _check_names("group", [group.name for group in self.groups])
        for queue in self.queues:
            self._check_queue(queue)
        for group in self.groups:
            self._check_group(group)

    @property
    def horizon_s(self) -> float:
        """Time from opening to closing [seconds]."""
        return self.interval_s * self.intervals

    def speed_of(self, group: Group) -> float:
        """Return the pace of a group, with its learning curve."""
        if group.tenure_weeks is None or self.learning is None:
            return group.speed
        return group.speed * self.learning.speed_at(group.tenure_weeks)

    def _check_queue(self, queue: Queue) -> None:
        where = f"queue {queue.name!r}"
        known = [group.name for group in self.groups]
        self._check_length(where, "arrivals", queue.arrivals)
        for route in queue.routes:
            need(
                route.group in known,
                f"{where}: there is no group {route.group!r}; groups are {', '.join(known)}",
            )
        names = [route.group for route in queue.routes]
        need(len(set(names)) == len(names), f"{where}: a group stands twice in groups")
        for name in queue.service_by_group:
            need(name in names, f"{where}: service_by_group names {name!r}, which does not take it")
        if queue.outbound:
            need(
                queue.outbound.end_s <= self.horizon_s,
                f"{where}: outbound ends {queue.outbound.end_s - self.horizon_s:g} s after "
                "closing: let it end by then",
            )
            self._check_length(where, "reach", queue.outbound.reach)
            for name in queue.outbound.watch:
                need(name in known, f"{where}: watch names {name!r}; groups are {', '.join(known)}")
        laws = [queue.service, queue.patience, *queue.service_by_group.values()]
        for law in laws + ([queue.wrap_up] if queue.wrap_up else []):
            self._check_length(where, "mean_s", law.mean_s)

    def _check_group(self, group: Group) -> None:
        where = f"group {group.name!r}"
        self._check_length(where, "agents", group.agents)
        if group.tenure_weeks is not None and self.learning is None:
            raise InputError(f"{where}: tenure_weeks needs a learning curve: give [learning]")
        takes = [q.name for q in self.queues if group.name in [r.group for r in q.routes]]
        need(bool(takes), f"{where}: no queue names it: name it in a queue's groups, or remove it")
        named = [name for level in group.queues for name in level]
        for name in named:
            need(name in takes, f"{where}: queues names {name!r}, whose groups do not name it")
        if named:
            lost = [name for name in takes if name not in named]
            need(not lost, f"{where}: queues leaves out {(lost or [''])[0]!r}, which names it")
            need(len(set(named)) == len(named), f"{where}: a queue stands twice in queues")

    def _check_length(self, where: str, name: str, given: Iterable[float]) -> None:
        length = len(tuple(given))
        need(
            length in (0, 1, self.intervals),
            f"{where}: {name} has {length} entries: give one, or {self.intervals} (one an interval)",
        )


def _check_names(what: str, names: list[str]) -> None:
    need(bool(names), f"there is no {what}: describe at least one")
    for name in names:
        need(isinstance(name, str) and name.strip() != "", f"a {what} has no name: give it one")
        need(names.count(name) == 1, f"two {what}s are called {name!r}: rename one")
