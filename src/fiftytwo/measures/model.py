"""The parts a measure is made of. Data only: nothing here touches a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypedDict

__all__ = [
    "Basis",
    "Column",
    "Facts",
    "Kind",
    "Measure",
    "Part",
    "Quantile",
    "Query",
    "Row",
    "Terms",
    "Unit",
    "Value",
    "Where",
    "Words",
    "made",
]

Op = Literal["=", "in", "<", "<=", ">=", "known", "missing"]
Unit = Literal["share", "seconds", "contacts", "cases", "count", "number"]
Kind = Literal["sum", "ratio", "quantile", "level"]
Basis = Literal["arrival", "end"]
Better = Literal["higher", "lower", "as planned"]
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """Another column of the same row, with what holds where it is missing.

    Such as ``Column("target_ms", 20_000)``: the target then in force, else 20 s.
    """

    name: str
    default: int


@dataclass(frozen=True, slots=True)
class Where:
    """One condition on one column; a missing value meets none but ``missing``.

    Examples
    --------
    >>> Where("duration_ms", "<=", 20_000).op
    '<='
    """

    column: str
    op: Op
    value: str | int | float | bool | Column | tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An additive part: the rows of a fact that match, counted, or one column summed.

    `name` is unique within the fact; the day roll-up stores parts under it. `inside` names a part
    that this one is a portion of: where that is nothing, so is this. `queues` limits it to some.
    """

    name: str
    fact: str
    where: tuple[Where, ...] = ()
    column: str | None = None
    inside: str = ""
    queues: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Quantile:
    """A discrete quantile of one column over the rows that match: a value that occurred.

    Of n values in order it is number ceil(share · n). Quantiles do not add up.
    """

    name: str
    fact: str
    where: tuple[Where, ...]
    column: str
    share: str  # decimal text such as "0.9", so that every engine rounds the same way
    open: tuple[Where, ...] = ()  # rows that may still end: each outlasts its age so far


Terms = tuple[tuple[int, Part], ...]  # a sum of parts, each with a factor, mostly 1 or -1


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number means.

    Attributes
    ----------
    what : Terms or Quantile
        Numerator, plain sum, level or quantile.
    per : Terms or None
        Denominator; None for anything that is not a ratio.
    count : Terms
        The rows behind the value (`n`).
    missing : Terms
        Rows that belong to it but whose figure is unknown: coverage is n / (n + missing).
    covers : Terms
        The known rows for the coverage, where they are not those of `count`.
    open : Terms
        Rows that may still change the value: it is provisional while there are any.
    scale : float
        From the lake's unit to the edge's, 0.001 for milliseconds.
    better : str
        "higher", "lower", or "as planned" where neither is better by itself.
    needs : tuple of str
        Parts that must occur somewhere in the lake, else the source does not tell and the
        value is not available, never 0.
    told_by : str
        The same queue by queue: only queues where this part occurs count.
    lacks : str
        Why no lake can tell it yet; empty for all that can be told.
    extremes : Terms
        Of a difference of two shares of the same rows, which has an interval by itself: those that
        count for or against.
    purpose, inclusions : str
        What it is looked at for, and which rows count.
    guardrail : tuple of str
        The measures to read beside it, so that it is not bettered at their cost.
    least_n : int
        Below this many rows it is judged against no goal.
    """

    name: str
    label: str
    unit: Unit
    better: Better
    what: Terms | Quantile
    per: Terms | None
    count: Terms
    formula: str
    meaning: str
    traps: str
    variant: str = ""
    version: int = 1
    missing: Terms = ()
    covers: Terms = ()
    open: Terms = ()
    scale: float = 1.0
    needs: tuple[str, ...] = ()
    told_by: str = ""
    kind: Kind = "ratio"
    lacks: str = ""
    extremes: Terms = ()
    purpose: str = ""
    inclusions: str = ""
    guardrail: tuple[str, ...] = ()
    least_n: int = 1

    @property
    def definition(self) -> str:
        """Id of this definition: name and version, such as ``service_level@1``."""
        return f"{self.name}@{self.version}"

    @property
    def summed(self) -> Terms:
        """The parts of the numerator, plain sum or level; none of a quantile."""
        return () if isinstance(self.what, Quantile) else self.what

    @property
    def is_counted_share(self) -> bool:
        """Whether it is a share of counted things, so many of so many; not of time, not a mean."""
        parts = [part for _, part in (*self.summed, *(self.per or ()))]
        counts = self.unit == "share" and self.scale == 1 and self.per is not None
        return counts and bool(self.summed) and not any(part.column for part in parts)

    @property
    def terms(self) -> tuple[Terms, ...]:
        """All sums that the value, n, coverage and state rest on."""
        return (
            self.summed, self.per or (), self.count, self.missing, self.covers, self.open, self.extremes,
        )  # fmt: skip

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that the value is read from."""
        return frozenset(part.fact for terms in self.terms for _, part in terms) | {self.fact}

    @property
    def fact(self) -> str:
        """The fact that the numerator is read from."""
        return self.what.fact if isinstance(self.what, Quantile) else self.what[0][1].fact


