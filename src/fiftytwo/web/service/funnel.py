"""Geometry of the funnel: cases to the right, shares upwards, the limits of chance around all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, sqrt

from fiftytwo.base.statistics import Z95, Z998
from fiftytwo.measures.fair import Fair, Judged
from fiftytwo.web.charts import round_step
from fiftytwo.web.drawing import band_path
from fiftytwo.web.saying import number_text, share_text

__all__ = ["Funnel", "Mark", "funnel_picture"]

LEFT, RIGHT, TOP, BOTTOM = 56.0, 620.0, 12.0, 260.0
STEPS = 60
NEWS = frozenset({"better", "worse", "sign"})
AWAY, LINE, SIGN = (
    12.0,
    24.0,
    11.0,
)  # of a name: from its point, its height, a sign's width on a phone


@dataclass(frozen=True, slots=True)
class Mark:
    """A group's point with what it says; `name` beside it where it is news and has room, to the `side`."""

    x: str
    y: str
    title: str
    tone: str
    name: str = ""
    name_x: str = ""
    name_y: str = ""
    side: str = "start"


@dataclass(frozen=True, slots=True)
class Funnel:
    """The picture: two bands, the overall line, points and ticks (place, words).

    Upward ticks are round shares within the ends, such as 80, 85 and 90 %.
    """

    inner: str
    outer: str
    overall_y: str
    marks: tuple[Mark, ...]
    across: tuple[tuple[str, str], ...]
    upwards: tuple[tuple[str, str], ...]


def funnel_picture(fair: Fair, say: Callable[[str], str] = str, *, is_named: bool = True) -> Funnel:
    """Draw the groups' adjusted shares over their cases.

    The bands are those of the average mix, widened by √φ; the words beside each group are judged
    by its own. `say` gives the words for a group's name; people are not named beside their points.
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

    step = round_step((high - low) * 100 / 5)
    digits = 0 if step >= 1 else 1
    ns = [least + i * (most - least) / STEPS for i in range(STEPS + 1)]

    def band(z: float) -> str:
        ends = [_limits(fair, n, z) for n in ns]
        lows, highs = [max(low, a) for a, _b in ends], [min(high, b) for _a, b in ends]
        return band_path(lows, highs, x=lambda i: x(ns[int(i)]), y=y)

    return Funnel(
        inner=band(Z95),
        outer=band(Z998),
        overall_y=f"{y(fair.overall):.1f}",
        marks=_marks([(g, say(g.name), x(g.found.n), y(share)) for g, share in told], is_named),
        across=tuple((f"{x(n):.0f}", number_text(n)) for n in _ticks(most)),
        upwards=tuple(
            (f"{y(at * step / 100):.0f}", share_text(at * step / 100, digits))
            for at in range(ceil(low * 100 / step), floor(high * 100 / step) + 1)
        ),
    )


def _limits(fair: Fair, n: float, z: float) -> tuple[float, float]:
    half = z * sqrt(fair.phi) * fair.spread / sqrt(n)
    return max(0.0, fair.overall - half), min(1.0, fair.overall + half)


def _marks(points: Sequence[tuple[Judged, str, float, float]], is_named: bool) -> tuple[Mark, ...]:
    """Return the points; the name of what is more than chance beside it, unless another point or name is there."""
    taken = [(x - AWAY / 2, x + AWAY / 2, y) for _group, _name, x, y in points]
    found = []
    for group, name, x, y in points:
        mark = _mark(group, name, x, y)
        box = _box(name, x, y)
        others = [one for one in taken if one != (x - AWAY / 2, x + AWAY / 2, y)]
        if (
            is_named
            and group.word in NEWS
            and box[0] >= LEFT
            and not any(_meet(box, one) for one in others)
        ):
            taken.append(box)
            is_left = box[1] < x
            mark = replace(
                mark,
                name=name,
                name_x=f"{x - AWAY if is_left else x + AWAY:.1f}",
                name_y=f"{y:.1f}",
                side="end" if is_left else "start",
            )
        found.append(mark)
    return tuple(found)


def _box(name: str, x: float, y: float) -> tuple[float, float, float]:
    """Return from where to where a name reaches, right of its point or, at the end, left; and its height."""
    width = SIGN * len(name)
    if x + AWAY + width <= RIGHT:
        return x + AWAY, x + AWAY + width, y
    return x - AWAY - width, x - AWAY, y


def _meet(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and abs(one[2] - other[2]) < LINE


def _mark(group: Judged, name: str, x: float, y: float) -> Mark:
    words = f"{name}: {share_text(group.found.share)}, n {number_text(group.found.n)}"
    tone = {"too few": "few", "no difference": "", "sign": "sign"}.get(group.word, "beyond")
    return Mark(f"{x:.1f}", f"{y:.1f}", words, tone)


def _ticks(most: float) -> list[float]:
    step = max(1.0, round_step(most / 5))
    return [step * i for i in range(int(most // step) + 1)]
