"""Which call ids tell one story: attended transfers, found by queue, member and duration.

Asterisk writes the lines of an attended transfer under two call ids. An end without its own
CONNECT belongs to the call where that member was connected at `time - calltime`; a CONNECT
without its own ENTERQUEUE belongs to the open entry of the same queue at `time - holdtime`.
"""

import duckdb

from fiftytwo.sources.asterisk_plain import gather_lines

__all__ = ["components", "double_booked", "linked_calls", "touched_by_restart"]

LINKS = """
WITH entered AS (SELECT * FROM line WHERE name = 'ENTERQUEUE'),
connected AS (SELECT * FROM line WHERE name = 'CONNECT'),
ended AS (SELECT * FROM line WHERE type IN ('agent.disconnected', 'transfer.completed')),
lone_connect AS (
    SELECT * FROM connected c WHERE NOT EXISTS (
        SELECT 1 FROM entered e WHERE e.group_key = c.group_key AND e.queue = c.queue
        AND abs(e.sec - (c.sec - c.hold)) <= 1)),
lone_end AS (
    SELECT * FROM ended d WHERE NOT EXISTS (
        SELECT 1 FROM connected c WHERE c.group_key = d.group_key AND c.queue = d.queue
        AND c.agent = d.agent AND abs(c.sec - (d.sec - d.call)) <= 1)),
open_entry AS (
    SELECT * FROM entered e WHERE NOT EXISTS (
        SELECT 1 FROM line o WHERE o.group_key = e.group_key AND o.queue = e.queue
        AND o.type IN ('agent.connected', 'queue.left') AND o.sec >= e.sec)),
attended AS (SELECT * FROM ended WHERE name = 'ATTENDEDTRANSFER')
SELECT DISTINCT c.group_key, e.group_key FROM lone_connect c JOIN open_entry e
    ON e.queue = c.queue AND e.sec BETWEEN c.sec - c.hold - 1 AND c.sec - c.hold + 1
    AND e.group_key <> c.group_key
UNION
SELECT DISTINCT d.group_key, c.group_key FROM lone_end d JOIN connected c
    ON c.queue = d.queue AND c.agent = d.agent
    AND c.sec BETWEEN d.sec - d.call - 1 AND d.sec - d.call + 1 AND c.group_key <> d.group_key
UNION
SELECT DISTINCT e.group_key, d.group_key FROM entered e JOIN attended d
    ON e.caller_agent = d.agent AND e.sec BETWEEN d.sec - d.call AND d.sec
    AND e.group_key <> d.group_key
"""
# A talk during which its member took another call: the last CONNECT before its end says so.
OVERLAPS = """
WITH ended AS (SELECT group_key, agent, sec - 1 AS last_sec, sec - call + 1 AS first_sec FROM line
               WHERE call IS NOT NULL AND name <> 'OUTCALL'),
connected AS (SELECT group_key, agent, sec FROM line WHERE name = 'CONNECT')
SELECT DISTINCT e.group_key, c.group_key
FROM ended e ASOF JOIN connected c ON e.agent = c.agent AND e.last_sec > c.sec
WHERE c.sec > e.first_sec AND c.group_key <> e.group_key
"""
TOUCHED = """
WITH calls AS (
    SELECT group_key, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
           count(*) FILTER (type IN ('queue.entered', 'agent.connected')) AS begun,
           count(*) FILTER (type IN ('agent.connected', 'queue.left', 'agent.disconnected',
                                     'transfer.completed')) AS ended
    FROM {stored} WHERE type <> 'system.restarted' GROUP BY group_key)
SELECT DISTINCT c.group_key FROM calls c JOIN {events} r ON r.type = 'system.restarted'
WHERE first_at <= r.occurred_at
  AND (last_at >= r.occurred_at OR begun > ended OR c.group_key LIKE 'agent:%')
"""


def linked_calls(connection: duckdb.DuckDBPyConnection, events: str) -> list[tuple[str, str]]:
    """Return pairs of group keys that belong to one contact; `events` names a relation."""
    gather_lines(connection, events)
    return connection.execute(LINKS).fetchall()


def double_booked(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return pairs of a call and one that its member took before it was over.

    Asterisk does not log transfers over Local channels: the first member's talk then lasts for
    the whole call, and this is how it shows. Uses the lines that `linked_calls` gathered.
    """
    return connection.execute(OVERLAPS).fetchall()


def touched_by_restart(
    connection: duckdb.DuckDBPyConnection, events: str, stored: str
) -> list[str]:
    """Return group keys of `stored` whose open intervals a restart in `events` ends."""
    found = connection.execute(TOUCHED.format(events=events, stored=stored)).fetchall()
    return [str(row[0]) for row in found]


def components(pairs: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return for every key of the pairs all keys it is linked with, directly or by others.

    Examples
    --------
    >>> sorted(components([("a", "b"), ("b", "c")])["a"])
    ['a', 'b', 'c']
    """
    whole: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = whole.get(one, {one}) | whole.get(other, {other})
        for key in merged:
            whole[key] = merged
    return {key: frozenset(keys) for key, keys in whole.items()}
