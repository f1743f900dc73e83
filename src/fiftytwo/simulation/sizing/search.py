"""The search: cut, simulate, cut again until every promise is kept; then take out who is too many."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.sizing.cuts import Cuts
from fiftytwo.simulation.sizing.seen import Seen, look
from fiftytwo.simulation.sizing.task import Task

__all__ = ["Search"]

# The search asks for half of the 95 % interval above the goal: the longer proof has a shorter one.
MARGIN = 0.5
# Slopes are differences of the same days, so that far fewer of them are sharp enough.
SLOPE_DAYS = 2
# They are measured anew while this part of the windows still moves.
MANY = 0.5
MOST_ROUNDS = 40
# The way up from below needs fewer days than the end, and need not be gone to the end.
ROUGH, NEAR = 2, 0.5
FEWEST = 20
# Where so few rounds were enough, looking once more for something cheaper costs little.
FEW_ROUNDS = 15
# Rounds that aim at the margin itself; each later one aims a quarter of it higher.
PATIENT = 3
# How far a cut is trusted around what was simulated: three agents, or a fifth.
REACH, REACH_SHARE = 3, 0.2
# One more agent who takes a queue helps it, by this share of its contacts at least: where a line is
# drowned, no difference shows, and nothing would be added.
LEAST_HELP = 1e-3
# An agent who would take more than this part of what is known to be too little is not tried.
HOPE = 0.7

Missed = npt.NDArray[np.bool_]


@dataclass
class Search:
    """A search under way.

    Attributes
    ----------
    task : Task
        What is to be sized.
    days, seed : int
        Days of each look, the same ones each time.
    tell : callable
        Called with a line about what was found.
    enough : float
        Share of the windows in which promises may be missed when it ends.
    cuts, adds, contacts, rounds
        Planes so far; (G, K, P) what an agent more adds; contacts simulated, rounds made.
    """

    task: Task
    days: int
    seed: int
    tell: Callable[[str], None]
    enough: float = 0.0
    cuts: Cuts = field(init=False)
    adds: Numbers = field(init=False)
    contacts: int = 0
    rounds: int = 0

    def __post_init__(self) -> None:
        self.cuts = Cuts(self.task.model.intervals)

    def cheapest(self, agents: Whole) -> Whole:
        """Return the cheapest agents (G, P) found that keep every promise on the days of the search.

        Parameters
        ----------
        agents : array (G, P)
            Where to begin, best a little below what is needed.
        """
        rough = replace(self, days=max(FEWEST, self.days // ROUGH), enough=NEAR)
        agents, _ = rough.until_kept(agents)
        self.contacts, self.rounds = rough.contacts, rough.rounds
        agents, seen = self.refined(agents)
        before = np.inf
        while self.rounds < FEW_ROUNDS and self.task.cost_of(agents) < before:
            before = self.task.cost_of(agents)
            agents, seen = self.refined(agents)
        agents, _ = self.until_kept(self.trimmed(agents, seen))
        return agents

    def look(self, agents: Whole, days: int, seed: int) -> Seen:
        """Simulate agents (G, P), and count the contacts."""
        seen = look(self.task, agents, days, seed)
        self.contacts += seen.contacts
        return seen

    def missed(self, seen: Seen) -> Missed:
        """Return (W,) where a promise is not kept by the margin of the search."""
        return np.asarray((seen.mean < MARGIN * seen.half).any(axis=0))

    def until_kept(self, agents: Whole) -> tuple[Whole, Seen]:
        """Return agents that keep every promise on the days of the search, and what was seen.

        It gives up where nothing more may be changed, or after `MOST_ROUNDS`: then promises are
        still missed, and the proof says so.

        Parameters
        ----------
        agents : array (G, P)
            Where to begin.
        """
        for number in range(MOST_ROUNDS):
            self.rounds += 1
            seen = self.look(agents, self.days, self.seed)
            missed = self.missed(seen)
            self.tell(f"round {number + 1}: {self._told(agents, missed)}")
            if missed.mean() <= self.enough or number == MOST_ROUNDS - 1:
                break
            if missed.mean() > MANY:
                self.adds = self._slopes(agents)
            # Few are left after some rounds: aim higher, lest each round finds the same a hair short.
            aim = MARGIN * max(1.0, 1.0 + 0.25 * (number - PATIENT))
            then = self.improved(agents, seen, missed, aim * seen.half)
            if (then == agents).all():
                break
            agents = then
        return agents, seen

    def improved(
        self, agents: Whole, seen: Seen, missed: Missed, need: Numbers, *, back: bool = True
    ) -> Whole:
        """Return the cheapest agents (G, P) that the cuts allow where promises (W,) are missed.

        Parameters
        ----------
        agents, seen : array (G, P), Seen
            What was simulated; its planes become cuts.
        missed : array (W,)
            Windows to staff anew.
        need : array (K, W)
            Slack that is needed.
        back : bool
            Whether agents may also be taken out, or are only added.
        """
        out = agents.copy()
        reach = np.maximum(REACH, np.ceil(REACH_SHARE * agents))
        most = np.minimum(agents + reach, self.task.most[:, None]).astype(np.int64)
        least = np.maximum(agents - reach, 0).astype(np.int64) if back else agents
        for w in np.flatnonzero(missed):
            window = self.task.windows[w]
            for p in window:
                self.cuts.add(p, agents[:, p], seen.slack[:, p], self.adds[:, :, p])
            out[:, window] = self.cuts.cheapest(
                window, need[:, w], self.task.costs, least[:, window], most[:, window]
            )
        return out

    def refined(self, agents: Whole) -> tuple[Whole, Seen]:
        """Return agents that keep every promise, cheaper where cuts from here alone lead to such.

        Cuts from far below what is promised may be wrong up here, for service gets better ever more
        quickly at first. So they are forgotten, and slopes are measured here.
        """
        task = self.task
        self.cuts = Cuts(task.model.intervals)
        self.adds = self._slopes(agents)
        seen = self.look(agents, self.days, self.seed)
        every = np.ones(len(task.windows), dtype=bool)
        begin = self.improved(agents, seen, every, MARGIN * seen.half)
        found, seen_found = self.until_kept(begin)
        if task.cost_of(agents) < task.cost_of(found) and not self.missed(seen).any():
            return agents, seen
        return found, seen_found

    def trimmed(self, agents: Whole, seen: Seen) -> Whole:
        """Return agents without those whose going misses no promise, the dearest first.

        One a window is tried at a time, in every second window: what one of them changes is not
        seen in the others. Who would take far more than is left over is not tried.
        """
        self.adds = self._slopes(agents)
        tried = np.zeros(agents.shape, dtype=bool)
        idle = 0
        turn = 0
        while idle < 2:
            goes = self._candidates(agents, seen, tried, turn)
            turn = 1 - turn
            if not goes.any():
                idle += 1
                continue
            idle = 0
            tried |= goes
            back = 0
            while goes.any():
                less = self.look(agents - goes, self.days, self.seed)
                missed = self.missed(less)
                if not missed.any():
                    agents, seen = agents - goes, less
                    self.tell(f"taken out: {self._told(agents, missed)}")
                    break
                # It may be for want of somebody in the interval before, or further back.
                back += 1
                for w in np.flatnonzero(missed).tolist():
                    for window in self.task.windows[max(0, w - back) : w + 1]:
                        goes[:, window] = False
        return agents

    def _candidates(self, agents: Whole, seen: Seen, tried: Missed, turn: int) -> Missed:
        """Return (G, P) who to try without: one a window, the dearest who may be too many."""
        out = np.zeros(agents.shape, dtype=bool)
        room = seen.mean - MARGIN * seen.half
        for w, window in enumerate(self.task.windows):
            if w % 2 != turn and len(self.task.windows) > 1:
                continue
            takes = self.adds[:, :, window]
            may = (HOPE * takes <= room[:, w][None, :, None]).all(axis=1)
            may &= (agents[:, window] > 0) & ~tried[:, window]
            worth = np.where(may, self.task.costs[:, None] - 1e-6 * takes.sum(axis=1), -np.inf)
            g, p = np.unravel_index(int(worth.argmax()), worth.shape)
            out[g, window[p]] = may[g, p]
        return out

    def _slopes(self, agents: Whole) -> Numbers:
        """Return (G, K, P) what one agent more in every interval adds to each slack."""
        task = self.task
        days = max(FEWEST, self.days // SLOPE_DAYS)
        before = self.look(agents, days, self.seed).slack
        one = np.eye(len(task.sized), dtype=np.int64)
        out = np.stack(
            [self.look(agents + more[:, None], days, self.seed).slack - before for more in one]
        )
        for k, (q, _) in enumerate(task.promises):
            help_s = LEAST_HELP * np.broadcast_to(task.model.queues[q].arrivals, out.shape[2])
            out[:, k] = np.maximum(out[:, k], task.serves([q])[:, None] * help_s)
        return out

    def _told(self, agents: Whole, missed: Missed) -> str:
        what = "days" if self.task.per == "day" else "intervals"
        return (
            f"cost {self.task.cost_of(agents):,.1f}, promises missed in {int(missed.sum())} of "
            f"{missed.size} {what}"
        )
