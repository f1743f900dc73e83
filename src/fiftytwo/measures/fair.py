"""Groups side by side, each judged against everybody's rates in its own mix of work."""

from collections.abc import Iterable, Mapping
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
from fiftytwo.measures.catalogue import CATALOGUE, measure
from fiftytwo.measures.evaluate import evaluate
from fiftytwo.measures.facts import FACTS
from fiftytwo.measures.model import Facts, Measure, Query

__all__ = ["Fair", "Judged", "comparable", "compare", "is_comparable", "merged", "read_tallies"]

Tallies = dict[str, dict[tuple[str | int | None, ...], Tally]]


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
    return tuple(name for name, item in CATALOGUE.items() if is_comparable(item))


def read_tallies(
    source: Facts, name: str, by: str, types: tuple[str, ...], first: date, last: date
) -> Tallies:
    """Return group → type of work → hits of cases.

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
    if not is_comparable(measure(name)):
        raise InputError(f"groups are not compared by {name!r}: use {', '.join(comparable())}")
    found: Tallies = {}
    for row in evaluate(source, Query((name,), by=(by, *types), first=first, last=last)):
        value, group = row.values[name], row.by[by]
        if group is not None and value.numerator is not None and value.denominator:
            kind = tuple(row.by[each] for each in types)
            found.setdefault(str(group), {})[kind] = Tally(value.numerator, value.denominator)
    return found


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
            old = held.get(kind, Tally(0, 0))
            held[kind] = Tally(old.hits + tally.hits, old.n + tally.n)
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
