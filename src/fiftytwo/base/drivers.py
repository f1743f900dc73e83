"""What goes with a good answer: one row a driver, with its own interval and many looks paid for.

A table of associations, not of causes: whoever waited long differs from others in more than that.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import FEWEST, Interval, wilson

__all__ = ["Driver", "Seen", "drivers", "holm"]


@dataclass(frozen=True, slots=True)
class Seen:
    """How many answers are good where a driver holds, and where it does not."""

    name: Hashable
    good_with: int
    n_with: int
    good_without: int
    n_without: int

    def __post_init__(self) -> None:
        for good, n in ((self.good_with, self.n_with), (self.good_without, self.n_without)):
            if not 0 <= good <= n:
                raise InputError(f"{good} good answers of {n} are none: use 0 <= good <= n")


@dataclass(frozen=True, slots=True)
class Driver:
    """A row of the driver table.

    Attributes
    ----------
    name : hashable
        The driver.
    n : int
        Answers where it holds.
    rate, other : float or None
        Share of good answers with it and without it [0..1]; None of nothing.
    interval : Interval or None
        Of `rate`, 95 % after Wilson.
    difference : Interval or None
        Of rate − other, 95 % after Newcombe (1998), Stat. Med. 17:873, method 10.
    p : float or None
        Two-sided chance of such a difference if there were none, once Holm's correction for the
        number of drivers looked at is paid [0..1]; None of too few answers.
    is_shown : bool
        Whether p < 0.05 after the correction: else "no difference shown".
    """

    name: Hashable
    n: int
    rate: float | None
    other: float | None
    interval: Interval | None
    difference: Interval | None
    p: float | None
    is_shown: bool


def drivers(seen: Sequence[Seen]) -> list[Driver]:
    """Return the driver table in the order given.

    Examples
    --------
    >>> rows = drivers([Seen("no transfer", 160, 200, 90, 150), Seen("morning", 125, 175, 125, 175)])
    >>> [(row.name, row.n, round(row.rate, 3), row.is_shown) for row in rows]
    [('no transfer', 200, 0.8, True), ('morning', 175, 0.714, False)]
    """
    raw = [_p(one) for one in seen]
    told = holm([p for p in raw if p is not None])
    paid = iter(told)
    rows = []
    for one, p in zip(seen, raw, strict=True):
        corrected = None if p is None else next(paid)
        rows.append(_row(one, corrected))
    return rows


def holm(ps: Sequence[float]) -> list[float]:
    """Return p values that pay for how many were looked at (Holm 1979, Scand. J. Stat. 6:65).

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]
    """
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    found, reached = [0.0] * len(ps), 0.0
    for place, i in enumerate(order):
        reached = max(reached, min(1.0, (len(ps) - place) * ps[i]))
        found[i] = reached
    return found


def _row(one: Seen, p: float | None) -> Driver:
    first = wilson(one.good_with, one.n_with)
    second = wilson(one.good_without, one.n_without)
    rate = one.good_with / one.n_with if one.n_with else None
    other = one.good_without / one.n_without if one.n_without else None
    difference = None
    if first and second and rate is not None and other is not None:
        down = sqrt((rate - first.low) ** 2 + (second.high - other) ** 2)
        up = sqrt((first.high - rate) ** 2 + (other - second.low) ** 2)
        difference = Interval(rate - other - down, rate - other + up)
    is_shown = p is not None and p < 0.05
    return Driver(one.name, one.n_with, rate, other, first, difference, p, is_shown)


def _p(one: Seen) -> float | None:
    """Return the two-sided p of the pooled z test; None of too few answers on either side."""
    if min(one.n_with, one.n_without) < FEWEST:
        return None
    pooled = (one.good_with + one.good_without) / (one.n_with + one.n_without)
    spread = sqrt(pooled * (1 - pooled) * (1 / one.n_with + 1 / one.n_without))
    if spread == 0:
        return 1.0
    z = (one.good_with / one.n_with - one.good_without / one.n_without) / spread
    return 2 * (1 - NormalDist().cdf(abs(z)))
