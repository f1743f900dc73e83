"""Business time in the lake: stretches of time joined with the opening hours that the workspace gives.

What the SQL of a fact may name: ``"@opening"`` is the relation of opening hours by day,
``"@schedule"`` the number of the schedule of a row's queue and channel, ``"@open_a"`` and
``"@open_b"`` the open time until a row's instants a and b.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from fiftytwo.contacts.lake import quote
from fiftytwo.measures.business_time import DAY_US, Assigned, Windows, day_table
from fiftytwo.measures.model import Facts
from fiftytwo.measures.schedules import Schedules, read_schedules

__all__ = ["BUSINESS", "OPENING", "TIMED", "opening_of"]

# Rows with instants a and b [µs], a queue and a channel, and the business time between them; unknown
# where no schedule holds, where it did not hold yet, or where b is before a.
TIMED = f"""
SELECT p.*, CASE WHEN a <= b AND a >= x.known_from AND b <= y.known_to
  THEN CAST(("@open_b" - "@open_a") // 1000 AS BIGINT) END AS business_ms
FROM (
  SELECT *, "@schedule" AS schedule_no, a // {DAY_US} AS a_day, b // {DAY_US} AS b_day FROM ({{rows}}) AS given
) AS p
LEFT JOIN "@opening" AS x ON p.schedule_no = x.schedule_no AND p.a_day = x.day_no
LEFT JOIN "@opening" AS y ON p.schedule_no = y.schedule_no AND p.b_day = y.day_no
"""

CASE_ROWS = """
SELECT *, epoch_us(coalesce(response_from, created_at)) AS a,
  epoch_us(coalesce(response_from, created_at)) + first_response_ms * 1000 AS b FROM "@fact_case"
"""
CASE_BUSINESS = f"SELECT *, business_ms AS first_response_business_ms FROM ({TIMED.format(rows=CASE_ROWS)}) AS timed"

# One row a solved case: the stretches to its solutions and those of its states, each timed by itself.
STRETCHES = """
SELECT case_id, queue, channel, 'first' AS what, epoch_us(created_at) AS a, epoch_us(first_solved_at) AS b
FROM "@fact_case" WHERE solved_day IS NOT NULL
UNION ALL
SELECT case_id, queue, channel, 'full', epoch_us(created_at), epoch_us(last_solved_at)
FROM "@fact_case" WHERE solved_day IS NOT NULL
UNION ALL
SELECT i.case_id, f.queue, f.channel, i.value, epoch_us(i.started_at), epoch_us(i.ended_at)
FROM "@case_interval" AS i JOIN "@fact_case" AS f ON i.case_id = f.case_id
WHERE i.attribute = 'status_category' AND i.ended_at IS NOT NULL AND f.solved_day IS NOT NULL
"""
# Where any stretch of a case's states is unknown, so are their sums.
DONE_BUSINESS = f"""
SELECT f.*, t.* EXCLUDE (case_id) FROM "@fact_case" AS f LEFT JOIN (
  SELECT case_id, max(CASE WHEN what = 'first' THEN business_ms END) AS resolution_first_business_ms,
    max(CASE WHEN what = 'full' THEN business_ms END) AS resolution_business_ms,
    CASE WHEN sum(is_state) > 0 AND sum(is_lost) = 0 THEN CAST(sum(CASE WHEN what IN ('new', 'open', 'on_hold')
      THEN business_ms ELSE 0 END) AS BIGINT) END AS requester_wait_business_ms,
    CASE WHEN sum(is_state) > 0 AND sum(is_lost) = 0 THEN CAST(sum(CASE WHEN what = 'waiting_customer'
      THEN business_ms ELSE 0 END) AS BIGINT) END AS agent_wait_business_ms
  FROM (
    SELECT *, CAST(what NOT IN ('first', 'full') AS INTEGER) AS is_state,
      CAST(what NOT IN ('first', 'full') AND business_ms IS NULL AS INTEGER) AS is_lost
    FROM ({TIMED.format(rows=STRETCHES)}) AS timed
  ) AS told GROUP BY case_id
) AS t ON f.case_id = t.case_id
"""

BUSINESS = {
    "case_business": CASE_BUSINESS,
    "done_business": DONE_BUSINESS,
}
COLUMNS = ("schedule_no", "known_from", "known_to", "day_no", "before_us")
INSTANTS = {
    "segment": ("started_at",),
    "contact": ("started_at", "ended_at"),
    "case_interval": ("started_at", "ended_at"),
    "fact_case": ("created_at", "last_solved_at"),
}


def opening_of(source: Facts, name: str) -> str:
    """Return what stands for one of the names of `OPENING` in a lake."""
    return OPENING[name](read_schedules(source.schedules), _years(source))


def _years(source: Facts) -> tuple[int, int]:
    """Return the first and the last year that anything is told of."""
    every = " UNION ALL ".join(
        f"SELECT min({column}) AS a, max({column}) AS b FROM {source.relation(table)}"
        for table, columns in INSTANTS.items()
        for column in columns
    )
    sql = f"SELECT year(min(a)), year(max(b)) FROM ({every}) AS told"
    ((first, last),) = source.cursor().sql(sql).fetchall()
    return (1970, 1970) if first is None else (int(first), int(last))


@lru_cache(maxsize=8)
def _laid_out(
    schedules: Schedules, years: tuple[int, int]
) -> tuple[tuple[tuple[Assigned, ...], ...], tuple[tuple[int, ...], ...], int]:
    """Return the histories that differ, the rows of their days, and the windows a row has."""
    queues, channels = (None, *schedules.queues), (None, *schedules.channels)
    each = dict.fromkeys(schedules.history(q, c) for q in queues for c in channels)
    histories = tuple(history for history in each if history)
    # a year more at each end: a wait that has a length may end after the last instant of all
    begin, until = (
        datetime(years[0] - 1, 1, 1, tzinfo=UTC),
        datetime(years[1] + 2, 1, 1, tzinfo=UTC),
    )
    rows: list[tuple[int, ...]] = []
    for number, history in enumerate(histories):
        within = _within(history, begin, until)
        if within:
            windows = Windows.of(within, until)
            head = (number, windows.known_from, windows.known_to)
            rows += [(*head, *row) for row in day_table(windows)]
    width = max(map(len, rows), default=len(COLUMNS))
    filled = tuple((*row, *[0] * (width - len(row))) for row in rows)
    return histories, filled, (width - len(COLUMNS)) // 2


def _within(history: tuple[Assigned, ...], begin: datetime, until: datetime) -> list[Assigned]:
    """Return a history from one instant to another."""
    early = [Assigned(begin, item.schedule) for item in history if item.since <= begin]
    return [*early[-1:], *(item for item in history if begin < item.since < until)]


def _relation(schedules: Schedules, years: tuple[int, int]) -> str:
    """Return the relation of opening hours, out of one literal: values by the thousand are slow to plan."""
    _, rows, pairs = _laid_out(schedules, years)
    names = (*COLUMNS, *(f"{end}_{i}" for i in range(pairs) for end in ("opens", "closes")))
    columns = ", ".join(
        f"CAST(split_part(line, ' ', {i}) AS BIGINT) AS {name}" for i, name in enumerate(names, 1)
    )
    text = ";".join(" ".join(map(str, row)) for row in rows)
    limit = "" if rows else " WHERE false"
    return f"(SELECT {columns} FROM (SELECT unnest(string_split({quote(text)}, ';')) AS line) AS lines{limit})"


def _number(schedules: Schedules, years: tuple[int, int]) -> str:
    """Return SQL of the number of the schedule that holds for a row's queue and channel."""
    histories, _, _ = _laid_out(schedules, years)

    def number(queue: str | None, channel: str | None) -> str:
        history = schedules.history(queue, channel)
        return str(histories.index(history)) if history else "NULL"

    queues, channels = schedules.queues, schedules.channels
    arms = [
        f"WHEN queue = {quote(q)} AND channel = {quote(c)} THEN {number(q, c)}"
        for q in queues
        for c in channels
    ]
    arms += [f"WHEN queue = {quote(q)} THEN {number(q, None)}" for q in queues]
    arms += [f"WHEN channel = {quote(c)} THEN {number(None, c)}" for c in channels]
    rest = number(None, None)
    return (
        f"CAST(CASE {' '.join(arms)} ELSE {rest} END AS BIGINT)"
        if arms
        else f"CAST({rest} AS BIGINT)"
    )


def _open_until(column: str, alias: str) -> Callable[[Schedules, tuple[int, int]], str]:
    def told(schedules: Schedules, years: tuple[int, int]) -> str:
        pairs = _laid_out(schedules, years)[2]
        windows = "".join(
            f" + greatest(0, least({column}, {alias}.closes_{i}) - {alias}.opens_{i})"
            for i in range(pairs)
        )
        return f"({alias}.before_us{windows})"

    return told


OPENING: dict[str, Callable[[Schedules, tuple[int, int]], str]] = {
    "opening": _relation,
    "schedule": _number,
    "open_a": _open_until("a", "x"),
    "open_b": _open_until("b", "y"),
}
