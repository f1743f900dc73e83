"""A lake of 24 months made by numbers alone, for benchmarks of measures: Parquet files behind the seam of a snapshot.

A contact in ten begins a case, one case in eight is reopened, one contact in eight is asked how it
was, one in twelve meets a bot; a customer comes three times in two years.
"""

from pathlib import Path

import duckdb

from fiftytwo.contacts.lake import connect, read_sql, sql_type
from fiftytwo.contacts.tables import TABLES, WHAT
from fiftytwo.measures.rollup import ROLLUP_TABLES, rollup_select

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]

CALLS = """
CREATE OR REPLACE TABLE call AS
SELECT i, i + {offset} AS n, '{month}' AS month, CAST(hash(i) >> 2 AS BIGINT) AS h,
  CAST(hash(i + 1000000000) >> 2 AS BIGINT) AS g,
  CAST(unhex(md5(concat('{month}', i))) AS BLOB) AS contact_id, md5(concat('{month}', i)) AS external_id,
  CAST(unhex(md5(concat('customer', hash(i + {offset} + 7) % {customers}))) AS BLOB) AS customer_id,
  CAST(unhex(md5(concat('case', i + {offset} - (i % 10)))) AS BLOB) AS case_id,
  TIMESTAMPTZ '{month}-01 06:00:00+00' + to_seconds(CAST(i * 2200000 // {calls} AS INTEGER)) AS began,
  'Q' || (h % 6) AS queue, ['voice', 'chat', 'email'][1 + g % 3] AS channel,
  ['bill', 'order', NULL][1 + h % 3] AS reason, 'A' || (g % 200) AS agent,
  CAST(CASE WHEN h % 3 = 0 THEN 0 ELSE g % 180000 END AS BIGINT) AS wait_ms,
  CASE WHEN h % 100 < 12 THEN 'abandoned' WHEN g % 3 = 2 THEN 'replied' ELSE 'answered' END AS ending,
  CAST(began AS DATE) AS local_day, CAST(hour(began) * 60 + minute(began) AS SMALLINT) AS local_minute
FROM range({calls}) AS t(i)
"""

SEGMENT = """
SELECT contact_id, 'main' AS leg, 1 AS seq, kind, queue, channel, 'inbound' AS direction,
  CASE WHEN kind NOT IN ('wait', 'bot') THEN agent END AS agent, reason, began AS started_at,
  CASE kind WHEN 'wait' THEN wait_ms WHEN 'talk' THEN h % 600000 WHEN 'work' THEN h % 600000
    WHEN 'bot' THEN 30000 ELSE g % 90000 END AS duration_ms,
  local_day, local_minute, CASE kind WHEN 'wait' THEN ending ELSE 'completed' END AS end_reason,
  CASE WHEN kind IN ('talk', 'work') AND h % 17 = 0 THEN 'blind' END AS transfer_type,
  'exact' AS time_basis, false AS hold_included, kind <> 'bot' AS is_counted,
  kind IN ('talk', 'work') AS leg_first, kind = 'wait' AND nth = 1 AS first_wait,
  kind = 'wait' AND (nth > 1 OR i % 40 = 1) AS next_wait, kind = 'wait' AS only_wait,
  20000 AS target_ms, 5000 AS short_ms, 'pbx' AS source_id, external_id
FROM (
  SELECT *, unnest(CASE WHEN ending = 'abandoned' THEN ['wait'] WHEN h % 12 = 0 THEN ['bot', 'wait', 'talk', 'wrap']
      WHEN ending = 'replied' THEN ['wait', 'work'] WHEN g % 5 < 4 THEN ['wait', 'talk', 'wrap'] ELSE ['wait', 'talk'] END) AS kind,
    1 + (ending = 'replied' AND h % 2 = 0)::INTEGER AS nth
  FROM call
) ORDER BY started_at, contact_id
"""

CONTACT = """
SELECT contact_id, channel, 'inbound' AS direction, queue, CASE WHEN ending <> 'abandoned' THEN agent END AS agent, reason,
  CASE WHEN h % 20 > 0 THEN customer_id END AS customer_id, CASE WHEN i % 10 = 0 OR i % 40 = 1 THEN case_id END AS case_id,
  CASE WHEN i % 10 = 0 THEN 1 WHEN i % 40 = 1 THEN 2 END AS case_episode_no, began AS started_at,
  began + to_seconds(CAST(h % 900 AS INTEGER)) AS ended_at,
  CASE WHEN ending = 'abandoned' THEN 'abandoned_queue' WHEN h % 36 = 0 THEN 'bot_resolved' ELSE 'handled' END AS outcome,
  CAST(h % 17 = 0 AS SMALLINT) AS transfer_count, local_day, local_minute, false AS is_excluded,
  ending <> 'abandoned' AND h % 12 = 0 AS met_bot, 'pbx' AS source_id, external_id
FROM call ORDER BY started_at, contact_id
"""

