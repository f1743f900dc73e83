"""Quantiles of waits while some have not ended: the estimate of Kaplan and Meier.

Whoever still waits has waited at least so long. Left out, they make waits look short just when they
are long; so where more than 1 % of the rows are open, each counts as having outlasted its age.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from fiftytwo.measures.compile import DIALECT, condition, group_names, select_branch
from fiftytwo.measures.dimensions import period_text
from fiftytwo.measures.model import Measure, Part, Quantile, Row, Value, Where
from fiftytwo.measures.plan import Branch, Plan

__all__ = [
    "ESTIMATED",
    "OPEN_SHARE",
    "TOO_OPEN",
    "is_estimated",
    "select_quantiles",
    "with_estimates",
]

OPEN_SHARE = 0.01
TIE = 1e-9  # products of shares that are equal in numbers differ in the last digits
ESTIMATED = "estimated with those that have not ended"
TOO_OPEN = "not available, too many have not ended"
BEGUN = {"segment": "started_at", "next_wait": "started_at", "case": "owed_since"}
# The last instant that each source speaks of: what has not ended had not ended then.
BY_WAITS = """SELECT source_id, max(epoch_us(started_at) + coalesce(duration_ms, 0) * 1000) AS newest
FROM "@segment" GROUP BY source_id"""
NEWEST = {
    "segment": BY_WAITS,
    "next_wait": BY_WAITS,
    "case": """SELECT source_id, max(epoch_us("at")) AS newest FROM "@case_flow" GROUP BY source_id""",
}


def is_estimated(item: Measure, n: float, still_open: float) -> bool:
    """Return whether so many rows have not ended that they must be counted in."""
    return (
        isinstance(item.what, Quantile)
        and bool(item.what.open)
        and still_open > OPEN_SHARE * (n + still_open)
    )


def select_quantiles(plan: Plan, item: Quantile, shares: Sequence[str]) -> str:
    """Return the SELECT of the quantiles q0, q1 … by the groups of a plan, open rows counted in.

    S(t) is the product of 1 − ended / at risk over all lengths up to t (Kaplan and Meier 1958,
    JASA 53:457); a quantile is the least length that occurred with S(t) <= 1 − share, null where
    S never falls so far.
    """
    names = group_names(plan)
    groups = ", ".join(names)
    over = f"PARTITION BY {groups} " if names else ""
    quantiles = ", ".join(
        f"min(t) FILTER (ended > 0 AND s <= 1 - {share} + {TIE!r}) AS q{i}"
        for i, share in enumerate(shares)
    )
    head = f"{groups}, " if names else ""
    return f"""WITH life AS ({_lives(plan, item)}), newest AS ({NEWEST[item.fact]}), length AS (
  SELECT {head}CASE WHEN is_over THEN length_ms
    ELSE greatest(0, (newest - began_us) // 1000) END AS t, CAST(is_over AS INTEGER) AS is_over
  FROM life LEFT JOIN newest ON life.source_id IS NOT DISTINCT FROM newest.source_id
), risk AS (
  SELECT {head}t, sum(is_over) AS ended, count(*) AS many FROM length GROUP BY {head}t
), step AS (
  SELECT *, sum(many) OVER ({over}ORDER BY t DESC) AS at_risk FROM risk
), curve AS (
  SELECT *, product(1 - ended / at_risk) OVER ({over}ORDER BY t) AS s FROM step
)
SELECT {head}{quantiles} FROM curve{f" GROUP BY {groups}" if names else ""}"""


def _lives(plan: Plan, item: Quantile) -> str:
    """Return the rows that ended and those that have not, with their length or beginning."""
    began = exp.Anonymous(this="epoch_us", expressions=[exp.column(BEGUN[item.fact])])
    columns: list[exp.Expression] = [
        exp.column("source_id"),
        exp.alias_(exp.column(item.column), "length_ms"),
        exp.alias_(began, "began_us"),
        exp.alias_(_all(item.where), "is_over"),
    ]
    branch = Branch(item.fact, (Part("", item.fact, item.where),))
    both = exp.func("coalesce", exp.or_(_all(item.where), _all(item.open)), exp.false())
    return str(select_branch(plan, branch, columns).where(both).sql(dialect=DIALECT))


def _all(where: Iterable[Where]) -> exp.Expression:
    return exp.func("coalesce", exp.paren(exp.and_(*map(condition, where))), exp.false())


def with_estimates(rows: list[Row], measures: Sequence[Measure], plan: Plan, ask: Any) -> list[Row]:
    """Return an answer with the estimate where too many have not ended.

    Parameters
    ----------
    rows : list of Row
        The answer over what ended.
    measures : sequence of Measure
        As the lake can tell them.
    plan : Plan
        The plan of the answer.
    ask : callable
        From a SELECT over ``"@table"`` to its rows as tuples.
    """
    wanted: dict[tuple[object, ...], list[Measure]] = {}
    for item in measures:
        if isinstance(item.what, Quantile) and any(
            is_estimated(item, row.values[item.name].n, row.values[item.name].open) for row in rows
        ):
            key = (item.what.fact, item.what.where, item.what.column, item.what.open)
            wanted.setdefault(key, []).append(item)
    for items in wanted.values():
        rows = _replaced(rows, items, plan, ask)
    return rows


def _replaced(rows: list[Row], items: list[Measure], plan: Plan, ask: Any) -> list[Row]:
    quantiles = [item.what for item in items]
    shares = [what.share for what in quantiles if isinstance(what, Quantile)]
    assert isinstance(quantiles[0], Quantile)
    width = len(plan.by)
    found = {}
    for (*key,) in ask(select_quantiles(plan, quantiles[0], shares)):
        period = period_text(plan.grain, key[width]) if plan.grain else None
        figures = key[width + (1 if plan.grain else 0) :]
        found[tuple(key[:width]), period] = dict(zip([i.name for i in items], figures, strict=True))
    made = []
    for row in rows:
        told = found.get((tuple(row.by.values()), row.period), {})
        new = {
            item.name: _estimate(item, row.values[item.name], told.get(item.name))
            for item in items
            if is_estimated(item, row.values[item.name].n, row.values[item.name].open)
        }
        made.append(replace(row, values=row.values | new))
    return made


def _estimate(item: Measure, value: Value, found: float | None) -> Value:
    note = TOO_OPEN if found is None else ESTIMATED
    scaled = None if found is None else found * item.scale
    return replace(value, value=scaled, definition=f"{item.definition}: {note}")
