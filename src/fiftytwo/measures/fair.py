"""Groups side by side, each judged against everybody's rates in its own mix of work."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from fiftytwo.base.casemix import (
    Adjusted,
    Tally,
    Verdict,
    adjusted,
    mixing_weight,
    rates,
    verdict,
    widening,
)
from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import FEWEST, shrink
from fiftytwo.measures.catalogue import NAMED, measure
from fiftytwo.measures.dimensions import label
from fiftytwo.measures.evaluate import evaluate
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Facts, Measure, Query, Row

__all__ = [
    "Fair", "Judged", "Spells", "comparable", "compare", "is_comparable", "merged", "read_memberships",
    "read_tallies",
]  # fmt: skip

Kinds = dict[tuple[str | int | None, ...], Tally]
Tallies = dict[str, Kinds]
Spells = tuple[tuple[date, str | None], ...]  # (first day, group then), in order of time


@dataclass(frozen=True, slots=True)
class Judged:
    """One group.

    Attributes
    ----------
    name : str
        The group.
    found : Adjusted
        Its figures.
    guess : float or None
        The adjusted share drawn towards the whole as far as few cases ask for [0..1].
    word : str
        What may be said of it.
    """

    name: str
    found: Adjusted
    guess: float | None
    word: Verdict


@dataclass(frozen=True, slots=True)
class Fair:
    """All groups in order of name: nobody is ranked.

    Attributes
    ----------
    overall : float
        Share of everybody [0..1].
    spread : float
        √(Σ n·r·(1 − r) / Σ n): what half a limit is times z / √n [0..0.5].
    phi : float
        By how much the limits of chance are widened, 1 or more; z is divided by √φ.
    groups : tuple of Judged
        In order of name.
    """

    overall: float
    spread: float
    phi: float
    groups: tuple[Judged, ...]


def is_comparable(item: Measure) -> bool:
    """Return whether groups can be compared by it: a counted share that a lake tells by groups."""
    return item.is_counted_share and not item.lacks and bool(FACTS[item.fact].groups)


def comparable() -> tuple[str, ...]:
    """Return the names of the measures that groups can be compared by.

    Examples
    --------
    >>> names = comparable()
    >>> "csat" in names, "occupancy" in names, "aht_s" in names
    (True, False, False)
    """
    return tuple(name for name, item in NAMED.items() if is_comparable(item))


def read_tallies(
    source: Facts, name: str, by: str, types: tuple[str, ...], first: date, last: date
) -> Tallies:
    """Return group → type of work → hits of cases.

    Cases of which no source tells the group are a group of their own, under a dash; of no agent
    they are left out, since nobody's work is not somebody's.

    Parameters
    ----------
    source : Facts
        The lake.
    name : str
        A comparable measure.
    by : str
        The dimension of the groups.
    types : tuple of str
        The dimensions that make the work different; without any all work is alike.
    first, last : date
        Local days, both inclusive.

    Raises
    ------
    InputError
        If the measure is no share of counts, or a dimension does not exist.
    """
    found: Tallies = {}
    for row, tally in _counted(source, Query((name,), by=(by, *types), first=first, last=last)):
        if row.by[by] is not None or by != "agent":
            kind = tuple(row.by[each] for each in types)
            found.setdefault(label(by, row.by[by]), {})[kind] = tally
    return found


def read_memberships(
    source: Facts, name: str, types: tuple[str, ...], first: date, last: date,
    spells: Mapping[str, Spells],
) -> dict[tuple[str, str | None], Kinds]:  # fmt: skip
    """Return (agent, group on the day of the case) → type of work → hits of cases.

    Parameters
    ----------
    source, name, types, first, last
        As in `read_tallies`.
    spells : mapping
        Agent → the groups that the agent was in, each from its first day on; before the first of
        them, and where the agent is not named, the group is None.
    """
    found: dict[tuple[str, str | None], Kinds] = {}
    moved: list[str] = []
    for agent, kinds in read_tallies(source, name, "agent", types, first, last).items():
        held = {_group_on(spells.get(agent, ()), day) for day in (first, last)}
        held |= {group for day, group in spells.get(agent, ()) if first <= day <= last}
        if len(held) == 1:
            found[agent, held.pop()] = kinds
        else:
            moved.append(agent)
    if not moved:
        return found
    by_day = Query(
        (name,), by=("agent", *types), grain="day", first=first, last=last,
        where={"agent": tuple(sorted(moved))},
    )  # fmt: skip
    for row, tally in _counted(source, by_day):
        agent, kind = str(row.by["agent"]), tuple(row.by[each] for each in types)
        group = _group_on(spells[agent], date.fromisoformat(str(row.period)))
        _add(found.setdefault((agent, group), {}), kind, tally)
    return found


def _counted(source: Facts, query: Query) -> Iterator[tuple[Row, Tally]]:
    (name,) = query.measures
    if not is_comparable(measure(name)):
        raise InputError(f"groups are not compared by {name!r}: use {', '.join(comparable())}")
    for row in evaluate(source, query):
        value = row.values[name]
        if value.numerator is not None and value.denominator:
            yield row, Tally(value.numerator, value.denominator)


def _group_on(spells: Spells, day: date) -> str | None:
    """Return the group on a day.

    Examples
    --------
    >>> spells = ((date(2026, 1, 1), "One"), (date(2026, 3, 1), None))
    >>> [_group_on(spells, date(2026, month, 1)) for month in (2, 3)], _group_on((), date(2026, 1, 1))
    (['One', None], None)
    """
    return next((group for first, group in reversed(spells) if first <= day), None)


def _add(kinds: Kinds, kind: tuple[str | int | None, ...], tally: Tally) -> None:
    old = kinds.get(kind, Tally(0, 0))
    kinds[kind] = Tally(old.hits + tally.hits, old.n + tally.n)


def merged(tallies: Tallies, into: Mapping[str, str], rest: str) -> Tallies:
    """Return groups put together, such as agents into teams; what is in none becomes `rest`.

    Examples
    --------
    >>> agents = {"a": {("x",): Tally(1, 2)}, "b": {("x",): Tally(2, 2)}, "c": {("x",): Tally(0, 1)}}
    >>> merged(agents, {"a": "One", "b": "One"}, "–")
    {'One': {('x',): Tally(hits=3, n=4)}, '–': {('x',): Tally(hits=0, n=1)}}
    """
    found: Tallies = {}
    for group, kinds in tallies.items():
        held = found.setdefault(into.get(group, rest), {})
        for kind, tally in kinds.items():
            _add(held, kind, tally)
    return found


def compare(tallies: Tallies, better: str, shown: Iterable[str] | None = None) -> Fair | None:
    """Return the groups beside everybody, in order of name; None without any case.

    Parameters
    ----------
    tallies : mapping
        Everybody, as `read_tallies` gives it: the rates are those of all of them.
    better : str
        "higher", "lower" or "as planned".
    shown : iterable of str, optional
        The groups to return; all unless given.
    """
    n = sum(tally.n for kinds in tallies.values() for tally in kinds.values())
    if not n:
        return None
    overall = sum(t.hits for kinds in tallies.values() for t in kinds.values()) / n
    rate = rates(tallies.values())
    every = {name: adjusted(kinds, rate, overall) for name, kinds in tallies.items()}
    zs = [one.z for one in every.values() if one.z is not None and one.n >= FEWEST]
    phi = widening(zs)
    weight = mixing_weight([_fair_tally(one) for one in every.values() if one.share is not None])
    names = sorted(every if shown is None else set(shown) & set(every), key=str.casefold)
    groups = tuple(
        Judged(
            name, every[name], _guess(every[name], overall, weight),
            verdict(every[name], phi, better),
        )
        for name in names
    )  # fmt: skip
    spread = (sum(one.spread**2 for one in every.values()) / n) ** 0.5
    return Fair(overall, spread, phi, groups)


def _fair_tally(found: Adjusted) -> Tally:
    return Tally((found.share or 0.0) * found.n, found.n)


def _guess(found: Adjusted, overall: float, weight: float | None) -> float | None:
    if found.share is None:
        return None
    if weight is None:  # the groups differ no more than chance would have them
        return overall
    return shrink(found.share * found.n, found.n, overall, weight) if weight else found.share
