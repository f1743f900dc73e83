"""Turns a plan into one SELECT. The only place that makes SQL for measures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
from sqlglot import exp

from fiftytwo.contacts.tables import TABLES
from fiftytwo.measures.derived import REPORT_ROLLED, relation_sql
from fiftytwo.measures.dimensions import Filter
from fiftytwo.measures.facts import FACTS, Fact
from fiftytwo.measures.model import Column, Part, Where
from fiftytwo.measures.plan import MANY, Branch, Plan, Ranks

__all__ = [
    "DIALECT", "Keyed", "columns_of", "compile_plan", "condition", "group_names", "select_branch", "select_rollup",
    "select_rows",
]  # fmt: skip

DIALECT = "duckdb"
OPERATORS: dict[str, type[exp.Expression]] = {
    "=": exp.EQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">=": exp.GTE,
}
Keyed = tuple[int, Part | Ranks]  # number of the branch and what is read


def columns_of(plan: Plan) -> dict[Keyed, str]:
    """Return the column of the compiled SELECT that holds each part and set of quantiles."""
    keys: list[Keyed] = []
    for number, branch in enumerate(plan.branches):
        keys += [(number, part) for part in branch.parts]
        keys += [(number, ranks) for ranks in branch.ranks]
    return {key: f"m{place}" for place, key in enumerate(keys)}


@lru_cache(maxsize=512)
def compile_plan(plan: Plan) -> str:
    """Return the SELECT of one of a plan's `passes`, with ``"@table"`` where each relation goes.

    Columns: d0, d1 … for the dimensions, period where there is a grain, m0, m1 … as in
    `columns_of`; where the whole is read too, is_whole says which rows are its.
    """
    branch = plan.branches[0]
    fact = FACTS[branch.fact]
    if branch.rolled:
        fact = replace(fact, day="local_day")  # the roll-up books every part under one name
    groups, source, limits = _groups(plan, fact, branch), _source(branch, fact), _limits(plan, fact)
    names, wanted = columns_of(plan), group_names(plan)
    items: Sequence[Part | Ranks]
    items = [
        _in_roll_up(item) if branch.rolled else _of_fact(item, plan.branches[number], fact)
        for number, item in names
    ]
    parts = [item for item in items if isinstance(item, Part)]
    if len(parts) == len(items) and _gathers(branch, fact, parts):
        source, items = _alike(source, limits, groups=groups, known=wanted, parts=parts)
        groups, limits = [exp.column(name) for name in wanted], []
    figures = [
        exp.alias_(_ranks(item) if isinstance(item, Ranks) else _sum(item), name, copy=False)
        for item, name in zip(items, names.values(), strict=True)
    ]
    select = exp.select(*groups, *figures, copy=False).from_(source, copy=False)
    select = select.where(*limits, copy=False) if limits else select
    if plan.with_whole:
        select = _with_whole(select, wanted, len(plan.by))
    elif wanted:
        select = select.group_by(*wanted, copy=False)
    return str(select.sql(dialect=DIALECT))


def _with_whole(select: exp.Select, names: list[str], width: int) -> exp.Select:
    """Group by all names, and once more by all but the first `width` of them: the dimensions."""
    sets = [exp.Tuple(expressions=[exp.column(n) for n in each]) for each in (names, names[width:])]
    is_whole = exp.func("grouping", exp.column(names[0])).eq(1)
    select.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=sets)]))
    return select.select(exp.alias_(is_whole, "is_whole"), copy=False)


def _in_roll_up(item: Part | Ranks) -> Part:
    """Return the part of the roll-up's rows that holds a part of a fact; no quantile is there."""
    assert isinstance(item, Part)
    where = (Where("fact", "=", item.fact), Where("part", "=", item.name))
    return replace(item, where=where, column="value")


def _of_fact(item: Part | Ranks, branch: Branch, fact: Fact) -> Part | Ranks:
    """Return what a branch reads within the rows of another fact: only of its own rows."""
    own = tuple(where for where in FACTS[branch.fact].base if where not in fact.base)
    if isinstance(item, Ranks):
        return replace(item, base=replace(item.base, where=(*own, *item.base.where)))
    return replace(item, where=(*own, *item.where))


