"""Relations that measures need beside the lake's tables, as SQL over ``"@table"``."""

__all__ = ["LAST_STATE", "REPORT", "REPORT_ROLLED", "SOLVE", "STATE"]

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

# One row a case: its first solution, and the first reopening at or after it.
SOLVE = """
SELECT queue, channel, agent, reason, local_day, local_minute,
  (epoch_us(newest) - epoch_us(at)) / 86400000000 AS mature_days,
  (epoch_us(reopened_at) - epoch_us(at)) / 86400000000 AS reopened_days
FROM (
  SELECT *, max(at) OVER () AS newest,
    row_number() OVER (PARTITION BY case_id, cause ORDER BY at) AS nth,
    min(CASE WHEN cause = 'reopened' THEN at END) OVER (
      PARTITION BY case_id ORDER BY at RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS reopened_at
  FROM "@case_flow"
) WHERE cause = 'solved' AND nth = 1
"""

# States cut at local hours, then swept: time with any contact or wrap-up counts once, and idle
# time only while available (where the source tells presence) and not busy.
STATE = """
WITH piece AS (
  SELECT agent, state, started_at,
    started_at + to_milliseconds(duration_ms) AS ended_at,
    local_day + to_minutes(local_minute)
      + (started_at - date_trunc('minute', started_at)) AS local_start
  FROM "@agent_state"
  WHERE duration_ms > 0 AND state IN ('on_contact', 'wrap', 'idle', 'available')
), cut AS (
  SELECT agent, state, started_at, ended_at, local_start, hour,
    greatest(started_at, started_at + (hour - local_start)) AS a,
    least(ended_at, started_at + (hour + INTERVAL 1 HOUR - local_start)) AS b
  FROM piece, LATERAL unnest(generate_series(
    date_trunc('hour', local_start), local_start + (ended_at - started_at), INTERVAL 1 HOUR
  )) AS t(hour)
), edge AS (
  SELECT agent, hour, a AS at, state, 1 AS step FROM cut WHERE b > a
  UNION ALL
  SELECT agent, hour, b, state, -1 FROM cut WHERE b > a
), slice AS (
  SELECT agent, hour, at,
    lead(at) OVER w AS until,
    sum(CASE WHEN state IN ('on_contact', 'wrap') THEN step ELSE 0 END) OVER w AS busy,
    sum(CASE WHEN state = 'idle' THEN step ELSE 0 END) OVER w AS idle,
    sum(CASE WHEN state = 'available' THEN step ELSE 0 END) OVER w AS available,
    max(CASE WHEN state = 'idle' THEN 1 ELSE 0 END) OVER (PARTITION BY agent) AS tells_idle,
    max(CASE WHEN state = 'available' THEN 1 ELSE 0 END) OVER (PARTITION BY agent) AS tells_presence
  FROM edge
  WINDOW w AS (PARTITION BY agent, hour ORDER BY at ROWS UNBOUNDED PRECEDING)
)
SELECT agent, CAST(hour AS DATE) AS local_day, CAST(hour(hour) * 60 AS INTEGER) AS local_minute,
  sum(CASE WHEN busy > 0 THEN date_diff('millisecond', at, until) ELSE 0 END) AS busy_ms,
  sum(CASE WHEN busy <= 0 AND (idle > 0 OR tells_idle = 0) AND (available > 0 OR tells_presence = 0)
    THEN date_diff('millisecond', at, until) ELSE 0 END) AS ready_ms,
  max(greatest(tells_idle, tells_presence)) AS tells
FROM slice
WHERE until > at AND (busy > 0 OR idle > 0 OR available > 0)
GROUP BY agent, hour
"""

# The last local day that any state which matters reaches into.
LAST_STATE = """
SELECT max(CAST(local_day + to_minutes(local_minute) + to_milliseconds(duration_ms - 1)
  + (started_at - date_trunc('minute', started_at)) AS DATE))
FROM {relation}
WHERE duration_ms > 0 AND state IN ('on_contact', 'wrap', 'idle', 'available')
"""
