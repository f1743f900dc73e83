"""From the measures asked for to the parts to read: which facts, which parts, which branch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fiftytwo.measures.dimensions import Filter
from fiftytwo.measures.facts import FACTS, supports
from fiftytwo.measures.model import Measure, Part, Quantile, Terms

__all__ = ["Branch", "Plan", "Ranks", "make_plan", "terms_of"]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Quantiles of one column over the same rows, read together; `shares` in order."""

    base: Part
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What is read in one pass over one fact.

    `level` reads all changes up to the last day; those before the first go to no period.
    `rolled` reads the day roll-up instead of the fact.
    """

    fact: str
    parts: tuple[Part, ...]
    ranks: tuple[Ranks, ...] = ()
    level: bool = False
    rolled: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One question, ready to be compiled; hashable, so that compiled SQL can be kept."""

    branches: tuple[Branch, ...]
    by: tuple[str, ...]
    grain: str | None
    first: date | None
    last: date | None
    where: tuple[Filter, ...]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension used for grouping or filtering."""
        return (*self.by, *(name for name, _ in self.where))


def terms_of(item: Measure) -> tuple[Terms, ...]:
    """Return all sums that a measure's value, n, coverage and state rest on."""
    what = () if isinstance(item.what, Quantile) else item.what
    return (what, item.per or (), item.count, item.missing, item.open)


def make_plan(
    measures: Sequence[Measure],
    frame: Plan,
    *,
    empty: frozenset[Part] = frozenset(),
    rolled: bool = False,
) -> Plan:
    """Return the plan for `measures` within the frame of dimensions, grain, days and filters.

    Parts in `empty` are known to be zero everywhere and are not read. `rolled` says that a day
    roll-up exists; it is used for every fact that needs nothing else.
    """
    levels = [item for item in measures if item.kind == "level"]
    flows = [item for item in measures if item.kind != "level"]
    branches = _branches(flows, frame, empty=empty, rolled=rolled)
    branches += [
        Branch(
            item.fact,
            _parts([item], item.fact, empty),
            level=True,
            rolled=_can_roll(frame, (), rolled),
        )
        for item in levels[:1]
        if supports(item.fact, frame.dimensions)
    ]
    return Plan(
        tuple(b for b in branches if b.parts or b.ranks),
        frame.by,
        frame.grain,
        frame.first,
        frame.last,
        frame.where,
    )


def _branches(
    measures: Sequence[Measure], frame: Plan, *, empty: frozenset[Part], rolled: bool
) -> list[Branch]:
    branches = []
    for fact in FACTS:
        if not supports(fact, frame.dimensions):
            continue
        parts = _parts(measures, fact, empty)
        ranks = _ranks(measures, fact)
        use = _can_roll(frame, ranks, rolled and FACTS[fact].rolled)
        branches.append(
            Branch(fact, parts, ranks, rolled=use and all(_is_rolled(p) for p in parts))
        )
    return branches


def _parts(measures: Iterable[Measure], fact: str, empty: frozenset[Part]) -> tuple[Part, ...]:
    found = {
        part: None
        for item in measures
        for terms in terms_of(item)
        for _, part in terms
        if part.fact == fact and part not in empty
    }
    return tuple(found)


def _ranks(measures: Iterable[Measure], fact: str) -> tuple[Ranks, ...]:
    found: dict[Part, set[str]] = {}
    for item in measures:
        if isinstance(item.what, Quantile) and item.what.fact == fact:
            base = Part("", fact, item.what.where, item.what.column)
            found.setdefault(base, set()).add(item.what.share)
    return tuple(Ranks(base, tuple(sorted(shares))) for base, shares in found.items())


def _can_roll(frame: Plan, ranks: Sequence[Ranks], rolled: bool) -> bool:
    fine = {"agent", "hour"} & set(frame.dimensions)
    return rolled and not ranks and not fine and frame.grain != "hour"


def _is_rolled(part: Part) -> bool:
    return True
