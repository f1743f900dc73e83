"""Asterisk `queue_log`: lines → events → contacts, segments and agents' states."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fiftytwo.contacts.adapter import Context, Parsed
from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.sources.asterisk_agents import Presence, agent_presence
from fiftytwo.sources.asterisk_calls import CallStory, Happening, Piece
from fiftytwo.sources.asterisk_lines import AGENT_GROUP, CALL_GROUP, RESTART_GROUP, parse_lines
from fiftytwo.sources.asterisk_links import (
    components,
    double_booked,
    linked_calls,
    touched_by_restart,
)
from fiftytwo.sources.asterisk_plain import tell_plain_calls
from fiftytwo.sources.event_rows import connect, finish_rows

__all__ = ["AsteriskQueueLog"]

TS = pa.timestamp("us", tz="UTC")
CONTACT_TYPES = {
    "external_id": pa.string(), "version": pa.string(), "channel": pa.string(),
    "direction": pa.string(), "initiation": pa.string(), "queue": pa.string(),
    "agent": pa.string(), "customer": pa.string(), "started": pa.int64(), "queued": pa.int64(),
    "human": pa.int64(), "ended": pa.int64(), "outcome": pa.string(), "ended_by": pa.string(),
    "transfer_count": pa.int16(), "completeness": pa.string(), "reported": pa.string(),
    "flags": pa.string(),
}  # fmt: skip
SEGMENT_TYPES = {
    "call": pa.string(), "version": pa.string(), "contact_at": pa.int64(), "leg": pa.string(),
    "seq": pa.int16(), "kind": pa.string(), "queue": pa.string(), "direction": pa.string(),
    "agent": pa.string(), "started": pa.int64(), "duration_ms": pa.int64(),
    "end_reason": pa.string(), "transfer_type": pa.string(), "to_queue": pa.string(),
    "time_basis": pa.string(), "hold_included": pa.bool_(), "is_counted": pa.bool_(),
    "leg_first": pa.bool_(), "first_wait": pa.bool_(), "next_wait": pa.bool_(),
    "only_wait": pa.bool_(),
}  # fmt: skip
STATE_TYPES = {
    "external_id": pa.string(), "version": pa.string(), "agent": pa.string(),
    "track": pa.string(), "state": pa.string(), "state_raw": pa.string(), "channel": pa.string(),
    "queue": pa.string(), "started": pa.int64(), "ended": pa.int64(), "end_basis": pa.string(),
}  # fmt: skip
# Order of pieces that begin in the same instant.
KIND_ORDER = {"wait": 0, "ring": 1, "consult": 2, "talk": 3, "dial": 4}


class AsteriskQueueLog:
    """The event source of kind `asterisk_queue_log`.

    Options of the profile: `ignore_events` (names of events that dial-plans write and that say
    nothing), `agents` (alias → member name), `pause_reasons` (reason → state).
    """

    tables = ("contact", "segment", "agent_state")
    named = False
    shared = (RESTART_GROUP,)

    def parse(self, block: bytes, first_line: int, context: Context) -> Parsed:
        """Map one block of whole lines; `first_line` is the number of its first record."""
        return parse_lines(block, first_line, context)

    def stories(self, events: pa.Table, stored: pa.Table) -> list[tuple[str, ...]]:
        """Return the groups of `events` with those that belong to the same story.

        Attended transfers link calls, and so do talks of one member that overlap. Links that held
        before the new events count too: a late line may end one.
        """
        keys = {str(key) for key in events.column("group_key").unique().to_pylist()}
        names = ["group_key", "type", "occurred_at", "queue", "agent", "data"]
        connection = connect()
        connection.register("new_rows", events.select(names))
        connection.register("old_rows", stored.select(names))
        keys.update(touched_by_restart(connection, "new_rows", "old_rows"))
        every = "(SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows)"
        pairs = linked_calls(connection, every) + double_booked(connection)
        if stored.num_rows:
            pairs += linked_calls(connection, "old_rows") + double_booked(connection)
        whole = components(pairs)
        return sorted({tuple(sorted(whole.get(key, (key,)))) for key in keys})

    def rebuild(self, events: pa.Table, context: Context) -> dict[str, pa.Table]:
        """Return contacts, segments and agents' states of whole groups."""
        connection = connect()
        connection.register("batch", events)
        whole = components(linked_calls(connection, "batch"))
        restarts = _restarts(events)
        doubled = {
            one for one, other in double_booked(connection) if other not in whole.get(one, ())
        }
        tell_plain_calls(connection, sorted(whole.keys() | doubled), restarts)
        rows = _Rows()
        reasons = _text_map(context.options.get("pause_reasons"))
        for key, lines in _stories(connection, whole):
            if key.startswith(AGENT_GROUP):
                rows.add_agent(key.removeprefix(AGENT_GROUP), lines, restarts, reasons)
            else:
                known = whole.get(key, frozenset({key}))
                rows.add_call(
                    lines, restarts, {"agent_double_booked"} if known & doubled else set()
                )
        rows.register(connection)
        return _finished(connection, context)