def group_names(plan: Plan) -> list[str]:
    """Return the columns that the rows of a plan are grouped by."""
    return [f"d{i}" for i in range(len(plan.by))] + (["period"] if plan.grain else [])


def select_branch(plan: Plan, branch: Branch, columns: list[exp.Expression]) -> exp.Select:
    """Return columns of the rows of a branch, one by one, after its groups as in `compile_plan`."""
    fact = FACTS[branch.fact]
    select = exp.select(*_groups(plan, fact, branch), *columns, copy=False)
    select = select.from_(_source(branch, fact), copy=False)
    limits = _limits(replace(plan, branches=(branch,)), fact)
    return select.where(*limits, copy=False) if limits else select


def _limits(plan: Plan, fact: Fact) -> list[exp.Expression]:
    """Return all conditions that a row of a pass has to meet."""
    bases = [_base(branch, fact) for branch in plan.branches if branch.rolled] or [
        _base(plan.branches[0], fact)
    ]
    limits = bases[0] if len(bases) == 1 else [exp.or_(*(exp.and_(*base) for base in bases))]
    limits = [*limits, *_days(plan, fact, plan.branches[0].level)]
    return limits + [_allowed(fact, item) for item in plan.where]


def _gathers(branch: Branch, fact: Fact, parts: Sequence[Part]) -> bool:
    """Return whether rows are put together first by all that the parts ask of them."""
    if branch.level or len(parts) < MANY:
        return False
    return branch.rolled or _whole(fact, parts)


def _source(branch: Branch, fact: Fact) -> exp.Expression:
    text = relation_sql(branch.fact, branch.parts) or fact.table
    if branch.rolled:
        text = REPORT_ROLLED if branch.fact == "report" else "rollup_day"
    return (
        exp.maybe_parse(text, dialect=DIALECT).subquery("derived") if " " in text else _table(text)
    )


def _table(name: str) -> exp.Expression:
    """Return the name that stands for a table until its relation is known."""
    return exp.Table(this=exp.to_identifier(f"@{name}", quoted=True))


def _base(branch: Branch, fact: Fact) -> list[exp.Expression]:
    if branch.rolled:
        names = dict.fromkeys((*(part.name for part in branch.parts), *branch.presence))
        return [
            condition(Where("fact", "=", branch.fact)),
            condition(Where("part", "in", tuple(names))),
        ]
    limits = [condition(item) for item in fact.base]
    kinds = Where("kind", "in", branch.kinds)
    return [*limits, condition(kinds)] if branch.kinds else limits


def _groups(plan: Plan, fact: Fact, branch: Branch) -> list[exp.Expression]:
    day = fact.day
    found = [
        exp.alias_(_dimension(name, day, fact.minute), f"d{place}")
        for place, name in enumerate(plan.by)
    ]
    if plan.grain:
        period = _period(plan.grain, day, fact.minute)
        if branch.level and plan.first:
            early = exp.column(day) < _day(plan.first)
            period = exp.Case().when(early, exp.null()).else_(period)
        found.append(exp.alias_(period, "period"))
    return found


def _dimension(name: str, day: str, minute: str) -> exp.Expression:
    if name == "hour":
        return exp.IntDiv(this=exp.column(minute), expression=exp.Literal.number(60))
    if name == "weekday":
        return exp.Anonymous(this="isodow", expressions=[exp.column(day)])
    return exp.column(name)


def _period(grain: str, day: str, minute: str) -> exp.Expression:
    """Return the running number of the period, as `dimensions.period_number` counts it."""
    column = exp.column(day)
    if grain == "month":
        year = exp.Anonymous(this="year", expressions=[column])
        month = exp.Anonymous(this="month", expressions=[column.copy()])
        return year * 12 + month - 1
    start = _day(date(1970, 1, 5) if grain == "week" else date(1970, 1, 1))
    days = exp.paren(column - start)
    if grain == "week":
        return exp.IntDiv(this=days, expression=exp.Literal.number(7))
    if grain == "hour":
        hour = exp.IntDiv(this=exp.column(minute), expression=exp.Literal.number(60))
        return days * 24 + exp.paren(hour)
    return days


