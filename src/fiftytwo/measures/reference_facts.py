"""The facts that measures read, made in plain Python from rows of the lake's tables."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.reference_business import business_cases, business_done, business_waits
from fiftytwo.measures.reference_pairs import pairs
from fiftytwo.measures.reference_rows import Rows, Tables, holds
from fiftytwo.measures.reference_waits import (
    aged,
    contact_ends,
    next_waits,
    owed,
    segment_ends,
    segments,
    tenures,
    waited,
)

__all__ = ["facts"]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
AWAY = ("break", "lunch", "meeting", "training", "coaching", "project", "system_issue", "other_aux")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def facts(tables: Tables) -> dict[str, Rows]:
    """Return the rows of every fact, from the rows of the lake's tables."""
    made: dict[str, Callable[[], Rows]] = {
        "aged_flow": lambda: aged(tables),
        "bot": lambda: _bots(tables),
        "contact_end": lambda: contact_ends(tables),
        "next_wait": lambda: _next_waits(tables),
        "next_wait_end": lambda: next_waits(tables, segment_ends(tables)),
        "owed_flow": lambda: owed(tables),
        "segment": lambda: segments(tables),
        "segment_end": lambda: segment_ends(tables),
        "tenure": lambda: tenures(tables),
        "waited": lambda: waited(tables),
        "case_solved": lambda: _done(tables),
        "demand": lambda: _demand(tables),
        "pair": lambda: pairs(tables),
        "report": lambda: _reports(tables),
        "solve": lambda: _solves(tables),
        "state": lambda: _states(tables),
    }
    for rule, last in (("business", False), ("last_schedule", True)):
        made |= {
            f"case_{rule}": partial(business_cases, tables, last=last),
            f"done_{rule}": partial(business_done, tables, last=last),
            f"next_{rule}": partial(_business_waits, tables, last=last),
        }
    found = {}
    for name, fact in FACTS.items():
        rows = made[name]() if name in made else [dict(row) for row in tables.get(fact.table, ())]
        found[name] = [row for row in rows if all(holds(item, row) for item in fact.base)]
    return found


def _next_waits(tables: Tables) -> Rows:
    return next_waits(tables, [dict(row) for row in tables.get("segment", ())])


def _business_waits(tables: Tables, *, last: bool) -> Rows:
    return business_waits(tables, _next_waits(tables), last=last)


def _reports(tables: Tables) -> Rows:
    told = {
        (row["queue"], row["local_day"])
        for row in tables.get("segment", ())
        if row["is_counted"] and row["kind"] == "wait"
    }
    return [
        dict(row)
        for row in tables.get("interval_report", ())
        if (row["queue"], row["local_day"]) not in told
    ]


def _inbound(tables: Tables) -> Rows:
    return [
        dict(row)
        for row in tables.get("contact", ())
        if row["direction"] == "inbound" and row["is_excluded"] is False
    ]


def _bots(tables: Tables) -> Rows:
    found = {row["contact_id"] for row in tables.get("segment", ()) if row["kind"] == "bot"}
    return [row | {"met_bot": True} for row in _inbound(tables) if row["contact_id"] in found]


def _demand(tables: Tables) -> Rows:
    """Return inbound contacts with the days to the same customer's next one and since the last."""
    rows = sorted(_inbound(tables), key=lambda row: (row["started_at"], row["contact_id"]))
    told: dict[Any, list[datetime]] = defaultdict(list)  # by source, in order
    for row in rows:
        told[row.get("source_id")].append(row["started_at"])
    before: dict[bytes, dict[str, Any]] = {}
    for row in rows:
        own = told[row.get("source_id")]
        row |= {"mature_days": (own[-1] - row["started_at"]) / DAY}
        row |= {"known_days": (row["started_at"] - own[0]) / DAY}
        row |= {"repeat_days": None, "since_days": None}
        customer = row.get("customer_id")
        if customer is not None and customer in before:
            days = (row["started_at"] - before[customer]["started_at"]) / DAY
            row["since_days"] = before[customer]["repeat_days"] = days
        if customer is not None:
            before[customer] = row
    return rows


TIMES = {
    "requester_wait_ms": {"new", "open", "on_hold"},
    "agent_wait_ms": {"waiting_customer"},
    "on_hold_ms": {"on_hold"},
    "agent_work_ms": {"new", "open"},
}


