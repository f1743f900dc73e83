"""Events of cases → cases, intervals, contacts, waits and facts, in SQL over whole cases.

A case's rows are put in order by (time, sequence): on a sound log that is the sequence, and where
a sequence number occurs twice the time says where its row belongs. Times never run backwards and
never before the creation: an earlier one is moved up, and the case is flagged `clipped`.
"""

import duckdb
import pyarrow as pa

from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.sources.case_facts import CASE_FLOW, FACT_CASE, FACT_STEPS
from fiftytwo.sources.case_waits import WAIT_STEPS
from fiftytwo.sources.event_rows import connect, finish_rows

__all__ = ["rebuild_cases"]

IN_BACKLOG = "('new', 'open', 'waiting_customer', 'on_hold')"

# One row an event, in order, with what it says. `n` counts the events of a case from 1.
EVENTS = """
CREATE TEMP TABLE happening AS
SELECT *, greatest(us, coalesce(min(u_created) OVER whole, min(us) OVER whole)) AS t,
       coalesce(min(u_created) OVER whole, min(us) OVER whole) AS created,
       row_number() OVER (PARTITION BY group_key ORDER BY us, seq, event_key) AS n
FROM (
    SELECT group_key, group_key[6:] AS number, event_id, external_id AS event_key, type, seq,
           epoch_us(occurred_at) AS us, queue, agent, version AS event_version,
           d.created AS u_created, d.* EXCLUDE (created)
    FROM (SELECT *, from_json(data, '{"status": "VARCHAR", "status_raw": "VARCHAR",
        "reason": "VARCHAR", "priority": "VARCHAR", "case_type": "VARCHAR", "channel": "VARCHAR",
        "changed_by": "VARCHAR", "change_kind": "VARCHAR", "merged_into": "VARCHAR",
        "excluded": "VARCHAR", "customer": "VARCHAR", "created": "BIGINT", "resolved": "BIGINT",
        "closed": "BIGINT", "work_ms": "BIGINT", "sparse": "BIGINT", "reported": "VARCHAR"}') AS d
        FROM batch))
WINDOW whole AS (PARTITION BY group_key)
"""
# The state after each event. A customer's message to a solved case that says no status opens it.
STATES = f"""
CREATE TEMP TABLE state AS
SELECT *, coalesce(CASE WHEN status IS NULL AND told IN ('solved', 'closed') AND spoke
                   THEN 'open' ELSE told END, 'new') AS category,
       coalesce(status_raw, told_raw) AS raw_status
FROM (
    SELECT *, last_value(status IGNORE NULLS) OVER so_far AS told,
           last_value(status_raw IGNORE NULLS) OVER so_far AS told_raw,
           bool_or(type = 'message.in' AND status IS NULL)
               OVER (PARTITION BY group_key, statuses ORDER BY n) AS spoke,
           {
    ", ".join(
        f"CASE WHEN sparse IS NULL THEN {name} ELSE last_value({name} IGNORE NULLS)"
        f" OVER so_far END AS now_{name}"
        for name in ("agent", "queue", "priority", "reason")
    )
}
    FROM (SELECT *, count(status) OVER (PARTITION BY group_key ORDER BY n) AS statuses
          FROM happening)
    WINDOW so_far AS (PARTITION BY group_key ORDER BY n
                      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
"""
# Steps into and out of the backlog; a case that begins solved enters and leaves it at once.
STEPS = f"""
CREATE TEMP TABLE step AS
WITH turned AS (
    SELECT *, category IN {IN_BACKLOG} AS is_open,
           lag(category IN {IN_BACKLOG}) OVER (PARTITION BY group_key ORDER BY n) AS was_open
    FROM state)
SELECT group_key, n, 0 AS sub, event_key, CASE WHEN n = 1 THEN created ELSE t END AS t,
       1 AS change, CASE WHEN n = 1 THEN 'opened' ELSE 'reopened' END AS cause,
       category, now_agent, now_queue, type
FROM turned WHERE n = 1 OR (is_open AND NOT was_open)
UNION ALL
SELECT group_key, n, 1, event_key, t, -1,
       CASE category WHEN 'merged' THEN 'merged' WHEN 'deleted' THEN 'deleted'
            WHEN 'spam' THEN 'deleted' ELSE 'solved' END, category, now_agent, now_queue, type
FROM turned WHERE NOT is_open AND coalesce(was_open, true)
"""
# An episode lasts from an entry to the next leaving; its key is the event that opened it.
EPISODES = """
CREATE TEMP TABLE episode AS
SELECT group_key, n AS first_n, event_key AS opened_by, t AS opened, cause AS how,
       row_number() OVER (PARTITION BY group_key ORDER BY n) AS episode_no,
       CASE WHEN next_change = -1 THEN next_n END AS last_n,
       CASE WHEN next_change = -1 THEN next_t END AS ended,
       CASE WHEN next_change = -1 THEN next_category END AS end_category,
       CASE WHEN next_change = -1 THEN next_agent END AS end_agent, now_queue AS queue
FROM (SELECT *, lead(change) OVER w AS next_change, lead(n) OVER w AS next_n,
             lead(t) OVER w AS next_t, lead(category) OVER w AS next_category,
             lead(now_agent) OVER w AS next_agent
      FROM step WINDOW w AS (PARTITION BY group_key ORDER BY n, sub))
WHERE change = 1
"""
CASES = f"""
CREATE TEMP TABLE case_row AS
SELECT * EXCLUDE (customer, excluded, early, sequences, numbered, first_seq, last_t),
       unhex(customer) AS customer_id, make_timestamptz(created) AS created_at,
       make_timestamptz(CASE WHEN status_category NOT IN {IN_BACKLOG} AND status_category <> 'solved'
                        THEN last_t END) AS closed_at,
       excluded IS NOT NULL OR status_category = 'spam' AS is_excluded,
       coalesce(excluded, CASE status_category WHEN 'spam' THEN 'spam' END) AS exclude_reason,
       CASE WHEN first_seq > $first_sequence THEN 'partial' ELSE 'full' END AS completeness,
       nullif(concat_ws(',', CASE WHEN early THEN 'clipped' END,
           CASE WHEN sequences < numbered THEN 'duplicate_sequence' END), '') AS flags,
       strftime(make_timestamp(created), '%Y-%m') AS month
FROM (
    SELECT group_key, group_key[6:] AS external_id, group_key[6:] AS display_ref,
           arg_max_null(now_agent, n) AS agent, arg_max_null(now_queue, n) AS queue,
           arg_max_null(now_reason, n) AS reason, arg_max_null(now_priority, n) AS priority,
           arg_max(channel, n) AS channel, arg_max(case_type, n) AS case_type,
           arg_max(customer, n) AS customer, arg_max(category, n) AS status_category,
           arg_max_null(raw_status, n) AS status_raw, min(created) AS created,
           arg_max(excluded, n) AS excluded, arg_max(merged_into, n) AS merged_into,
           arg_max(reported, n) AS reported, max(event_version) AS version, max(t) AS last_t,
           min(seq) AS first_seq, bool_or(us < created) AS early,
           count(DISTINCT seq) FILTER (seq > 0) AS sequences, count(*) FILTER (seq > 0) AS numbered
    FROM state GROUP BY group_key)
"""
# Gap-free from the creation on: equal neighbours joined, pieces without length dropped.
INTERVALS = f"""
CREATE TEMP TABLE case_interval_rows AS
WITH said AS (
    SELECT group_key, n, CASE WHEN n = 1 THEN created ELSE t END AS t, n = 1 AND t > created AS guess,
           changed_by, change_kind, type,
           unnest(['status_category', 'status_raw', 'assignee', 'queue', 'priority']) AS attribute,
           unnest([category, raw_status, now_agent, now_queue, now_priority]) AS value
    FROM (SELECT *, category IN {IN_BACKLOG} AS is_open FROM state)
    WHERE n > 1 OR is_open OR t = created
    UNION ALL
    SELECT group_key, n, t, false, changed_by, change_kind, type,
           unnest(['status_category', 'status_raw', 'assignee', 'queue', 'priority']),
           unnest([category, raw_status, now_agent, now_queue, now_priority])
    FROM state WHERE n = 1 AND category NOT IN {IN_BACKLOG} AND t > created
    UNION ALL
    SELECT group_key, 0, created, true, NULL, NULL, type,
           unnest(['status_category', 'status_raw', 'assignee', 'queue', 'priority']),
           unnest(['new', NULL, now_agent, now_queue, now_priority])
    FROM state WHERE n = 1 AND category NOT IN {IN_BACKLOG} AND t > created),
lasting AS (
    SELECT * FROM said
    QUALIFY row_number() OVER (PARTITION BY group_key, attribute, t ORDER BY n DESC) = 1),
changed AS (
    SELECT *, lead(t) OVER (PARTITION BY group_key, attribute ORDER BY t) AS until
    FROM (SELECT * FROM (SELECT *, lag(value) OVER w AS last_value, row_number() OVER w AS nth
                         FROM lasting WINDOW w AS (PARTITION BY group_key, attribute ORDER BY t))
          WHERE nth = 1 OR value IS DISTINCT FROM last_value))
SELECT c.case_id, attribute, value, make_timestamptz(i.t) AS started_at,
       make_timestamptz(until) AS ended_at, changed_by,
       coalesce(change_kind, CASE WHEN type = 'message.in' THEN 'customer'
                WHEN changed_by IS NOT NULL THEN 'human' ELSE 'system' END) AS change_kind,
       CASE WHEN guess THEN 'inferred' ELSE 'exact' END AS time_basis,
       c.external_id || '/' || attribute || '/' || i.t AS external_id, c.version, c.month
FROM changed i JOIN case_rows c USING (group_key)
"""
CONTACTS = """
CREATE TEMP VIEW contact_rows AS
SELECT e.contact_id, e.external_id, coalesce(c.channel, 'other') AS channel, e.direction,
       CASE WHEN e.how = 'reopened' THEN 'reopen' WHEN e.direction = 'outbound' THEN 'agent'
            ELSE $initiation END AS initiation,
       coalesce(e.queue, c.queue) AS queue, coalesce(e.end_agent, e.replier, c.agent) AS agent,
       c.reason, c.customer_id, c.case_id, e.episode_no AS case_episode_no,
       make_timestamptz(e.opened) AS started_at, make_timestamptz(e.first_wait) AS first_queued_at,
       make_timestamptz(e.first_reply) AS first_human_at, make_timestamptz(e.ended) AS ended_at,
       CASE WHEN e.ended IS NULL THEN 'open' WHEN e.end_category = 'merged' THEN 'merged'
            WHEN e.end_category IN ('deleted', 'spam') THEN 'withdrawn'
            WHEN $has_messages AND e.replies = 0 THEN 'closed_no_reply' ELSE 'handled' END AS outcome,
       CASE WHEN e.ended IS NULL THEN NULL ELSE 'agent' END AS ended_by, 0 AS transfer_count,
       c.is_excluded, false AS met_bot, c.exclude_reason, c.completeness, c.flags, c.version,
       CASE WHEN e.first_bot_reply IS NOT NULL
            THEN '{"bot_response_ms": ' || (e.first_bot_reply - e.opened) // 1000 || '}' END AS ext
FROM episode_row e JOIN case_rows c USING (group_key)
"""


