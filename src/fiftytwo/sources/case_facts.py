"""Facts of cases: response, resolution, reopenings, and every step into or out of the backlog.

Durations are calendar time in milliseconds. What the log cannot tell stays null: a log without
messages has no first response, and a case that is open has no resolution.
"""

from fiftytwo.contacts.tables import WHAT

__all__ = ["CASE_FLOW", "FACT_CASE", "FACT_STEPS"]

SOLVED = """
CREATE TEMP TABLE solving AS
SELECT group_key, min(t) FILTER (change = -1 AND cause = 'solved') AS first_solved,
       max(t) FILTER (change = -1 AND cause = 'solved') AS last_solved,
       count(*) FILTER (cause = 'reopened') AS reopened
FROM step GROUP BY group_key
"""
RETURNED = """
CREATE TEMP TABLE returned AS
SELECT group_key, min(t) AS back
FROM step JOIN solving USING (group_key) WHERE cause = 'reopened' AND t >= first_solved GROUP BY group_key
"""
# Cases of which any person was ever told: of the others nobody knows whether they changed hands.
PEOPLED = """
CREATE TEMP TABLE peopled AS
SELECT group_key FROM state GROUP BY group_key HAVING count(now_agent) > 0
"""
# The customer waits for nobody while the case waits for the customer.
WAITING = """
CREATE TEMP TABLE idle AS
SELECT group_key, sum(greatest(0, least(until, last_solved) - t)) AS us
FROM (SELECT s.group_key, s.category, CASE WHEN n = 1 THEN created ELSE t END AS t, last_solved,
             coalesce(lead(t) OVER (PARTITION BY s.group_key ORDER BY n), last_solved) AS until
      FROM state s JOIN solving v USING (group_key))
WHERE category = 'waiting_customer' GROUP BY group_key
"""
# Changes from one person to another by a person, after the first reply where replies are told.
HANDOFFS = """
CREATE TEMP TABLE handed AS
SELECT group_key, count(*) AS handoffs
FROM (SELECT *, last_value(now_agent IGNORE NULLS) OVER earlier AS previous,
             bool_or(type = 'message.out') OVER earlier AS replied,
             bool_or(type IN ('message.in', 'message.out')) OVER (PARTITION BY group_key) AS talks
      FROM state WINDOW earlier AS (PARTITION BY group_key ORDER BY n
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
WHERE now_agent IS NOT NULL AND previous <> now_agent
  AND coalesce(change_kind, 'human') = 'human' AND (replied OR NOT talks)
GROUP BY group_key
"""
# The first wait of the first episode, unless somebody here spoke first: answered, or still owed.
RESPONSES = """
CREATE TEMP TABLE response AS
SELECT e.group_key, arg_min_null(w.end_reason, w.n) AS end_reason, arg_min(w.started, w.n) AS since,
       arg_min_null(w.stopped, w.n) AS stopped
FROM episode_row e JOIN waiting w ON w.group_key = e.group_key AND w.n >= e.first_n
     AND w.n <= coalesce(e.last_n, w.n)
WHERE e.episode_no = 1
  AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.group_key = e.group_key AND m.kind = 'out' AND m.n < w.n
                  AND m.n <= (SELECT min(n) FROM mark o WHERE o.group_key = e.group_key AND o.kind = 'in'))
GROUP BY e.group_key
"""
# Where the time of a case went: each state that has ended, each episode.
SPENT = f"""
CREATE TEMP TABLE spent AS
WITH stretch AS (
    SELECT case_id, CASE WHEN value IN ('new', 'open') THEN {WHAT["work"]} WHEN value = 'on_hold' THEN {WHAT["hold"]}
        WHEN value = 'waiting_customer' THEN {WHAT["waiting"]} ELSE {WHAT["other"]} END AS what,
        epoch_us(started_at) AS a, epoch_us(ended_at) AS b
    FROM case_interval_rows WHERE attribute = 'status_category' AND ended_at IS NOT NULL
    UNION ALL
    SELECT case_id, {WHAT["episode"]}, epoch_us(started_at), epoch_us(ended_at) FROM contact_rows
)
SELECT case_id, list({{'what': what, 'a': a, 'b': b}} ORDER BY a, what) AS stretches,
       sum(b - a) FILTER (what = {WHAT["episode"]}) AS active_us,
       bool_and(b IS NOT NULL) AS is_over, bool_or(what <> {WHAT["episode"]}) AS has_states,
       coalesce(sum(b - a) FILTER (what = {WHAT["work"]}), 0) AS work_us,
       coalesce(sum(b - a) FILTER (what = {WHAT["hold"]}), 0) AS hold_us,
       coalesce(sum(b - a) FILTER (what = {WHAT["waiting"]}), 0) AS waiting_us
FROM stretch GROUP BY case_id
"""
FACT_STEPS = (SOLVED, RETURNED, PEOPLED, WAITING, HANDOFFS, RESPONSES, SPENT)

