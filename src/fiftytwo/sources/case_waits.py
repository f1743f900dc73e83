"""Messages of a case → waits, replies and the time worked on them, per episode.

A wait begins with the first customer message that nobody has answered and ends with the next
public human reply; further messages do not restart it, and a bot's reply does not end it.
"""

__all__ = ["WAIT_STEPS"]

# What matters to waits, in order; k numbers the ends (replies and leavings) of a case so far.
MARKS = """
CREATE TEMP TABLE mark AS
SELECT *, count(*) FILTER (kind <> 'in') OVER (PARTITION BY group_key ORDER BY n, sub) AS k
FROM (
    SELECT group_key, n, 0 AS sub, t, CASE type WHEN 'message.in' THEN 'in' ELSE 'out' END AS kind,
           now_agent AS agent, now_queue AS queue, NULL AS cause
    FROM state
    WHERE (type = 'message.in' AND category IN ('new', 'open', 'waiting_customer', 'on_hold'))
       OR (type = 'message.out' AND category NOT IN ('merged', 'deleted', 'spam'))
    UNION ALL
    SELECT group_key, n, 1, t, 'end', now_agent, now_queue,
           CASE cause WHEN 'merged' THEN 'merged' WHEN 'deleted' THEN 'withdrawn'
                ELSE 'resolved_without_reply' END
    FROM step WHERE change = -1)
"""
WAITS = """
CREATE TEMP TABLE waiting AS
SELECT i.group_key, i.n, i.t AS started, e.t AS stopped, i.queue, e.agent,
       CASE e.kind WHEN 'out' THEN 'replied' WHEN 'end' THEN e.cause END AS end_reason
FROM (SELECT group_key, k, min(n) AS n, min(t) AS t, arg_min(queue, n) AS queue
      FROM mark WHERE kind = 'in' GROUP BY group_key, k) i
LEFT JOIN (SELECT * FROM mark WHERE kind <> 'in') e ON e.group_key = i.group_key AND e.k = i.k + 1
"""
EPISODE_ROWS = """
CREATE TEMP TABLE episode_row AS
WITH said AS (
    SELECT e.group_key, e.first_n, min(s.t) FILTER (s.type = 'message.out') AS first_reply,
           min(s.t) FILTER (s.type = 'message.bot') AS first_bot_reply,
           arg_max(s.now_agent, s.n) FILTER (s.type = 'message.out') AS replier,
           count(*) FILTER (s.type = 'message.out') AS replies,
           count(*) FILTER (s.type = 'message.in') AS questions
    FROM episode e JOIN state s ON s.group_key = e.group_key AND s.n >= e.first_n
         AND s.n <= coalesce(e.last_n, s.n)
    GROUP BY ALL),
waited AS (
    SELECT e.group_key, e.first_n, min(w.started) AS first_wait
    FROM episode e JOIN waiting w ON w.group_key = e.group_key AND w.n >= e.first_n
         AND w.n <= coalesce(e.last_n, w.n)
    GROUP BY ALL)
SELECT *, $contact_id AS contact_id FROM (
    SELECT e.*, e.group_key[6:] || '/' || e.opened_by[length(e.group_key) - 3:] AS external_id,
           first_reply, first_bot_reply, replier, replies, first_wait,
           CASE WHEN replies > 0 AND questions = 0 AND how = 'opened' THEN 'outbound'
                ELSE 'inbound' END AS direction
    FROM episode e LEFT JOIN said USING (group_key, first_n)
    LEFT JOIN waited USING (group_key, first_n))
"""
# Waits and work as segments of the episode in which they begin.
SEGMENTS = """
CREATE TEMP VIEW segment_rows AS
WITH piece AS (
    SELECT group_key, n, 0 AS sub, 'wait' AS kind, 'main' AS leg, queue, agent, started,
           CASE WHEN stopped IS NOT NULL THEN (stopped - started) // 1000 END AS duration_ms,
           end_reason
    FROM waiting
    UNION ALL
    SELECT group_key, n, 1, 'work', 'leg' || n, now_queue, now_agent, t - work_ms * 1000,
           work_ms, 'completed'
    FROM state WHERE work_ms IS NOT NULL AND now_agent IS NOT NULL),
told AS (
    SELECT p.*, e.contact_id, e.external_id AS contact_key, e.direction, e.opened, c.channel AS c_channel,
           c.reason, c.is_excluded, c.version, c.queue AS c_queue,
           row_number() OVER (PARTITION BY e.contact_id ORDER BY p.started, p.n, p.sub) - 1 AS seq,
           row_number() OVER (PARTITION BY e.contact_id, p.kind ORDER BY p.started, p.n) AS nth,
           count(*) OVER (PARTITION BY e.contact_id, p.kind) AS alike, e.episode_no
    FROM piece p JOIN episode_row e ON e.group_key = p.group_key AND p.n >= e.first_n
         AND p.n <= coalesce(e.last_n, p.n)
    JOIN case_rows c ON c.group_key = p.group_key)
SELECT contact_id, contact_key || '/' || seq AS external_id, leg, seq, kind,
       coalesce(queue, c_queue) AS queue, coalesce(c_channel, 'other') AS channel, direction, agent,
       reason, make_timestamptz(started) AS started_at, duration_ms, end_reason,
       CASE WHEN kind = 'work' THEN 'reconstructed' WHEN duration_ms IS NULL THEN 'inferred'
            ELSE 'exact' END AS time_basis,
       false AS hold_included, direction = 'inbound' AND NOT is_excluded AS is_counted,
       kind = 'work' AS leg_first, kind = 'wait' AND nth = 1 AS first_wait,
       kind = 'wait' AND (nth > 1 OR episode_no > 1) AS next_wait,
       kind = 'wait' AND alike = 1 AS only_wait, version,
       strftime(make_timestamptz(opened), '%Y-%m') AS month
FROM told
"""
WAIT_STEPS = (MARKS, WAITS, EPISODE_ROWS, SEGMENTS)