SPAN = """
SELECT * EXCLUDE (next_began), epoch_us(next_began) AS next_us, began + to_seconds(CAST(3600 + h % 500000 AS INTEGER)) AS solved,
  h % 8 = 0 AS back, began + to_seconds(CAST(3600 + h % 500000 + g % 1000000 AS INTEGER)) AS reopened,
  began + to_seconds(CAST(7200 + h % 500000 + g % 1000000 AS INTEGER)) AS again
FROM (SELECT *, lead(began) OVER later AS next_began, lead(h) OVER later AS next_h FROM call WINDOW later AS (ORDER BY i))
WHERE i % 10 = 0
"""

FACT_CASE = f"""
SELECT case_id, 'desk' AS source_id, external_id, channel, queue, agent, reason, began AS created_at, local_day, local_minute,
  solved AS first_solved_at, CASE WHEN back THEN again ELSE solved END AS last_solved_at,
  CAST(last_solved_at AS DATE) AS solved_day, hour(last_solved_at) * 60 + minute(last_solved_at) AS solved_minute,
  CASE WHEN h % 30 > 0 THEN g % 90000000 END AS first_response_ms, CASE WHEN h % 30 > 0 THEN began END AS response_from, epoch_ms(solved) - epoch_ms(began) AS resolution_first_ms,
  epoch_ms(last_solved_at) - epoch_ms(began) AS resolution_ms, resolution_ms // 2 AS resolution_excl_waiting_ms,
  2 * (third_us // 1000) AS requester_wait_ms, third_us // 1000 AS agent_wait_ms, 0 AS on_hold_ms, requester_wait_ms AS agent_work_ms,
  list_sum([s.b - s.a FOR s IN episodes]) // 1000 AS active_ms, stays || episodes AS stretches,
  back::INTEGER AS reopen_count, CAST(g % 3 AS INTEGER) AS handoff_count, true AS is_counted
FROM (
  SELECT *, [{{'what': {WHAT["work"]}, 'a': us, 'b': us + third_us}}, {{'what': {WHAT["work"]}, 'a': us + third_us, 'b': us + 2 * third_us}},
    {{'what': {WHAT["waiting"]}, 'a': us + 2 * third_us, 'b': us + 3 * third_us}}] AS stays,
    [{{'what': {WHAT["episode"]}, 'a': us, 'b': us + h % 900 * 1000000}}] || CASE WHEN i % 40 = 0
      THEN [{{'what': {WHAT["episode"]}, 'a': next_us, 'b': next_us + next_h % 900 * 1000000}}] ELSE [] END AS episodes
  FROM (SELECT *, epoch_us(began) AS us, (epoch_ms(solved) - epoch_ms(began)) // 3 * 1000 AS third_us FROM ({SPAN}))
) ORDER BY created_at
"""

CASE_FLOW = f"""
SELECT case_id, 'desk' AS source_id, step.moment AS "at", CAST(step.moment AS DATE) AS local_day,
  hour(step.moment) * 60 + minute(step.moment) AS local_minute, step.change AS change, step.cause AS cause, channel, queue, agent, reason,
  epoch_us(began) // 60000000 AS opened_minute, epoch_us(step.until) // 60000000 AS left_minute, step.is_first AS first_solution,
  CASE WHEN step.is_first AND back THEN reopened END AS reopened_at, CASE WHEN step.is_first THEN g % 3 END AS handoff_count
FROM (
  SELECT *, unnest([{{'moment': began, 'cause': 'opened', 'change': 1, 'until': solved, 'is_first': false}},
      {{'moment': solved, 'cause': 'solved', 'change': -1, 'until': NULL, 'is_first': true}}]
    || CASE WHEN back THEN [{{'moment': reopened, 'cause': 'reopened', 'change': 1, 'until': again, 'is_first': false}},
      {{'moment': again, 'cause': 'solved', 'change': -1, 'until': NULL, 'is_first': false}}]
      ELSE [] END) AS step FROM ({SPAN})
) ORDER BY "at"
"""