def _done(tables: Tables) -> Rows:
    """Return cases with the length of their episodes and their time by state."""
    rows = [dict(row) for row in tables.get("fact_case", ())]
    for row in rows:
        own = [c for c in tables.get("contact", ()) if c.get("case_id") == row["case_id"]]
        ended = bool(own) and all(c.get("ended_at") is not None for c in own)
        row["active_ms"] = (
            _whole_ms(sum((c["ended_at"] - c["started_at"] for c in own), timedelta()))
            if ended
            else None
        )
        stays = [
            (stay["value"], stay["ended_at"] - stay["started_at"])
            for stay in tables.get("case_interval", ())
            if stay["case_id"] == row["case_id"]
            and stay["attribute"] == "status_category"
            and stay["ended_at"] is not None
        ]
        for column, values in TIMES.items():
            spent = sum((length for value, length in stays if value in values), timedelta())
            row[column] = _whole_ms(spent) if stays else None
    return rows


def _whole_ms(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


def _solves(tables: Tables) -> Rows:
    handed = {row["case_id"]: row.get("handoff_count") for row in tables.get("fact_case", ())}
    flow = sorted(tables.get("case_flow", ()), key=lambda row: row["at"])
    found: dict[bytes, dict[str, Any]] = {}
    for row in flow:
        if row["cause"] == "solved" and row["case_id"] not in found:
            later = [
                r["at"]
                for r in flow
                if r["case_id"] == row["case_id"]
                and r["cause"] == "reopened"
                and r["at"] >= row["at"]
            ]
            found[row["case_id"]] = dict(row) | {
                "mature_days": (_last_at(flow, row.get("source_id")) - row["at"]) / DAY,
                "reopened_days": (later[0] - row["at"]) / DAY if later else None,
                "handoff_count": handed.get(row["case_id"]),
            }
    return list(found.values())


def _last_at(flow: Iterable[Mapping[str, Any]], source: Any) -> datetime:
    found: datetime = max(row["at"] for row in flow if row.get("source_id") == source)
    return found


def _states(tables: Tables) -> Rows:
    """Return one row a person and local hour: milliseconds busy and ready."""
    pieces: dict[tuple[str | None, datetime], list[tuple[str, int, int]]] = defaultdict(list)
    told: dict[tuple[str | None, int, int], set[str]] = defaultdict(set)
    for row in tables.get("agent_state", ()):
        if (
            row["state"] in ("on_contact", "wrap", "idle", "available", *AWAY)
            and (row["duration_ms"] or 0) > 0
        ):
            for hour, start, end in _hours(row):
                told[row["agent"], hour.year, hour.month].add(row["state"])
                pieces[row["agent"], hour].append((row["state"], start, end))
    return [
        _hour_row(agent, hour, parts, told[agent, hour.year, hour.month])
        for (agent, hour), parts in pieces.items()
    ]


def _hours(row: Mapping[str, Any]) -> Iterable[tuple[datetime, int, int]]:
    start = row["started_at"]
    local = datetime.combine(row["local_day"], time(), UTC) + timedelta(
        minutes=row["local_minute"], seconds=start.second, microseconds=start.microsecond
    )
    shift = start - local
    end = local + timedelta(milliseconds=row["duration_ms"])
    hour = local.replace(minute=0, second=0, microsecond=0)
    while hour < end:
        a, b = (max(local, hour) + shift, min(end, hour + HOUR) + shift)
        yield hour, *((t - EPOCH) // timedelta(milliseconds=1) for t in (a, b))
        hour += HOUR


def _hour_row(
    agent: str | None, hour: datetime, pieces: list[tuple[str, int, int]], told: set[str]
) -> dict[str, Any]:
    busy = ready = contacts = here = away = 0
    at_work = False
    cuts = sorted({instant for _, start, end in pieces for instant in (start, end)})
    for a, b in pairwise(cuts):
        all_now = [state for state, start, end in pieces if start <= a and b <= end]
        now = set(all_now)
        at_work = at_work or bool(now - set(AWAY))
        here += (b - a) * bool(now & {"on_contact", "wrap", "available", *AWAY})
        away += (b - a) * bool(now & set(AWAY) and not now & {"on_contact", "wrap"})
        if now & {"on_contact", "wrap"}:
            busy += b - a
            contacts += (b - a) * sum(state in ("on_contact", "wrap") for state in all_now)
        elif now and {"idle", "available"} & told <= now:
            ready += b - a
    return {
        "agent": agent, "local_day": hour.date(), "local_minute": hour.hour * 60,
        "busy_ms": busy, "ready_ms": ready, "contact_ms": contacts, "tells": int(bool({"idle", "available"} & told)),
        "here_ms": here, "away_ms": away, "tells_presence": int("available" in told), "at_work": int(at_work),
    }  # fmt: skip
