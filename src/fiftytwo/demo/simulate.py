"""A queue, event by event: who is served, by whom and when, who hangs up.

Contacts are served in order of arrival by whoever has been free longest; a caller whose wait would
exceed their patience leaves. Waits, abandonments and occupancy come out of this and are never
drawn. Times are whole local seconds since the first day.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.calendar import DAY_S
from fiftytwo.demo.rota import Piece, Shift

__all__ = ["Duty", "Served", "Server", "Work", "duty", "presence", "serve", "soonest"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NEVER = 1 << 60
LONGEST_BREAK_S = 3 * 3600  # what is longer lies between two shifts


@dataclass(slots=True)
class Server:
    """One place of one agent on one day: the slots in which it takes contacts.

    An agent who chats with two customers at once is two servers that share their slots. A contact
    that outlasts a slot moves the break after it; the break keeps its length.
    """

    agent: int
    starts: list[int]
    ends: list[int]
    at: int = 0
    free: int = 0

    def ready(self, now: int) -> int:
        """Return the first second, now or later or long past, at which it can take a contact."""
        while self.at < len(self.starts):
            self.free = max(self.free, self.starts[self.at])
            if max(self.free, now) < self.ends[self.at]:
                return self.free
            self.at += 1
        return NEVER

    def take(self, finish: int) -> None:
        """Be busy until `finish` [seconds]."""
        over = finish - self.ends[self.at]
        if over > 0:
            self.ends[self.at] = finish
            if (
                self.at + 1 < len(self.starts)
                and self.starts[self.at + 1] < finish + LONGEST_BREAK_S
            ):
                later = self.starts[self.at + 1] + over
                self.starts[self.at + 1] = min(later, self.ends[self.at + 1])
        self.free = finish


@dataclass(frozen=True)
class Work:
    """Legs to be served: stays of a customer in a queue; all arrays have one entry a leg.

    Attributes
    ----------
    arrived : int array
        Seconds; -1 for a leg that begins where the one that names it in `follow` ends.
    pool : int array
        Number of the pool that serves it.
    patience_s, talk_s : float arrays
        Seconds; talk at mean pace, each agent has a factor of their own.
    hold_s, wrap_s : int arrays
        Seconds.
    follow : int array
        Leg that comes after this one where it is answered; -1 = none.
    """

    arrived: Ints
    pool: Ints
    patience_s: Floats
    talk_s: Floats
    hold_s: Ints
    wrap_s: Ints
    follow: Ints


@dataclass(frozen=True)
class Served:
    """What became of each leg: agent -1 = hung up after `wait_s`, -2 = it never began."""

    arrived: Ints
    agent: Ints
    wait_s: Ints
    talk_s: Ints


Duty = Mapping[tuple[int, int], list[Server]]  # (pool, day) → servers


def duty(shifts: Iterable[tuple[int, int, Sequence[Shift]]], at_once: Mapping[int, int]) -> Duty:
    """Return the servers of each pool and day.

    Parameters
    ----------
    shifts : iterable of (agent, pool, shifts)
        Each shift within one day.
    at_once : Mapping
        Pool → contacts that one agent handles at the same time; 1 where it is absent.
    """
    servers: dict[tuple[int, int], list[Server]] = {}
    for agent, pool, rows in shifts:
        for shift in rows:
            open_ = [piece for piece in shift.pieces if piece.kind == "available"]
            starts = [piece.start_s for piece in open_]
            ends = [piece.end_s for piece in open_]
            place = servers.setdefault((pool, starts[0] // DAY_S), [])
            place.extend(Server(agent, starts, ends) for _ in range(at_once.get(pool, 1)))
    return servers


def serve(
    work: Work, servers: Duty, *, pace: Floats, is_open: Callable[[int, int], bool]
) -> Served:
    """Serve every leg in order of arrival, each within its day.

    Parameters
    ----------
    work : Work
        All legs.
    servers : Duty
        As `duty` makes them; they are used up.
    pace : float array
        Factor on the talk time, by number of the agent.
    is_open : callable
        Whether the queue of a leg (its number) takes customers at a second; a leg that would
        begin while it does not never begins.

    Examples
    --------
    One agent, three callers a minute apart, two minutes each; the third waits only a minute.

    >>> work = Work(
    ...     arrived=np.array([0, 60, 120]), pool=np.zeros(3, int),
    ...     patience_s=np.array([600.0, 600.0, 60.0]), talk_s=np.full(3, 100.0),
    ...     hold_s=np.zeros(3, int), wrap_s=np.full(3, 20), follow=np.full(3, -1))
    >>> day = {(0, 0): [Server(0, [0], [3600])]}
    >>> served = serve(work, day, pace=np.ones(1), is_open=lambda leg, second: True)
    >>> served.wait_s.tolist(), served.agent.tolist()
    ([0, 60, 60], [0, 0, -1])
    """
    table = _Table(work, servers, pace.tolist())
    known = np.flatnonzero(work.arrived >= 0)
    order = known[np.argsort(work.arrived[known], kind="stable")].tolist()
    later: list[tuple[int, int]] = []
    for leg in order:
        while later and later[0][0] <= table.arrived[leg]:
            table.serve(heapq.heappop(later)[1])
        end = table.serve(leg)
        follow = table.follow[leg]
        if end >= 0 and follow >= 0 and is_open(follow, end):
            table.arrived[follow] = end
            heapq.heappush(later, (end, follow))
    while later:
        table.serve(heapq.heappop(later)[1])
    return table.served()


class _Table:
    """The legs as lists, which Python reads faster than arrays, one by one."""

    def __init__(self, work: Work, servers: Duty, pace: list[float]) -> None:
        self.pace = pace
        self.free = {
            place: [(0, number, server) for number, server in enumerate(row)]
            for place, row in servers.items()
        }
        self.arrived: list[int] = work.arrived.tolist()
        self.pool: list[int] = work.pool.tolist()
        self.patience: list[float] = work.patience_s.tolist()
        self.spoken: list[float] = work.talk_s.tolist()
        self.hold: list[int] = work.hold_s.tolist()
        self.wrap: list[int] = work.wrap_s.tolist()
        self.follow: list[int] = work.follow.tolist()
        self.agent = [-2] * len(self.arrived)
        self.wait = [0] * len(self.arrived)
        self.talk = [0] * len(self.arrived)

    def serve(self, leg: int) -> int:
        """Serve one leg and return the second its customer is done, -1 if they hung up."""
        arrived = self.arrived[leg]
        free = self.free.get((self.pool[leg], arrived // DAY_S), [])
        wait = max(0, soonest(free, arrived) - arrived)
        if wait > self.patience[leg]:
            self.agent[leg], self.wait[leg] = -1, int(self.patience[leg])
            return -1
        _, number, server = free[0]
        talk = max(5, int(self.spoken[leg] * self.pace[server.agent]))
        end = arrived + wait + talk + self.hold[leg]
        server.take(end + self.wrap[leg])
        heapq.heapreplace(free, (server.free, number, server))
        self.agent[leg], self.wait[leg], self.talk[leg] = server.agent, wait, talk
        return end

    def served(self) -> Served:
        """Return what became of the legs, as arrays."""
        columns = (self.arrived, self.agent, self.wait, self.talk)
        return Served(*(np.array(column, dtype=np.int64) for column in columns))


def soonest(free: list[tuple[int, int, Server]], now: int) -> int:
    """Bring whoever has been free longest, or will be soonest, to the top; return from when.

    Entries may be stale, because a slot ended meanwhile: they are renewed when they surface.
    """
    while free:
        known, number, server = free[0]
        ready = server.ready(now)
        if ready == known:
            return ready
        heapq.heapreplace(free, (ready, number, server))
        if free[0][0] == NEVER:
            break
    return NEVER


def presence(shifts: Sequence[Shift], servers: Sequence[Server]) -> list[Piece]:
    """Return what one agent declared, piece by piece, with breaks where work let them begin.

    Parameters
    ----------
    shifts : sequence of Shift
        Of one agent, in order of days.
    servers : sequence of Server
        The first server of each of these shifts, after `serve`.
    """
    rows: list[Piece] = []
    for shift, server in zip(shifts, servers, strict=True):
        kinds = [piece.kind for piece in shift.pieces if piece.kind != "available"]
        last = server.starts[0]
        for n, (start, end) in enumerate(zip(server.starts, server.ends, strict=True)):
            begin = max(start, last)
            if n:
                rows.append(Piece(kinds[n - 1], last, begin))
            last = max(end, begin)
            rows.append(Piece("available", begin, last))
    return [piece for piece in rows if piece.end_s > piece.start_s]