def _sum(part: Part) -> exp.Expression:
    figure: exp.Expression = (
        exp.Count(this=exp.Star()) if part.column is None else exp.Sum(this=exp.column(part.column))
    )
    limits = () if part.queues is None else (Where("queue", "in", part.queues),)
    return exp.cast(_filtered(figure, (*part.where, *limits)), "DOUBLE", copy=False)


def _ranks(item: Ranks) -> exp.Expression:
    shares = exp.Array(expressions=[exp.Literal.number(share) for share in item.shares])
    figure = exp.Anonymous(
        this="quantile_disc", expressions=[exp.column(str(item.base.column)), shares]
    )
    known = Where(str(item.base.column), "known")  # a quantile knows no missing value anyway
    return _filtered(figure, tuple(where for where in item.base.where if where != known))


def _filtered(figure: exp.Expression, where: tuple[Where, ...]) -> exp.Expression:
    if not where:
        return figure
    return exp.Filter(
        this=figure, expression=exp.Where(this=exp.and_(*map(condition, where), copy=False))
    )


def condition(item: Where) -> exp.Expression:
    """Return one condition as SQL; a missing value meets none but ``missing``."""
    column = exp.column(item.column)
    if item.op in ("known", "missing"):
        missing = column.is_(exp.null())
        return exp.not_(missing) if item.op == "known" else missing
    if item.op == "in":
        return _one_of(column, item.value)
    if isinstance(item.value, bool):
        return column if item.value else exp.not_(column)
    return OPERATORS[item.op](this=column, expression=_operand(item.value))


def _operand(value: Any) -> exp.Expression:
    if isinstance(value, Column):
        default = exp.Literal.number(value.default)
        return exp.Coalesce(this=exp.column(value.name), expressions=[default])
    return exp.convert(value)


def _days(plan: Plan, fact: Fact, level: bool) -> list[exp.Expression]:
    column = exp.column(fact.day)
    limits: list[exp.Expression] = []
    if plan.first and not level:
        limits.append(exp.GTE(this=column, expression=_day(plan.first)))
    if plan.last:
        limits.append(exp.LTE(this=column.copy(), expression=_day(plan.last)))
    return limits


def _allowed(fact: Fact, item: Filter) -> exp.Expression:
    return _one_of(_dimension(item[0], fact.day, fact.minute), item[1])


def _one_of(column: exp.Expression, values: Any) -> exp.Expression:
    """Return that a column has one of the values; None among them stands for missing."""
    told = [exp.convert(value) for value in values if value is not None]
    choices: list[exp.Expression] = [exp.In(this=column, expressions=told)] if told else []
    if None in values:
        choices.append(exp.Is(this=column.copy(), expression=exp.null()))
    return exp.paren(exp.or_(*choices)) if choices else exp.false()


def select_rows(
    plan: Plan,
    fact: Fact,
    columns: tuple[str, ...],
    *,
    parts: tuple[Part, ...],
    numerator: tuple[Part, ...],
    level: bool,
) -> str:
    """Return the SELECT of the rows that any of `parts` counts, with `in_numerator`."""
    select = exp.select(*(exp.column(name, quoted=True) for name in columns))  # at is a word of SQL
    select = select.select(exp.alias_(_any_of(numerator), "in_numerator"))
    select = select.from_(_source(Branch(fact.name, ()), fact))
    limits = [condition(item) for item in fact.base] + _days(plan, fact, level)
    limits += [_allowed(fact, item) for item in plan.where]
    return str(select.where(*limits, _any_of(parts)).sql(dialect=DIALECT))


def _any_of(parts: tuple[Part, ...]) -> exp.Expression:
    """Return that a row meets the conditions of at least one part."""
    each = dict.fromkeys(part.where for part in parts)
    choices = [exp.and_(*map(condition, where)) if where else exp.true() for where in each]
    return exp.func("coalesce", exp.paren(exp.or_(*choices)), exp.false())


