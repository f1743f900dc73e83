"""Lines of an Asterisk queue_log → rows of `event`, in one SELECT; every line ends somewhere.

The positions are those that `app_queue` writes. Times in the file are epoch seconds, so no zone
is needed. Caller ids and member names leave this module only as keyed hashes.
"""

from collections.abc import Mapping
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fiftytwo.contacts.adapter import Context, Parsed
from fiftytwo.contacts.ids import agent_pseudonym, entity_id_sql
from fiftytwo.sources.event_rows import connect, finish_rows, keyed_hash_sql, quoted

__all__ = ["AGENT_GROUP", "CALL_GROUP", "RESTART_GROUP", "parse_lines"]

CALL_GROUP, AGENT_GROUP, RESTART_GROUP = "call:", "agent:", "restart"
NOBODY = "('', 'NONE', 'REALTIME', 'MANAGER', 'CLI', 'UNKNOWN')"
ANONYMOUS = "('', 'anonymous', 'restricted', 'unknown', 'unavailable', 'asterisk', 's')"
FIRST_SECOND, LAST_SECOND = 946_684_800, 4_102_444_800  # 2000-01-01 … 2100-01-01

# Lines that say nothing about contacts or agents' states, and the rule that ignores them.
IGNORED = {
    "CONFIGRELOAD": "configuration_line",
    "PENALTY": "configuration_line",
    "RINGINUSE": "configuration_line",
    "DID": "dialled_number_line",  # FreePBX writes one a call, through QueueLog()
}
FIELDS = 5  # before the parameters
BLANK = (b"", b"\r")  # no lines at all
NUMBERS = ("hold", "call", "wait", "ring", "ring_ms", "position")


class Layout(NamedTuple):
    """What the parameters of an event mean: places from 1, or from the right below 0."""

    type: str
    scope: str = "call"
    needs: int = 0  # parameters a whole line has at least
    hold: int | None = None
    call: int | None = None
    wait: int | None = None
    ring: int | None = None
    ring_ms: int | None = None
    position: int | None = None
    caller: int | None = None
    reason: int | None = None
    agent: bool = False


