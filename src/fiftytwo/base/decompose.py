"""A change between two periods taken apart: how much the mix moved, how much each rate.

For a ratio of sums R = Σ N_g / Σ D_g over groups g, with weights w_g = D_g / D and rates
r_g = N_g / D_g:

    R₁ − R₀ = Σ (w₁ − w₀)·(r̄_g − R̄)  [mix]  +  Σ w̄_g·(r₁ − r₀)  [rate]

with bars for the mean of the two periods. It adds up exactly, and does not depend on which
period is called the first (Kitagawa 1955, JASA 50:1168). Holds for shares, for means such as
handle time, and for any other ratio of sums; a plain sum or a level has contributions only.
Quantiles do not add up over groups: they are not taken apart.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

from fiftytwo.base.errors import InputError

__all__ = ["Change", "Effect", "Sums", "of_ratio", "of_sum"]


Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sums:
    """Numerator and denominator of a group in one period."""

    numerator: float
    denominator: float

    @property
    def rate(self) -> float | None:
        """Numerator over denominator; None of nothing."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one group adds to a change [unit of the ratio or sum].

    Attributes
    ----------
    group : hashable
        The group.
    before, now : float or None
        Its own rate or sum in the two periods.
    weight_before, weight_now : float
        Its share of the denominator [0..1]; of a sum its share of the whole.
    mix, rate : float
        What the move of its weight and the move of its rate add; of a sum `rate` holds all.
    """

    group: Hashable
    before: float | None
    now: float | None
    weight_before: float
    weight_now: float
    mix: float
    rate: float

    @property
    def total(self) -> float:
        """Mix and rate together."""
        return self.mix + self.rate


@dataclass(frozen=True, slots=True)
class Change:
    """A change and the effects that it is made of.

    Attributes
    ----------
    before, now : float
        The value of everything in the two periods.
    effects : tuple of Effect
        One a group, in the order given.
    rest : float
        What no group explains: numerators without a denominator; 0 but for such.
    """

    before: float
    now: float
    effects: tuple[Effect, ...]
    rest: float

    @property
    def difference(self) -> float:
        """Now less before."""
        return self.now - self.before

    @property
    def mix(self) -> float:
        """What the mix adds over all groups."""
        return fsum(effect.mix for effect in self.effects)

    @property
    def rate(self) -> float:
        """What the rates add over all groups."""
        return fsum(effect.rate for effect in self.effects)


def of_ratio(before: Mapping[Group, Sums], now: Mapping[Group, Sums]) -> Change | None:
    """Take the change of a ratio of sums apart; None where a period has no denominator.

    A group that is in one period only has no rate in the other: it counts as mix.

    Raises
    ------
    InputError
        If a denominator is negative.

    Examples
    --------
    >>> before = {"easy": Sums(90, 100), "hard": Sums(50, 100)}
    >>> now = {"easy": Sums(45, 50), "hard": Sums(75, 150)}
    >>> found = of_ratio(before, now)
    >>> round(found.difference, 3), round(found.mix, 3), round(found.rate, 3)
    (-0.1, -0.1, 0.0)
    """
    groups = list(dict.fromkeys((*before, *now)))
    zero = Sums(0.0, 0.0)
    pairs = [(group, before.get(group, zero), now.get(group, zero)) for group in groups]
    if any(sums.denominator < 0 for _, *both in pairs for sums in both):
        raise InputError("a denominator is below 0: give counts or durations")
    first, second = (Sums(*_sums(side)) for side in (before, now))
    if first.rate is None or second.rate is None:
        return None
    middle = (first.rate + second.rate) / 2
    effects = tuple(
        _effect(group, a, b, (first.denominator, second.denominator), middle)
        for group, a, b in pairs
    )
    told = fsum(effect.total for effect in effects)
    rest = (second.rate - first.rate) - told
    loose = any(s.numerator and not s.denominator for _, *both in pairs for s in both)
    return Change(first.rate, second.rate, effects, rest if loose else 0.0)


def of_sum(before: Mapping[Group, float], now: Mapping[Group, float]) -> Change:
    """Take the change of a plain sum apart: what each group adds.

    Examples
    --------
    >>> found = of_sum({"a": 10, "b": 5}, {"a": 7, "c": 1})
    >>> [(e.group, e.total) for e in found.effects], found.difference
    ([('a', -3.0), ('b', -5.0), ('c', 1.0)], -7.0)
    """
    first, second = fsum(before.values()), fsum(now.values())
    effects = []
    for group in dict.fromkeys((*before, *now)):
        a, b = float(before.get(group, 0.0)), float(now.get(group, 0.0))
        weights = (a / first if first else 0.0, b / second if second else 0.0)
        effects.append(Effect(group, a, b, *weights, mix=0.0, rate=b - a))
    return Change(first, second, tuple(effects), 0.0)


def _sums(side: Mapping[Group, Sums]) -> tuple[float, float]:
    return fsum(s.numerator for s in side.values()), fsum(s.denominator for s in side.values())


def _effect(
    group: Hashable, before: Sums, now: Sums, wholes: tuple[float, float], middle: float
) -> Effect:
    first, second = before.denominator / wholes[0], now.denominator / wholes[1]
    told = [rate for rate in (before.rate, now.rate) if rate is not None]
    if not told:
        return Effect(group, None, None, 0.0, 0.0, mix=0.0, rate=0.0)
    old, new = told[0], told[-1]
    mix = (second - first) * ((old + new) / 2 - middle)
    rate = (first + second) / 2 * (new - old)
    return Effect(group, before.rate, now.rate, first, second, mix, rate)