@lru_cache(maxsize=64)
def select_rollup(fact: Fact, parts: Sequence[Part], by_month: bool = False) -> str:
    """Return the rows of the day roll-up that one fact gives; a part that is zero gives none.

    `by_month` adds the month of partition, for several months in one pass.
    """
    base = [condition(item) for item in fact.base]
    day = exp.column(fact.day)
    names = ["local_day", "queue", "channel", "reason", *(["month"] if by_month else [])]
    known = (*fact.groups, "month")
    groups = [exp.alias_(day, "local_day")] + [
        exp.alias_(exp.column(name) if name in known else exp.cast(exp.null(), "TEXT"), name)
        for name in names[1:]
    ]
    source: exp.Expression = _table(fact.table)
    limits = [exp.not_(day.is_(exp.null())), *base]
    if _whole(fact, parts):
        source, parts = _alike(source, limits, groups=groups, known=names, parts=parts)
        groups, limits = [exp.column(name) for name in names], []
    sums = exp.select(*groups, *(exp.alias_(_sum(part), f"p{i}") for i, part in enumerate(parts)))
    sums = sums.from_(source).where(*limits).group_by("ALL")
    pairs = ", ".join(f"{{'part': '{part.name}', 'value': p{i}}}" for i, part in enumerate(parts))
    listed = ", ".join(names[:4])
    month = ", month" if by_month else ""
    return (
        f"SELECT '{fact.name}' AS fact, pair.part AS part, {listed}, "
        f"pair.value AS value{month} FROM (SELECT {listed}{month}, "
        f"unnest([{pairs}]) AS pair FROM ({sums.sql(dialect=DIALECT)}) AS sums"
        f") AS pairs WHERE pair.value <> 0"
    )


def _whole(fact: Fact, parts: Sequence[Part]) -> bool:
    """Return whether all sums are of whole numbers, so that their order cannot matter."""
    schema = TABLES[fact.table]
    known = {field.name for field in schema if pa.types.is_integer(field.type)}
    return all(
        part.column is None or part.column in known or part.column.endswith("_ms") for part in parts
    )


def _alike(
    source: exp.Expression, limits: list[exp.Expression], *,
    groups: list[exp.Expression], known: Sequence[str], parts: Sequence[Part],
) -> tuple[exp.Expression, list[Part]]:  # fmt: skip
    """Return groups of rows that all parts treat alike, and the parts as sums over them.

    Some forty filters over each row cost five times as much as one grouping by all that they ask
    and the filters over its few groups. `groups` are the columns wanted, called `known`.
    """
    parts = [_within(part) for part in parts]
    asked = tuple(dict.fromkeys(item for part in parts for item in part.where))
    plain = {w.column for w in asked if w.op in ("=", "in")} - set(known)
    tests = {
        item: Where(f"is{i}", "=", True)
        for i, item in enumerate(asked)
        if item.column not in (*plain, *known)
    }
    summed = tuple(dict.fromkeys(part.column for part in parts if part.column is not None))
    inner = exp.select(*groups, *(exp.column(name) for name in sorted(plain)))
    inner = inner.select(*(exp.alias_(condition(w), t.column) for w, t in tests.items()))
    inner = inner.select(exp.alias_(exp.Count(this=exp.Star()), "n_rows"))
    inner = inner.select(*(exp.alias_(exp.Sum(this=exp.column(c)), f"sum_{c}") for c in summed))
    inner = inner.from_(source).where(*limits).group_by("ALL")
    return inner.subquery("alike"), [
        replace(
            part,
            where=tuple(tests.get(item, item) for item in part.where),
            column="n_rows" if part.column is None else f"sum_{part.column}",
        )
        for part in parts
    ]


def _within(part: Part) -> Part:
    """Return a part whose limit to some queues is a condition like any other."""
    if part.queues is None:
        return part
    return replace(part, where=(*part.where, Where("queue", "in", part.queues)), queues=None)


def _day(day: date) -> exp.Expression:
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE")
