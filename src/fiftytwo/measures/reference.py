"""The same answers in plain Python over lists of rows: slow, plain, and made to disagree loudly.

It shares the definitions of the catalogue with the compiler, and how a lake that lacks something
bends them (`known.resolve`): no SQL, no roll-up, no knowledge of which parts are empty. Tests hold
both against each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.dimensions import filters, period_end, period_number
from fiftytwo.measures.facts import FACTS, supports
from fiftytwo.measures.known import Known, resolve
from fiftytwo.measures.model import Measure, Part, Quantile, Query, Terms
from fiftytwo.measures.reference_facts import Rows, Tables, facts, holds
from fiftytwo.measures.rollup import ROLLED

__all__ = ["Group", "Told", "evaluate_rows"]

Group = tuple[tuple[Any, ...], int | None]
# value, numerator, denominator, n, coverage, provisional
Told = tuple[float | None, float | None, float | None, float, float, bool]
ABSENT: Told = (None, None, None, 0, 0.0, False)


def evaluate_rows(tables: Tables, query: Query) -> dict[Group, dict[str, Told]]:
    """Return, by dimension values and period number, what `evaluate` must answer.

    Parameters
    ----------
    tables : mapping of str to sequence of mappings
        The lake's tables as rows.
    query : Query
        The same question.
    """
    rows = facts(tables)
    known = _known(rows)
    items = {name: resolve(measure(name), known) for name in query.measures}
    told = [item for item, why in items.values() if not why]
    grouped = {name: _grouped(name, rows[name], query) for name in _needed(told, query)}
    level = _grouped("case_flow", rows["case_flow"], query, level=True)
    asks_level = any(item.kind == "level" for item in told) and _known_dimensions(
        "case_flow", query
    )
    levels = _levels(level, query, known) if asks_level else {}
    keys = {key for name, found in grouped.items() for key in _shown(name, found, told)} | set(
        levels
    )
    if not query.by and query.grain is None:
        keys.add(((), None))
    return {
        key: {
            name: ABSENT if why else _told(item, key, query, known, grouped, levels)
            for name, (item, why) in items.items()
        }
        for key in keys
    }


def _known(rows: Mapping[str, Rows]) -> Known:
    last = {n: max(row[FACTS[n].day] for row in found) for n, found in rows.items() if found}
    if "solve" in last:
        last["solve"] = last["case_flow"]  # a day without solutions is known too
    last = {n: day for n, day in last.items() if not FACTS[n].like}
    last |= {n: last[fact.like] for n, fact in FACTS.items() if fact.like in last}
    queues: dict[str, dict[str, frozenset[str | None]]] = {}
    for fact, parts in ROLLED.items():
        for name, part in parts.items():
            found = {row.get("queue") for row in rows[fact] if _amount(part, [row])}
            if found:
                queues.setdefault(fact, {})[name] = frozenset(found)
    return Known(last, queues)


def _dimensions(query: Query) -> tuple[str, ...]:
    return (*query.by, *query.where)


def _known_dimensions(fact: str, query: Query) -> bool:
    return supports(fact, _dimensions(query))


def _needed(items: Iterable[Measure], query: Query) -> set[str]:
    flows = [item for item in items if item.kind != "level"]
    found = {part.fact for item in flows for terms in item.terms for _, part in terms}
    found |= {item.fact for item in flows}
    return {name for name in found if _known_dimensions(name, query)}


def _shown(fact: str, grouped: Mapping[Group, Rows], items: Iterable[Measure]) -> set[Group]:
    """Return the groups that have a row of a kind that any measure asks for."""
    if fact != "segment":
        return set(grouped)
    kinds = {item.where[0] for item in _parts_of(items, fact)}
    return {
        key for key, rows in grouped.items() if any(holds(k, row) for row in rows for k in kinds)
    }


def _parts_of(items: Iterable[Measure], fact: str) -> Iterable[Part]:
    for item in items:
        if isinstance(item.what, Quantile) and item.what.fact == fact:
            yield Part("", fact, item.what.where)
        yield from (part for terms in item.terms for _, part in terms if part.fact == fact)


def _grouped(fact: str, rows: Rows, query: Query, *, level: bool = False) -> dict[Group, Rows]:
    """Return rows by dimensions and period; a level keeps earlier rows under no period."""
    found: dict[Group, Rows] = defaultdict(list)
    if not _known_dimensions(fact, query):
        return found
    for row in rows:
        day, minute = row[FACTS[fact].day], row[FACTS[fact].minute]
        early = query.first is not None and day < query.first
        if (early and not level) or (query.last is not None and day > query.last):
            continue
        seen = {**row, "hour": minute // 60, "weekday": day.isoweekday()}
        if all(seen[name] in allowed for name, allowed in filters(query.where)):
            period = (
                period_number(query.grain, day, minute // 60) if query.grain and not early else None
            )
            found[tuple(seen[name] for name in query.by), period].append(row)
    return found


def _levels(changes: Mapping[Group, Rows], query: Query, known: Known) -> dict[Group, float]:
    """Return the level at the end of each period, for every group that ever changed."""
    if query.grain is None:
        return {key: sum(row["change"] for row in rows) for key, rows in changes.items()}
    starts = [p for _, p in changes if p is not None]
    if query.first and any(p is None for _, p in changes):
        starts.append(period_number(query.grain, query.first))
    last = period_number(query.grain, query.last or known.last_day["case_flow"], 23)
    if not starts:
        return {}
    first = min(starts)
    found: dict[Group, float] = {}
    for group in {group for group, _ in changes}:
        for period in range(first, last + 1):
            found[group, period] = sum(
                row["change"]
                for (other, p), rows in changes.items()
                if other == group and (p is None or p <= period)
                for row in rows
            )
    return found


def _told(
    item: Measure,
    key: Group,
    query: Query,
    known: Known,
    grouped: Mapping[str, Mapping[Group, Rows]],
    levels: Mapping[Group, float],
) -> Told:
    clock = item.kind == "level" and {"hour", "weekday"} & set(_dimensions(query))
    if clock or not _known_dimensions(item.fact, query):
        return ABSENT
    late = _late(_last(item, known), key[1], query)
    if item.kind == "level":
        level = levels.get(key)
        return ABSENT if level is None else (level, level, None, level, 1.0, late)
    rows = {fact: found.get(key, []) for fact, found in grouped.items()}
    n, missing = _total(item.count, rows), _total(item.missing, rows)
    known_rows = _total(item.covers, rows) if item.covers else n
    coverage = known_rows / (known_rows + missing) if known_rows + missing > 0 else 1.0
    provisional = late or _total(item.open, rows) > 0
    return (*_value(item, rows, n, missing), n, coverage, provisional)


def _value(
    item: Measure, rows: Mapping[str, Rows], n: float, missing: float
) -> tuple[float | None, float | None, float | None]:
    if isinstance(item.what, Quantile):
        found = _quantile(item.what, rows.get(item.what.fact, []))
        return (None if found is None else found * item.scale), None, None
    what = _total(item.what, rows) * item.scale
    if item.per is None:
        return (None, None, None) if n == what == 0 and missing > 0 else (what, what, None)
    per = _total(item.per, rows) * (item.scale if item.unit == "share" else 1)
    return (what / per if per > 0 else None), what, per


@cache
def _facts(item: Measure) -> frozenset[str]:
    return item.facts


def _last(item: Measure, known: Known) -> date | None:
    return max((known.last_day[f] for f in _facts(item) if f in known.last_day), default=None)


def _late(last: date | None, period: int | None, query: Query) -> bool:
    if last is None:
        return False
    if query.grain is None or period is None:
        return query.last is not None and query.last > last
    return period_end(query.grain, period) > last


def _total(terms: Terms, rows: Mapping[str, Rows]) -> float:
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


def _quantile(item: Quantile, rows: Rows) -> float | None:
    """Return number ceil(share · n) of the n known values in order; None of none."""
    values = sorted(row[item.column] for row in rows if all(holds(w, row) for w in item.where))
    return values[max(1, ceil(Fraction(item.share) * len(values))) - 1] if values else None
