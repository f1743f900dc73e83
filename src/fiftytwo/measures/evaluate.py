"""From a question to its answer: plan, compile, read, divide."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fiftytwo.base.errors import InputError
from fiftytwo.measures.answer import Figures, answer
from fiftytwo.measures.asked import asked
from fiftytwo.measures.business_sql import OPENING, opening_of
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.clocks import local_end_sql
from fiftytwo.measures.compile import Keyed, columns_of, compile_plan
from fiftytwo.measures.dimensions import check_names, filters
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.known import Known, known_of
from fiftytwo.measures.model import Facts, Measure, Query, Row, Value
from fiftytwo.measures.plan import Plan, Ranks, make_plan, passes
from fiftytwo.measures.reach import REACH, reach_of
from fiftytwo.measures.rollup import ROLLED
from fiftytwo.measures.survival import with_estimates

__all__ = [
    "Facts",
    "Query",
    "Row",
    "Value",
    "bind",
    "evaluate",
    "evaluate_with_whole",
    "prepare",
    "selects_of",
]

Asked = tuple[list[Measure], Plan, Known, dict[str, str]]
Read = list[tuple[Plan, pa.Table]]
HOLDER = re.compile(r'"@(\w+)"')


def evaluate(source: Facts, query: Query) -> list[Row]:
    """Answer a question about measures.

    Ratios are divided once, after everything was added up; nothing is averaged. Days, hours and
    weekdays are local. A measure that the data cannot tell is None with the reason in its
    definition, never 0. Day roll-ups are used where they suffice; the answer is the same.

    Raises
    ------
    InputError
        If a measure, dimension, grain or filter does not exist, or the days are in reverse.
    """
    asked = prepare(source, query)
    return _answered(source, asked, asked[1], _read(source, asked[1]))


def evaluate_with_whole(source: Facts, query: Query) -> tuple[list[Row], list[Row]]:
    """Answer a question by its dimensions, and the same without them: two answers of one pass.

    What a measure rests on is dear to put together for some, such as business time, and quantiles of
    the whole are not those of its parts. Where the rows of any fact do not know the dimensions, they
    count for the whole alone: then it is asked by itself.

    Raises
    ------
    InputError
        As `evaluate` does.
    """
    every = replace(query, by=())
    asked = prepare(source, query)
    plan, facts = asked[1], {branch.fact for branch in prepare(source, every)[1].branches}
    if facts != {branch.fact for branch in plan.branches}:
        return evaluate(source, query), evaluate(source, every)
    read = _read(source, replace(plan, with_whole=True))
    parts, whole = ([(part, _half(table, is_whole)) for part, table in read] for is_whole in (False, True))  # fmt: skip
    return (
        _answered(source, asked, plan, parts),
        _answered(source, asked, replace(plan, by=()), whole),
    )


def _half(table: pa.Table, is_whole: bool) -> pa.Table:
    return table.filter(pc.equal(table.column("is_whole"), is_whole))


def _answered(source: Facts, asked: Asked, plan: Plan, read: Read) -> list[Row]:
    measures, _, known, absent = asked
    keys, periods, columns = _gathered(plan, read)
    rows = answer(measures, plan, Figures(keys, periods, columns, known.last_day, absent))
    told = [item for item in measures if item.name not in absent]

    every_month = replace(plan, first=None, last=None)  # the SELECT limits the days itself

    def ask(sql: str) -> list[Any]:
        return list(source.cursor().sql(bind(source, every_month, sql)).fetchall())

    return with_estimates(rows, told, plan, ask)


def selects_of(source: Facts, query: Query) -> list[str]:
    """Return the SELECTs that answer a question, for whoever wants to read or time them."""
    return [bind(source, part, compile_plan(part)) for part in passes(prepare(source, query)[1])]


def prepare(source: Facts, query: Query) -> Asked:
    """Return the measures as this lake can tell them, the plan, what it knows, and what it cannot tell."""
    known = known_of(source)
    resolved = {name: asked(measure(name), query, known) for name in query.measures}
    absent = {name: why for name, (_, why) in resolved.items() if why}
    measures = [item for item, _ in resolved.values()]
    told = [item for item, why in resolved.values() if not why]
    rolled = ROLLED if known.rolled else None
    plan = make_plan(told, frame_of(query), empty=known.empty(told), rolled=rolled)
    return measures, plan, known, absent


def frame_of(query: Query) -> Plan:
    """Return the dimensions, grain, days and filters of a question, checked."""
    check_names(query.by, query.grain)
    if query.first and query.last and query.first > query.last:
        raise InputError(
            f"the period ends {query.last} before it begins {query.first}: swap the days"
        )
    return Plan((), tuple(query.by), query.grain, query.first, query.last, filters(query.where))


def bind(source: Facts, plan: Plan, sql: str) -> str:
    """Put the lake's relations where the compiled SELECT names them."""
    return HOLDER.sub(lambda match: relation_of(source, plan, match[1]), sql)


def relation_of(source: Facts, plan: Plan, table: str) -> str:
    """Return a table's relation, pruned to the months that can hold rows of the plan's days.

    Partitions are UTC months of the contact, days are local: one month more at each end. Rows
    of late facts may lie in any earlier month, so there only the row groups are pruned.
    """
    if table == "local_end":  # no table, but what the clock on the wall showed
        return local_end_sql(source)
    if table in REACH:
        return reach_of(source, table)
    if table in OPENING:
        return opening_of(source, table)
    if any(FACTS[branch.fact].whole for branch in plan.branches):
        return source.relation(table, None, None)
    read = {branch.fact for branch in plan.branches}
    late = table == "rollup_day" or any(
        fact.late
        for fact in FACTS.values()
        if fact.table == table and (fact.name in read or not fact.like)
    )
    first = (
        None if late or plan.first is None else _month(plan.first.year * 12 + plan.first.month - 2)
    )
    last = None if plan.last is None else _month(plan.last.year * 12 + plan.last.month)
    return source.relation(table, first, last)


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _read(source: Facts, plan: Plan) -> Read:
    """Return each pass of a plan with its table of figures."""
    parts = passes(plan)
    return [
        (part, source.cursor().sql(bind(source, part, compile_plan(part))).to_arrow_table())
        for part in parts
    ]


def _gathered(plan: Plan, tables: Read) -> tuple[list[Any], list[Any], dict[Keyed, Any]]:
    """Return the groups, their periods and the columns of figures of a plan."""
    places: dict[tuple[Any, Any], int] = {}
    read = []
    for part, table in tables:
        groups = [table.column(f"d{i}").to_pylist() for i in range(len(plan.by))]
        keys = zip(*groups, strict=True) if groups else [()] * table.num_rows
        periods = table.column("period").to_pylist() if plan.grain else [None] * table.num_rows
        told = zip(keys, periods, strict=True)
        read.append((part, table, [places.setdefault(key, len(places)) for key in told]))
    columns: dict[Keyed, Any] = {}
    for part, table, rows in read:
        for (number, item), name in columns_of(part).items():
            key = (plan.branches.index(part.branches[number]), item)
            columns[key] = _spread(table.column(name), rows, len(places), isinstance(item, Ranks))
    return [key for key, _ in places], [period for _, period in places], columns


def _spread(column: Any, rows: list[int], size: int, is_ranks: bool) -> Any:
    """Return a column of one pass over the groups of all passes; NaN or None where it tells nothing."""
    spread = np.full(size, None if is_ranks else np.nan, dtype=object if is_ranks else float)
    if is_ranks:
        for row, ranks in zip(rows, column.to_pylist(), strict=True):
            spread[row] = ranks
    else:
        spread[rows] = column.to_numpy()
    return spread
