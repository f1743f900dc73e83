"""Calls without surprises → contacts and segments, all at once.

Nine calls of ten enter one queue and are answered once, or leave it once. One SELECT tells them
all; every other call goes through `CallStory`, which tells these the same way (a test compares).
"""

import duckdb

__all__ = ["gather_lines", "tell_plain_calls"]

# One row a line of the calls, with its numbers; a temporary table, as it is read many times.
LINES = """
CREATE OR REPLACE TEMP TABLE line AS
SELECT * EXCLUDE (d), d.event AS name, d.hold, d.call, d.wait, d.ring, d.ring_ms, d.caller,
       d.caller_agent
FROM (SELECT group_key, coalesce(queue, '') AS queue, agent, type, epoch_us(occurred_at) AS us,
             epoch_us(occurred_at) // 1000000 AS sec,
             from_json(data, '{{"event": "VARCHAR", "hold": "BIGINT", "call": "BIGINT",
                 "wait": "BIGINT", "ring": "BIGINT", "ring_ms": "BIGINT", "caller": "VARCHAR",
                 "caller_agent": "VARCHAR"}}') AS d
      FROM {events} WHERE type NOT IN ('agent_state.changed', 'system.restarted'))
"""
PLAIN = """
CREATE OR REPLACE TEMP TABLE plain AS
SELECT * FROM (
    SELECT group_key, min(queue) AS queue, max(queue) AS last_queue, count(*) AS lines,
           min(us) AS first_us, max(us) AS last_us,
           count(*) FILTER (name = 'ENTERQUEUE') AS entries,
           count(*) FILTER (name = 'CONNECT') AS connects,
           count(*) FILTER (name IN ('COMPLETEAGENT', 'COMPLETECALLER')) AS ends,
           count(*) FILTER (name IN ({left})) AS leaves,
           count(*) FILTER (name IN ('RINGNOANSWER', 'RINGCANCELED') AND ring_ms IS NOT NULL) AS rings,
           max(us) FILTER (name = 'ENTERQUEUE') AS entered,
           max(us) FILTER (name = 'CONNECT') AS connected,
           max(us) FILTER (name NOT IN ('ENTERQUEUE', 'CONNECT', 'RINGNOANSWER', 'RINGCANCELED')) AS ended,
           max(name) FILTER (name NOT IN ('ENTERQUEUE', 'CONNECT', 'RINGNOANSWER', 'RINGCANCELED')) AS ending,
           max(agent) FILTER (name = 'CONNECT') AS agent,
           max(agent) FILTER (name NOT IN ('ENTERQUEUE', 'CONNECT', 'RINGNOANSWER', 'RINGCANCELED')) AS last_agent,
           max(hold) FILTER (name = 'CONNECT') AS hold, max(call) AS call, max(wait) AS wait,
           max(ring) AS ring, max(caller) AS caller
    FROM line GROUP BY group_key)
WHERE entries = 1 AND queue = last_queue AND group_key NOT IN (SELECT * FROM linked)
  AND NOT EXISTS (SELECT 1 FROM restarts r WHERE r.us BETWEEN first_us AND last_us)
  AND CASE WHEN connects = 1
    THEN ends = 1 AND leaves = 0 AND lines = 3 + rings AND agent = last_agent
         AND connected >= entered AND ended >= connected
         AND abs(connected - entered - hold * 1000000) <= 1000000
         AND abs(ended - connected - call * 1000000) <= 1000000
    ELSE connects = 0 AND ends = 0 AND leaves = 1 AND lines = 2 + rings AND last_agent IS NULL
         AND ended >= entered AND coalesce(abs(ended - entered - wait * 1000000) <= 1000000, true)
    END
"""
CONTACTS = """
CREATE OR REPLACE TEMP VIEW plain_contacts AS
SELECT group_key[6:] AS external_id, lpad(CAST(last_us AS VARCHAR), 20, '0') AS version,
       'voice' AS channel, 'inbound' AS direction, 'customer' AS initiation,
       nullif(queue, '') AS queue, agent, caller AS customer, entered AS started,
       entered AS queued, connected AS human, ended, outcome, ended_by, 0 AS transfer_count,
       'full' AS completeness, NULL AS flags,
       CASE WHEN connects = 1
            THEN '{{"queue_wait_s": [' || hold || '], "talk_s": [' || call || ']}}'
            WHEN wait IS NOT NULL THEN '{{"queue_wait_s": [' || wait || ']}}' END AS reported
FROM plain JOIN endings USING (ending)
"""
SEGMENTS = """
CREATE OR REPLACE TEMP VIEW plain_segments AS
WITH piece AS (
    SELECT group_key, 'main' AS leg, 0 AS kind_order, 'wait' AS kind, NULL AS agent,
           entered AS started, coalesce(connected, ended) AS stopped,
           wait_reason AS end_reason, 'exact' AS time_basis
    FROM plain JOIN endings USING (ending)
    UNION ALL
    SELECT group_key, 'leg1', 1, 'ring', agent, connected - ring * 1000000, connected, 'answered', 'exact'
    FROM plain WHERE connects = 1
    UNION ALL
    SELECT group_key, 'leg1', 3, 'talk', agent, connected, ended, 'completed', 'exact'
    FROM plain WHERE connects = 1
    UNION ALL
    SELECT l.group_key, 'ring', 1, 'ring', l.agent, l.us - l.ring_ms * 1000, l.us,
           CASE name WHEN 'RINGNOANSWER' THEN 'no_answer' ELSE 'caller_left' END, 'reconstructed'
    FROM line l JOIN plain p ON p.group_key = l.group_key AND p.rings > 0
    WHERE name IN ('RINGNOANSWER', 'RINGCANCELED'))
SELECT p.group_key[6:] AS call, lpad(CAST(last_us AS VARCHAR), 20, '0') AS version,
       entered AS contact_at, leg,
       row_number() OVER (PARTITION BY p.group_key ORDER BY started, kind_order, leg,
                          coalesce(i.agent, ''), stopped, end_reason) - 1 AS seq,
       kind, nullif(queue, '') AS queue, 'inbound' AS direction, i.agent, started,
       (stopped - started) // 1000 AS duration_ms, end_reason, NULL AS transfer_type,
       NULL AS to_queue, time_basis, kind = 'talk' AS hold_included, true AS is_counted,
       kind = 'talk' AS leg_first, kind = 'wait' AS first_wait, false AS next_wait,
       kind = 'wait' AS only_wait
FROM piece i JOIN plain p USING (group_key)
"""
STATES = """
CREATE OR REPLACE TEMP VIEW plain_states AS
SELECT 'work/' || group_key[6:] || '/leg1' AS external_id,
       lpad(CAST(ended AS VARCHAR), 20, '0') AS version, agent, 'work' AS track,
       'on_contact' AS state, NULL AS state_raw, 'voice' AS channel, nullif(queue, '') AS queue,
       connected AS started, ended, 'explicit' AS end_basis
FROM plain WHERE connects = 1
"""
# ending line → end_reason of the wait, outcome and who ended the contact
ENDINGS = {
    "COMPLETEAGENT": ("answered", "handled", "agent"),
    "COMPLETECALLER": ("answered", "handled", "customer"),
    "ABANDON": ("abandoned", "abandoned_queue", "customer"),
    "EXITEMPTY": ("no_agents", "flow_out", "system"),
    "EXITWITHTIMEOUT": ("timeout", "flow_out", "system"),
    "EXITWITHKEY": ("opted_out", "opted_out", "customer"),
    "WITHDRAW": ("withdrawn", "withdrawn", "system"),
    "SYSCOMPAT": ("dropped", "failed", "system"),
}


