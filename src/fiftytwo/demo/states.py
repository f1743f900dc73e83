"""What the phone system recorded of its agents: what they declared, and what they were doing.

Presence (available, break, lunch, meeting, training) and work (on_contact, idle) are two tracks;
on each of them the states of an agent never overlap. The time after a contact counts as on_contact
until the agent is free again: contacts tell it apart, this record does not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.calendar import DAY_S
from fiftytwo.demo.calls import Live
from fiftytwo.demo.company import Company
from fiftytwo.demo.mail import Mail
from fiftytwo.demo.rota import Piece, Shift
from fiftytwo.demo.simulate import Server, presence

__all__ = ["STATES", "States", "agent_states"]

Ints = NDArray[np.int64]

PRESENCE = ("available", "break", "lunch", "meeting", "training")
WORK = ("on_contact", "idle")
STATES = PRESENCE + WORK
APART = 1 << 40  # seconds between the timelines of two agents, so that one sort serves all


@dataclass(frozen=True)
class States:
    """One entry a state; `state` is a position in `STATES`, times are seconds."""

    agent: Ints
    state: Ints
    start: Ints
    end: Ints

    @property
    def is_work(self) -> NDArray[np.bool_]:
        """Which entries belong to the work track."""
        return self.state >= len(PRESENCE)


def agent_states(
    company: Company, shifts: Mapping[str, Sequence[Shift]], live: Live, mail: Mail
) -> States:
    """Return all states in order of agent, track and time.

    Parameters
    ----------
    company : Company
        Gives the order of agents.
    shifts : Mapping
        Key of a rep → shifts, as planned.
    live, mail : Live, Mail
        The work done, and with it the shifts as they really were.
    """
    by_shift = {
        (server.agent, server.starts[0] // DAY_S): server
        for row in live.duty.values()
        for server in row
    }
    rows: list[tuple[int, int, int, int]] = []
    for agent, rep in enumerate(company.reps):
        plan = shifts[rep.key]
        if agent in mail.servers:
            servers = list(_by_shift(plan, mail.servers[agent]))
        else:
            servers = [by_shift[agent, shift.pieces[0].start_s // DAY_S] for shift in plan]
        rows += [_row(agent, piece) for piece in presence(plan, servers)]
    declared = States(*np.array(rows, dtype=np.int64).T)
    worked = _busy(live, mail)
    return _sorted(_stack([declared, worked, _idle(declared, worked)]))


def _row(agent: int, piece: Piece) -> tuple[int, int, int, int]:
    return agent, STATES.index(piece.kind), piece.start_s, piece.end_s


def _by_shift(plan: Sequence[Shift], server: Server) -> Iterator[Server]:
    """Cut one long timeline into those of the shifts."""
    at = 0
    for shift in plan:
        count = sum(piece.kind == "available" for piece in shift.pieces)
        yield Server(server.agent, server.starts[at : at + count], server.ends[at : at + count])
        at += count


def _busy(live: Live, mail: Mail) -> States:
    """Return the times with at least one contact in hand; back to back they are one time."""
    jobs = np.array([(j.agent, j.start, j.end) for j in mail.jobs], dtype=np.int64).reshape(-1, 3)
    agents, starts, ends = [jobs[:, 0]], [jobs[:, 1]], [jobs[:, 2]]
    for legs in (live.first, live.second):
        mine = legs.agent >= 0
        agents.append(legs.agent[mine])
        starts.append(legs.answered_at[mine])
        ends.append(legs.ended_at[mine] + legs.wrap_s[mine])
    shift = np.concatenate(agents) * APART
    start, end = _union(shift + np.concatenate(starts), shift + np.concatenate(ends))
    return States(start // APART, _state("on_contact", start), start % APART, end % APART)


def _idle(declared: States, worked: States) -> States:
    """Return the times available without work: what is left between work and absence."""
    open_ = declared.state == STATES.index("available")
    shift = declared.agent[open_] * APART
    order = np.argsort(shift + declared.start[open_])
    starts = (shift + declared.start[open_])[order]
    ends = (shift + declared.end[open_])[order]
    blocked_from = np.concatenate([ends, worked.agent * APART + worked.start])
    blocked_to = np.concatenate(
        [np.append(starts[1:], ends[-1:]), worked.agent * APART + worked.end]
    )
    busy_from, busy_to = _union(blocked_from, blocked_to)
    idle_from = np.concatenate([starts[:1], busy_to[:-1]])
    idle_to = busy_from
    real = idle_to > idle_from
    idle_from, idle_to = idle_from[real], idle_to[real]
    return States(idle_from // APART, _state("idle", idle_from), idle_from % APART, idle_to % APART)


def _union(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Join intervals that overlap or touch; returns starts and ends in order.

    >>> [row.tolist() for row in _union(np.array([0, 5, 20]), np.array([6, 9, 30]))]
    [[0, 20], [9, 30]]
    """
    if not len(start):
        return start, end
    order = np.argsort(start, kind="stable")
    first, reach = start[order], np.maximum.accumulate(end[order])
    new = np.concatenate([[True], first[1:] > reach[:-1]])
    last = np.concatenate([np.flatnonzero(new)[1:] - 1, [len(first) - 1]])
    return first[new], reach[last]


def _state(name: str, like: Ints) -> Ints:
    return np.full(len(like), STATES.index(name))


def _stack(parts: Sequence[States]) -> States:
    return States(
        *(
            np.concatenate([getattr(p, f) for p in parts])
            for f in ("agent", "state", "start", "end")
        )
    )


def _sorted(states: States) -> States:
    keep = states.end > states.start
    columns = [column[keep] for column in (states.agent, states.state, states.start, states.end)]
    order = np.lexsort((columns[2], columns[1] >= len(PRESENCE), columns[0]))
    return States(*(column[order] for column in columns))
