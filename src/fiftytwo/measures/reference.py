"""The same answers in plain Python over lists of rows: slow, short, and made to disagree loudly.

It shares the catalogue's definitions with the compiler and nothing else: no SQL, no roll-up, no
knowledge of which parts are empty. Tests hold both against each other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from fiftytwo.measures.dimensions import Filter, period_number
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Column, Part, Quantile, Terms, Where
from fiftytwo.measures.plan import Plan

__all__ = ["Group", "facts", "group_rows", "holds", "last_days", "levels", "quantile", "total"]

Rows = list[dict[str, Any]]
Tables = Mapping[str, Sequence[Mapping[str, Any]]]
Group = tuple[tuple[Any, ...], int | None]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def holds(item: Where, row: Mapping[str, Any]) -> bool:
    """Return whether a row meets a condition.

    Examples
    --------
    >>> holds(Where("kind", "in", ("talk", None)), {"kind": None})
    True
    """
    left, right = row.get(item.column), item.value
    if item.op in ("known", "missing"):
        return (left is None) == (item.op == "missing")
    if item.op == "in":
        return left in right  # type: ignore[operator]
    if left is None:
        return False
    if isinstance(right, Column):
        right = right.default if row.get(right.name) is None else row[right.name]
    compare: dict[str, Callable[[], bool]] = {
        "=": lambda: left == right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">=": lambda: left >= right,
    }
    return bool(compare[item.op]())


def facts(tables: Tables) -> dict[str, Rows]:
    """Return the rows of every fact, from the rows of the lake's tables."""
    made: dict[str, Callable[[], Rows]] = {
        "report": lambda: _reports(tables),
        "solve": lambda: _solves(tables),
        "state": lambda: _states(tables),
    }
    found = {}
    for name, fact in FACTS.items():
        rows = made[name]() if name in made else [dict(row) for row in tables.get(fact.table, ())]
        found[name] = [row for row in rows if all(holds(item, row) for item in fact.base)]
    return found


def group_rows(
    fact: str, rows: Iterable[Mapping[str, Any]], plan: Plan, *, level: bool = False
) -> dict[Group, Rows]:
    """Return a fact's rows by dimension and period, filters and days applied.

    A level keeps rows before the first day, under no period.
    """
    day_column, minute_column = FACTS[fact].day, FACTS[fact].minute
    found: dict[Group, Rows] = defaultdict(list)
    for row in rows:
        day, minute = row[day_column], row[minute_column]
        early = plan.first is not None and day < plan.first
        if (early and not level) or (plan.last is not None and day > plan.last):
            continue
        seen = {**row, "hour": minute // 60, "weekday": day.isoweekday()}
        if all(_passes(item, seen) for item in plan.where):
            period = (
                period_number(plan.grain, day, minute // 60) if plan.grain and not early else None
            )
            found[tuple(seen[name] for name in plan.by), period].append(dict(row))
    return found


def _passes(item: Filter, row: Mapping[str, Any]) -> bool:
    return row[item[0]] in item[1]


def total(terms: Terms, rows: Mapping[str, Rows]) -> float:
    """Return a sum of parts over rows given by fact."""
    return sum(factor * _amount(part, rows.get(part.fact, [])) for factor, part in terms)


def _amount(part: Part, rows: Rows) -> float:
    matching = [
        row
        for row in rows
        if all(holds(item, row) for item in part.where)
        and (part.queues is None or row.get("queue") in part.queues)
    ]
    if part.column is None:
        return len(matching)
    return sum(row[part.column] for row in matching if row[part.column] is not None)


def quantile(item: Quantile, rows: Rows) -> float | None:
    """Return number ceil(share · n) of the n known values in order; None of none."""
    values = sorted(row[item.column] for row in rows if all(holds(w, row) for w in item.where))
    return values[max(1, ceil(Fraction(item.share) * len(values))) - 1] if values else None


def levels(groups: Mapping[Group, Rows], column: str, periods: Iterable[int]) -> dict[Group, float]:
    """Return, for every group that ever changed, the level at the end of each period."""
    shown = list(periods)
    found: dict[Group, float] = {}
    for key in {key for key, _ in groups}:
        for period in shown:
            before = [
                row
                for (k, p), rows in groups.items()
                if k == key and (p is None or p <= period)
                for row in rows
            ]
            found[key, period] = sum(row[column] for row in before)
    return found


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


def _solves(tables: Tables) -> Rows:
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
                "mature_days": (flow[-1]["at"] - row["at"]) / DAY,
                "reopened_days": (later[0] - row["at"]) / DAY if later else None,
            }
    return list(found.values())


def _states(tables: Tables) -> Rows:
    """Return one row a person and local hour: milliseconds busy and ready."""
    pieces: dict[tuple[str | None, datetime], list[tuple[str, int, int]]] = defaultdict(list)
    told: dict[str | None, set[str]] = defaultdict(set)
    for row in tables.get("agent_state", ()):
        if (
            row["state"] in ("on_contact", "wrap", "idle", "available")
            and (row["duration_ms"] or 0) > 0
        ):
            told[row["agent"]].add(row["state"])
            for hour, start, end in _hours(row):
                pieces[row["agent"], hour].append((row["state"], start, end))
    return [_hour_row(agent, hour, parts, told[agent]) for (agent, hour), parts in pieces.items()]


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
    agent: str | None, hour: datetime, parts: list[tuple[str, int, int]], told: set[str]
) -> dict[str, Any]:
    busy, ready = set[int](), set[int]()
    spans = {
        state: {ms for s, a, b in parts if s == state for ms in range(a, b)}
        for state, _, _ in parts
    }
    busy = spans.get("on_contact", set()) | spans.get("wrap", set())
    idle, available = spans.get("idle", set()), spans.get("available", set())
    ready = idle if "idle" in told else available
    if {"idle", "available"} <= told:
        ready = idle & available
    return {
        "agent": agent,
        "local_day": hour.date(),
        "local_minute": hour.hour * 60,
        "busy_ms": len(busy),
        "ready_ms": len(ready - busy),
    }


def last_days(rows: Mapping[str, Rows]) -> dict[str, date]:
    """Return the last local day of every fact that has rows."""
    return {
        name: max(row[FACTS[name].day] for row in found) for name, found in rows.items() if found
    }
