"""From sums to values: add terms, carry levels forward, divide once, say what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fiftytwo.measures.compile import Keyed
from fiftytwo.measures.dimensions import period_end, period_number, period_text
from fiftytwo.measures.facts import supports
from fiftytwo.measures.intervals import nps_ends, share_ends
from fiftytwo.measures.model import Measure, Part, Quantile, Row, Terms, Value
from fiftytwo.measures.plan import Plan, Ranks

__all__ = ["Figures", "answer"]

UNTOLD = "the source does not tell it here"
NO_ROWS = "no rows"
Floats = NDArray[np.float64]
Key = tuple[tuple[Any, ...], int | None]


@dataclass(frozen=True)
class Figures:
    """What the SELECT gave: one entry a group in `keys` and `periods`, and in every column."""

    keys: list[tuple[Any, ...]]
    periods: list[int | None]
    columns: dict[Keyed, Any]
    last_day: Mapping[str, date] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)


def answer(measures: Sequence[Measure], plan: Plan, figures: Figures) -> list[Row]:
    """Return the rows of an answer, by dimension and then period; missing values come last."""
    frame = _frame(plan, figures)
    sums = _Sums(plan, figures, frame)
    columns = [_values(item, plan, sums, frame) for item in measures]
    names = [item.name for item in measures]
    texts = {
        n: period_text(str(plan.grain), n) for n in {n for _, n in frame.keys} if n is not None
    }
    return [
        Row(
            dict(zip(plan.by, key, strict=True)),
            None if period is None else texts[period],
            dict(zip(names, values, strict=True)),
        )
        for (key, period), *values in zip(frame.keys, *columns, strict=True)
    ]


@dataclass(frozen=True)
class _Frame:
    """The rows to show and, where a level was asked, its value in each of them."""

    keys: list[Key]
    levels: dict[Part, dict[Key, float]]  # by the part that sums the changes


def _frame(plan: Plan, figures: Figures) -> _Frame:
    found = set(zip(figures.keys, figures.periods, strict=True))
    levels = {
        part: _levels(plan, number, part, figures)
        for number, branch in enumerate(plan.branches)
        if branch.level
        for part in branch.parts[:-1]
    }
    shown = {key for key in found if key[1] is not None or plan.grain is None}
    if not shown and not any(levels.values()) and not plan.by and plan.grain is None:
        shown = {((), None)}
    return _Frame(sorted(shown.union(*levels.values()), key=_order), levels)


def _order(key: Key) -> tuple[Any, ...]:
    group, period = key
    return (*((part is None, "" if part is None else part) for part in group), period or 0)


def _levels(plan: Plan, number: int, part: Part, figures: Figures) -> dict[Key, float]:
    """Return the level at the end of every period, for every group that ever changed."""
    branch = plan.branches[number]
    change, present = (figures.columns[number, told] for told in (part, branch.parts[-1]))
    moves: dict[tuple[Any, ...], dict[int | None, float]] = {}
    entries = zip(figures.keys, figures.periods, np.nan_to_num(change), present, strict=True)
    for key, period, value, rows in entries:
        if rows > 0:  # else nothing at all is known of this group and period
            moves.setdefault(key, {})[period] = float(value)
    if plan.grain is None:
        return {(key, None): move[None] for key, move in moves.items()}
    span = _span(plan, moves, figures.last_day.get(branch.fact))
    levels: dict[Key, float] = {}
    for key, move in moves.items():
        running = move.get(None, 0.0)
        for period in span:
            running += move.get(period, 0.0)
            levels[key, period] = running
    return levels


def _span(
    plan: Plan, moves: Mapping[tuple[Any, ...], Mapping[int | None, float]], last: date | None
) -> range:
    """Return the periods in which a level is known: from the first change there is to the last day."""
    grain = str(plan.grain)
    found = [period for move in moves.values() for period in move]
    told = [period for period in found if period is not None]
    if plan.first and None in found:
        told.append(period_number(grain, plan.first))
    final = plan.last or last
    if not told or final is None:
        return range(0)
    return range(min(told), period_number(grain, final, 23) + 1)


class _Sums:
    """Sums of terms over the rows shown."""

    def __init__(self, plan: Plan, figures: Figures, frame: _Frame) -> None:
        place = {key: i for i, key in enumerate(zip(figures.keys, figures.periods, strict=True))}
        take = np.array([place.get(key, -1) for key in frame.keys], dtype=np.int64)
        self.figures, self.take, self.plan = figures, take, plan
        self.periods = [period for _, period in frame.keys]
        self.parts: dict[Part, Floats] = {}
        self.ranks: dict[Part, tuple[Ranks, list[Any]]] = {}
        for (number, item), column in figures.columns.items():
            if isinstance(item, Ranks):
                self.ranks[item.base] = (item, [column[i] if i >= 0 else None for i in take])
            elif not plan.branches[number].level:
                self.parts[item] = np.append(np.nan_to_num(column), 0.0)[take]
        self.zero: Floats = np.zeros(len(take))
        self.late: dict[date | None, list[bool]] = {}

    def of(self, terms: Terms) -> Floats:
        total = self.zero
        for factor, part in terms:
            if part in self.parts:
                total = total + factor * self.parts[part]
        return total

    def quantile(self, item: Quantile) -> list[float | None]:
        ranks, column = self.ranks[Part("", item.fact, item.where, item.column)]
        place = ranks.shares.index(item.share)
        return [None if values is None else values[place] for values in column]

    def unfinished(self, item: Measure) -> list[bool]:
        """Return which rows reach beyond the last day that any data speaks of."""
        days = [day for fact, day in self.figures.last_day.items() if fact in item.facts]
        last = max(days, default=None)
        if last not in self.late:
            self.late[last] = self._beyond(last)
        return self.late[last]

    def _beyond(self, last: date | None) -> list[bool]:
        if last is None:
            return [False] * len(self.take)
        if self.plan.grain is None:
            return [self.plan.last is not None and self.plan.last > last] * len(self.take)
        late = {
            n: period_end(self.plan.grain, n) > last for n in set(self.periods) if n is not None
        }
        return [late.get(period, False) for period in self.periods]  # type: ignore[arg-type]


def _values(item: Measure, plan: Plan, sums: _Sums, frame: _Frame) -> list[Value]:
    """Return the values of one measure for the rows shown."""
    why = _unavailable(item, plan, sums.figures)
    if why:
        text = f"{item.definition}: not available, {why}"
        return [Value(None, None, None, 0, 0.0, False, text)] * len(sums.take)
    count, missing = sums.of(item.count), sums.of(item.missing)
    if item.kind == "level":
        return _level_values(item, sums, frame)
    late = sums.unfinished(item)
    known = sums.of(item.covers) if item.covers else count
    total = known + missing
    coverage = np.divide(known, total, out=np.ones_like(total), where=total > 0)
    still = sums.of(item.open)
    provisional = (still > 0) | np.array(late, dtype=bool)
    untold = (count == 0) & (missing > 0) & (sums.of(item.summed) == 0)
    figures = _figures(item, sums, untold)
    return list(
        map(
            Value,
            *figures,
            _whole(count),
            coverage.tolist(),
            provisional.tolist(),
            _definitions(item, sums, count, untold, missing),
            _whole(still),
            *_intervals(item, sums),
        )
    )


def _intervals(item: Measure, sums: _Sums) -> tuple[list[float | None], list[float | None]]:
    """Return the lower and upper ends of the 95 % intervals, in the measure's own unit."""
    what, n = sums.of(item.summed), sums.of(item.per or ())
    if item.extremes:
        return nps_ends(what, sums.of(item.extremes), n)
    if item.is_counted_share:
        return share_ends(what, n)
    return [None] * len(sums.take), [None] * len(sums.take)


