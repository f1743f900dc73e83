"""Do raters agree beyond chance? Krippendorff's alpha and Cohen's kappa.

A rating of None is missing. 1 is full agreement, 0 what chance alone would give; below 0 raters
agree less often than by chance.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from fiftytwo.base.errors import InputError

__all__ = ["Level", "agreement", "alpha", "kappa"]

Level = Literal["nominal", "ordinal", "interval"]
Rating = float | int | None
Distance = Callable[[float, float], float]


def alpha(raters: Sequence[Sequence[Rating]], level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha; None where all ratings are the same, or nothing is rated twice.

    1 − observed / expected disagreement, over the pairs of ratings of the same unit
    (Krippendorff 2011, Computing Krippendorff's alpha-reliability).

    Parameters
    ----------
    raters : sequence of sequences
        One sequence a rater, all as long: the rating of each unit, None where there is none.
    level : str
        "nominal": same or not; "ordinal": order counts; "interval": differences count.

    Raises
    ------
    InputError
        If the raters have unequally many units or the level is unknown.

    Examples
    --------
    >>> a, b = [1, 1, 0, 1, 0, 1, 1, 1, 0, 1], [1, 0, 0, 1, 0, 1, 1, 1, 1, 1]
    >>> round(alpha([a, b]), 3)
    0.548
    """
    _check(raters)
    units = [[r for r in unit if r is not None] for unit in zip(*raters, strict=True)]
    pairable = [unit for unit in units if len(unit) >= 2]
    totals = Counter(rating for unit in pairable for rating in unit)
    n = totals.total()
    distance = _distance(level, totals)
    if n < 2 or len(totals) < 2:
        return None
    observed = sum(_disagreement(Counter(unit), distance) / (len(unit) - 1) for unit in pairable)
    expected = _disagreement(totals, distance) / (n - 1)
    return 1 - observed / expected


def kappa(first: Sequence[Rating], second: Sequence[Rating]) -> float | None:
    """Return Cohen's kappa of two raters; None where chance alone makes them agree always.

    (p_o − p_e) / (1 − p_e), over the units that both rated (Cohen 1960, Educ. Psychol. Meas. 20:37).

    Examples
    --------
    >>> a, b = [1, 1, 0, 1, 0, 1, 1, 1, 0, 1], [1, 0, 0, 1, 0, 1, 1, 1, 1, 1]
    >>> round(kappa(a, b), 3)
    0.524
    """
    same = agreement(first, second)
    both = _both(first, second)
    if same is None:
        return None
    one, two = Counter(a for a, _ in both), Counter(b for _, b in both)
    chance = sum(one[value] * two[value] for value in one) / len(both) ** 2
    return None if chance == 1 else (same - chance) / (1 - chance)


def agreement(first: Sequence[Rating], second: Sequence[Rating]) -> float | None:
    """Return the share of the units rated by both that got the same rating; None of nothing.

    Examples
    --------
    >>> agreement([1, 2, None], [1, 3, 3])
    0.5
    """
    both = _both(first, second)
    return sum(a == b for a, b in both) / len(both) if both else None


def _both(first: Sequence[Rating], second: Sequence[Rating]) -> list[tuple[float, float]]:
    _check([first, second])
    pairs = zip(first, second, strict=True)
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def _check(raters: Sequence[Sequence[Rating]]) -> None:
    lengths = sorted({len(rater) for rater in raters})
    if len(raters) < 2 or len(lengths) > 1:
        raise InputError(
            f"{len(raters)} raters with {lengths} ratings are none: give two or more, each with as"
            " many ratings, None where one is missing"
        )


def _disagreement(counts: Counter[float], distance: Distance) -> float:
    """Return the sum of distances over all ordered pairs of different ratings."""
    return sum(
        n * m * distance(a, b) for a, n in counts.items() for b, m in counts.items() if a != b
    )


def _distance(level: Level, totals: Counter[float]) -> Distance:
    if level == "nominal":
        return lambda a, b: float(a != b)
    if level == "interval":
        return lambda a, b: (a - b) ** 2
    if level != "ordinal":
        raise InputError(f"there is no level {level!r}: use nominal, ordinal or interval")
    place: dict[float, float] = {}
    below = 0.0
    for value in sorted(totals):
        place[value] = below + totals[value] / 2
        below += totals[value]
    return lambda a, b: (place[a] - place[b]) ** 2
