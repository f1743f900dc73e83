"""Relations that measures need beside the lake's tables, as SQL over ``"@table"``."""

from collections.abc import Sequence

from fiftytwo.measures.business_sql import BUSINESS, RULES, waits_sql
from fiftytwo.measures.model import Part

__all__ = ["LAST_STATE", "REPORT_ROLLED", "relation_sql"]

# Signed in and paid, and not there for customers.
AWAY = (
    "('break', 'lunch', 'meeting', 'training', 'coaching', 'project', 'system_issue', 'other_aux')"
)

# Interval reports speak only where no contacts exist for that queue and day.
REPORT = """
SELECT r.* FROM "@interval_report" AS r ANTI JOIN (
  SELECT DISTINCT queue, local_day FROM "@segment" WHERE is_counted AND kind = 'wait'
) AS w ON r.queue IS NOT DISTINCT FROM w.queue AND r.local_day = w.local_day
"""

REPORT_ROLLED = """
SELECT r.* FROM "@rollup_day" AS r ANTI JOIN (
  SELECT DISTINCT queue, local_day FROM "@rollup_day"
  WHERE fact = 'segment' AND part = 'offered' AND value > 0
) AS w ON r.queue IS NOT DISTINCT FROM w.queue AND r.local_day = w.local_day
WHERE r.fact = 'report'
"""

# One row an inbound contact: days since the same customer's one before, days to the next, and days
# of its own source's data before and after it. A contact whose customer is unknown is nobody's next.
# There a customer is 64 bits: two of ten million share them once in 400,000 lakes.
INBOUND = """
SELECT * REPLACE (CASE WHEN customer_id IS NOT NULL THEN hash(customer_id) END AS customer_id),
  epoch_us(started_at) AS us
FROM "@contact" WHERE direction = 'inbound' AND is_excluded = false
"""
REACHED = """("@newest_contact" - us) / 86400000000 AS mature_days, (us - "@oldest_contact") / 86400000000 AS known_days"""
GAPPED = f"""
SELECT placed.*, {REACHED},
  (next_us - us) / 86400000000 AS repeat_days, (us - last_us) / 86400000000 AS since_days
"""
EVERY_DEMAND = f"""
{GAPPED} FROM (
  SELECT *, lead(us) OVER own AS next_us, lag(us) OVER own AS last_us
  FROM ({INBOUND} AND customer_id IS NOT NULL) WINDOW own AS (PARTITION BY customer_id ORDER BY us, contact_id)
  UNION ALL SELECT *, NULL, NULL FROM ({INBOUND} AND customer_id IS NULL)
) AS placed
"""
# Where only days up to a few are asked for, only instants are put in order; what is told of those few that are near
# another one is looked up with all other rows. Where several came at one instant, only these are put in order, by
# their ids.
NEAR_DEMAND = f"""
WITH pair AS (
  SELECT customer_id, us, next_us FROM (
    SELECT customer_id, us, lead(us) OVER own AS next_us
    FROM ({INBOUND} AND customer_id IS NOT NULL) WINDOW own AS (PARTITION BY customer_id ORDER BY us)
  ) WHERE next_us - us <= {{days}} * 86400000000
), near AS (
  SELECT customer_id, us, max(next_us) AS next_us, min(last_us) AS last_us, 1 + sum(ties) AS many FROM (
    SELECT customer_id, us, next_us, NULL AS last_us, CASE WHEN next_us = us THEN 1 ELSE 0 END AS ties FROM pair
    UNION ALL
    SELECT customer_id, next_us, NULL, us, 0 FROM pair
  ) GROUP BY customer_id, us
), tied AS (
  SELECT i.*, n.next_us AS later_us, n.last_us AS earlier_us, n.many,
    row_number() OVER (PARTITION BY i.customer_id, i.us ORDER BY i.contact_id) AS turn
  FROM ({INBOUND}) AS i JOIN near AS n ON i.customer_id = n.customer_id AND i.us = n.us WHERE n.many > 1
)
{GAPPED} FROM (
  SELECT i.*, n.next_us, n.last_us
  FROM ({INBOUND}) AS i LEFT JOIN near AS n ON i.customer_id = n.customer_id AND i.us = n.us
  WHERE n.many IS NULL OR n.many = 1
  UNION ALL
  SELECT * EXCLUDE (later_us, earlier_us, many, turn),
    CASE WHEN turn < many THEN us WHEN later_us > us THEN later_us END,
    CASE WHEN turn > 1 THEN us WHEN earlier_us < us THEN earlier_us END
  FROM tied
) AS placed
"""
# Where nothing is asked of the customer's other contacts, nobody has to look for them.
PLAIN_DEMAND = (
    f"""SELECT *, {REACHED} FROM (SELECT *, epoch_us(started_at) AS us FROM "@contact")"""
)
MOST_NEAR_DAYS = 30  # with more, most contacts are near another one of their customer
GAPS = ("repeat_days", "since_days")

