"""From a question to its answer: plan, compile, read, divide."""

import re
from collections.abc import Sequence
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.measures.answer import Figures, answer
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.compile import columns_of, compile_plan
from fiftytwo.measures.dimensions import check_names, filters
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Facts, Measure, Query, Row, Value
from fiftytwo.measures.plan import Plan, make_plan

__all__ = ["Facts", "Query", "Row", "Value", "evaluate", "sql_of"]

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
    measures = [measure(name) for name in query.measures]
    frame = frame_of(query)
    plan = make_plan(measures, frame)
    return answer(measures, plan, _read(source, plan))


def sql_of(source: Facts, query: Query) -> str:
    """Return the SELECT that answers a question, for whoever wants to read or time it."""
    measures: Sequence[Measure] = [measure(name) for name in query.measures]
    plan = make_plan(measures, frame_of(query))
    return bind(source, plan, compile_plan(plan))


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
    late = any(fact.late for fact in FACTS.values() if fact.table == table) or table == "rollup_day"
    first = (
        None if late or plan.first is None else _month(plan.first.year * 12 + plan.first.month - 2)
    )
    last = None if plan.last is None else _month(plan.last.year * 12 + plan.last.month)
    return source.relation(table, first, last)


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _read(source: Facts, plan: Plan) -> Figures:
    names = columns_of(plan)
    if not plan.branches:
        return Figures([()], [None], {})
    table = source.cursor().sql(bind(source, plan, compile_plan(plan))).to_arrow_table()
    keys = list(zip(*(table.column(f"d{i}").to_pylist() for i in range(len(plan.by))), strict=True))
    periods: list[Any] = (
        table.column("period").to_pylist() if plan.grain else [None] * table.num_rows
    )
    figures = {}
    for key, name in names.items():
        column = table.column(name)
        if str(column.type) == "double":
            figures[key] = column.to_numpy()
        else:
            figures[key] = column.to_pylist()
    return Figures(keys if plan.by else [()] * table.num_rows, periods, figures)
