"""Show me the rows: what lies behind a measure, with the same filters, a page at a time."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.measures.asked import asked
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.compile import select_rows
from fiftytwo.measures.evaluate import bind, frame_of
from fiftytwo.measures.facts import FACTS, supports
from fiftytwo.measures.known import known_of
from fiftytwo.measures.model import Facts, Measure, Part, Quantile, Query
from fiftytwo.measures.plan import Branch

__all__ = ["quarantined", "rows"]

MOST = 10_000
COLUMNS = {
    "segment": (
        "source_id", "external_id", "contact_id", "leg", "seq", "kind", "queue", "channel", "agent",
        "reason", "started_at", "local_day", "duration_ms", "end_reason", "transfer_type", "time_basis",
    ),
    "contact": (
        "source_id", "external_id", "contact_id", "queue", "channel", "agent", "reason", "started_at",
        "local_day", "ended_at", "outcome", "transfer_count", "case_episode_no", "flags",
    ),
    "case": (
        "source_id", "external_id", "case_id", "queue", "channel", "agent", "reason", "priority",
        "status_category", "created_at", "local_day", "first_solved_at", "last_solved_at", "solved_day",
        "first_response_ms", "resolution_first_ms", "resolution_ms", "resolution_excl_waiting_ms",
        "reopen_count",
    ),
    "case_flow": (
        "source_id", "case_id", "queue", "channel", "agent", "reason", "at", "local_day", "cause", "change",
    ),
    "solve": (
        "queue", "channel", "agent", "reason", "local_day", "mature_days", "reopened_days", "handoff_count",
    ),
    "survey": (
        "source_id", "external_id", "contact_id", "case_id", "queue", "channel", "agent", "reason",
        "offered_at", "local_day", "instrument", "question_ref", "score", "score_norm",
    ),
    "state": ("agent", "local_day", "local_minute", "busy_ms", "contact_ms", "ready_ms"),
    "report": (
        "source_id", "external_id", "queue", "channel", "started_at", "local_day", "length_s",
        "offered", "answered", "answered_in_target", "target_s", "abandoned", "handle_s", "wait_s",
    ),
}  # fmt: skip
COLUMNS["case_solved"] = (
    *COLUMNS["case"], "handoff_count", "active_ms", "requester_wait_ms", "agent_wait_ms", "on_hold_ms",
    "agent_work_ms",
)  # fmt: skip
COLUMNS["case_business"] = (*COLUMNS["case"], "first_response_business_ms")
COLUMNS["done_business"] = (
    *COLUMNS["case"], "resolution_first_business_ms", "resolution_business_ms",
    "resolution_excl_waiting_business_ms", "resolution_active_business_ms", "requester_wait_business_ms",
    "agent_wait_business_ms", "on_hold_business_ms", "agent_work_business_ms",
)  # fmt: skip
COLUMNS["next_business"] = (*COLUMNS["segment"], "business_ms")
COLUMNS |= {
    f"{fact}_last_schedule": COLUMNS[f"{fact}_business"] for fact in ("case", "done", "next")
}
COLUMNS["bot"] = COLUMNS["contact"]
COLUMNS["demand"] = (
    *COLUMNS["contact"],
    "mature_days",
    "known_days",
    "repeat_days",
    "since_days",
)
COLUMNS["reply"] = COLUMNS["survey"]
COLUMNS["pair"] = (*COLUMNS["survey"], "gap")
COLUMNS["contact_end"] = COLUMNS["contact"]
COLUMNS |= dict.fromkeys(("segment_end", "next_wait", "next_wait_end"), COLUMNS["segment"])
MOVES = ("queue", "channel", "agent", "reason", "local_day", "local_minute", "change")
COLUMNS["owed_flow"], COLUMNS["aged_flow"] = MOVES, (*MOVES, "older_days")
COLUMNS["waited"] = (
    "contact_id", "queue", "channel", "agent", "reason", "started_at", "local_day", "waits", "wait_ms", "open_waits",
)  # fmt: skip
COLUMNS["tenure"] = ("local_day", "stays_months", "mature_months")
INSTANT = {
    "segment": "started_at", "contact": "started_at", "case": "created_at", "case_solved": "last_solved_at",
    "case_flow": "at", "solve": "local_day", "survey": "offered_at", "state": "local_minute",
    "report": "started_at", "bot": "started_at", "demand": "started_at",
    "reply": "offered_at", "pair": "offered_at", "segment_end": "started_at", "contact_end": "started_at",
    **dict.fromkeys(("case_business", "case_last_schedule"), "created_at"),
    **dict.fromkeys(("done_business", "done_last_schedule"), "last_solved_at"),
    **dict.fromkeys(("next_business", "next_last_schedule"), "started_at"),
    "next_wait": "started_at", "next_wait_end": "started_at", "waited": "started_at", "owed_flow": "local_minute", "aged_flow": "local_minute", "tenure": "local_day",
}  # fmt: skip


def rows(source: Facts, query: Query, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return the rows behind the first measure of a question, newest first.

    Every row that the value, its denominator or its coverage rests on, with `in_numerator` telling
    whether it is part of the numerator. Ids are hexadecimal text, instants ISO text in UTC,
    durations seconds (`_s`), missing values None.

    Parameters
    ----------
    source : Facts
        The lake.
    query : Query
        The question; dimensions and grain do not matter here, filters and days do.
    limit : int
        Rows a page, 1..10,000.
    offset : int
        Rows to skip, >= 0.

    Raises
    ------
    InputError
        If no measure is named, the measure does not know a filter, or a page is out of range.
    """
    if not query.measures:
        raise InputError("rows need a measure: name one, such as offered")
    if not 1 <= limit <= MOST or offset < 0:
        raise InputError(
            f"a page holds 1 to {MOST} rows and starts at 0 or later, not {limit} from {offset}"
        )
    frame = frame_of(query)
    item, _why = asked(measure(query.measures[0]), query, known_of(source))
    filtered = tuple(name for name, _ in frame.where)
    if not supports(item.fact, filtered):
        raise InputError(f"{item.name} does not know {', '.join(filtered)}: leave that filter out")
    told = {item.fact, *(part.fact for _, part in item.summed)} - {"report"}  # see below
    parts = {fact: (_parts(item, fact), _numerator(item, fact)) for fact in sorted(told)}
    if (
        item.fact == "segment"
        and "report" in known_of(source).last_day
        and supports("report", filtered)
    ):
        parts["report"] = ((Part("", "report"),), (Part("", "report"),))
    sql = " UNION ALL BY NAME ".join(
        select_rows(
            frame,
            FACTS[fact],
            COLUMNS[fact],
            parts=every,
            numerator=some,
            level=item.kind == "level",
        )
        for fact, (every, some) in parts.items()
    )
    read = tuple(Branch(fact, every) for fact, (every, _) in parts.items())
    order = f'ORDER BY local_day DESC, "{INSTANT[item.fact]}" DESC, COLUMNS(*) LIMIT {limit} OFFSET {offset}'
    table = (
        source.cursor()
        .sql(bind(source, replace(frame, branches=read), f"SELECT * FROM ({sql}) {order}"))
        .to_arrow_table()
    )
    return [_plain(row) for row in table.to_pylist()]


