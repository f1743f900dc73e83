"""Comparing groups that do different work: what each would reach with everybody's rates.

Indirect standardisation: a group's hits O beside the E = Σ n_t·r_t that it would have if it
reached in each type of contact t what all groups together reach there. Shares are 0..1.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import FEWEST, Z95, Z998

__all__ = [
    "Adjusted",
    "Tally",
    "adjusted",
    "dispersion",
    "mixing_weight",
    "rates",
    "verdict",
    "widening",
]

FEWEST_GROUPS = 6  # under which over-dispersion cannot be told from the groups themselves
WINSOR = 0.1  # share of the groups at each end that is drawn in before the mean
Verdict = Literal["too few", "no difference", "sign", "better", "worse"]
TallyOf = Mapping[Any, "Tally"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Hits among cases of one type, 0 <= hits <= n."""

    hits: float
    n: float

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.n:
            raise InputError(f"hits {self.hits} of {self.n} are none: use 0 <= hits <= n")


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A group's share and what is left of it once its mix of work is taken into account.

    Attributes
    ----------
    n, hits, expected : float
        Cases, hits, and hits with everybody's rates.
    raw : float or None
        hits / n; None of nothing.
    ratio : float or None
        hits / expected; None where nothing is expected.
    z : float or None
        (O − E) / √(Σ n_t·r_t·(1 − r_t)); None where every rate is 0 or 1.
    share : float or None
        The overall share times the ratio: what the group would reach with everybody's mix [0..1,
        cut off at 1].
    spread : float
        √(Σ n_t·r_t·(1 − r_t)) [hits].
    """

    n: float
    hits: float
    expected: float
    raw: float | None
    ratio: float | None
    z: float | None
    share: float | None
    spread: float


def rates(groups: Iterable[TallyOf]) -> dict[Hashable, float]:
    """Return the rate of all groups together in each type; types without cases have none.

    Examples
    --------
    >>> rates([{"tech": Tally(8, 15)}, {"tech": Tally(40, 60)}])
    {'tech': 0.64}
    """
    hits: dict[Hashable, float] = {}
    cases: dict[Hashable, float] = {}
    for group in groups:
        for kind, tally in group.items():
            hits[kind] = hits.get(kind, 0.0) + tally.hits
            cases[kind] = cases.get(kind, 0.0) + tally.n
    return {kind: hits[kind] / n for kind, n in cases.items() if n > 0}


def adjusted(group: TallyOf, rate: Mapping[Any, float], overall: float) -> Adjusted:
    """Return a group's figures beside what everybody's rates would give it.

    Parameters
    ----------
    group : mapping
        Type → hits of cases.
    rate : mapping
        Type → rate of everybody in it [0..1], as `rates` gives it.
    overall : float
        Share of everybody over all types [0..1].

    Raises
    ------
    InputError
        If a type with cases has no rate.

    Examples
    --------
    >>> rate = {"billing": 0.85, "tech": 0.60, "cancel": 0.50}
    >>> a = {"billing": Tally(68, 80), "tech": Tally(8, 15), "cancel": Tally(2, 5)}
    >>> found = adjusted(a, rate, 0.70)
    >>> round(found.expected, 1), round(found.ratio, 3), round(found.z, 2), round(found.share, 3)
    (79.5, 0.981, -0.39, 0.687)
    """
    missing = [str(kind) for kind, tally in group.items() if tally.n > 0 and kind not in rate]
    if missing:
        raise InputError(f"no rate of everybody for {', '.join(missing)}: give one for each type")
    told = [(tally, rate[kind]) for kind, tally in group.items() if tally.n > 0]
    n, hits = sum(t.n for t, _ in told), sum(t.hits for t, _ in told)
    expected = sum(t.n * r for t, r in told)
    spread = sqrt(sum(t.n * r * (1 - r) for t, r in told))
    ratio = hits / expected if expected > 0 else None
    return Adjusted(
        n=n,
        hits=hits,
        expected=expected,
        raw=hits / n if n > 0 else None,
        ratio=ratio,
        z=(hits - expected) / spread if spread > 0 else None,
        share=None if ratio is None else min(1.0, overall * ratio),
        spread=spread,
    )


def dispersion(zs: Sequence[float], trim: float = 0.0) -> float:
    """Return by how much groups differ more than chance alone would have it: φ, the mean of z².

    Over 1, the limits of chance are too narrow and every z is divided by √φ. Spiegelhalter
    (2005), Stat. Med. 24:1185.

    Parameters
    ----------
    zs : sequence of float
        One z a group.
    trim : float
        Share at each end that is drawn in to the nearest z left over (winsorised), so that one
        true outlier does not hide itself; 0 of few groups [0..0.5).

    Examples
    --------
    >>> zs = [-2.4, -1.1, 0.3, 0.8, 1.9, 2.7, -0.5, 1.2]
    >>> phi = dispersion(zs)
    >>> round(phi, 2), round(2.7 / phi ** 0.5, 2)
    (2.54, 1.7)
    """
    if not 0 <= trim < 0.5:
        raise InputError(f"a share of {trim} at each end is none: use 0 <= trim < 0.5")
    if not zs:
        return 1.0
    ordered = sorted(zs)
    cut = int(trim * len(ordered))
    low, high = ordered[cut], ordered[len(ordered) - 1 - cut]
    return sum(min(high, max(low, z)) ** 2 for z in zs) / len(zs)


def widening(zs: Sequence[float]) -> float:
    """Return the φ that limits are widened by: 1 where it is below, or told by too few groups."""
    return max(1.0, dispersion(zs, WINSOR)) if len(zs) >= FEWEST_GROUPS else 1.0


def mixing_weight(groups: Sequence[Tally]) -> float | None:
    """Return the M of `statistics.shrink` that the groups themselves ask for; None if infinite.

    Method of moments for the beta-binomial (Kleinman 1973, JASA 68:46): M = (m(1 − m) − S) / S,
    with S the variance of the true shares between groups. Where the groups differ no more than
    chance would have them, S is 0 and every group is best told by the overall share: None.

    Examples
    --------
    >>> mixing_weight([Tally(70, 100), Tally(71, 100), Tally(69, 100)]) is None
    True
    >>> round(mixing_weight([Tally(900, 1000), Tally(500, 1000), Tally(700, 1000)]))
    4
    """
    told = [group for group in groups if group.n > 0]
    n = sum(group.n for group in told)
    if len(told) < 2:
        return None
    mean = sum(group.hits for group in told) / n
    if not 0 < mean < 1:
        return None
    within = mean * (1 - mean)
    scatter = sum(g.n * (g.hits / g.n - mean) ** 2 for g in told)
    degrees = len(told) - 1
    room = n - sum(g.n**2 for g in told) / n - degrees
    between = (scatter - within * degrees) / room if room > 0 else 0.0
    return None if between <= 0 else max(0.0, (within - between) / between)


def verdict(found: Adjusted, phi: float, better: str) -> Verdict:
    """Return what may be said of a group; most often that no difference is shown.

    "sign" lies between the limits of 95 and 99.8 %: one group in twenty lies there by chance.

    Examples
    --------
    >>> verdict(Adjusted(100, 69, 63.0, 0.69, 1.095, 1.28, 0.767, 4.7), 1.0, "higher")
    'no difference'
    >>> verdict(Adjusted(20, 2, 14.0, 0.1, 0.14, -5.8, 0.1, 2.0), 1.0, "higher")
    'too few'
    """
    if found.n < FEWEST:
        return "too few"
    z = 0.0 if found.z is None else found.z / sqrt(phi)
    if abs(z) <= Z95:
        return "no difference"
    if abs(z) <= Z998 or better == "as planned":
        return "sign"
    return "better" if (z > 0) == (better == "higher") else "worse"