class _Rows:
    """Rows of the canonical tables while they are collected."""

    def __init__(self) -> None:
        self.contacts: list[tuple[object, ...]] = []
        self.segments: list[tuple[object, ...]] = []
        self.states: list[tuple[object, ...]] = []

    def add_call(self, lines: list[Happening], restarts: list[int], flags: set[str]) -> None:
        """Tell one call, with its consult calls."""
        entries = [(line.at, line.callid) for line in lines if line.name == "ENTERQUEUE"]
        callid = min(entries or [(line.at, line.callid) for line in lines])[1]
        ordered = sorted(_with_restarts(lines, restarts), key=Happening.order)
        story = CallStory(callid, flags=flags).tell(ordered)
        if not story.pieces and not story.blocked:
            return
        version = f"{story.last_at:020d}"
        pieces = sorted(story.pieces, key=_place)
        self._add_contact(story, pieces, version)
        self._add_segments(story, pieces, version)

    def add_agent(
        self, agent: str, lines: list[Happening], restarts: list[int], reasons: Mapping[str, str]
    ) -> None:
        """Tell one agent's presence."""
        first = min(line.at for line in lines)
        known = [Happening(at, "QUEUESTART", "", None, None, {}) for at in restarts if at >= first]
        for row in agent_presence(agent, [*lines, *known], reasons):
            self._add_state(f"presence/{agent}/{row.start}", row, "presence", None)

    def _add_state(self, key: str, row: Presence, track: str, queue: str | None) -> None:
        channel = "voice" if track == "work" else None
        self.states.append((
            key, f"{row.end or row.start:020d}", row.agent, track, row.state, row.reason, channel,
            queue, row.start, row.end, row.end_basis,
        ))  # fmt: skip

    def _add_contact(self, story: CallStory, pieces: list[Piece], version: str) -> None:
        waits = [piece for piece in pieces if piece.kind == "wait"]
        talks = [piece for piece in pieces if piece.kind == "talk"]
        first = next(iter([*waits, *pieces]), None)
        told = {"queue_wait_s": story.reported_waits, "talk_s": story.reported_talks}
        reported = {name: values for name, values in told.items() if values}
        self.contacts.append((
            story.callid, version, "voice", "outbound" if story.outbound else "inbound",
            "agent" if story.outbound else "customer", first.queue if first else None,
            talks[-1].agent if talks else None, story.customer, story.started_at,
            waits[0].start if waits else None, talks[0].start if talks else None,
            story.ended_at, story.outcome, story.ended_by, story.transfers,
            "partial" if "entry_missing" in story.flags else "full",
            json.dumps(reported) if reported else None,
            ",".join(sorted(story.flags)) or None,
        ))  # fmt: skip

    def _add_segments(self, story: CallStory, pieces: list[Piece], version: str) -> None:
        direction = "outbound" if story.outbound else "inbound"
        started, waited = story.started_at, False
        waits = sum(piece.kind == "wait" for piece in pieces)
        for place, piece in enumerate(pieces):
            is_wait, is_talk = piece.kind == "wait", piece.kind == "talk"
            length = None if piece.end is None else (piece.end - piece.start) // 1000
            self.segments.append((
                story.callid, version, started, piece.leg, place, piece.kind, piece.queue,
                direction, piece.agent, piece.start, length, piece.end_reason,
                piece.transfer_type, piece.to_queue, piece.basis, is_talk,
                not story.outbound, is_talk and length is not None, is_wait and not waited,
                is_wait and waited, is_wait and waits == 1,
            ))  # fmt: skip
            waited = waited or is_wait
            if is_talk and piece.end is not None and piece.agent:
                work = Presence(piece.agent, "on_contact", None, piece.start, piece.end, "explicit")
                self._add_state(f"work/{story.callid}/{piece.leg}", work, "work", piece.queue)

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Register the rows as `odd_contacts`, `odd_segments` and `odd_states`."""
        connection.register("odd_contacts", _columns(CONTACT_TYPES, self.contacts))
        connection.register("odd_segments", _columns(SEGMENT_TYPES, self.segments))
        connection.register("odd_states", _columns(STATE_TYPES, self.states))


def _finished(connection: duckdb.DuckDBPyConnection, context: Context) -> dict[str, pa.Table]:
    """Return plain and odd rows together as finished tables."""
    source = context.source_id
    columns = {
        "contact": f"{entity_id_sql(source, 'contact', 'external_id')} AS contact_id, "
        "unhex(customer) AS customer_id, make_timestamptz(started) AS started_at, "
        "make_timestamptz(queued) AS first_queued_at, make_timestamptz(human) AS first_human_at, "
        "make_timestamptz(ended) AS ended_at, false AS is_excluded, false AS met_bot",
        "segment": f"{entity_id_sql(source, 'contact', 'call')} AS contact_id, call || '/' || seq AS external_id, "
        "'voice' AS channel, make_timestamptz(started) AS started_at, "
        "strftime(make_timestamptz(contact_at), '%Y-%m') AS month",
        "agent_state": "make_timestamptz(started) AS started_at, "
        "make_timestamptz(ended) AS ended_at, (ended - started) // 1000 AS duration_ms",
    }
    tables = {}
    for name, text in columns.items():
        rows = name.removeprefix("agent_") + "s"
        connection.execute(
            f"CREATE TEMP VIEW {name}_rows AS SELECT *, {text} FROM "
            f"(SELECT * FROM plain_{rows} UNION ALL BY NAME SELECT * FROM odd_{rows})"
        )
        tables[name] = finish_rows(connection, name, f"{name}_rows", context)
    return tables


def _restarts(events: pa.Table) -> list[int]:
    found = events.filter(pc.equal(events.column("type"), "system.restarted"))
    return sorted(set(found.column("occurred_at").cast(pa.int64()).to_pylist()))


def _stories(
    connection: duckdb.DuckDBPyConnection, whole: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, list[Happening]]]:
    """Yield the lines of each agent and each call that is not plain; linked calls together."""
    odd = connection.sql(
        "SELECT group_key, epoch_us(occurred_at) AS us, queue, agent, data, seq FROM batch "
        "ANTI JOIN plain USING (group_key) WHERE type <> 'system.restarted'"
    ).to_arrow_table()
    groups: dict[str, list[Happening]] = defaultdict(list)
    columns = [column.to_pylist() for column in odd.columns]
    for key, us, queue, agent, text, seq in zip(*columns, strict=True):
        data = json.loads(text)
        name = data.pop("event")
        groups[key].append(
            Happening(us, name, key.removeprefix(CALL_GROUP), queue, agent, data, seq)
        )
    for key, lines in groups.items():
        keys = sorted(whole.get(key, frozenset({key})) & groups.keys())
        if key == keys[0]:
            yield key, [line for one in keys for line in groups[one]] if len(keys) > 1 else lines


def _place(piece: Piece) -> tuple[int, int, str, str, int, str]:
    """Return the place of a piece in its contact."""
    return (
        piece.start, KIND_ORDER[piece.kind], piece.leg, piece.agent or "", piece.end or 0,
        piece.end_reason or "",
    )  # fmt: skip


def _with_restarts(lines: list[Happening], restarts: list[int]) -> list[Happening]:
    """Add the restarts during the call, and the first one after it (it ends what is open)."""
    if not restarts:
        return lines
    first, last = min(line.at for line in lines), max(line.at for line in lines)
    begin, end = bisect_left(restarts, first), bisect_left(restarts, last) + 1
    pattern = Happening(0, "QUEUESTART", "", None, None, {})
    return [*lines, *(replace(pattern, at=at) for at in restarts[begin:end])]


def _columns(types: Mapping[str, pa.DataType], rows: Iterable[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return pa.table(
        {
            name: pa.array(values, kind)
            for (name, kind), values in zip(types.items(), columns, strict=True)
        }
    )


def _text_map(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