def quarantined(source: Facts, query: Query) -> int:
    """Return how many lines of the question's days are quarantined, those without a day included.

    Lines that were mapped on a later try no longer count; dismissed ones do.
    """
    limits = ["coalesce(resolution, '') <> 'remapped'"]
    for day, sign in ((query.first, ">="), (query.last, "<=")):
        if day is not None:
            limits.append(f"(day IS NULL OR day {sign} DATE '{day.isoformat()}')")
    sql = f"SELECT count(*) FROM {source.relation('quarantine')} WHERE {' AND '.join(limits)}"
    return int(source.cursor().sql(sql).fetchall()[0][0])


def _parts(item: Measure, fact: str) -> tuple[Part, ...]:
    terms = [part for group in item.terms for _, part in group if part.fact == fact]
    return (*terms, *_numerator(item, fact))


def _numerator(item: Measure, fact: str) -> tuple[Part, ...]:
    if isinstance(item.what, Quantile):
        return (Part("", item.fact, item.what.where),)
    return tuple(part for factor, part in item.what if factor > 0 and part.fact == fact)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in row.items():
        if name.endswith("_ms"):
            found[f"{name[:-3]}_s"] = None if value is None else value / 1000
        elif isinstance(value, bytes):
            found[name] = value.hex()
        elif isinstance(value, datetime):
            found[name] = value.isoformat().replace("+00:00", "Z")
        else:
            found[name] = str(value) if name.endswith("_day") and value is not None else value
    return found