class Words(TypedDict, total=False):
    """What a definition may be given: the fields of `Measure`, for what several of them share."""

    name: str
    label: str
    unit: Unit
    better: Better
    what: Terms | Quantile
    per: Terms | None
    count: Terms
    formula: str
    meaning: str
    traps: str
    variant: str
    version: int
    missing: Terms
    covers: Terms
    open: Terms
    scale: float
    needs: tuple[str, ...]
    told_by: str
    kind: Kind
    lacks: str
    extremes: Terms


def made(*given: Words) -> Measure:
    """Return the measure of what is given; of what is given twice, the later counts.

    Raises
    ------
    TypeError
        If a field without a default is not given.

    Examples
    --------
    >>> part = ((1, Part("waits", "segment")),)
    >>> shared = Words(unit="share", better="higher", per=part, count=part)
    >>> own = Words(name="x", label="X", what=part, formula="", meaning="", traps="", better="lower")
    >>> made(shared, own).better
    'lower'
    """
    whole = Words()
    for words in given:
        whole = whole | words
    return Measure(**whole)


@dataclass(frozen=True, slots=True)
class Value:
    """A measure's value with what it rests on.

    Attributes
    ----------
    value : float or None
        Durations in seconds, shares 0..1, counts; None is "not available", never 0.
    numerator, denominator : float or None
        The sums behind it [same unit]; denominator None for plain sums, both None for quantiles.
    n : float
        Rows behind it.
    coverage : float
        Share of the rows that belong to it whose figure is known [0..1].
    provisional : bool
        True while open items or days not yet loaded may change it.
    definition : str
        Id of the definition, with the reason where the value is not available and
        "from interval reports" where no contacts exist for it.
    open : float
        Rows that have not ended and may still change it.
    low, high : float or None
        The 95 % interval of the measures that have one: Wilson, or adjusted Wald for the net
        promoter score.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    n: float
    coverage: float
    provisional: bool
    definition: str
    open: float = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an answer: the dimensions' values, the period, and the measures by name."""

    by: dict[str, str | int | None]
    period: str | None
    values: dict[str, Value]


@dataclass(frozen=True)
class Query:
    """What is asked.

    Attributes
    ----------
    measures : tuple of str
        Names of the catalogue.
    by : tuple of str
        Dimensions: queue, channel, agent, reason, hour (0..23), weekday (1 Monday..7 Sunday).
    grain : str or None
        hour, day, week (ISO) or month, in local time.
    first, last : date or None
        Local days, both inclusive; None is open.
    where : mapping of str to tuple
        Dimension to allowed values; "–" or None is the missing value.
    basis : str
        "arrival" books waits and contacts on their start, "end" on their end, as systems do that
        count what was completed.
    not_at_once : tuple of str
        Reasons that nobody can close at the first contact, for fcr_net and fcr_gross.
    """

    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    grain: str | None = None
    first: date | None = None
    last: date | None = None
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: NOTHING)
    basis: Basis = "arrival"
    not_at_once: tuple[str, ...] = ()


class Facts(Protocol):
    """Where measures read from: a snapshot of the lake, or tables in memory.

    `schedules` is the text of the opening hours that hold there; empty where none are given.
    """

    @property
    def schedules(self) -> str:
        """Return opening hours as in `measures.schedules`."""

    def cursor(self) -> Any:
        """Return a DuckDB cursor."""

    def relation(
        self, table: str, first_month: str | None = None, last_month: str | None = None
    ) -> str:
        """Return SQL for FROM: the table's rows, pruned to months such as "2026-03"."""
