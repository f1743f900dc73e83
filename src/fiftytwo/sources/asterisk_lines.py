"""Lines of an Asterisk queue_log → rows of `event`; every line ends somewhere.

The positions are those that `app_queue` writes. Times in the file are epoch seconds, so no zone
is needed. Caller ids and member names leave this module only as keyed hashes.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b

from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.ids import agent_pseudonym, customer_hash

__all__ = ["AGENT_GROUP", "CALL_GROUP", "NOBODY", "RESTART_GROUP", "LineReader", "RefusedLineError"]

CALL_GROUP, AGENT_GROUP, RESTART_GROUP = "call:", "agent:", "restart"
NOBODY = frozenset({"", "NONE", "REALTIME", "MANAGER", "CLI", "UNKNOWN"})
ANONYMOUS = frozenset({"", "anonymous", "restricted", "unknown", "unavailable", "asterisk", "s"})
FIRST_SECOND, LAST_SECOND = 946_684_800, 4_102_444_800  # 2000-01-01 … 2100-01-01

# Lines that say nothing about contacts or agents' states, and the rule that ignores them.
IGNORED = {
    "CONFIGRELOAD": "configuration_line",
    "PENALTY": "configuration_line",
    "RINGINUSE": "configuration_line",
    "DID": "dialled_number_line",  # FreePBX writes one a call, through QueueLog()
}
# event → (canonical type, names of its parameters; a trailing ? may be missing, an empty name
# is not kept). ATTENDEDTRANSFER's method has one datum or two: its last three count from the right.
CALL_EVENTS = {
    "ENTERQUEUE": ("queue.entered", ("", "caller", "position")),
    "CONNECT": ("agent.connected", ("hold", "", "ring")),
    "RINGNOANSWER": ("agent.missed", ("ring_ms",)),
    "RINGCANCELED": ("agent.missed", ("ring_ms?",)),
    "COMPLETEAGENT": ("agent.disconnected", ("hold", "call", "position")),
    "COMPLETECALLER": ("agent.disconnected", ("hold", "call", "position")),
    "ABANDON": ("queue.left", ("", "position", "wait")),
    "EXITEMPTY": ("queue.left", ("", "position", "wait")),
    "EXITWITHTIMEOUT": ("queue.left", ("", "position", "wait")),
    "EXITWITHKEY": ("queue.left", ("", "", "position", "wait")),
    "WITHDRAW": ("queue.left", ("", "position", "wait")),
    "BLINDTRANSFER": ("transfer.completed", ("", "", "hold", "call", "position")),
    "TRANSFER": ("transfer.completed", ("", "", "hold", "call", "position?")),
    "ATTENDEDTRANSFER": ("transfer.completed", ("", "", "hold", "call", "position")),
    "AGENTDUMP": ("agent.missed", ()),
    "SYSCOMPAT": ("queue.left", ()),
    "OUTCALL": ("agent.connected", ("", "call")),
    "JOINEMPTY": ("queue.left", ()),
    "FULL": ("queue.left", ()),
    "CLOSED": ("queue.left", ()),
}
STATE_EVENTS = {
    "ADDMEMBER": "paused",
    "REMOVEMEMBER": "",
    "PAUSE": "reason",
    "UNPAUSE": "",
    "PAUSEALL": "reason",
    "UNPAUSEALL": "",
    "AGENTLOGIN": "",
    "AGENTLOGOFF": "",
    "AGENTCALLBACKLOGIN": "",
    "AGENTCALLBACKLOGOFF": "",
}
NEEDS_AGENT = frozenset({
    "CONNECT", "RINGNOANSWER", "RINGCANCELED", "COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER",
    "TRANSFER", "ATTENDEDTRANSFER", "AGENTDUMP", "OUTCALL", *STATE_EVENTS,
})  # fmt: skip


class RefusedLineError(Exception):
    """A line that cannot be used: reason code, field, detail."""


@dataclass(slots=True)
class LineReader:
    """Reads lines one by one; keeps them as columns.

    Attributes
    ----------
    context : Context
        `options` may hold `ignore_events` (a list of names) and `agents` (alias → member name).
    columns : dict of lists
        Event columns, in the order of the lines.
    ignored, refused : list
        (line number, rule) and (line number, reason, field, detail).
    """

    context: Context
    columns: dict[str, list[object]] = field(init=False)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str, str, str]] = field(default_factory=list)
    _seen: Counter[bytes] = field(default_factory=Counter)
    _ignore: dict[str, str] = field(init=False)
    _pseudonym: Callable[[str], str] = field(init=False)
    _customer: Callable[[str], str] = field(init=False)

    def __post_init__(self) -> None:
        names = ("raw_line", "line", "seq", "at_us", "group_key", "type", "queue", "agent", "data")
        self.columns = {name: [] for name in names}
        also = self.context.options.get("ignore_events", ())
        self._ignore = IGNORED | {str(name): "ignored_event" for name in _texts(also)}
        aliases = self.context.options.get("agents", {})
        key, alias = self.context.hash_key, aliases if isinstance(aliases, Mapping) else {}
        self._pseudonym = cache(lambda name: agent_pseudonym(key, str(alias.get(name, name))))
        self._customer = cache(lambda number: customer_hash(key, number).hex())

    def read(self, line: bytes, number: int) -> None:
        """Read one line (without its newline)."""
        if not line.strip():
            self.ignored.append((number, "blank_line"))
            return
        try:
            self._read(line.rstrip(b"\r"), number)
        except RefusedLineError as error:
            reason, where, detail = error.args
            self.refused.append((number, reason, where, detail))

    def _read(self, line: bytes, number: int) -> None:
        try:
            fields = line.decode().split("|")
        except UnicodeDecodeError:
            raise RefusedLineError("encoding_error", "line", "not UTF-8") from None
        if len(fields) < 5:
            raise RefusedLineError(
                "parse_error", "line", f"{len(fields)} fields, at least 5 are needed"
            )
        moment, callid, queue, agent, event, *rest = fields
        at = _instant(moment)
        if event in self._ignore:
            self.ignored.append((number, self._ignore[event]))
            return
        member = "" if agent in NOBODY else self._pseudonym(agent)
        if not member and event in NEEDS_AGENT:
            raise RefusedLineError("no_agent", "agent", f"{event} names no agent")
        kind, group, data = self._content(event, callid, member, rest)
        digest = blake2b(line, key=self.context.hash_key[:64], digest_size=16).digest()
        ordinal = self._seen[digest]
        self._seen[digest] = ordinal + 1
        values = (
            number, digest, ordinal, at, group, kind,
            None if queue in NOBODY else queue, member or None, data,
        )  # fmt: skip
        for column, value in zip(self.columns.values(), values, strict=True):
            column.append(value)

    def _content(
        self, event: str, callid: str, member: str, rest: list[str]
    ) -> tuple[str, str, str]:
        if event in CALL_EVENTS:
            if callid in NOBODY:
                raise RefusedLineError("missing_required", "callid", f"{event} of no call")
            kind, names = CALL_EVENTS[event]
            return kind, CALL_GROUP + callid, self._call_data(event, names, rest)
        if event in STATE_EVENTS:
            data = {"event": event}
            if STATE_EVENTS[event] and rest and rest[0]:
                data[STATE_EVENTS[event]] = rest[0][:40]
            return "agent_state.changed", AGENT_GROUP + member, json.dumps(data)
        if event == "QUEUESTART":
            return "system.restarted", RESTART_GROUP, '{"event": "QUEUESTART"}'
        raise RefusedLineError("unknown_event", "event", event[:40])

    def _call_data(self, event: str, names: tuple[str, ...], rest: list[str]) -> str:
        if event == "ATTENDEDTRANSFER":
            rest = ["", "", *rest[-3:]] if len(rest) > 4 else []
        parts = [f'{{"event": "{event}"']
        for place, name in enumerate(names):
            text = rest[place] if place < len(rest) else ""
            if name == "caller":
                if text.strip("+").lower() not in ANONYMOUS:
                    parts.append(f'"caller": "{self._customer(text)}"')
                    if len(text) <= 6:  # an extension: perhaps a member who consults
                        parts.append(f'"caller_agent": "{self._pseudonym(text)}"')
            elif name:
                number = _number(text, name, event)
                if number is not None:
                    parts.append(f'"{name.rstrip("?")}": {number}')
        return ", ".join(parts) + "}"


def _instant(text: str) -> int:
    """Return epoch microseconds."""
    seconds, _, fraction = text.partition(".")
    if not seconds.isascii() or not seconds.isdigit() or not (not fraction or fraction.isdigit()):
        raise RefusedLineError("bad_timestamp", "time", f"{text[:20]!r} is no epoch second")
    value = int(seconds)
    if not FIRST_SECOND <= value < LAST_SECOND:
        raise RefusedLineError("bad_timestamp", "time", f"{value} lies outside 2000 to 2099")
    return value * 1_000_000 + (int(fraction[:6].ljust(6, "0")) if fraction else 0)


def _number(text: str, name: str, event: str) -> int | None:
    if text.isdigit() and text.isascii():
        return int(text)
    if not text and name.endswith("?"):
        return None
    if not text:
        raise RefusedLineError("missing_required", name.rstrip("?"), f"{event} is cut short")
    if text.lstrip("-").isdigit():
        raise RefusedLineError("out_of_range", name.rstrip("?"), f"{event}: {text[:20]} is below 0")
    raise RefusedLineError("bad_type", name.rstrip("?"), f"{event}: {text[:20]!r} is no number")


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