def _definitions(
    item: Measure, sums: _Sums, count: Floats, untold: NDArray[np.bool_], missing: Floats
) -> list[str]:
    """Return the definition for each row, saying where interval reports stand in."""
    reported = sums.of(tuple(term for term in item.count if term[1].fact == "report"))
    texts = np.full(len(count), item.definition, dtype=object)
    texts[reported > 0] = f"{item.definition}: partly from interval reports"
    texts[(reported > 0) & (reported == count)] = f"{item.definition}: from interval reports"
    if item.kind != "sum":  # a count of nothing is 0
        over = count if item.per is None else sums.of(item.per)
        texts[(over == 0) & (missing == 0)] = f"{item.definition}: not available, {NO_ROWS}"
    texts[untold] = f"{item.definition}: not available, {UNTOLD}"
    return list(texts)


def _unavailable(item: Measure, plan: Plan, figures: Figures) -> str:
    if not supports(item.fact, plan.dimensions):
        return f"it does not know {' and '.join(d for d in plan.dimensions if not supports(item.fact, [d]))}"
    if item.kind == "level" and {"hour", "weekday"} & set(plan.dimensions):
        return "a level has no hour of day or weekday: ask with a grain"
    return figures.absent.get(item.name, "")


def _level_values(item: Measure, sums: _Sums, frame: _Frame) -> list[Value]:
    late = sums.unfinished(item)
    nothing = Value(
        None, None, None, 0, 0.0, False, f"{item.definition}: not available, nothing is known here"
    )
    assert isinstance(item.what, tuple)
    levels = frame.levels.get(item.what[0][1], {})
    found = []
    for key, provisional in zip(frame.keys, late, strict=True):
        level = levels.get(key)
        if level is None:
            found.append(nothing)
        else:
            found.append(
                Value(int(level), int(level), None, int(level), 1.0, provisional, item.definition)
            )
    return found


def _figures(item: Measure, sums: _Sums, unknown: NDArray[np.bool_]) -> tuple[list[Any], ...]:
    """Return the columns value, numerator and denominator."""
    nothing: list[Any] = [None] * len(unknown)
    if isinstance(item.what, Quantile):
        ranks = sums.quantile(item.what)
        return [None if rank is None else rank * item.scale for rank in ranks], nothing, nothing
    what = sums.of(item.what)
    if item.per is None:
        figures = _whole(what) if item.scale == 1 else (what * item.scale).tolist()
        figures = [None if gone else figure for figure, gone in zip(figures, unknown, strict=True)]
        return figures, figures, nothing
    both = item.scale if item.unit == "share" else 1.0
    what, per = what * item.scale, sums.of(item.per) * both
    ratio = np.divide(what, per, out=np.full_like(what, np.nan), where=per > 0)
    value = [None if figure != figure else figure for figure in ratio.tolist()]
    return value, _whole(what), _whole(per)


def _whole(figures: Floats) -> list[float]:
    """Return plain numbers; a column of whole ones as int."""
    rounded = np.rint(figures)
    return (rounded.astype(np.int64) if np.array_equal(rounded, figures) else figures).tolist()
