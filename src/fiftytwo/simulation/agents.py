"""Who is there: groups of agents who are alike, their shifts, how fast they are."""

from dataclasses import dataclass

import numpy as np

from fiftytwo.simulation.checks import DAY_S, need, number

__all__ = ["Group", "Learning", "Shift"]


@dataclass(frozen=True)
class Shift:
    """Agents that work from one time to another, from opening on [seconds].

    A contact under way at an edge is finished: the agent's shift or break ends late or begins
    late, and what was planned next keeps its time.
    """

    start_s: float
    end_s: float
    agents: int
    breaks_s: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        need(
            number(self.start_s, -DAY_S, 10 * DAY_S)
            and number(self.end_s, -DAY_S, 10 * DAY_S)
            and self.start_s < self.end_s,
            f"a shift from {self.start_s:g} s to {self.end_s:g} s: it must end after it starts",
        )
        need(
            isinstance(self.agents, int) and number(self.agents, 0, 100_000),
            f"agents is {self.agents}: give a whole number from 0 to 100000",
        )
        for begin, end in self.breaks_s:
            need(
                self.start_s <= begin < end <= self.end_s,
                f"a break from {begin:g} s to {end:g} s lies outside its shift",
            )

    def steps(self) -> list[tuple[float, int]]:
        """Return (when, how many agents more or fewer) [seconds from opening]."""
        out = [(self.start_s, self.agents), (self.end_s, -self.agents)]
        for begin, end in self.breaks_s:
            out += [(begin, -self.agents), (end, self.agents)]
        return out


@dataclass(frozen=True)
class Learning:
    """How fast people are by weeks of tenure: 1 is the pace of the service times given.

    >>> Learning((0, 4, 12), (0.5, 0.7, 1.0)).speed_at(8)
    0.85
    """

    weeks: tuple[float, ...]
    speed: tuple[float, ...]

    def __post_init__(self) -> None:
        need(
            len(self.weeks) == len(self.speed) > 0,
            "learning needs weeks and speed of the same length, one entry or more",
        )
        need(
            all(a < b for a, b in zip(self.weeks, self.weeks[1:])),
            "learning: weeks must rise",
        )
        for speed in self.speed:
            need(number(speed, 0.05, 5), f"learning: speed has {speed}: give 0.05 to 5")

    def speed_at(self, tenure_weeks: float) -> float:
        """Return the speed at a tenure: straight lines between the weeks given, level outside."""
        return float(np.interp(tenure_weeks, self.weeks, self.speed))


@dataclass(frozen=True)
class Group:
    """Agents who are alike: same skills, same pace.

    Attributes
    ----------
    name : str
        Its name.
    agents : tuple of ints
        Agents in each interval; one entry stands for all. Empty where shifts are given.
    shifts : tuple of Shift
        Or their shifts.
    queues : tuple of tuples of str
        What they turn to, first the most urgent level; within a level who has waited longest.
        Empty: all queues that name the group, on one level. Deferred queues come after all others
        wherever they stand.
    speed : float
        Pace, 1 = the service times given; 0.8 takes a quarter longer.
    tenure_weeks : float or None
        Weeks since they began: their pace by the model's learning curve, times `speed`.
    keep_idle : int
        Agents that stay free for live contacts when there is deferred work.
    blend : bool
        Whether idle agents turn to deferred work at all.
    protected : tuple of Shift
        Agents of the group that do only deferred work for a while.
    cost : float or None
        Of an hour of one agent, > 0, in any unit: `sizing.size` says how many agents there should
        be in each interval, and `agents` may be left out. None: the group stays as it is.
    most : int or None
        Most agents at the same time, 1 or more; only with a cost. None: as many as are needed.

    Raises
    ------
    InputError
        If an attribute is outside its range.
    """

    name: str
    agents: tuple[int, ...] = ()
    shifts: tuple[Shift, ...] = ()
    queues: tuple[tuple[str, ...], ...] = ()
    speed: float = 1.0
    tenure_weeks: float | None = None
    keep_idle: int = 0
    blend: bool = True
    protected: tuple[Shift, ...] = ()
    cost: float | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        need(
            bool(self.agents) != bool(self.shifts) or self.cost is not None,
            "give either agents (one number, or one an interval) or shifts",
        )
        self._check_cost()
        for given in (*self.agents, self.keep_idle):
            need(
                isinstance(given, int) and number(given, 0, 100_000),
                f"agents or keep_idle has {given}: give whole numbers from 0 to 100000",
            )
        need(number(self.speed, 0.05, 5), f"speed is {self.speed}: give a number from 0.05 to 5")
        need(
            self.tenure_weeks is None or number(self.tenure_weeks, 0, 5200),
            f"tenure_weeks is {self.tenure_weeks}: give weeks, 0 or more",
        )

    def _check_cost(self) -> None:
        if self.cost is None:
            need(self.most is None, "most belongs to a group with a cost: give cost, or leave it")
            return
        need(number(self.cost, 1e-6, 1e9), f"cost is {self.cost}: give a number above 0")
        need(
            not (self.shifts or self.protected),
            "a group with a cost is sized by interval: leave out its shifts and protected hours, "
            "or leave out its cost to keep them",
        )
        need(
            self.most is None or (isinstance(self.most, int) and number(self.most, 1, 100_000)),
            f"most is {self.most}: give a whole number from 1 to 100000",
        )
