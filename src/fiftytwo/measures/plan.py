"""From the measures asked for to the parts to read: which facts, which parts, which branch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fiftytwo.measures.dimensions import Filter
from fiftytwo.measures.facts import FACTS, supports
from fiftytwo.measures.model import Measure, Part, Quantile
from fiftytwo.measures.parts import KINDS, PRESENCE

__all__ = ["MANY", "Branch", "Plan", "Ranks", "Rolled", "make_plan", "passes"]

MANY = 8  # so many sums of rows are better read by themselves, in few groups

Rolled = Mapping[str, Mapping[str, Part]]  # fact → name → part: what the day roll-up holds


@dataclass(frozen=True, slots=True)
class Ranks:
    """Quantiles of one column over the same rows, read together; `shares` in order."""

    base: Part
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What is read in one pass over one fact.

    `level` reads all changes up to the last day; those before the first go to no period.
    `rolled` reads the day roll-up instead of the fact. `kinds` are the kinds of segment that any
    part asked for needs: groups that have none of them are not shown.
    """

    fact: str
    parts: tuple[Part, ...]
    ranks: tuple[Ranks, ...] = ()
    level: bool = False
    rolled: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def presence(self) -> tuple[str, ...]:
        """Names of the roll-up's parts that say which groups have rows of this branch at all."""
        if not FACTS[self.fact].has_kinds:
            return tuple(part.name for part in PRESENCE if part.fact == self.fact)
        return tuple(name for name, kinds in KINDS.items() if set(kinds) & set(self.kinds))


@dataclass(frozen=True, slots=True)
class Plan:
    """One question, ready to be compiled; hashable, so that compiled SQL can be kept.

    `with_whole` reads the same without dimensions in the same pass.
    """

    branches: tuple[Branch, ...]
    by: tuple[str, ...]
    grain: str | None
    first: date | None
    last: date | None
    where: tuple[Filter, ...]
    with_whole: bool = False

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension used for grouping or filtering."""
        return (*self.by, *(name for name, _ in self.where))


def make_plan(
    measures: Sequence[Measure],
    frame: Plan,
    *,
    empty: frozenset[Part] = frozenset(),
    rolled: Rolled | None = None,
) -> Plan:
    """Return the plan for `measures` within the frame of dimensions, grain, days and filters.

    Parts in `empty` are known to be zero everywhere and are not read. `rolled` says what the day
    roll-up holds, None that there is none; it is used for every fact that needs nothing else.
    """
    flows = [item for item in measures if item.kind != "level"]
    levels = [item for item in measures if item.kind == "level"]
    branches = [
        half for fact in FACTS for half in _halves(frame, _branch(flows, fact, empty), rolled)
    ]
    branches += [_level(levels, fact) for fact in dict.fromkeys(item.fact for item in levels)]
    asked = [
        replace(branch, rolled=_can_roll(frame, branch, rolled))
        for branch in branches
        if (branch.parts or branch.ranks) and supports(branch.fact, frame.dimensions)
    ]
    return replace(frame, branches=tuple(asked))


def passes(plan: Plan) -> list[Plan]:
    """Return a plan as plans that are each one SELECT.

    The day roll-up tells all its sums in one pass. Of the other facts each is read by itself, with
    those whose rows it holds: together, the memory they need for joins and windows adds up, and they
    are put aside on the disk. The first branch of a pass says what is read.
    """
    shared = [b for b in plan.branches if b.rolled and not b.level and b.fact != "report"]
    alone = [branch for branch in plan.branches if branch not in shared]
    held = {branch: _holder(branch, alone) for branch in alone}
    each = [
        (branch, *(b for b in alone if held[b] == branch)) for branch in alone if not held[branch]
    ]
    return [replace(plan, branches=part) for part in (tuple(shared), *each) if part]


def _holder(branch: Branch, others: Sequence[Branch]) -> Branch | None:
    """Return the branch that reads all rows of another one anyway, if any does."""
    if branch.level or branch.rolled:
        return None
    read = {b.fact: b for b in others if not (b.level or b.rolled)}
    return next((read[name] for name in FACTS[branch.fact].within if name in read), None)


def _halves(frame: Plan, branch: Branch, rolled: Rolled | None) -> list[Branch]:
    """Return sums and quantiles apart, where the sums come cheaper without the rows."""
    sums = replace(branch, ranks=())  # it tells which groups there are
    ranks = replace(branch, parts=(), kinds=_kinds([item.base for item in branch.ranks]))
    cheaper = len(sums.parts) >= MANY and not FACTS[branch.fact].whole
    if branch.parts and branch.ranks and (cheaper or _can_roll(frame, sums, rolled)):
        return [sums, ranks]
    return [branch]


def _level(levels: Sequence[Measure], fact: str) -> Branch:
    """Return the branch of all levels of a fact: their changes, and at last the number of its rows, which tells 0 from nothing."""
    present = next((part for part in PRESENCE if part.fact == fact), Part("moves", fact))
    return Branch(fact, (*_parts(levels, fact, frozenset()), present), level=True)


def _branch(measures: Sequence[Measure], fact: str, empty: frozenset[Part]) -> Branch:
    every, ranks = _parts(measures, fact, frozenset()), _ranks(measures, fact)
    needed = tuple(part for part in every if part not in empty) or every[:1]
    bases = (*every, *(item.base for item in ranks))
    return Branch(fact, needed, ranks, kinds=_kinds(bases) if FACTS[fact].has_kinds else ())


def _kinds(parts: Sequence[Part]) -> tuple[str, ...]:
    found: set[str] = set()
    for part in parts:
        for item in part.where:
            if item.column == "kind":
                found.update(item.value if isinstance(item.value, tuple) else (item.value,))  # type: ignore[arg-type]
    return tuple(sorted(found))


def _parts(measures: Iterable[Measure], fact: str, empty: frozenset[Part]) -> tuple[Part, ...]:
    found = {
        part: None
        for item in measures
        for terms in item.terms
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


def _can_roll(frame: Plan, branch: Branch, rolled: Rolled | None) -> bool:
    fine = {"agent", "hour"} & set(frame.dimensions)
    if rolled is None or branch.ranks or fine or frame.grain == "hour":
        return False
    held = rolled.get(branch.fact, {})
    return all(part.name in held and held[part.name].where == part.where for part in branch.parts)