# One row a case: its first solution, and days to its reopening and of its own source's data after it.
SOLVE = """
SELECT *, ("@newest_flow" - epoch_us("at")) / 86400000000 AS mature_days,
  (epoch_us(reopened_at) - epoch_us("at")) / 86400000000 AS reopened_days
FROM "@case_flow" WHERE first_solution
"""

# Where a piece of a contact or a whole one ended, by the local clock then in force ("@local_end", from
# source_id and end_us; where a source's zone is not known, by the clock at the start). What has not
# ended, or ended nobody knows when, stays where it began: it is open or unknown there, never lost.
CLOCKED = """
  SELECT *, make_timestamp(coalesce("@local_end", end_us + epoch_us(CAST(local_day AS TIMESTAMP))
    + CAST(local_minute AS BIGINT) * 60000000 - us // 60000000 * 60000000)) AS local_end
  FROM (SELECT *, epoch_us(started_at) AS us, {end_us} AS end_us FROM {table})
"""
ENDED = f"""
SELECT * EXCLUDE (us, end_us, local_end) REPLACE (
  CASE WHEN end_us IS NULL THEN local_day ELSE CAST(local_end AS DATE) END AS local_day,
  CASE WHEN end_us IS NULL THEN local_minute
    ELSE CAST(hour(local_end) * 60 + minute(local_end) AS SMALLINT) END AS local_minute
) FROM ({CLOCKED})
"""
SEGMENT = {"table": '"@segment"', "end_us": "epoch_us(started_at) + duration_ms * 1000"}
SEGMENT_END = ENDED.format(**SEGMENT)
CONTACT_END = ENDED.format(table='"@contact"', end_us="epoch_us(ended_at)")

# +1 where a customer begins to wait, −1 where the wait ends: what is owed at an instant is the sum
# up to it. A wait whose end is known but not when is left out, and so is an end after the last day.
OWED_FLOW = f"""
SELECT queue, channel, agent, reason, change,
  CASE WHEN change = 1 THEN local_day ELSE end_day END AS local_day,
  CASE WHEN change = 1 THEN local_minute
    ELSE CAST(hour(local_end) * 60 + minute(local_end) AS SMALLINT) END AS local_minute
FROM (
  SELECT *, unnest(CASE WHEN end_reason IS NULL OR end_day > "@last_counted" THEN [1] ELSE [1, -1] END) AS change
  FROM (SELECT *, CAST(local_end AS DATE) AS end_day FROM ({CLOCKED.format(**SEGMENT)}))
  WHERE is_counted AND kind = 'wait' AND (end_reason IS NULL OR duration_ms IS NOT NULL)
)
"""

# One row a contact that waited several times, booked on its first wait: how often it waited, how long in all
# (unknown while any of its waits has no length), and how often it still waits.
WAITED = """
SELECT arg_min_null(queue, place) AS queue, arg_min_null(channel, place) AS channel,
  arg_min_null(agent, place) AS agent, arg_min_null(reason, place) AS reason,
  arg_min(local_day, place) AS local_day, arg_min(local_minute, place) AS local_minute,
  arg_min(started_at, place) AS started_at, contact_id, count(*) AS waits,
  CASE WHEN count(duration_ms) = count(*) THEN CAST(sum(duration_ms) AS BIGINT) END AS wait_ms,
  CAST(count(*) - count(end_reason) AS BIGINT) AS open_waits
FROM (
  SELECT *, {'began': started_at, 'seq': seq} AS place FROM "@segment"
  WHERE is_counted AND kind = 'wait' AND NOT only_wait
) GROUP BY contact_id
"""

# For each age in days: +1 where an open case reaches it, −1 where it leaves. A case keeps its age
# through a solution: reopened, it is as old as on the day it was opened.
# Where it begins it changes nothing, so that no old case is a 0 and not a dash.
AGED_FLOW = """
WITH entry AS (
  SELECT queue, channel, agent, reason,
    epoch_us(CAST(local_day AS TIMESTAMP)) + CAST(local_minute AS BIGINT) * 60000000 AS local_us,
    CAST(opened_minute AS BIGINT) * 60000000 AS opened_us, CAST(left_minute AS BIGINT) * 60000000 AS left_us
  FROM "@case_flow" WHERE change = 1
), stay AS (
  SELECT *, greatest(local_us, opened_us + older_days * 86400000000) AS since_us
  FROM (SELECT *, unnest([1, 3, 7, 14, 30]) AS older_days FROM entry)
), move AS (
  SELECT queue, channel, agent, reason, older_days, since_us AS us, 1 AS change FROM stay
  WHERE (left_us IS NULL OR left_us > since_us) AND since_us <= "@last_flow"
  UNION ALL
  SELECT queue, channel, agent, reason, older_days, left_us, -1 FROM stay WHERE left_us > since_us
  UNION ALL
  SELECT queue, channel, agent, reason, NULL, local_us, 0 FROM entry
)
SELECT queue, channel, agent, reason, older_days, change, CAST(make_timestamp(us) AS DATE) AS local_day,
  CAST(us // 60000000 % 1440 AS SMALLINT) AS local_minute
FROM move
"""

