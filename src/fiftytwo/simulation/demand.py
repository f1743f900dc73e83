"""What comes in: queues, who takes their contacts, who dials again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fiftytwo.simulation.at import TRIES
from fiftytwo.simulation.checks import DAY_S, check_shape, need, number
from fiftytwo.simulation.laws import FOREVER, Law
from fiftytwo.simulation.targets import Target

__all__ = ["Outbound", "Queue", "Redial", "Route"]


@dataclass(frozen=True)
class Redial:
    """Who gives up may dial again.

    Attributes
    ----------
    share : float
        Share of those who give up that does, in (0, 1].
    wait : Law
        How long after giving up; a redial that would come after closing is not made.
    times : int
        Most redials of one contact, 1 to 15.
    keeps_patience : bool
        Whether somebody who dials again waits as long as before, or as long as anybody.
    """

    share: float
    wait: Law
    times: int = 3
    keeps_patience: bool = False

    def __post_init__(self) -> None:
        need(number(self.share, 1e-9, 1), f"share is {self.share}: give a share above 0, up to 1")
        need(
            isinstance(self.times, int) and number(self.times, 1, TRIES - 1),
            f"times is {self.times}: give a whole number from 1 to {TRIES - 1}",
        )
        need(self.wait.kind not in ("hazard", "infinite"), f"wait cannot be {self.wait.kind}")


@dataclass(frozen=True)
class Route:
    """A group that takes contacts of a queue.

    Attributes
    ----------
    group : str
        Name of the group.
    rank : int
        Who is asked first when a contact comes: the lowest. Within a rank an agent is drawn, each
        idle one with the same chance.
    after_s : float
        Least wait before the group may take it: an overflow, >= 0 [seconds].
    """

    group: str
    rank: int = 0
    after_s: float = 0.0

    def __post_init__(self) -> None:
        need(
            number(self.after_s, 0, DAY_S),
            f"after_s is {self.after_s}: give seconds from 0 to {DAY_S:g}",
        )


@dataclass(frozen=True)
class Outbound:
    """Numbers are dialled when agents are idle; who is reached is a contact at once.

    A dialler by threshold, at `start_s` and whenever an agent of a group watched ends: if at least
    `min_idle` agents of the groups watched are idle, `per_idle` numbers for each idle agent of the
    groups that take the queue.

    Attributes
    ----------
    start_s, end_s : float
        When numbers are dialled [seconds from opening].
    reach : tuple of floats
        Share of the numbers that is reached, 0..1; one entry, or one an interval.
    per_idle : float
        Numbers an idle agent, above 0 to 20.
    min_idle : int
        Least idle agents, 1 or more.
    watch : tuple of str
        Groups watched; empty: those that take the queue.
    """

    start_s: float
    end_s: float
    reach: tuple[float, ...]
    per_idle: float = 1.0
    min_idle: int = 1
    watch: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        need(
            0 <= self.start_s < self.end_s,
            f"outbound from {self.start_s:g} s to {self.end_s:g} s: it must end after it starts",
        )
        for share in self.reach:
            need(number(share, 0, 1), f"reach has {share}: give shares from 0 to 1")
        need(bool(self.reach), "reach is empty: give one share, or one an interval")
        need(
            number(self.per_idle, 0.01, 20),
            f"per_idle is {self.per_idle}: give a number from 0.01 to 20",
        )
        need(
            isinstance(self.min_idle, int) and number(self.min_idle, 1, 100_000),
            f"min_idle is {self.min_idle}: give a whole number, 1 or more",
        )


@dataclass(frozen=True)
class Queue:
    """Contacts of one kind, and how they are served.

    Attributes
    ----------
    name : str
        Its name.
    arrivals : tuple of floats
        Contacts expected in each interval, >= 0; one entry stands for all intervals.
    service : Law
        Talk and hold by interval of arrival.
    routes : tuple of Route
        Who takes them, in order of rank.
    patience : Law
        How long they wait before giving up.
    wrap_up : Law or None
        Work after the contact, during which the agent is busy.
    redial : Redial or None
        Who dials again.
    within_s : float
        Threshold of the service level, >= 0 [seconds].
    busyness_shape : float or None
        Shape of a gamma factor of mean 1 on the day's arrivals of this queue alone; its
        standard deviation is 1 / sqrt(shape).
    service_by_group : mapping
        Laws of groups that serve it otherwise.
    deferred : bool
        Work that may wait (cases, e-mail): nobody gives up, agents turn to it only when no live
        contact waits, and what is left at closing stays for the next day.
    backlog_ages_s : tuple of floats
        Age of each piece of deferred work that is there at the start [seconds].
    outbound : Outbound or None
        Whether its contacts are dialled; then none are expected to come.
    target : Target or None
        What is promised: `sizing.size` finds the agents that keep it; `simulate` does not look.

    Raises
    ------
    InputError
        If an attribute is outside its range.
    """

    name: str
    arrivals: tuple[float, ...]
    service: Law
    routes: tuple[Route, ...]
    patience: Law = FOREVER
    wrap_up: Law | None = None
    redial: Redial | None = None
    within_s: float = 20.0
    busyness_shape: float | None = None
    service_by_group: Mapping[str, Law] = field(default_factory=dict)
    deferred: bool = False
    backlog_ages_s: tuple[float, ...] = ()
    outbound: Outbound | None = None
    target: Target | None = None

    def __post_init__(self) -> None:
        for given in self.arrivals:
            need(number(given, 0, 1e7), f"arrivals has {given}: give numbers from 0 to 1e7")
        need(len(self.arrivals) > 0, "arrivals is empty: give one number, or one an interval")
        need(bool(self.routes), "groups is empty: name who takes its contacts")
        need(
            number(self.within_s, 0, 100 * DAY_S),
            f"within_s is {self.within_s}: give seconds, 0 or more",
        )
        check_shape(self.busyness_shape)
        for law in (self.service, *self.service_by_group.values(), self.wrap_up or self.service):
            need(
                law.kind not in ("hazard", "infinite"),
                f"service and wrap_up cannot be {law.kind}: that is for patience",
            )
        need(
            self.target is None or not (self.deferred or self.outbound),
            "a target belongs to contacts that come and wait: leave it out here",
        )
        self._check_deferred()
        if self.outbound is not None:
            need(not any(self.arrivals), "an outbound queue has no arrivals: they are dialled")
            need(
                not self.deferred and self.redial is None,
                "an outbound queue is neither deferred nor dials anybody again: leave that out",
            )

    def _check_deferred(self) -> None:
        if not self.deferred:
            need(not self.backlog_ages_s, "only a deferred queue can have a backlog")
            return
        need(self.patience.kind == "infinite", "a deferred queue has no patience: leave it out")
        need(
            all(route.after_s == 0 for route in self.routes),
            "a deferred queue has no after_s: leave it out",
        )
        for age in self.backlog_ages_s:
            need(number(age, 1e-9, 1e10), f"the backlog has an age of {age}: give seconds above 0")
