"""What changed between two periods: a measure's change, taken apart by one dimension."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fiftytwo.base.decompose import Change, Sums, of_ratio, of_sum
from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.dimensions import label
from fiftytwo.measures.evaluate import evaluate
from fiftytwo.measures.model import Facts, Query, Value

__all__ = ["BY", "Changed", "Span", "what_changed"]

# Never by agent: a change is not taken apart by person.
BY = ("queue", "channel", "reason", "weekday", "hour")
CLOCK = ("weekday", "hour")  # a level has no parts by them


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError(
                f"the period ends {self.last} before it begins {self.first}: swap the days"
            )

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Changed:
    """A measure in two periods.

    Attributes
    ----------
    before, now : Value or None
        The whole; None where a period has no rows.
    groups : mapping
        Group → its values before and now, in order.
    change : Change or None
        Taken apart by group, in the measure's unit; None for quantiles, which do not add up over
        groups, for a level by weekday or hour, and where a period has no value.
    is_daily : bool
        Whether counts are told per day, as the periods are not equally long.
    """

    before: Value | None
    now: Value | None
    groups: Mapping[str, tuple[Value | None, Value | None]]
    change: Change | None
    is_daily: bool


def what_changed(
    source: Facts,
    name: str,
    by: str,
    *,
    before: Span,
    now: Span,
    where: Mapping[str, tuple[str, ...]] | None = None,
    not_at_once: tuple[str, ...] = (),
) -> Changed:
    """Return a measure's change between two periods and what each group of a dimension adds.

    Ratios of sums (shares, means) split into mix and rate, plain sums and levels into
    contributions; both add up to the change exactly. Quantiles do not add up: the groups'
    own values are given and nothing is attributed.

    Raises
    ------
    InputError
        If the measure or dimension is none, or a period is in reverse.
    """
    if by not in BY:
        raise InputError(f"a change is not taken apart by {by!r}: use {', '.join(BY)}")
    item, query = measure(name), Query((name,), where=where or {}, not_at_once=not_at_once)
    first, second = _read(source, query, before, ()), _read(source, query, now, ())
    old, new = _read(source, query, before, (by,)), _read(source, query, now, (by,))
    order = sorted({*old, *new}, key=lambda group: (group is None, group))
    groups = {label(by, group): (old.get(group), new.get(group)) for group in order}
    is_daily = item.kind == "sum" and before.days != now.days
    change = None
    if item.kind == "ratio":
        change = of_ratio(_sums(groups, 0), _sums(groups, 1))
    elif item.kind == "sum" or (item.kind == "level" and by not in CLOCK):
        spans = (before.days, now.days) if is_daily else (1, 1)
        change = of_sum(_amounts(groups, 0, spans[0]), _amounts(groups, 1, spans[1]))
    whole = first.get(None), second.get(None)
    days = (before.days, now.days) if is_daily else (1, 1)
    return Changed(*whole, groups, change and _whole(change, whole, days), is_daily)


def _whole(
    change: Change, whole: tuple[Value | None, Value | None], days: tuple[int, int]
) -> Change | None:
    """Return the change of the whole; what its groups leave unexplained is the rest."""
    told = [value.value for value in whole if value is not None and value.value is not None]
    if len(told) < 2:
        return None
    before, now = told[0] / days[0], told[1] / days[1]
    rest = now - before - change.mix - change.rate
    tiny = 1e-9 * max(abs(before), abs(now), 1.0)
    return replace(change, before=before, now=now, rest=rest if abs(rest) > tiny else 0.0)


def _read(
    source: Facts, query: Query, span: Span, by: tuple[str, ...]
) -> dict[str | int | None, Value]:
    asked = replace(query, by=by, first=span.first, last=span.last)
    (name,) = query.measures
    rows = evaluate(source, asked)
    return {row.by[by[0]] if by else None: row.values[name] for row in rows}


def _sums(groups: Mapping[str, tuple[Value | None, Value | None]], side: int) -> dict[str, Sums]:
    found = {}
    for group, values in groups.items():
        value = values[side]
        if value is not None and value.numerator is not None and value.denominator is not None:
            found[group] = Sums(value.numerator, value.denominator)
    return found


def _amounts(
    groups: Mapping[str, tuple[Value | None, Value | None]], side: int, days: int
) -> dict[str, float]:
    found = {group: values[side] for group, values in groups.items()}
    return {
        group: value.value / days
        for group, value in found.items()
        if value is not None and value.value is not None
    }
