"""What comes in: queues, who takes their contacts, who dials again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fiftytwo.simulation.at import TRIES
from fiftytwo.simulation.checks import DAY_S, check_shape, need, number
from fiftytwo.simulation.laws import FOREVER, Law

__all__ = ["Queue", "Redial", "Route"]


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
        self._check_deferred()

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
