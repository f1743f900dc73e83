"""Option objects of the big charts: values in, an ECharts option as plain JSON out.

No functions in the options: labels and tooltips are words made here, colours are tokens of the
stylesheet, and the phone layout is a media rule, so a chart is what this module says it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiftytwo.web.saying import number_text

__all__ = ["Line", "Point", "line_chart", "round_step"]

PHONE_PX = 520
SMALL = {"color": "var(--muted)", "fontSize": 12}


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a line: what stands under it, its height, and the words that explain it."""

    label: str
    value: float | None
    words: str
    is_outside: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what it is read against; all heights in the unit that `unit` names.

    `most` is a height that the measure cannot pass, such as 100 %: the scale ends there. `before`
    are heights of another time to compare with, one below each point, as a dashed line.
    """

    points: Sequence[Point]
    unit: str = ""
    usual: tuple[float, float] | None = None
    usual_words: str = ""
    goal: float | None = None
    goal_words: str = ""
    end_words: str = ""
    summary: str = ""
    most: float | None = None
    before: Sequence[float | None] = ()


def line_chart(line: Line) -> dict[str, object]:
    """Return the option of one line with its usual range and goal.

    Examples
    --------
    >>> option = line_chart(Line([Point("W1", 80.0, "Week 1: 80 %")], unit=" %"))
    >>> option["baseOption"]["series"][0]["data"][0]["name"]
    'Week 1: 80 %'
    """
    return {
        "baseOption": {
            "animation": False,
            "aria": {"enabled": True, "label": {"description": line.summary}},
            "grid": {"left": 52, "right": 128, "top": 24, "bottom": 36, "outerBoundsMode": "none"},
            "tooltip": _tooltip(),
            "xAxis": _categories([point.label for point in line.points]),
            "yAxis": _values(line),
            "series": [_series(line), *_before(line)],
        },
        "media": [
            {
                "query": {"maxWidth": PHONE_PX},
                "option": {
                    "grid": {"left": 44, "right": 14, "top": 28, "bottom": 32},
                    "series": [_phone_series(line)],
                },
            },
            {"option": {"grid": {"left": 52, "right": 128}, "series": [_series(line)]}},
        ],
    }


def _tooltip() -> dict[str, object]:
    return {
        "trigger": "axis",
        "renderMode": "richText",
        "formatter": "{b}",
        "confine": True,
        "backgroundColor": "var(--surface)",
        "borderColor": "var(--line-strong)",
        "borderWidth": 1,
        "padding": [8, 12],
        "textStyle": {"color": "var(--ink)", "fontSize": 13, "lineHeight": 18},
        "axisPointer": {
            "type": "line",
            "lineStyle": {"color": "var(--line-strong)", "type": "solid"},
        },
    }


def _categories(labels: Sequence[str]) -> dict[str, object]:
    return {
        "type": "category",
        "data": list(labels),
        "boundaryGap": False,
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {**SMALL, "margin": 16, "hideOverlap": True, "showMaxLabel": True},
    }


def _values(line: Line) -> dict[str, object]:
    low, high, step = _scale(line)
    return {
        "type": "value",
        "scale": True,
        "min": low,
        "max": high,
        "interval": step,
        "axisLabel": {**SMALL, "words": _tick_words(line), "showMinLabel": True},
        "splitLine": {"lineStyle": {"color": "var(--line)"}},
    }


def _tick_words(line: Line) -> list[str]:
    """Return the words of every tick from the lowest on, with as many decimals as the step has."""
    low, high, step = _scale(line)
    digits = max(0, -Decimal(f"{step:g}").as_tuple().exponent)
    ticks = [low + i * step for i in range(round((high - low) / step) + 1)]
    return [number_text(tick, digits) + line.unit for tick in ticks]


def _scale(line: Line) -> tuple[float, float, float]:
    """Return round ends of a scale that holds every value, the usual range and the goal; and its step."""
    known = [p.value for p in line.points if p.value is not None]
    known += [value for value in line.before if value is not None]
    known += list(line.usual or ()) + ([line.goal] if line.goal is not None else [])
    if not known:
        return 0.0, 1.0, 0.5
    low, high = min(known), max(known)
    step = round_step((high - low) / 4 or abs(high) / 4 or 1.0)
    first = step * (low // step)
    last = step * -(-(high + step * 0.15) // step)
    if line.most is not None and high <= line.most:
        last = min(last, line.most)
    return _tidy(max(0.0, first) if low >= 0 else first), _tidy(last), _tidy(step)


def round_step(rough: float) -> float:
    """Return the next 1, 2, 2.5 or 5 times a power of ten.

    Examples
    --------
    >>> [round_step(v) for v in (0.9, 1.7, 2.3, 4.0, 70)]
    [1.0, 2.0, 2.5, 5.0, 100.0]
    """
    power = 1.0
    while power > rough:
        power /= 10
    while power * 10 <= rough:
        power *= 10
    return next((power * f for f in (1, 2, 2.5, 5) if power * f >= rough), power * 10)


def _tidy(value: float) -> float:
    return round(value, 6)


def _series(line: Line) -> dict[str, object]:
    return {
        "type": "line",
        "name": line.end_words,
        "data": [_item(point) for point in line.points],
        "symbol": "circle",
        "symbolSize": 7,
        "showAllSymbol": True,
        "connectNulls": False,
        "lineStyle": {"color": "var(--c1)", "width": 2},
        "itemStyle": {"color": "var(--c1)", "borderColor": "var(--page)", "borderWidth": 2},
        "emphasis": {"disabled": True},
        "endLabel": {
            "show": bool(line.end_words),
            "formatter": line.end_words,
            "color": "var(--c1)",
            "fontSize": 15,
            "fontWeight": 600,
            "distance": 12,
            "offset": [0, _nudge(line)],
        },
        "markArea": _usual(line),
        "markLine": _goal(line, "end"),
    }


def _before(line: Line) -> list[dict[str, object]]:
    """Return the line of another time; none where nothing is to compare with."""
    if all(value is None for value in line.before):
        return []
    return [
        {
            "type": "line",
            "data": list(line.before),
            "symbol": "none",
            "lineStyle": {"color": "var(--muted)", "width": 1.5, "type": "dashed"},
            "silent": True,
            "z": 1,
        }
    ]


def _phone_series(line: Line) -> dict[str, object]:
    """Return what differs on a phone: fewer words, since they would lie on the line."""
    return {
        "endLabel": {"show": False},
        "markArea": {**_usual(line), "label": {"show": False}},
        "markLine": _goal(line, "insideStartTop"),
    }


def _item(point: Point) -> dict[str, object]:
    item: dict[str, object] = {"name": point.words, "value": point.value}
    if point.is_outside:
        item |= {"symbolSize": 12, "itemStyle": {"color": "var(--c2)"}}
    elif point.is_open:
        item["itemStyle"] = {"color": "var(--page)", "borderColor": "var(--c1)"}
    return item


def _usual(line: Line) -> dict[str, object]:
    if line.usual is None:
        return {"data": []}
    low, high = line.usual
    return {
        "silent": True,
        "itemStyle": {"color": "var(--band)"},
        "label": {
            **SMALL,
            "show": True,
            "position": _free_corner(line, (low + high) / 2),
            "formatter": line.usual_words,
        },
        "data": [[{"yAxis": low}, {"yAxis": high}]],
    }


def _free_corner(line: Line, middle: float) -> str:
    """Return the left corner of the usual range that the line's first points leave free."""
    first = [point.value for point in line.points[:5] if point.value is not None]
    is_high = bool(first) and sum(first) / len(first) > middle
    return "insideBottomLeft" if is_high else "insideTopLeft"


def _goal(line: Line, position: str) -> dict[str, object]:
    if line.goal is None:
        return {"data": []}
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": "var(--ink)", "type": [2, 3], "width": 1},
        "label": {
            "show": True,
            "position": position,
            "formatter": line.goal_words,
            "color": "var(--ink)",
            "fontSize": 12,
        },
        "data": [{"yAxis": line.goal}],
    }


def _nudge(line: Line) -> int:
    """Return how far the last value's words move so as not to cover the goal's."""
    last = next((p.value for p in reversed(line.points) if p.value is not None), None)
    if last is None or line.goal is None:
        return 0
    low, high, _step = _scale(line)
    gap = (last - line.goal) / ((high - low) or 1)
    if abs(gap) > 0.08:
        return 0
    return -12 if gap >= 0 else 12
