"""Geometry of the small pictures that templates draw as inline SVG: values in, attributes out.

Nothing here knows colours, words or HTML. A missing value (None) leaves a gap, never a zero.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "Bar",
    "Cover",
    "Dot",
    "Lollipop",
    "Multiple",
    "Spark",
    "band_path",
    "cover",
    "line_path",
    "lollipops",
    "multiple",
    "spark",
    "step_path",
    "tone",
]

Values = Sequence[float | None]
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a picture."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a picture, with a class name and the words that it stands for."""

    x: str
    y: str
    width: str
    height: str
    tone: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of a dozen values with an optional goal."""

    path: str
    end: Dot | None
    goal_y: str | None


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of several small charts on one scale: band, goal, line, last point."""

    path: str
    end: Dot | None
    goal_y: str | None
    band: Bar | None
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Lollipop:
    """A stick from the goal to a value; below the goal it hangs."""

    x: str
    y: str
    label_y: str
    is_below: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """Rostered area, required line, missing rectangles and a heat row."""

    rostered: str
    required: str
    missing: tuple[Bar, ...]
    heat: tuple[Bar, ...]


def line_path(points: Iterable[tuple[float, float | None]]) -> str:
    """Return the path through points; a missing y lifts the pen.

    Examples
    --------
    >>> line_path([(0, 1), (1, 2), (2, None), (3, 4)])
    'M0.0 1.0L1.0 2.0M3.0 4.0'
    """
    parts = []
    pen = "M"
    for x, y in points:
        if y is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)


def step_path(values: Sequence[float], *, x: float, width: float, y: Scale) -> str:
    """Return a staircase: one flat step of `width` a value, from `x` on.

    Examples
    --------
    >>> step_path([1, 2], x=0, width=5, y=lambda v: 10 - v)
    'M0.0 9.0V9.0H5.0V8.0H10.0'
    """
    if not len(values):
        return ""
    steps = "".join(f"V{y(v):.1f}H{x + (i + 1) * width:.1f}" for i, v in enumerate(values))
    return f"M{x:.1f} {y(values[0]):.1f}{steps}"


def band_path(lows: Values, highs: Values, *, x: Scale, y: Scale) -> str:
    """Return the closed shapes between two lines over the places where both are known.

    Examples
    --------
    >>> band_path([1, 1], [2, 3], x=lambda i: i, y=lambda v: v)
    'M0.0 2.0L1.0 3.0L1.0 1.0L0.0 1.0Z'
    """
    shapes = []
    run: list[tuple[int, float, float]] = []
    for i, (low, high) in enumerate(zip((*lows, None), (*highs, None), strict=True)):
        if low is not None and high is not None:
            run.append((i, low, high))
            continue
        if run:
            over = [(x(j), y(top)) for j, _, top in run]
            under = [(x(j), y(bottom)) for j, bottom, _ in reversed(run)]
            shapes.append(line_path(over + under) + "Z")
        run = []
    return "".join(shapes)


def spark(
    values: Values, *, goal: float | None = None, width: float = 112, height: float = 30
) -> Spark:
    """Draw up to a dozen values as a sparkline that leaves room for its last dot.

    Examples
    --------
    >>> spark([1, 3], goal=2).goal_y
    '15.0'
    >>> spark([None, None]).path
    ''
    """
    known = [v for v in (*values, goal) if v is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    step = (width - 8) / max(1, len(values) - 1)

    def y(value: float) -> float:
        return height - 5 - (value - low) / span * (height - 10)

    places = [(2 + i * step, None if v is None else y(v)) for i, v in enumerate(values)]
    return Spark(line_path(places), _last(places), None if goal is None else f"{y(goal):.1f}")


def multiple(
    values: Values,
    *,
    scale: tuple[float, float],
    goal: float | None = None,
    usual: tuple[float, float] | None = None,
    width: float = 188,
    height: float = 132,
) -> Multiple:
    """Draw one small chart on a `scale` (lowest, highest) that it shares with its neighbours."""
    low, high = scale
    span = (high - low) or 1.0
    step = width / max(1, len(values) - 1)

    def y(value: float) -> float:
        return 6 + (high - value) / span * (height - 12)

    places = [(4 + i * step, None if v is None else y(v)) for i, v in enumerate(values)]
    last = next((v for v in reversed(values) if v is not None), None)
    band = None
    if usual is not None:
        top, bottom = y(min(high, usual[1])), y(max(low, usual[0]))
        band = Bar("4", f"{top:.1f}", f"{width:.0f}", f"{max(0.0, bottom - top):.1f}")
    outside = usual is not None and last is not None and not usual[0] <= last <= usual[1]
    goal_y = f"{y(goal):.1f}" if goal is not None and low <= goal <= high else None
    return Multiple(line_path(places), _last(places), goal_y, band, outside)


def lollipops(
    values: Values, *, goal: float, step: float = 56, height: float = 238, least: float = 0.02
) -> tuple[tuple[Lollipop | None, ...], str]:
    """Hang values above and below a goal line; return them and the goal's y.

    `least` keeps a week without misses from being drawn like a mountain range.
    """
    known = [v for v in values if v is not None]
    low = min([*known, goal - least])
    high = max([*known, goal + least])
    span = high - low

    def y(value: float) -> float:
        return 30 + (high - value) / span * (height - 76)

    marks: list[Lollipop | None] = []
    for i, value in enumerate(values):
        if value is None:
            marks.append(None)
            continue
        below = value < goal
        place = y(value)
        marks.append(
            Lollipop(
                f"{30 + i * step:.0f}",
                f"{place:.1f}",
                f"{place + (22 if below else -13):.1f}",
                below,
            )
        )
    return tuple(marks), f"{y(goal):.1f}"


def cover(
    required: Sequence[int],
    rostered: Sequence[int],
    *,
    top: float,
    titles: Sequence[str],
    x: float = 0.0,
    width: float = 6.42,
    base: float = 96.0,
) -> Cover:
    """Draw required against rostered people by interval, `top` being the scale's highest value."""

    def y(value: float) -> float:
        return base - value / (top or 1) * (base - 4)

    missing, heat = [], []
    for i, (need, have) in enumerate(zip(required, rostered, strict=True)):
        at = f"{x + i * width:.1f}"
        if have < need:
            height = y(have) - y(need)
            missing.append(Bar(at, f"{y(need):.1f}", f"{width:.2f}", f"{height:.1f}"))
        heat.append(
            Bar(at, f"{base + 4:.0f}", f"{width - 0.6:.1f}", "9", tone(have - need), titles[i])
        )
    area = step_path(rostered, x=x, width=width, y=y)
    area = f"{area}V{y(0):.1f}H{x:.1f}Z" if area else ""
    return Cover(area, step_path(required, x=x, width=width, y=y), tuple(missing), tuple(heat))


def tone(difference: int) -> str:
    """Return the class of a difference between rostered and required people.

    Examples
    --------
    >>> [tone(d) for d in (-4, -1, 0, 1, 3)]
    ['s2', 's1', 'z', 'o1', 'o2']
    """
    if difference < 0:
        return "s2" if difference <= -3 else "s1"
    if difference > 0:
        return "o2" if difference >= 3 else "o1"
    return "z"


def _last(places: Sequence[tuple[float, float | None]]) -> Dot | None:
    for x, y in reversed(places):
        if y is not None:
            return Dot(f"{x:.1f}", f"{y:.1f}")
    return None