_END = Layout("agent.disconnected", needs=3, hold=1, call=2, position=3, agent=True)
_LEFT = Layout("queue.left", needs=3, position=2, wait=3)
_REFUSED = Layout("queue.left")
_MISSED = Layout("agent.missed", needs=1, ring_ms=1, agent=True)
_STATE = Layout("agent_state.changed", scope="agent", agent=True)
_MOVED = Layout("transfer.completed", needs=5, hold=3, call=4, position=5, agent=True)
LAYOUTS = {
    "ENTERQUEUE": Layout("queue.entered", needs=3, caller=2, position=3),
    "CONNECT": Layout("agent.connected", needs=3, hold=1, ring=3, agent=True),
    "RINGNOANSWER": _MISSED,
    "RINGCANCELED": _MISSED._replace(needs=0),
    "COMPLETEAGENT": _END,
    "COMPLETECALLER": _END,
    "ABANDON": _LEFT,
    "EXITEMPTY": _LEFT,
    "EXITWITHTIMEOUT": _LEFT,
    "EXITWITHKEY": _LEFT._replace(needs=4, position=3, wait=4),
    "WITHDRAW": _LEFT,
    "BLINDTRANSFER": _MOVED,
    "TRANSFER": _MOVED._replace(needs=4),
    # BRIDGE and APP carry one datum, LINK two: the last three count from the right.
    "ATTENDEDTRANSFER": _MOVED._replace(hold=-3, call=-2, position=-1),
    "AGENTDUMP": Layout("agent.missed", agent=True),
    "SYSCOMPAT": _REFUSED,
    "OUTCALL": Layout("agent.connected", needs=2, call=2, agent=True),
    "JOINEMPTY": _REFUSED,
    "FULL": _REFUSED,
    "CLOSED": _REFUSED,
    "ADDMEMBER": _STATE._replace(reason=1),  # PAUSED or nothing
    "REMOVEMEMBER": _STATE,
    "PAUSE": _STATE._replace(reason=1),
    "UNPAUSE": _STATE,
    "PAUSEALL": _STATE._replace(reason=1),
    "UNPAUSEALL": _STATE,
    "AGENTLOGIN": _STATE,
    "AGENTLOGOFF": _STATE,
    "AGENTCALLBACKLOGIN": _STATE,
    "AGENTCALLBACKLOGOFF": _STATE,
    "QUEUESTART": Layout("system.restarted", scope="restart"),
}
READ = """
SELECT raw_line, line, len(parts) AS fields, parts[2] AS callid, parts[3] AS queue,
       parts[4] AS member, parts[5] AS event, type, scope, needs_agent, rule,
       coalesce(len(parts) < needs, false) AS is_short,
       CASE WHEN regexp_full_match(parts[1], '[0-9]{{9,10}}([.][0-9]{{1,9}})?')
            THEN CAST(split_part(parts[1], '.', 1) AS BIGINT) * 1000000
               + CAST(left(rpad(split_part(parts[1], '.', 2), 6, '0'), 6) AS BIGINT) END AS at_us,
       {numbers}, parts[l.caller] AS caller_text, parts[l.reason] AS reason_text
FROM (SELECT raw_line, line, string_split(rtrim(line, chr(13)), '|') AS parts FROM lines)
LEFT JOIN layouts l ON l.event = parts[5] LEFT JOIN ignore_rules i ON i.event = parts[5]
"""
# Most lines are fine: two cheap tests say so, and only the others are looked at closely.
JUDGED = """
CREATE TEMP TABLE judged AS
SELECT *, CASE
    WHEN type IS NOT NULL AND rule IS NULL AND NOT is_short
         AND at_us BETWEEN {first} AND {last}
         AND NOT (needs_agent AND member IN {nobody})
         AND NOT (scope = 'call' AND callid IN {nobody})
         AND regexp_full_match(concat_ws('|', {texts}), '([0-9]{{1,12}}([|][0-9]{{1,12}})*)?')
    THEN NULL
    WHEN trim(line) = '' THEN 'ignored/blank_line/'
    WHEN fields < 5 THEN 'parse_error/line/' || fields || ' fields, at least 5 are needed'
    WHEN at_us IS NULL OR at_us NOT BETWEEN {first} AND {last}
        THEN 'bad_timestamp/time/no epoch second of 2000 to 2099'
    WHEN rule IS NOT NULL THEN 'ignored/' || rule || '/'
    WHEN type IS NULL THEN 'unknown_event/event/' || left(event, 40)
    WHEN needs_agent AND member IN {nobody} THEN 'no_agent/agent/' || event || ' names no agent'
    WHEN scope = 'call' AND callid IN {nobody}
        THEN 'missing_required/callid/' || event || ' of no call'
    WHEN is_short THEN 'missing_required/parameters/' || event || ' is cut short'
    {numbers}
    END AS verdict
FROM ({read})
"""
EVENTS = """
CREATE TEMP VIEW mapped AS
SELECT *, {event_id} AS event_id,
    CAST('0x' || left(split_part(external_id, '/', 2), 15) AS BIGINT) AS payload_hash
FROM (
    SELECT raw_line, 'queue_log' AS stream, type, make_timestamptz(at_us) AS occurred_at,
        0 AS seq, (at_us // 1000000) || '/' || left(md5({key} || line), 16) AS external_id,
        lpad(CAST(at_us AS VARCHAR), 20, '0') AS version,
        CASE WHEN queue NOT IN {nobody} THEN queue END AS queue,
        a.pseudonym AS agent,
        CASE scope WHEN 'call' THEN '{call}' || callid
                   WHEN 'agent' THEN '{agent}' || a.pseudonym ELSE '{restart}' END AS group_key,
        '{{"event": "' || event || '"' || {numbers}
            || coalesce(', "caller": "' || {customer} || '"', '')
            || coalesce(', "caller_agent": "' || c.pseudonym || '"', '')
            || coalesce(', "reason": ' || to_json(nullif(left(reason_text, 40), '')), '')
            || '}}' AS data
    FROM judged
    LEFT JOIN members a ON a.name = member
    LEFT JOIN members c ON c.name = caller_text
    WHERE verdict IS NULL)
"""


def parse_lines(block: bytes, first_line: int, context: Context) -> Parsed:
    """Map a block of whole lines; `first_line` is the number of its first.

    An event is named by its line. Identical lines of one file are events of their own: the intake
    counts them and adds the ordinal to the name, so a file loaded twice, shuffled, or overlapping
    with another one gives the same ids. Order within a second follows from what the lines say
    (`Happening.order`), never from where they stand.

    Parameters
    ----------
    block : bytes
        Lines, each ended by a newline (the last one may lack it).
    first_line : int
        Number of the block's first line in its file, from 1.
    context : Context
        `options` may hold `ignore_events` (a list of names) and `agents` (alias → member name).
    """
    connection = connect()
    broken = _register_lines(connection, block, first_line)
    _register_layouts(connection, context.options)
    read = READ.format(numbers=", ".join(f"parts[l.{n}] AS {n}_text" for n in NUMBERS))
    connection.execute(
        JUDGED.format(
            read=read,
            first=FIRST_SECOND * 1_000_000,
            last=LAST_SECOND * 1_000_000 - 1,
            nobody=NOBODY,
            texts=", ".join(f"{name}_text" for name in NUMBERS),
            numbers="\n    ".join(_number_verdict(name) for name in NUMBERS),
        )
    )
    _register_members(connection, context)
    connection.execute(_events_sql(context))
    verdicts = connection.sql(
        "SELECT raw_line, split_part(verdict, '/', 1) AS reason, split_part(verdict, '/', 2) AS field, "
        "substr(verdict, len(split_part(verdict, '/', 1)) + len(split_part(verdict, '/', 2)) + 3) "
        "AS detail FROM judged WHERE verdict IS NOT NULL ORDER BY raw_line"
    ).to_arrow_table()
    connection.register("verdicts", verdicts)
    return Parsed(
        events=finish_rows(connection, "event", "mapped", context),
        ignored=connection.sql(
            "SELECT raw_line, field AS rule FROM verdicts WHERE reason = 'ignored'"
        ).to_arrow_table(),
        quarantined=pa.concat_tables(
            [
                connection.sql("SELECT * FROM verdicts WHERE reason <> 'ignored'").to_arrow_table(),
                broken,
            ]
        ),
    )


