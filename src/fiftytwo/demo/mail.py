"""Half a year of e-mail cases: written around the clock, answered in turn by the mail crew.

A case goes from new to solved, perhaps by way of waiting for the customer; some come back after
that. Times are whole local seconds since the first day.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fiftytwo.demo.calendar import DAY_S, STREAMS, arrivals
from fiftytwo.demo.company import Company
from fiftytwo.demo.rota import Shift
from fiftytwo.demo.simulate import NEVER, Server, soonest

__all__ = ["Change", "Job", "Mail", "mail_cases"]

QUEUE = "E-mail"
HOUR_S = 3600
SOLVED_AT_ONCE = 0.68
SOLVED_LATER = 0.80
ANSWERS = 0.85  # of customers who were asked something
COMES_BACK = 0.07  # of solved cases
GIVE_UP_S = 4 * DAY_S  # a customer who was asked and says nothing
HIGH = {"Complaint": 0.6}  # share of high priority by reason, else:
HIGH_OTHERS = 0.08


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the desk's log: what happened to a case, and its state after that.

    `by` is agent, customer or rule; `message` in, out or empty; `agent` the assignee's position in
    the company's reps, -1 = nobody yet; `work_s` the time it took to write, -1 = nothing written.
    """

    at: int
    case: int
    step: int
    by: str
    message: str
    status: str
    agent: int
    work_s: int = -1


@dataclass(frozen=True, slots=True)
class Job:
    """A reply being written: who, from when to when."""

    agent: int
    start: int
    end: int


@dataclass(frozen=True)
class Mail:
    """All cases: their reasons and priorities, their log in order of time, and the work done."""

    reason: list[str]
    high: list[bool]
    customer: list[int]
    changes: list[Change]
    jobs: list[Job]
    servers: dict[int, Server]


@dataclass(slots=True)
class _Desk:
    """The mailbox while it is being worked off."""

    random: np.random.Generator
    free: list[tuple[int, int, Server]]
    end: int
    waiting: list[tuple[int, int]] = field(default_factory=list)  # (since, case)
    changes: list[Change] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    steps: dict[int, int] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)

    def log(self, case: int, at: int, what: tuple[str, str, str], *, work_s: int = -1) -> None:
        """Write one line, unless it lies beyond the end of the log."""
        if at < self.end:
            step = self.steps.get(case, 0)
            self.steps[case] = step + 1
            self.changes.append(Change(at, case, step, *what, self.owner.get(case, -1), work_s))

    def receive(self, case: int, at: int, status: str) -> None:
        """A customer's message comes in and waits for an answer."""
        self.log(case, at, ("customer", "in", status))
        heapq.heappush(self.waiting, (at, case))

    def answer(self, case: int, since: int, work_s: int) -> None:
        """Whoever is free soonest answers; the case is then solved, or waits for the customer."""
        start = max(since, soonest(self.free, since))
        if start >= NEVER:
            return
        _, number, server = self.free[0]
        end = start + work_s
        server.take(end)
        heapq.heapreplace(self.free, (server.free, number, server))
        known = case in self.owner
        self.owner[case] = server.agent
        self.jobs.append(Job(server.agent, start, end))
        solved = self.random.random() < (SOLVED_LATER if known else SOLVED_AT_ONCE)
        self.log(case, end, ("agent", "out", "solved" if solved else "pending"), work_s=work_s)
        if solved:
            self.after_solution(case, end)
        else:
            self.after_question(case, end)

    def after_question(self, case: int, at: int) -> None:
        """Most customers answer what they were asked; the others' cases end by a rule."""
        random = self.random
        if random.random() < ANSWERS:
            self.comes_in(case, _waking(at + int(random.lognormal(np.log(7 * HOUR_S), 1.0))))
        else:
            self.log(case, at + GIVE_UP_S, ("rule", "", "solved"))

    def after_solution(self, case: int, at: int) -> None:
        """Some customers come back with the same matter."""
        if self.random.random() < COMES_BACK:
            lag = int(self.random.lognormal(np.log(22 * HOUR_S), 0.7))
            self.comes_in(case, _waking(at + 600 + lag))

    def comes_in(self, case: int, at: int) -> None:
        """A customer writes again."""
        if at < self.end:
            self.receive(case, at, "open")


def mail_cases(company: Company, shifts: Mapping[str, Sequence[Shift]]) -> Mail:
    """Work off the mailbox for the whole history.

    Parameters
    ----------
    company : Company
        Whose customers write.
    shifts : Mapping
        Key of a rep → shifts, as `rota` makes them.
    """
    random = np.random.default_rng([company.seed, 7])
    stream = STREAMS[QUEUE]
    pool = next(pool for pool, names in company.pools.items() if QUEUE in names)
    servers = {
        n: _server(n, shifts[rep.key]) for n, rep in enumerate(company.reps) if rep.pool == pool
    }
    arrived = arrivals(company, QUEUE, random).tolist()
    weights, factors = np.array(list(stream.reasons.values())).T
    kind = random.choice(len(weights), len(arrived), p=weights / weights.sum())
    reasons = [list(stream.reasons)[n] for n in kind.tolist()]
    desk = _Desk(
        random,
        [(0, n, server) for n, server in enumerate(servers.values())],
        end=len(company.days) * DAY_S,
    )
    for case, at in enumerate(arrived):
        desk.receive(case, at, "new")
    while desk.waiting:
        since, case = heapq.heappop(desk.waiting)
        scale = stream.talk_s * float(factors[kind[case]])
        work_s = int(scale * random.lognormal(-0.18, 0.6) + stream.wrap_s) + 20
        desk.answer(case, since, work_s)
    return Mail(
        reason=reasons,
        high=[bool(random.random() < HIGH.get(reason, HIGH_OTHERS)) for reason in reasons],
        customer=random.integers(0, 140_000, len(arrived)).tolist(),
        changes=sorted(desk.changes, key=lambda c: (c.at, c.case, c.step)),
        jobs=desk.jobs,
        servers=servers,
    )


def _server(agent: int, shifts: Sequence[Shift]) -> Server:
    open_ = [piece for shift in shifts for piece in shift.pieces if piece.kind == "available"]
    return Server(agent, [piece.start_s for piece in open_], [piece.end_s for piece in open_])


def _waking(at: int) -> int:
    """Nobody writes between midnight and six, and so never in an hour that clocks repeat."""
    return at + 7 * HOUR_S if at % DAY_S < 6 * HOUR_S else at
