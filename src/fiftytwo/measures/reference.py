"""The same answers in plain Python over lists of rows: slow, plain, and made to disagree loudly.

It shares the definitions of the catalogue with the compiler, and how a lake that lacks something
bends them (`asked`, `known.resolve`): no SQL, no roll-up, no knowledge of which parts are empty. Tests hold
both against each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from fiftytwo.measures.asked import asked
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.dimensions import filters, period_end, period_number
from fiftytwo.measures.facts import FACTS, supports
from fiftytwo.measures.known import Known, why_closed
from fiftytwo.measures.model import Measure, Part, Quantile, Query, Terms
from fiftytwo.measures.reference_facts import facts
from fiftytwo.measures.reference_rows import Rows, Tables, holds
from fiftytwo.measures.reference_waits import Newest, newest, survived
from fiftytwo.measures.rollup import ROLLED
from fiftytwo.measures.survival import is_estimated

__all__ = ["Group", "Told", "evaluate_rows"]

Group = tuple[tuple[Any, ...], int | None]
# value, numerator, denominator, n, coverage, provisional, open
Told = tuple[float | None, float | None, float | None, float, float, bool, float]
ABSENT: Told = (None, None, None, 0, 0.0, False, 0)
Levels = Mapping[Part, Mapping[Group, float]]


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
    known = _known(rows, why_closed("".join(row["text"] for row in tables.get("schedules", ()))))
    items = {name: asked(measure(name), query, known) for name in query.measures}
    told = [item for item, why in items.values() if not why]
    grouped = {name: _grouped(name, rows[name], query) for name in _needed(told, query)}
    levels = _levels(told, rows, query, known)
    keys = {key for name, found in grouped.items() for key in _shown(name, found, told)}
    keys = keys.union(*levels.values())
    if not query.by and query.grain is None:
        keys.add(((), None))
    read = _Read(query, known, grouped, levels, newest(tables))
    return {
        key: {name: ABSENT if why else read.told(item, key) for name, (item, why) in items.items()}
        for key in keys
    }


def _known(rows: Mapping[str, Rows], closed: str) -> Known:
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
    return Known(last, queues, closed=closed)


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
    if not FACTS[fact].has_kinds:
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


def _levels(
    items: Iterable[Measure], rows: Mapping[str, Rows], query: Query, known: Known
) -> dict[Part, dict[Group, float]]:
    """Return every level that is asked for, at the end of each period."""
    found = {}
    for item in items:
        if item.kind == "level" and _known_dimensions(item.fact, query):
            [(_, part)] = item.summed
            changes = _grouped(item.fact, rows[item.fact], query, level=True)
            found[part] = _level(part, changes, query, known)
    return found


def _level(
    part: Part, changes: Mapping[Group, Rows], query: Query, known: Known
) -> dict[Group, float]:
    """Return the level at the end of each period, for every group that ever changed."""
    moves = {key: _amount(part, rows) for key, rows in changes.items()}
    if query.grain is None:
        return moves
    starts = [p for _, p in moves if p is not None]
    if query.first and any(p is None for _, p in moves):
        starts.append(period_number(query.grain, query.first))
    if not starts:
        return {}
    last = period_number(query.grain, query.last or known.last_day[part.fact], 23)
    found: dict[Group, float] = {}
    for group in {group for group, _ in moves}:
        own = [(p, change) for (other, p), change in moves.items() if other == group]
        for period in range(min(starts), last + 1):
            found[group, period] = sum(c for p, c in own if p is None or p <= period)
    return found


class _Read:
    """The rows of every group, each part of them added up once."""

    def __init__(
        self,
        query: Query,
        known: Known,
        grouped: Mapping[str, Mapping[Group, Rows]],
        levels: Levels,
        newest: Newest,
    ) -> None:
        self.query, self.known, self.grouped, self.levels = query, known, grouped, levels
        self.newest = newest
        self.amounts: dict[tuple[Part, Group], float] = {}

    def told(self, item: Measure, key: Group) -> Told:
        """Return what is known of a measure in a group."""
        clock = item.kind == "level" and {"hour", "weekday"} & set(_dimensions(self.query))
        if clock or not _known_dimensions(item.fact, self.query):
            return ABSENT
        late = _late(_last(item, self.known), key[1], self.query)
        if item.kind == "level":
            level = self.levels[item.summed[0][1]].get(key)
            return ABSENT if level is None else (level, level, None, level, 1.0, late, 0)
        n, missing = self.total(item.count, key), self.total(item.missing, key)
        known_rows = self.total(item.covers, key) if item.covers else n
        coverage = known_rows / (known_rows + missing) if known_rows + missing > 0 else 1.0
        still = self.total(item.open, key)
        value = self.value(item, key, n=n, missing=missing, still=still)
        return (*value, n, coverage, late or still > 0, still)

    def value(
        self, item: Measure, key: Group, *, n: float, missing: float, still: float
    ) -> tuple[float | None, float | None, float | None]:
        """Return value, numerator and denominator."""
        if isinstance(item.what, Quantile):
            rows = self.rows(item.what.fact, key)
            many = is_estimated(item, n, still)
            found = survived(item.what, rows, self.newest) if many else _quantile(item.what, rows)
            return (None if found is None else found * item.scale), None, None
        what = self.total(item.what, key) * item.scale
        if item.per is None:
            return (None, None, None) if n == what == 0 and missing > 0 else (what, what, None)
        per = self.total(item.per, key) * (item.scale if item.unit == "share" else 1)
        return (what / per if per > 0 else None), what, per

    def rows(self, fact: str, key: Group) -> Rows:
        """Return the rows of a fact in a group."""
        return self.grouped.get(fact, {}).get(key, [])

    def total(self, terms: Terms, key: Group) -> float:
        """Return a sum of parts over a group."""
        for _, part in terms:
            if (part, key) not in self.amounts:
                self.amounts[part, key] = _amount(part, self.rows(part.fact, key))
        return sum(factor * self.amounts[part, key] for factor, part in terms)


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