# One row a person and month in which any state of theirs was told, booked on its first day: months
# until they were told last, and whole months of data that follow: one that the data do not reach the
# last day of is none yet.
TENURE = """
SELECT CAST(make_date(month_no // 12, month_no % 12 + 1, 1) AS DATE) AS local_day,
  CAST(0 AS SMALLINT) AS local_minute,
  max(month_no) OVER (PARTITION BY agent) - month_no AS stays_months,
  whole_no - month_no AS mature_months
FROM (
  SELECT DISTINCT agent, CAST(year(local_day) * 12 + month(local_day) - 1 AS INTEGER) AS month_no
  FROM "@agent_state" WHERE agent IS NOT NULL AND duration_ms > 0 AND state <> 'offline'
) CROSS JOIN (
  SELECT CAST(year(next_day) * 12 + month(next_day) - 2 AS INTEGER) AS whole_no
  FROM (
    SELECT max(local_day) + 1 AS next_day
    FROM "@agent_state" WHERE agent IS NOT NULL AND duration_ms > 0 AND state <> 'offline'
  )
)
"""

# States cut at local hours, then swept: time with any contact or wrap-up counts once, and idle
# time only while available (where the source tells presence of them in that month) and not busy. In whole microseconds:
# `shift` is the local clock minus UTC; few states cross an hour, so only those are cut.
STATE = f"""
WITH piece AS (
  SELECT agent, CAST(state IN ('on_contact', 'wrap') AS INTEGER) AS is_busy,
    CAST(state = 'idle' AS INTEGER) AS is_idle,
    CAST(state = 'available' AS INTEGER) AS is_available,
    CAST(state IN {AWAY} AS INTEGER) AS is_away,
    epoch_us(started_at) AS a, epoch_us(started_at) + duration_ms * 1000 AS b,
    epoch_us(CAST(local_day AS TIMESTAMP)) + CAST(local_minute AS BIGINT) * 60000000
      + epoch_us(started_at) % 60000000 - epoch_us(started_at) AS shift
  FROM "@agent_state"
  WHERE duration_ms > 0 AND (state IN ('on_contact', 'wrap', 'idle', 'available') OR state IN {AWAY})
), span AS (
  SELECT *, (a + shift) // 3600000000 AS first_hour, (b + shift - 1) // 3600000000 AS last_hour
  FROM piece
), cut AS (
  SELECT agent, is_busy, is_idle, is_available, is_away, first_hour AS hour, a, b
  FROM span WHERE first_hour = last_hour
  UNION ALL
  SELECT agent, is_busy, is_idle, is_available, is_away, hour,
    greatest(a, hour * 3600000000 - shift), least(b, (hour + 1) * 3600000000 - shift)
  FROM (
    SELECT *, unnest(range(first_hour, last_hour + 1)) AS hour
    FROM span WHERE first_hour < last_hour
  )
), known AS (
  SELECT agent, date_trunc('month', make_timestamp(hour * 3600000000)) AS month,
    max(is_idle) AS tells_idle, max(is_available) AS tells_presence
  FROM cut GROUP BY ALL
), edge AS (
  SELECT agent, hour, a AS instant, is_busy AS busy, is_idle AS idle, is_available AS available,
    is_away AS away
  FROM cut
  UNION ALL
  SELECT agent, hour, b, -is_busy, -is_idle, -is_available, -is_away FROM cut
), moment AS (
  SELECT agent, hour, instant,
    sum(busy) AS busy, sum(idle) AS idle, sum(available) AS available, sum(away) AS away
  FROM edge GROUP BY agent, hour, instant
), slice AS (
  SELECT agent, hour, lead(instant) OVER w - instant AS us,
    sum(busy) OVER w AS busy, sum(idle) OVER w AS idle, sum(available) OVER w AS available,
    sum(away) OVER w AS away
  FROM moment
  WINDOW w AS (PARTITION BY agent, hour ORDER BY instant ROWS UNBOUNDED PRECEDING)
)
SELECT slice.agent, CAST(make_timestamp(hour * 3600000000) AS DATE) AS local_day,
  CAST(hour % 24 * 60 AS INTEGER) AS local_minute,
  sum(CASE WHEN busy > 0 THEN us // 1000 ELSE 0 END) AS busy_ms,
  sum(CASE WHEN busy > 0 THEN busy * (us // 1000) ELSE 0 END) AS contact_ms,
  sum(CASE WHEN busy <= 0 AND (idle > 0 OR tells_idle = 0)
    AND (available > 0 OR tells_presence = 0) THEN us // 1000 ELSE 0 END) AS ready_ms,
  sum(CASE WHEN busy > 0 OR available > 0 OR away > 0 THEN us // 1000 ELSE 0 END) AS here_ms,
  sum(CASE WHEN busy <= 0 AND away > 0 THEN us // 1000 ELSE 0 END) AS away_ms,
  max(greatest(tells_idle, tells_presence)) AS tells, max(tells_presence) AS tells_presence,
  max(CAST(busy > 0 OR idle > 0 OR available > 0 AS INTEGER)) AS at_work
FROM slice JOIN known ON slice.agent IS NOT DISTINCT FROM known.agent
  AND known.month = date_trunc('month', make_timestamp(hour * 3600000000))
WHERE us > 0 AND (busy > 0 OR idle > 0 OR available > 0 OR away > 0)
GROUP BY slice.agent, hour
"""