def _register_lines(
    connection: duckdb.DuckDBPyConnection, block: bytes, first_line: int
) -> pa.Table:
    """Register the lines that are UTF-8 as `lines`; return the others as quarantined rows."""
    texts = pc.split_pattern(pa.array([block], pa.binary()), "\n").flatten()
    blank = pa.array(BLANK, pa.binary())  # made here: the first array of a process is a slow import
    texts = texts.filter(pc.invert(pc.is_in(texts, value_set=blank)))
    numbers = pa.array(np.arange(first_line, first_line + len(texts), dtype=np.int64))
    broken: list[int] = []
    try:
        lines = texts.cast(pa.string())
    except pa.ArrowInvalid:
        good = [_is_utf8(text) for text in texts.to_pylist()]
        broken = [first_line + place for place, fine in enumerate(good) if not fine]
        numbers = numbers.filter(pa.array(good))
        lines = texts.filter(pa.array(good)).cast(pa.string())
    connection.register("lines", pa.table({"raw_line": numbers, "line": lines}))
    texts_of = {"reason": "encoding_error", "field": "line", "detail": "not UTF-8"}
    return pa.table(
        {"raw_line": pa.array(broken, pa.int64())}
        | {name: pa.array([text] * len(broken), pa.string()) for name, text in texts_of.items()}
    )


def _register_layouts(connection: duckdb.DuckDBPyConnection, options: Mapping[str, object]) -> None:
    names = [name for name in Layout._fields if name != "agent"]
    columns = {"event": list(LAYOUTS), "needs_agent": [layout.agent for layout in LAYOUTS.values()]}
    columns |= {name: [_column(layout, name) for layout in LAYOUTS.values()] for name in names}
    text = {"event", "type", "scope"}
    connection.register(
        "layouts",
        pa.table(
            {
                name: pa.array(
                    values,
                    pa.bool_()
                    if name == "needs_agent"
                    else pa.string()
                    if name in text
                    else pa.int32(),
                )
                for name, values in columns.items()
            }
        ),
    )
    also = options.get("ignore_events", ())
    rules = IGNORED | {
        str(name): "ignored_event" for name in (also if isinstance(also, list | tuple) else ())
    }
    connection.register(
        "ignore_rules", pa.table({"event": list(rules), "rule": list(rules.values())})
    )


def _column(layout: Layout, name: str) -> object:
    """Return a layout's value; places count from the line's first field, not from the sixth."""
    value = getattr(layout, name)
    return value + FIELDS if isinstance(value, int) and value >= 0 else value


def _register_members(connection: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Register pseudonyms of members, and of callers whose number is short enough for one."""
    found = connection.execute(
        f"SELECT DISTINCT member FROM judged WHERE member NOT IN {NOBODY} AND verdict IS NULL "
        f"UNION SELECT DISTINCT caller_text FROM judged WHERE len(caller_text) BETWEEN 1 AND 6 "
        f"AND lower(caller_text) NOT IN {ANONYMOUS}"
    ).fetchall()
    given = context.options.get("agents", {})
    alias = given if isinstance(given, Mapping) else {}
    names = sorted(str(row[0]) for row in found)
    connection.register(
        "members",
        pa.table(
            {
                "name": pa.array(names, pa.string()),
                "pseudonym": pa.array(
                    [
                        agent_pseudonym(context.hash_key, str(alias.get(name, name)))
                        for name in names
                    ],
                    pa.string(),
                ),
            }
        ),
    )


def _events_sql(context: Context) -> str:
    numbers = " || ".join(
        f"""coalesce(', "{n}": ' || CAST({n}_text AS BIGINT), '')""" for n in NUMBERS
    )
    number = "caller_text"
    hashed = keyed_hash_sql(context.hash_key, "customer", number)
    return EVENTS.format(
        event_id=entity_id_sql(context.source_id, "event", "external_id"),
        key=quoted(context.hash_key.hex() + "\x1fline\x1f"),
        nobody=NOBODY,
        call=CALL_GROUP,
        agent=AGENT_GROUP,
        restart=RESTART_GROUP,
        numbers=numbers,
        customer=f"CASE WHEN ltrim(lower({number}), '+') NOT IN {ANONYMOUS} "
        f"THEN left({hashed}, 32) END",
    )


def _number_verdict(name: str) -> str:
    text = f"{name}_text"
    return (
        f"WHEN {text} = '' THEN 'missing_required/{name}/' || event || ' is cut short' "
        f"WHEN translate({text}, '0123456789', '') = '-' THEN 'out_of_range/{name}/' || event || "
        f"': ' || left({text}, 20) || ' is below 0' "
        f"WHEN len({text}) > 12 OR translate({text}, '0123456789', '') <> '' "
        f"THEN 'bad_type/{name}/' || event || ': ' || left({text}, 20) || ' is no number'"
    )


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