FACT_CASE = """
CREATE TEMP VIEW fact_case_rows AS
SELECT c.* EXCLUDE (created_at), c.created_at, make_timestamptz(first_solved) AS first_solved_at,
       make_timestamptz(CASE WHEN is_solved THEN last_solved END) AS last_solved_at,
       CASE WHEN response_end = 'replied' THEN (response_at - owed_from) // 1000 END AS first_response_ms,
       make_timestamptz(CASE WHEN response_end = 'replied' THEN owed_from END) AS response_from,
       make_timestamptz(CASE WHEN response_end IS NULL THEN owed_from END) AS owed_since,
       (first_solved - created) // 1000 AS resolution_first_ms,
       CASE WHEN is_solved THEN (last_solved - created) // 1000 END AS resolution_ms,
       CASE WHEN is_solved THEN (last_solved - created - coalesce(idle_us, 0)) // 1000 END
           AS resolution_excl_waiting_ms,
       CASE WHEN has_states THEN (work_us + hold_us) // 1000 END AS requester_wait_ms,
       CASE WHEN has_states THEN waiting_us // 1000 END AS agent_wait_ms,
       CASE WHEN has_states THEN hold_us // 1000 END AS on_hold_ms,
       CASE WHEN has_states THEN work_us // 1000 END AS agent_work_ms,
       CASE WHEN is_over THEN active_us // 1000 END AS active_ms, stretches,
       reopened AS reopen_count, CASE WHEN has_people THEN coalesce(handoffs, 0) END AS handoff_count,
       NOT is_excluded AND status_category <> 'merged' AS is_counted
FROM (SELECT c.*, v.first_solved, v.last_solved, v.reopened, i.us AS idle_us, h.handoffs,
             p.group_key IS NOT NULL AS has_people,
             s.* EXCLUDE (case_id), r.end_reason AS response_end, r.since AS owed_from, r.stopped AS response_at,
             c.status_category IN ('solved', 'closed') AS is_solved
      FROM case_rows c JOIN solving v USING (group_key) LEFT JOIN idle i USING (group_key)
      LEFT JOIN handed h USING (group_key) LEFT JOIN peopled p USING (group_key) LEFT JOIN response r USING (group_key)
      LEFT JOIN spent s USING (case_id)) c
"""
CASE_FLOW = """
CREATE TEMP VIEW case_flow_rows AS
SELECT * EXCLUDE (back, handoffs), make_timestamptz(CASE WHEN first_solution THEN back END) AS reopened_at,
       CASE WHEN first_solution THEN handoffs END AS handoff_count
FROM (SELECT c.case_id, make_timestamptz(s.t) AS "at", s.change, s.cause, c.channel, c.queue, c.agent,
             c.reason, c.month, c.created_at AS opened_at, r.back, f.handoff_count AS handoffs,
             make_timestamptz(CASE WHEN s.change = 1 THEN lead(s.t) OVER own END) AS left_at,
             s.cause = 'solved' AND 1 = row_number() OVER (
                 PARTITION BY s.group_key, s.cause ORDER BY s.n, s.sub) AS first_solution
      FROM step s JOIN case_rows c USING (group_key) JOIN fact_case_rows f USING (case_id)
      LEFT JOIN returned r USING (group_key) WHERE NOT c.is_excluded
      WINDOW own AS (PARTITION BY s.group_key ORDER BY s.n, s.sub))
"""