# The last local day that any state which matters reaches into.
LAST_STATE = f"""
SELECT max(CAST(local_day + to_minutes(local_minute) + to_milliseconds(duration_ms - 1)
  + (started_at - date_trunc('minute', started_at)) AS DATE))
FROM {{relation}}
WHERE duration_ms > 0 AND (state IN ('on_contact', 'wrap', 'idle', 'available') OR state IN {AWAY})
"""

# One row an answer to a question of experience, less the answer to that of expectation: the newest of
# each that came with the same contact (else case), on the same scale. Answers without the other one
# have no gap. `item` is what both ask about: question_ref is item/experience or item/expectation.
PAIR = """
WITH asked AS (
  SELECT *, question_ref LIKE '%/experience' AS is_experience,
    CASE WHEN question_ref LIKE '%/experience' THEN left(question_ref, length(question_ref) - 11)
      ELSE left(question_ref, length(question_ref) - 12) END AS item,
    coalesce(contact_id, case_id) AS who
  FROM "@survey_response" WHERE score_norm IS NOT NULL AND scale_min IS NOT NULL AND scale_max IS NOT NULL
    AND (question_ref LIKE '%/experience' OR question_ref LIKE '%/expectation')
), placed AS (
  SELECT *, row_number() OVER (
    PARTITION BY source_id, coalesce(who, survey_id), question_ref, scale_min, scale_max
    ORDER BY offered_at DESC, survey_id DESC
  ) AS place FROM asked
), other AS (
  SELECT source_id, who, item, scale_min, scale_max, is_experience, score_norm AS other_norm
  FROM placed WHERE place = 1 AND who IS NOT NULL
)
SELECT p.*, o.other_norm, CASE WHEN p.is_experience THEN p.score_norm - o.other_norm END AS gap
FROM placed AS p LEFT JOIN other AS o ON p.source_id IS NOT DISTINCT FROM o.source_id AND p.who = o.who
  AND p.item = o.item AND p.scale_min = o.scale_min AND p.scale_max = o.scale_max
  AND p.is_experience <> o.is_experience
WHERE p.place = 1 AND (p.is_experience OR o.other_norm IS NULL)
"""

NEXT_WAIT = """SELECT * FROM "@segment" WHERE kind = 'wait' AND next_wait"""
DERIVED = {
    **BUSINESS,
    **{f"next_{rule}": waits_sql(NEXT_WAIT, schedule) for rule, schedule in RULES.items()},
    "state": STATE,
    "solve": SOLVE,
    "report": REPORT,
    "pair": PAIR,
    "segment_end": SEGMENT_END,
    "contact_end": CONTACT_END,
    "next_wait_end": SEGMENT_END,
    "waited": WAITED,
    "owed_flow": OWED_FLOW,
    "aged_flow": AGED_FLOW,
    "tenure": TENURE,
}


def relation_sql(fact: str, parts: Sequence[Part]) -> str | None:
    """Return the SQL of a fact that is no table, as far as `parts` ask of it (none: all); else None.

    Examples
    --------
    >>> relation_sql("survey", []) is None
    True
    """
    if fact != "demand":
        return DERIVED.get(fact)
    gaps = [where for part in parts for where in part.where if where.column in GAPS]
    if parts and not gaps:
        return PLAIN_DEMAND
    days = [w.value for w in gaps if w.op == "<=" and isinstance(w.value, int)]
    if gaps and len(days) == len(gaps) and max(days) <= MOST_NEAR_DAYS:
        return NEAR_DEMAND.format(days=max(days))
    return EVERY_DEMAND
