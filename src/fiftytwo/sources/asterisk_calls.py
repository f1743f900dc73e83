"""One call's events → its contact and segments: a small state machine, pure.

A call is told from all lines of its linked call ids in any order. Ends are matched to starts by
queue, member and reported duration, never by the order of lines inside one second, so shuffled
lines tell the same story. A consult call (a member who calls a queue to hand a customer over) is
part of the customer's contact and no contact of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["CallStory", "Happening", "Piece"]

SECOND_US = 1_000_000
LEFT = {
    "ABANDON": ("abandoned", "abandoned_queue"),
    "EXITEMPTY": ("no_agents", "flow_out"),
    "EXITWITHTIMEOUT": ("timeout", "flow_out"),
    "EXITWITHKEY": ("opted_out", "opted_out"),
    "WITHDRAW": ("withdrawn", "withdrawn"),
    "SYSCOMPAT": ("dropped", "failed"),
}
BLOCKED = frozenset({"JOINEMPTY", "FULL", "CLOSED"})


@dataclass(slots=True)
class Happening:
    """One event of a call; `at` in epoch microseconds, durations in `data` in seconds."""

    at: int
    name: str
    callid: str
    queue: str | None
    agent: str | None
    data: dict[str, int | str]
    seq: int = 0

    def order(self) -> tuple[int, int, str, str, str, int]:
        """Return the place among events: by time, then by what must have begun earlier."""
        return (
            self.at, self._rank(), self.queue or "", self.agent or "", repr(self.data), self.seq,
        )  # fmt: skip

    def seconds(self, name: str) -> int:
        """Return a reported duration in µs; 0 where the line has none."""
        return int(self.data.get(name, 0)) * SECOND_US

    def _rank(self) -> int:
        if self.name == "QUEUESTART":
            return 9
        if "ring_ms" in self.data:
            return -1  # it began earlier, and the end of the wait asks for it
        if self.name == "ENTERQUEUE":
            return 3
        if self.name == "CONNECT":
            return 1 if self.seconds("hold") else 4
        if self.name in LEFT:
            return 0 if self.seconds("wait") else 6
        return 0 if self.seconds("call") else 7


@dataclass(slots=True)
class Piece:
    """One segment to be; `start` in epoch µs, `end` None while open or unknown."""

    kind: str
    leg: str
    queue: str | None
    agent: str | None
    start: int
    end: int | None = None
    end_reason: str | None = None
    basis: str = "exact"
    transfer_type: str | None = None
    to_queue: str | None = None
    released: bool = False  # a wait that began when an attended transfer let the customer go


@dataclass(slots=True)
class CallStory:
    """The contact of one caller, told event by event.

    Attributes
    ----------
    callid : str
        Call id of the customer; events with another one belong to a consult call.
    pieces : list of Piece
        Waits, rings, talks and consults, finished by `tell`.
    flags : set of text
        Named doubts: `entry_missing`, `hold_mismatch`, `call_mismatch`, `wait_closed_by_entry`,
        `agent_double_booked`.
    """

    callid: str
    pieces: list[Piece] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    reported_waits: list[int] = field(default_factory=list)
    reported_talks: list[int] = field(default_factory=list)
    customer: str | None = None
    outbound: bool = False
    blocked: bool = False
    outcome: str = "open"
    ended_by: str | None = None
    ended_at: int | None = None
    transfers: int = 0
    last_at: int = 0
    _wait: Piece | None = None
    _talks: dict[tuple[str | None, str | None], Piece] = field(default_factory=dict)
    _consult_waits: list[Piece] = field(default_factory=list)
    _consult_talks: dict[tuple[str | None, str | None], Piece] = field(default_factory=dict)
    _sent: Piece | None = None  # the talk whose transfer has not yet shown where it went
    _legs: int = 0

    def tell(self, happenings: Sequence[Happening]) -> "CallStory":
        """Go through all events of the call and its consult calls."""
        for happening in happenings:
            HANDLERS[happening.name](self, happening)
            if happening.name != "QUEUESTART":
                self.last_at = happening.at
        for piece in (self._wait, *self._talks.values()):
            if piece is not None:
                piece.basis = "inferred"  # open: how long it lasts is not known yet
        if self._wait is not None or self._talks:
            self.outcome, self.ended_at, self.ended_by = "open", None, None
        return self

    @property
    def started_at(self) -> int:
        """First instant at which the demand existed."""
        waits = [piece.start for piece in self.pieces if piece.kind == "wait"]
        return min(waits or [piece.start for piece in self.pieces] or [self.last_at])

    def enter(self, line: Happening) -> None:
        """ENTERQUEUE: a wait begins; of a consult call, the member's and not the customer's."""
        if line.callid != self.callid:
            consult = self._piece("consult", "consult", line)
            consult.agent = str(line.data.get("caller_agent", "")) or None
            self._consult_waits.append(consult)
            return
        if self._wait is not None:
            self._end(self._wait, line.at, "unknown")
            self._wait.basis = "inferred"
            self.flags.add("wait_closed_by_entry")
        self.customer = self.customer or str(line.data.get("caller", "")) or None
        self._wait = self._piece("wait", "main", line)
        self._show_target(line.queue)
        self.ended_at = self.ended_by = None

    def connect(self, line: Happening) -> None:
        """CONNECT: the wait ends answered, a ring ends answered, a talk begins."""
        began = line.at - line.seconds("hold")
        self.reported_waits.append(int(line.data.get("hold", 0)))
        consult = self._consult_wait(line.queue, began)
        if self._wait is not None and self._wait.queue == line.queue:
            if not self._wait.released and abs(self._wait.start - began) > SECOND_US:
                self.flags.add("hold_mismatch")
            self._end(self._wait, line.at, "answered")
            self._wait = None
        elif consult is not None:
            self._consult_waits.remove(consult)
            self.pieces.remove(consult)  # the member's own wait; consult time is the talk
            piece = self._piece("consult", self._next_leg(), line)
            self._consult_talks[line.queue, line.agent] = piece
            return
        else:
            self._rebuild_wait(line, began, line.at, "answered")
        leg = self._next_leg()
        self.pieces.append(
            Piece(
                "ring",
                leg,
                line.queue,
                line.agent,
                line.at - line.seconds("ring"),
                line.at,
                "answered",
            )
        )
        self._talks[line.queue, line.agent] = self._piece("talk", leg, line)
        self.outcome = "handled"

    def complete(self, line: Happening) -> None:
        """COMPLETEAGENT, COMPLETECALLER: the talk ends, and with it the call."""
        self._end_talk(line, "completed")
        self.ended_by = "agent" if line.name == "COMPLETEAGENT" else "customer"
        self.ended_at = line.at

    def transfer(self, line: Happening) -> None:
        """Any transfer: the talk ends transferred; an attended one hands the consult over."""
        talk = self._end_talk(line, "transferred")
        talk.transfer_type = "attended" if line.name == "ATTENDEDTRANSFER" else "blind"
        self.transfers += 1
        self._sent = talk
        self.ended_at, self.ended_by = line.at, "unknown"
        if talk.transfer_type == "attended":
            self._hand_over(line)

    def miss(self, line: Happening) -> None:
        """RINGNOANSWER, RINGCANCELED, AGENTDUMP: a ring that became no talk; the wait goes on."""
        reason = {"RINGNOANSWER": "no_answer", "RINGCANCELED": "caller_left"}.get(
            line.name, "rejected"
        )
        piece = self._piece("ring", "ring", line)
        piece.end_reason = reason
        length = line.data.get("ring_ms")
        if length is None:
            piece.basis = "inferred"
        else:
            piece.start, piece.end, piece.basis = (
                line.at - int(length) * 1000,
                line.at,
                "reconstructed",
            )

    def leave(self, line: Happening) -> None:
        """ABANDON, EXIT*, WITHDRAW, SYSCOMPAT: the wait ends without an answer."""
        reason, outcome = LEFT[line.name]
        began = line.at - line.seconds("wait")
        mine = line.callid == self.callid
        if (
            self._wait is not None
            and self._wait.queue == line.queue
            and (mine or self._wait.released)
        ):
            if (
                not self._wait.released
                and "wait" in line.data
                and abs(self._wait.start - began) > SECOND_US
            ):
                self.flags.add("hold_mismatch")
            self._end(self._wait, line.at, reason)
            self._wait = None
        elif not mine:
            self._drop_consult(line, reason)
            return
        else:
            self._rebuild_wait(line, began, line.at, reason)
        if "wait" in line.data:
            self.reported_waits.append(int(line.data["wait"]))
        self.ended_at = line.at
        self.ended_by = "customer" if line.name in ("ABANDON", "EXITWITHKEY") else "system"
        if self.outcome != "handled":
            self.outcome = outcome
        if line.agent:
            self._ring_left(line)

    def refuse(self, line: Happening) -> None:
        """JOINEMPTY, FULL, CLOSED: the caller was not let into the queue."""
        self.blocked = True
        if self.outcome == "open" and self._wait is None:
            self.outcome, self.ended_at, self.ended_by = "blocked", line.at, "system"

    def outcall(self, line: Happening) -> None:
        """OUTCALL: an outbound call of a member; talk where anybody answered."""
        length = line.seconds("call")
        self.outbound = True
        self.outcome = "handled" if length else "no_contact"
        piece = Piece(
            "talk" if length else "dial", self._next_leg(), line.queue, line.agent,
            line.at - length, line.at, "completed" if length else "no_answer", "reconstructed",
        )  # fmt: skip
        self.pieces.append(piece)
        self.ended_at, self.ended_by = line.at, "unknown"

    def restart(self, line: Happening) -> None:
        """QUEUESTART: whatever is open ended at an unknown instant before it."""
        for piece in (
            self._wait,
            *self._talks.values(),
            *self._consult_waits,
            *self._consult_talks.values(),
        ):
            if piece is not None:
                piece.end_reason, piece.basis = "unknown", "inferred"
        if self._wait is not None or self._talks:
            self.last_at = self.ended_at = line.at
            self.ended_by = "unknown"
            self.outcome = "handled" if self._talks else "unknown"
        self._wait = None
        self._talks.clear()
        self._consult_waits.clear()
        self._consult_talks.clear()

    def _piece(self, kind: str, leg: str, line: Happening) -> Piece:
        piece = Piece(kind, leg, line.queue, line.agent, line.at)
        self.pieces.append(piece)
        return piece

    def _next_leg(self) -> str:
        self._legs += 1
        return f"leg{self._legs}"

    def _end(self, piece: Piece, at: int, reason: str) -> None:
        piece.end, piece.end_reason = max(at, piece.start), reason

    def _end_talk(self, line: Happening, reason: str) -> Piece:
        self.reported_talks.append(int(line.data.get("call", 0)))
        length = line.seconds("call")
        talk = self._talks.pop((line.queue, line.agent), None)
        if talk is None:
            talk = self._rebuild_talk(line, length)
        if abs(line.at - talk.start - length) > SECOND_US and talk.basis == "exact":
            self.flags.add("call_mismatch")
        self._end(talk, line.at, reason)
        return talk

    def _rebuild_talk(self, line: Happening, length: int) -> Piece:
        """Tell a talk whose CONNECT is missing from its own end, and the wait before it."""
        began = line.at - length
        if self._wait is not None and self._wait.queue == line.queue:
            self._end(self._wait, began, "answered")
            self._wait = None
        else:
            self._rebuild_wait(line, began - line.seconds("hold"), began, "answered")
        talk = self._piece("talk", self._next_leg(), line)
        talk.start, talk.basis = began, "reconstructed"
        self.outcome = "handled"
        self.flags.add("entry_missing")
        return talk

    def _rebuild_wait(self, line: Happening, began: int, ended: int, reason: str) -> None:
        self.flags.add("entry_missing")
        self.pieces.append(
            Piece("wait", "main", line.queue, None, began, ended, reason, "reconstructed")
        )
        self._show_target(line.queue)

    def _consult_wait(self, queue: str | None, began: int) -> Piece | None:
        near = [
            piece for piece in self._consult_waits
            if piece.queue == queue and abs(piece.start - began) <= SECOND_US
        ]  # fmt: skip
        return min(near, key=lambda piece: abs(piece.start - began), default=None)

    def _hand_over(self, line: Happening) -> None:
        """Let the customer take the member's place in the consult's queue, or its talk."""
        if self._consult_talks:
            key, consult = next(iter(self._consult_talks.items()))
            del self._consult_talks[key]
            self._end(consult, line.at, "transferred")
            talk = Piece("talk", consult.leg, consult.queue, consult.agent, line.at)
            self.pieces.append(talk)
            self._talks[key] = talk
            self._show_target(consult.queue)
        elif self._consult_waits:
            consult = self._consult_waits.pop(0)
            self._end(consult, line.at, "transferred")
            consult.agent = line.agent
            self._wait = Piece("wait", "main", consult.queue, None, line.at, released=True)
            self.pieces.append(self._wait)
            self._show_target(consult.queue)

    def _drop_consult(self, line: Happening, reason: str) -> None:
        for piece in self._consult_waits:
            if piece.queue == line.queue:
                self._end(piece, line.at, reason)
                self._consult_waits.remove(piece)
                return

    def _ring_left(self, line: Happening) -> None:
        """Add the ring that the caller cut short, unless its own line has told it."""
        told = any(
            piece.kind == "ring" and piece.agent == line.agent and piece.end is not None
            and abs(piece.end - line.at) <= SECOND_US
            for piece in self.pieces
        )  # fmt: skip
        self.outcome = "abandoned_ring" if self.outcome == "abandoned_queue" else self.outcome
        if not told:
            ring = self._piece("ring", "ring", line)
            ring.end_reason, ring.basis = "caller_left", "inferred"

    def _show_target(self, queue: str | None) -> None:
        if self._sent is not None:
            self._sent.to_queue = queue
            self._sent = None


HANDLERS = (
    {
        "ENTERQUEUE": CallStory.enter,
        "CONNECT": CallStory.connect,
        "COMPLETEAGENT": CallStory.complete,
        "COMPLETECALLER": CallStory.complete,
        "ATTENDEDTRANSFER": CallStory.transfer,
        "BLINDTRANSFER": CallStory.transfer,
        "TRANSFER": CallStory.transfer,
        "RINGNOANSWER": CallStory.miss,
        "RINGCANCELED": CallStory.miss,
        "AGENTDUMP": CallStory.miss,
        "OUTCALL": CallStory.outcall,
        "QUEUESTART": CallStory.restart,
    }
    | dict.fromkeys(LEFT, CallStory.leave)
    | dict.fromkeys(BLOCKED, CallStory.refuse)
)
