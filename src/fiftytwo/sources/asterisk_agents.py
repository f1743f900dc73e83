"""One agent's pauses and log-ins → presence intervals: a small state machine, pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fiftytwo.sources.asterisk_calls import Happening

__all__ = ["Presence", "agent_presence"]

STATES = frozenset({
    "break", "lunch", "meeting", "training", "coaching", "project", "system_issue", "other_aux",
})  # fmt: skip
ORDER = {
    "AGENTLOGIN": 0, "AGENTCALLBACKLOGIN": 0, "ADDMEMBER": 1, "UNPAUSE": 2, "UNPAUSEALL": 3,
    "PAUSE": 4, "PAUSEALL": 5, "REMOVEMEMBER": 6, "AGENTLOGOFF": 7, "AGENTCALLBACKLOGOFF": 7,
    "QUEUESTART": 8,
}  # fmt: skip


@dataclass(slots=True)
class Presence:
    """One presence interval; instants in epoch µs, `end` None = still so."""

    agent: str
    state: str
    reason: str | None
    start: int
    end: int | None = None
    end_basis: str | None = None


@dataclass(slots=True)
class _Agent:
    """What is known of one agent at an instant."""

    members: set[str] = field(default_factory=set)
    dynamic: set[str] = field(default_factory=set)
    paused: dict[str, str] = field(default_factory=dict)
    all_paused: str | None = None
    by_login: bool = False
    logged_in: bool = False

    def learn(self, line: Happening) -> None:
        queue, name = line.queue or "", line.name
        reason = str(line.data.get("reason", ""))
        if name == "PAUSE":
            self.paused[queue] = reason
        elif name == "PAUSEALL":
            self.all_paused = reason
        elif name == "UNPAUSE":
            self.paused.pop(queue, None)
        elif name == "UNPAUSEALL":
            self.all_paused = None
            self.paused.clear()
        else:
            self._join_or_leave(name, queue, reason == "PAUSED")

    def _join_or_leave(self, name: str, queue: str, paused: bool) -> None:
        if name == "ADDMEMBER":
            self.members.add(queue)
            if paused:
                self.paused[queue] = ""
        elif name == "REMOVEMEMBER":
            self.members.discard(queue)
            self.paused.pop(queue, None)
        else:
            self.logged_in = name in ("AGENTLOGIN", "AGENTCALLBACKLOGIN")

    def state(self) -> tuple[str, str | None]:
        """Return the state's kind and the reason of a pause."""
        if (self.by_login and not self.logged_in) or (self.dynamic and not self.members):
            return "offline", None
        if self.all_paused is not None:
            return "paused", self.all_paused
        if self.paused and self.members <= self.paused.keys():
            return "paused", max(self.paused.values())
        return "available", None


def agent_presence(
    agent: str, lines: Sequence[Happening], reasons: Mapping[str, str]
) -> list[Presence]:
    """Return the presence intervals of one agent, without gaps but for restarts.

    PAUSEALL is written beside one PAUSE a queue, so it never makes a second interval. An agent is
    paused when every queue they are in is paused. Before the first line nothing is known.

    Parameters
    ----------
    agent : str
        Pseudonym.
    lines : sequence of Happening
        The agent's lines and the system's restarts, in any order.
    reasons : mapping
        Pause reason as the source writes it → state (break, lunch, meeting …); a reason that is
        itself such a word stands for itself, any other is `other_aux`.

    Examples
    --------
    >>> day = [Happening(0, "PAUSE", "NONE", "q", "ann", {"reason": "Lunch"}),
    ...        Happening(60, "UNPAUSE", "NONE", "q", "ann", {})]
    >>> [(p.state, p.start, p.end) for p in agent_presence("ann", day, {})]
    [('lunch', 0, 60), ('available', 60, None)]
    """
    ordered = sorted(
        lines, key=lambda line: (line.at, ORDER[line.name], line.queue or "", line.seq)
    )
    known = _start(ordered)
    rows: list[Presence] = []
    for place, line in enumerate(ordered):
        if line.name == "QUEUESTART":
            _close(rows, line.at, "unknown")
            known.paused.clear()
            known.all_paused = None
            continue
        known.learn(line)
        if place + 1 < len(ordered) and ordered[place + 1].at == line.at:
            continue  # lines of one second are one change
        kind, reason = known.state()
        state = _named(reason, reasons) if kind == "paused" else kind
        if rows and rows[-1].end is None and (rows[-1].state, rows[-1].reason) == (state, reason):
            continue
        _close(rows, line.at, "next_state")
        rows.append(Presence(agent, state, reason or None, line.at))
    return [row for row in rows if row.end != row.start]


def _start(lines: Sequence[Happening]) -> _Agent:
    """Return what must have held before the first line: static members are in their queues."""
    known = _Agent()
    for line in lines:
        if line.name in ("ADDMEMBER", "REMOVEMEMBER"):
            queue = line.queue or ""
            if queue not in known.dynamic and line.name == "REMOVEMEMBER":
                known.members.add(queue)
            known.dynamic.add(queue)
        elif line.name.startswith("AGENT"):
            known.logged_in = known.logged_in or (not known.by_login and "LOGOFF" in line.name)
            known.by_login = True
    named = {line.queue for line in lines if line.queue and line.name in ("PAUSE", "UNPAUSE")}
    known.members |= named - known.dynamic
    return known


def _close(rows: list[Presence], at: int, basis: str) -> None:
    if rows and rows[-1].end is None:
        rows[-1].end, rows[-1].end_basis = at, basis


def _named(reason: str | None, reasons: Mapping[str, str]) -> str:
    text = reason or ""
    state = reasons.get(text, text.strip().lower().replace(" ", "_"))
    return state if state in STATES else "other_aux"