def rebuild_cases(
    events: pa.Table,
    context: Context,
    *,
    first_sequence: int | None,
    initiation: str,
    has_messages: bool,
) -> dict[str, pa.Table]:
    """Return all rows that follow from the events of whole cases.

    Parameters
    ----------
    events : pa.Table
        Rows of `event` of kind case log, all of each case, in any order; repeated ones count once.
    context : Context
        Source, and zone of local days.
    first_sequence : int or None
        Number of a case's first row; a case that starts later is `partial`.
    initiation : str
        Who opens a case where no message tells it.
    has_messages : bool
        Whether the log tells messages. Without them first responses are unknown (null), not 0.
    """
    connection = connect()
    names = [
        "event_id", "external_id", "group_key", "type", "occurred_at", "seq", "queue", "agent",
        "data", "version",
    ]  # fmt: skip
    connection.register("given", events.select(names))
    connection.execute("CREATE TEMP VIEW batch AS SELECT DISTINCT ON (event_id) * FROM given")
    connection.execute(EVENTS)
    for statement in (STATES, STEPS, EPISODES):
        connection.execute(statement)
    highest = "9223372036854775807" if first_sequence is None else str(first_sequence)
    connection.execute(CASES.replace("$first_sequence", highest))
    case_id = entity_id_sql(context.source_id, "case", "external_id")
    connection.execute(
        f"CREATE TEMP TABLE case_rows AS SELECT *, {case_id} AS case_id FROM case_row"
    )
    _tell_waits(connection, context)
    connection.execute(INTERVALS)
    connection.execute(
        CONTACTS.replace("$initiation", f"'{initiation}'").replace(
            "$has_messages", "true" if has_messages else "false"
        )
    )
    for statement in FACT_STEPS:
        connection.execute(statement)
    connection.execute(FACT_CASE)
    connection.execute(CASE_FLOW)
    return {
        "case": finish_rows(connection, "case", "case_rows", context),
        "case_interval": finish_rows(connection, "case_interval", "case_interval_rows", context),
        "contact": finish_rows(connection, "contact", "contact_rows", context),
        "segment": finish_rows(connection, "segment", "segment_rows", context),
        "fact_case": finish_rows(connection, "fact_case", "fact_case_rows", context),
        "case_flow": finish_rows(connection, "case_flow", "case_flow_rows", context),
    }


def _tell_waits(connection: duckdb.DuckDBPyConnection, context: Context) -> None:
    contact_id = entity_id_sql(context.source_id, "contact", "external_id")
    for statement in WAIT_STEPS:
        connection.execute(statement.replace("$contact_id", contact_id))