def gather_lines(connection: duckdb.DuckDBPyConnection, events: str) -> None:
    """Make the table `line` of the calls' lines; `events` names a relation of event rows."""
    connection.execute(LINES.format(events=events))


def tell_plain_calls(
    connection: duckdb.DuckDBPyConnection, linked: list[str], restarts: list[int]
) -> None:
    """Make the table `plain` of such calls, and `plain_contacts`, `plain_segments`, `plain_states`.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where `gather_lines` has been called.
    linked : list of text
        Group keys that belong to more than one call id: not plain.
    restarts : list of int
        Instants of restarts [epoch µs]: a call with one inside is not plain.
    """
    endings = ", ".join(f"('{name}', '{a}', '{b}', '{c}')" for name, (a, b, c) in ENDINGS.items())
    left = ", ".join(f"'{name}'" for name in ENDINGS if not name.startswith("COMPLETE"))
    connection.execute("CREATE OR REPLACE TEMP TABLE linked (group_key VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE restarts (us BIGINT)")
    connection.execute("INSERT INTO linked SELECT unnest(?::VARCHAR[])", [linked])
    connection.execute("INSERT INTO restarts SELECT unnest(?::BIGINT[])", [restarts])
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW endings AS "
        f"SELECT * FROM (VALUES {endings}) AS v (ending, wait_reason, outcome, ended_by)"
    )
    connection.execute(PLAIN.format(left=left))
    connection.execute(CONTACTS.format())
    connection.execute(SEGMENTS)
    connection.execute(STATES)
