"""Geometry of the funnel: cases to the right, shares upwards, the limits of chance around all."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from fiftytwo.base.statistics import Z95, Z998
from fiftytwo.measures.fair import Fair, Judged
from fiftytwo.web.drawing import band_path
from fiftytwo.web.saying import number_text, share_text

__all__ = ["Funnel", "Mark", "funnel_picture"]

LEFT, RIGHT, TOP, BOTTOM = 44.0, 620.0, 12.0, 260.0
STEPS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A group's point with what it says."""

    x: str
    y: str
    title: str
    tone: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """The picture: two bands, the overall line, points and ticks (place, words)."""

    inner: str
    outer: str
    overall_y: str
    marks: tuple[Mark, ...]
    across: tuple[tuple[str, str], ...]
    upwards: tuple[tuple[str, str], ...]


def funnel_picture(fair: Fair, say: Callable[[str], str] = str) -> Funnel:
    """Draw the groups' adjusted shares over their cases.

    The bands are those of the average mix, widened by √φ; the words beside each group are judged
    by its own. `say` gives the words for a group's name.
    """
    told = [(g, g.found.share) for g in fair.groups if g.found.share is not None]
    most = max([g.found.n for g, _share in told], default=1.0) * 1.06
    least = max(5.0, min([g.found.n for g, _share in told], default=1.0) * 0.5)
    ends = [share for _g, share in told] + list(_limits(fair, least, Z998))
    low, high = max(0.0, min(ends) - 0.01), min(1.0, max(ends) + 0.01)

    def x(n: float) -> float:
        return LEFT + n / most * (RIGHT - LEFT)

    def y(share: float) -> float:
        return BOTTOM - (share - low) / ((high - low) or 1) * (BOTTOM - TOP)

    digits = 0 if high - low >= 0.08 else 1
    ns = [least + i * (most - least) / STEPS for i in range(STEPS + 1)]

    def band(z: float) -> str:
        ends = [_limits(fair, n, z) for n in ns]
        lows, highs = [max(low, a) for a, _b in ends], [min(high, b) for _a, b in ends]
        return band_path(lows, highs, x=lambda i: x(ns[int(i)]), y=y)

    return Funnel(
        inner=band(Z95),
        outer=band(Z998),
        overall_y=f"{y(fair.overall):.1f}",
        marks=tuple(_mark(g, say(g.name), x(g.found.n), y(share)) for g, share in told),
        across=tuple((f"{x(n):.0f}", number_text(n)) for n in _ticks(most)),
        upwards=tuple(
            (f"{y(low + i * (high - low) / 4):.0f}", share_text(low + i * (high - low) / 4, digits))
            for i in range(5)
        ),
    )


def _limits(fair: Fair, n: float, z: float) -> tuple[float, float]:
    half = z * sqrt(fair.phi) * fair.spread / sqrt(n)
    return max(0.0, fair.overall - half), min(1.0, fair.overall + half)


def _mark(group: Judged, name: str, x: float, y: float) -> Mark:
    words = f"{name}: {share_text(group.found.share)}, n {number_text(group.found.n)}"
    tone = {"too few": "few", "no difference": "", "sign": "sign"}.get(group.word, "beyond")
    return Mark(f"{x:.1f}", f"{y:.1f}", words, tone)


def _ticks(most: float) -> list[float]:
    rough = most / 5
    power = 10 ** (len(str(int(rough))) - 1)
    step = next(f * power for f in (1, 2, 5, 10) if f * power >= rough)
    return [step * i for i in range(int(most // step) + 1)]
