"""Business time in the lake: stretches of time joined with the opening hours that the workspace gives.

What the SQL of a fact may name: ``"@opening"`` is the relation of opening hours by day,
``"@schedule"`` the number of the schedule history of a row's queue and channel, ``"@last_schedule"``
that in which the newest one always held, ``"@by_queue"`` whether queues matter to any of them, ``"@open_a"`` and
``"@open_b"`` the open time until a row's instants a and b.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from fiftytwo.contacts.lake import quote
from fiftytwo.contacts.tables import WHAT
from fiftytwo.measures.business_time import DAY_US, EPOCH, Assigned, Windows, day_table
from fiftytwo.measures.model import Facts
from fiftytwo.measures.schedules import Schedules, read_schedules

__all__ = [
    "ASSIGNED",
    "BUSINESS",
    "OPENING",
    "RULES",
    "TIMED",
    "last_schedule",
    "opening_of",
    "waits_sql",
]

Span = tuple[datetime, datetime]

# Rows with instants a and b [µs], a queue and a channel, and the business time between them; unknown
# where no schedule holds, where it did not hold yet, or where b is before a.
TIMED = f"""
SELECT p.*, CASE WHEN a <= b AND a >= x.known_from AND b <= y.known_to
  THEN CAST(("@open_b" - "@open_a") // 1000 AS BIGINT) END AS business_ms
FROM (
  SELECT *, {{schedule}} AS schedule_no, a // {DAY_US} AS a_day, b // {DAY_US} AS b_day FROM ({{rows}}) AS given
) AS p
LEFT JOIN "@opening" AS x ON p.schedule_no = x.schedule_no AND p.a_day = x.day_no
LEFT JOIN "@opening" AS y ON p.schedule_no = y.schedule_no AND p.b_day = y.day_no
"""
ASSIGNED, LAST = '"@schedule"', '"@last_schedule"'

# The queues of cases that went from one to another, each from when until when; where no schedule names
# a queue it does not matter, and nothing is read.
EVER_US = 9_000_000_000_000_000_000
MOVED = f"""
SELECT case_id, value AS queue_then, CASE WHEN turn = 1 THEN -{EVER_US} ELSE since END AS since,
  coalesce(until, {EVER_US}) AS until
FROM (
  SELECT case_id, value, epoch_us(started_at) AS since, row_number() OVER own AS turn,
    lead(epoch_us(started_at)) OVER own AS until
  FROM "@case_interval" WHERE attribute = 'queue' AND "@by_queue" AND case_id IN (
    SELECT case_id FROM "@case_interval" WHERE attribute = 'queue' AND "@by_queue"
    GROUP BY case_id HAVING count(*) > 1
  )
  WINDOW own AS (PARTITION BY case_id ORDER BY started_at, value)
) AS told
"""
# Rows of cases, cut where their case went to another queue: LEFT keeps those of cases that never did.
CUT = f"""
SELECT r.case_id, CASE WHEN m.case_id IS NULL THEN r.queue ELSE m.queue_then END AS queue, r.channel, r.what,
  CASE WHEN m.since > r.a THEN m.since ELSE r.a END AS a,
  CASE WHEN r.b > m.until THEN m.until ELSE r.b END AS b  -- what has no end keeps none
FROM ({{rows}}) AS r {{kept}} JOIN ({MOVED}) AS m ON r.case_id = m.case_id AND CASE WHEN r.a < r.b
  THEN m.since < r.b AND m.until > r.a ELSE m.since <= r.a AND m.until > r.a END
"""

# Instants in µs from when until when the columns of a case are told that have one stretch each.
RESPONSE = {
    "first_response_business_ms": (
        "epoch_us(response_from)", "epoch_us(response_from) + first_response_ms * 1000"
    ),
}  # fmt: skip
SOLUTIONS = {
    "resolution_first_business_ms": ("epoch_us(created_at)", "epoch_us(first_solved_at)"),
    "resolution_business_ms": ("epoch_us(created_at)", "epoch_us(last_solved_at)"),
}
# Few cases go to another queue: only theirs are put together out of pieces.
ONE_STRETCH = """
SELECT f.* EXCLUDE ({names}), {columns} FROM ({whole}) AS f LEFT JOIN (
  SELECT case_id, {spent} FROM ({pieces}) AS timed GROUP BY case_id
) AS m ON f.case_id = m.case_id
"""
# The stretches of a solved case, one by one.
STRETCHES = """
SELECT case_id, queue, channel, s.what AS what, s.a AS a, s.b AS b
FROM (SELECT case_id, queue, channel, unnest(stretches) AS s FROM "@fact_case" WHERE solved_day IS NOT NULL) AS told
"""
# Where any stretch of a case's states is unknown, so are all their sums; each is added up once.
EPISODE = WHAT["episode"]
STATES = f"""
SELECT f.*, t.* EXCLUDE (case_id),
  f.resolution_business_ms - t.agent_wait_business_ms AS resolution_excl_waiting_business_ms
FROM ({{solutions}}) AS f LEFT JOIN (
  SELECT case_id, CASE WHEN lost_episodes = 0 THEN CAST(episodes AS BIGINT) END AS resolution_active_business_ms,
    CASE WHEN lost = 0 THEN CAST(work + hold AS BIGINT) END AS requester_wait_business_ms,
    CASE WHEN lost = 0 THEN CAST(waiting AS BIGINT) END AS agent_wait_business_ms,
    CASE WHEN lost = 0 THEN CAST(hold AS BIGINT) END AS on_hold_business_ms,
    CASE WHEN lost = 0 THEN CAST(work AS BIGINT) END AS agent_work_business_ms
  FROM (
    SELECT case_id, sum(business_ms) FILTER (WHERE what = {EPISODE}) AS episodes,
      count(*) FILTER (WHERE what = {EPISODE} AND business_ms IS NULL) AS lost_episodes,
      coalesce(sum(business_ms) FILTER (WHERE what = {WHAT["work"]}), 0) AS work,
      coalesce(sum(business_ms) FILTER (WHERE what = {WHAT["hold"]}), 0) AS hold,
      coalesce(sum(business_ms) FILTER (WHERE what = {WHAT["waiting"]}), 0) AS waiting,
      CASE WHEN max(what) <> {EPISODE} OR min(what) <> {EPISODE}
        THEN count(*) FILTER (WHERE what <> {EPISODE} AND business_ms IS NULL) END AS lost
    FROM ({{stretches}}) AS timed GROUP BY case_id
  ) AS summed
) AS t ON f.case_id = t.case_id
"""


def _timed(rows: str, schedule: str) -> str:
    return TIMED.format(rows=rows, schedule=schedule)


def _one_stretch(told: Mapping[str, tuple[str, str]], schedule: str) -> str:
    """Return SQL of cases with columns of one stretch each, by the schedules assigned or by the last."""
    whole = 'SELECT * FROM "@fact_case"'
    for name, (a, b) in told.items():
        timed = _timed(f"SELECT *, {a} AS a, {b} AS b FROM ({whole}) AS given", schedule)
        whole = f"SELECT * EXCLUDE (a, b, schedule_no, a_day, b_day, business_ms), business_ms AS {name} FROM ({timed}) AS timed"
    if schedule != ASSIGNED:
        return whole
    rows = " UNION ALL ".join(
        f"SELECT case_id, queue, channel, '{name}' AS what, {a} AS a, {b} AS b FROM \"@fact_case\""
        for name, (a, b) in told.items()
    )
    return ONE_STRETCH.format(
        names=", ".join(told),
        whole=whole,
        columns=", ".join(
            f"CASE WHEN m.case_id IS NULL THEN f.{name} ELSE m.{name} END AS {name}"
            for name in told
        ),
        spent=", ".join(f"{_spent(name)} AS {name}" for name in told),
        pieces=_timed(CUT.format(rows=rows, kept=""), schedule),
    )


def _spent(what: str) -> str:
    """Return SQL of the sum of one kind of pieces; unknown where any of them is."""
    known = f"sum(CASE WHEN what = '{what}' AND business_ms IS NULL THEN 1 ELSE 0 END) = 0"
    return f"CASE WHEN {known} THEN CAST(sum(CASE WHEN what = '{what}' THEN business_ms END) AS BIGINT) END"


def _answered(schedule: str) -> str:
    """Return SQL of cases with the business time of their response."""
    return _one_stretch(RESPONSE, schedule)


def _done(schedule: str) -> str:
    """Return SQL of cases with the business time to their solutions, in their states and of their episodes."""
    rows = CUT.format(rows=STRETCHES, kept="LEFT") if schedule == ASSIGNED else STRETCHES
    solutions = _one_stretch(SOLUTIONS, schedule)
    return STATES.format(solutions=solutions, stretches=_timed(rows, schedule))


def waits_sql(waits: str, schedule: str) -> str:
    """Return SQL of waits with their business time, by their own queue."""
    rows = f"SELECT *, epoch_us(started_at) AS a, epoch_us(started_at) + duration_ms * 1000 AS b FROM ({waits}) AS later"
    return _timed(rows, schedule)


RULES = {"business": ASSIGNED, "last_schedule": LAST}
BUSINESS = {
    f"{name}_{rule}": told(schedule)
    for rule, schedule in RULES.items()
    for name, told in (("case", _answered), ("done", _done))
}
KEPT: dict[tuple[str, str], Span] = {}
KEPT_LOADS = 32
COLUMNS = ("schedule_no", "known_from", "known_to", "day_no", "before_us")
INSTANTS = {
    "segment": ("started_at",),
    "contact": ("started_at", "ended_at"),
    "case_interval": ("started_at", "ended_at"),
    "fact_case": ("created_at", "last_solved_at"),
}


def opening_of(source: Facts, name: str) -> str:
    """Return what stands for one of the names of `OPENING` in a lake."""
    return OPENING[name](read_schedules(source.schedules), _told(source))


def _told(source: Facts) -> Span:
    """Return the first and the last instant that anything is told of; looked up once a load."""
    load_id = getattr(source, "load_id", None)
    key = (str(getattr(source, "lake", "")), str(load_id))
    if load_id is None or key not in KEPT:
        while len(KEPT) >= KEPT_LOADS:
            KEPT.pop(next(iter(KEPT)), None)
        KEPT[key] = _read_told(source)
    return KEPT[key]


def _read_told(source: Facts) -> Span:
    every = " UNION ALL ".join(
        f"SELECT min({column}) AS a, max({column}) AS b FROM {source.relation(table)}"
        for table, columns in INSTANTS.items()
        for column in columns
    )
    sql = f"SELECT epoch_us(min(a)), epoch_us(max(b)) FROM ({every}) AS told"
    ((first, last),) = source.cursor().sql(sql).fetchall()
    return EPOCH + timedelta(microseconds=first or 0), EPOCH + timedelta(microseconds=last or 0)


@lru_cache(maxsize=8)
def _laid_out(
    schedules: Schedules, told: Span
) -> tuple[tuple[tuple[Assigned, ...], ...], tuple[tuple[int, ...], ...], int]:
    """Return the histories that differ, the rows of their days, and the windows a row has."""
    queues, channels = (None, *schedules.queues), (None, *schedules.channels)
    each = [schedules.history(q, c) for q in queues for c in channels]
    each += [last_schedule(history, told[1]) for history in each]
    histories = tuple(history for history in dict.fromkeys(each) if history)
    # a year more at each end: a wait that has a length may end after the last instant of all
    begin, until = (datetime(t.year + more, 1, 1, tzinfo=UTC) for t, more in zip(told, (-1, 2), strict=True))  # fmt: skip
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


def last_schedule(history: tuple[Assigned, ...], at: datetime) -> tuple[Assigned, ...]:
    """Return a history in which the schedule in force at an instant always was, as Zendesk counts.

    Examples
    --------
    >>> from fiftytwo.measures.business_time import Schedule
    >>> def since(year): return datetime(year, 1, 1, tzinfo=UTC)
    >>> history = tuple(Assigned(since(2024 + i), Schedule(zone, ())) for i, zone in enumerate(("UTC", "Asia/Tokyo")))
    >>> [item.schedule.zone for item in last_schedule(history, since(2026))]
    ['Asia/Tokyo']
    """
    begun = [item for item in history if item.since <= at]
    return tuple(Assigned(history[0].since, item.schedule) for item in begun[-1:])


def _within(history: tuple[Assigned, ...], begin: datetime, until: datetime) -> list[Assigned]:
    """Return a history from one instant to another."""
    early = [Assigned(begin, item.schedule) for item in history if item.since <= begin]
    return [*early[-1:], *(item for item in history if begin < item.since < until)]


def _relation(schedules: Schedules, told: Span) -> str:
    """Return the relation of opening hours, out of one literal: values by the thousand are slow to plan."""
    _, rows, pairs = _laid_out(schedules, told)
    names = (*COLUMNS, *(f"{end}_{i}" for i in range(pairs) for end in ("opens", "closes")))
    columns = ", ".join(
        f"CAST(split_part(line, ' ', {i}) AS BIGINT) AS {name}" for i, name in enumerate(names, 1)
    )
    text = ";".join(" ".join(map(str, row)) for row in rows)
    limit = "" if rows else " WHERE false"
    return f"(SELECT {columns} FROM (SELECT unnest(string_split({quote(text)}, ';')) AS line) AS lines{limit})"


def _number(schedules: Schedules, told: Span, *, last: bool = False) -> str:
    """Return SQL of the number of the schedule that holds for a row's queue and channel."""
    histories, _, _ = _laid_out(schedules, told)

    def number(queue: str | None, channel: str | None) -> str:
        history = schedules.history(queue, channel)
        history = last_schedule(history, told[1]) if last else history
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


def _by_queue(schedules: Schedules, _told: Span) -> str:
    """Return SQL of whether it matters to any schedule which queue a case is in."""
    return "true" if schedules.queues else "false"


def _open_until(column: str, alias: str) -> Callable[[Schedules, Span], str]:
    def until(schedules: Schedules, told: Span) -> str:
        pairs = _laid_out(schedules, told)[2]
        windows = "".join(
            f" + greatest(0, least({column}, {alias}.closes_{i}) - {alias}.opens_{i})"
            for i in range(pairs)
        )
        return f"({alias}.before_us{windows})"

    return until


OPENING: dict[str, Callable[[Schedules, Span], str]] = {
    "opening": _relation,
    "schedule": _number,
    "last_schedule": partial(_number, last=True),
    "by_queue": _by_queue,
    "open_a": _open_until("a", "x"),
    "open_b": _open_until("b", "y"),
}
