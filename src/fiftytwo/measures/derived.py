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
# time only while available (where the source tells presence) and not busy. In whole microseconds:
# `shift` is the local clock minus UTC; few states cross an hour, so only those are cut.
STATE = """
WITH piece AS (
  SELECT agent, CAST(state IN ('on_contact', 'wrap') AS INTEGER) AS is_busy,
    CAST(state = 'idle' AS INTEGER) AS is_idle,
    CAST(state = 'available' AS INTEGER) AS is_available,
    epoch_us(started_at) AS a, epoch_us(started_at) + duration_ms * 1000 AS b,
    epoch_us(CAST(local_day AS TIMESTAMP)) + CAST(local_minute AS BIGINT) * 60000000
      + epoch_us(started_at) % 60000000 - epoch_us(started_at) AS shift
  FROM "@agent_state"
  WHERE duration_ms > 0 AND state IN ('on_contact', 'wrap', 'idle', 'available')
), known AS (
  SELECT agent, max(is_idle) AS tells_idle, max(is_available) AS tells_presence
  FROM piece GROUP BY agent
), span AS (
  SELECT *, (a + shift) // 3600000000 AS first_hour, (b + shift - 1) // 3600000000 AS last_hour
  FROM piece
), cut AS (
  SELECT agent, is_busy, is_idle, is_available, first_hour AS hour, a, b
  FROM span WHERE first_hour = last_hour
  UNION ALL
  SELECT agent, is_busy, is_idle, is_available, hour,
    greatest(a, hour * 3600000000 - shift), least(b, (hour + 1) * 3600000000 - shift)
  FROM (
    SELECT *, unnest(range(first_hour, last_hour + 1)) AS hour
    FROM span WHERE first_hour < last_hour
  )
), edge AS (
  SELECT agent, hour, a AS instant, is_busy AS busy, is_idle AS idle, is_available AS available
  FROM cut
  UNION ALL
  SELECT agent, hour, b, -is_busy, -is_idle, -is_available FROM cut
), moment AS (
  SELECT agent, hour, instant,
    sum(busy) AS busy, sum(idle) AS idle, sum(available) AS available
  FROM edge GROUP BY agent, hour, instant
), slice AS (
  SELECT agent, hour, lead(instant) OVER w - instant AS us,
    sum(busy) OVER w AS busy, sum(idle) OVER w AS idle, sum(available) OVER w AS available
  FROM moment
  WINDOW w AS (PARTITION BY agent, hour ORDER BY instant ROWS UNBOUNDED PRECEDING)
)
SELECT slice.agent, CAST(make_timestamp(hour * 3600000000) AS DATE) AS local_day,
  CAST(hour % 24 * 60 AS INTEGER) AS local_minute,
  sum(CASE WHEN busy > 0 THEN us // 1000 ELSE 0 END) AS busy_ms,
  sum(CASE WHEN busy <= 0 AND (idle > 0 OR tells_idle = 0)
    AND (available > 0 OR tells_presence = 0) THEN us // 1000 ELSE 0 END) AS ready_ms,
  max(greatest(tells_idle, tells_presence)) AS tells
FROM slice JOIN known ON slice.agent IS NOT DISTINCT FROM known.agent
WHERE us > 0 AND (busy > 0 OR idle > 0 OR available > 0)
GROUP BY slice.agent, hour
"""

# The last local day that any state which matters reaches into.
LAST_STATE = """
SELECT max(CAST(local_day + to_minutes(local_minute) + to_milliseconds(duration_ms - 1)
  + (started_at - date_trunc('minute', started_at)) AS DATE))
FROM {relation}
WHERE duration_ms > 0 AND state IN ('on_contact', 'wrap', 'idle', 'available')
"""