CASE_INTERVAL = f"""
SELECT case_id, 'status_category' AS attribute, step.value AS value, step.moment AS started_at,
  CASE WHEN step.value <> 'solved' THEN step.moment + to_milliseconds((epoch_ms(solved) - epoch_ms(began)) // 3) END AS ended_at
FROM (
  SELECT *, unnest([{{'value': 'new', 'moment': began}}, {{'value': 'open', 'moment': began + (solved - began) / 3}},
    {{'value': 'waiting_customer', 'moment': began + (solved - began) / 1.5}}, {{'value': 'solved', 'moment': solved}}]) AS step FROM ({SPAN})
)
"""

SURVEY = """
SELECT contact_id AS survey_id, CASE WHEN h % 16 = 0 THEN 'nps' ELSE 'csat' END AS instrument,
  CASE WHEN h % 16 = 0 THEN 0.0 ELSE 1.0 END AS scale_min, CASE WHEN h % 16 = 0 THEN 10.0 ELSE 5.0 END AS scale_max,
  CASE WHEN g % 4 = 0 THEN CASE WHEN h % 16 = 0 THEN (g // 4) % 11 ELSE 1 + (g // 4) % 5 END END AS score,
  (score - scale_min) / (scale_max - scale_min) AS score_norm, began AS offered_at, contact_id, queue, channel, agent,
  reason, local_day, local_minute FROM call WHERE h % 8 = 0 ORDER BY offered_at
"""

STATE = """
SELECT agent, 'work' AS track, unnest(['on_contact', 'idle']) AS state, channel, queue, began AS started_at,
  CASE state WHEN 'idle' THEN 60000 ELSE h % 600000 END AS duration_ms, local_day, local_minute, 'pbx' AS source_id, external_id
FROM call WHERE ending <> 'abandoned' ORDER BY started_at
"""

MADE = {
    "segment": SEGMENT,
    "contact": CONTACT,
    "fact_case": FACT_CASE,
    "case_flow": CASE_FLOW,
    "case_interval": CASE_INTERVAL,
    "survey_response": SURVEY,
    "agent_state": STATE,
}


HOURS = """
[schedules.office]
zone = "Europe/Berlin"
hours = [{ mon-fri = ["08:00-20:00"], sat = ["09:00-17:00"] }]
[[holds]]
schedule = "office"
"""


class FileLake:
    """A lake of Parquet files made here, one a month and table."""

    schedules = HOURS

    def __init__(self, folder: Path, *, rolled: bool) -> None:
        self.folder, self.load_id, self.rolled = folder, f"bench-{rolled}", rolled
        self.connection = connect()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self.connection.cursor()

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        if table == "rollup_day" and not self.rolled:
            return read_sql(table, [])
        months = [m for m in MONTHS if (first_month or m) <= m <= (last_month or m)]
        files = [self.folder / table / f"month={month}" / "part.parquet" for month in months]
        return read_sql(table, [str(file) for file in files if file.exists()])


def make(folder: Path, contacts: int) -> None:
    """Write every table and the day roll-up, month by month; months that are there stay."""
    lake = FileLake(folder, rolled=False)
    calls = contacts // len(MONTHS)
    for number, month in enumerate(MONTHS):
        if (folder / "rollup_day" / f"month={month}" / "part.parquet").exists():
            continue
        lake.connection.execute(
            CALLS.format(
                month=month, calls=calls, offset=number * calls, customers=max(1, contacts // 3)
            )
        )
        for table, select in MADE.items():
            _write(lake, table, month, select)
        relations = {table: lake.relation(table, month, month) for table in ROLLUP_TABLES}
        _write(lake, "rollup_day", month, rollup_select(relations))
    lake.connection.execute("DROP TABLE IF EXISTS call")


def quoted(name: str) -> str:
    return f'"{name}"'


def _write(lake: FileLake, table: str, month: str, select: str) -> None:
    """Write one month of a table with all its columns; those not made are missing."""
    cursor = lake.cursor()
    found = {name for name, *_ in cursor.sql(f"DESCRIBE {select}").fetchall()}
    columns = ", ".join(
        f'CAST({quoted(name) if name in found else "NULL"} AS {sql_type(TABLES[table].field(name).type)}) AS "{name}"'
        for name in TABLES[table].names
        if name != "month"
    )
    file = lake.folder / table / f"month={month}" / "part.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    cursor.execute(
        f"COPY (SELECT {columns} FROM ({select})) TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
