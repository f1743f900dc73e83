"""Puts the explorer's page together from what was read: plain values in, plain values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fiftytwo.base.workspace import Target
from fiftytwo.measures.model import Measure, Value
from fiftytwo.web import drawing
from fiftytwo.web.charts import Line, Point, line_chart
from fiftytwo.web.saying import date_text, number_text
from fiftytwo.web.service.explain import (
    Finding,
    formula_words,
    n_words,
    range_words,
    sentence,
    value_words,
)
from fiftytwo.web.service.judge import (
    Usual,
    change_words,
    floor_of,
    goal_text,
    group_words,
    usual_range,
)
from fiftytwo.web.service.periods import axis_label, dated_words, first_day, last_day, words
from fiftytwo.web.service.reading import Question, Series
from fiftytwo.web.told import told

__all__ = ["GroupRow", "explorer", "goal_of", "group_rows", "newest"]

SHOWN = 12  # periods in a small multiple
PICTURES, ROWS = 24, 200  # groups that get one; more nobody reads


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the table of the newest period."""

    name: str
    n: str
    part: str
    value: str
    interval: str
    change: str
    others: tuple[str, ...]


def goal_of(item: Measure, target: Target) -> float | None:
    """Return the goal of a measure: only what the workspace's targets promise.

    Examples
    --------
    >>> from fiftytwo.measures.catalogue import measure
    >>> goal_of(measure("service_level"), Target()), goal_of(measure("aht_s"), Target())
    (0.8, None)
    """
    return target.service_level if item.name == "service_level" else None


def explorer(
    item: Measure,
    question: Question,
    data: Series,
    *,
    goal: float | None,
    beside: str,
    before: Series | None = None,
) -> dict[str, Any]:
    """Return the sentence, the chart, its table and the small multiples.

    Parameters
    ----------
    item, question
        The measure, and what was asked of it.
    data : Series
        Its values by period and group.
    goal : float or None
        What the queue promises, in the measure's unit.
    beside : str
        "usual" draws the usual range, "none" nothing; "before" and "year" the values of `before`.
    before : Series or None
        The same question of as many periods earlier.

    Returns
    -------
    dict
        What `_found.html` needs of the series; texts are in the viewer's language.
    """
    at = newest(data)
    values = [_number(value) for value in data.total]
    usual = _usual(item, values[: at + 1]) if beside == "usual" else None
    multiples = _multiples(item, data, at, step=question.step, goal=goal, beside=beside)
    period = data.names[at]
    found = Finding(
        period=period,
        grain=question.step,
        value=data.total[at] or data.all,
        goal=goal,
        usual=usual,
        odd_groups=[m["name"] for m in multiples if m["picture"].is_outside],
        partial=_partial(question, period),
    )
    return {
        "sentence": sentence(found, item),
        "period": period,
        "period_words": words(period, question.step),
        "chart": _chart(item, question, data, usual=usual, goal=goal, before=before),
        "chart_rows": _chart_rows(item, question, data, before),
        "before_words": _before_words(before, question.step),
        "multiples": multiples,
        "more_pictures": data.largest(at, PICTURES)[1],
        "more_rows": data.largest(at, ROWS)[1],
        "multiple_span": _span(data, at, question.step),
        "formula": formula_words(data.total[at], item),
        "value": data.total[at],
        "usual_words": range_words(usual.low, usual.high, item.unit) if usual else "",
    }


def group_rows(
    item: Measure,
    data: Series,
    period: str,
    beside: tuple[tuple[str, ...], Mapping[str | None, Mapping[str, Value]]],
    units: Mapping[str, str],
) -> tuple[list[GroupRow], GroupRow | None]:
    """Return the table of one period: a row a group in its order, and all together.

    Parameters
    ----------
    item, data
        The measure, and its values by period and group.
    period : str
        One of the series' periods.
    beside : tuple
        The measures that stand beside it, and group → their values; None is all together.
    units : mapping
        Their units.

    Returns
    -------
    tuple
        At most `ROWS` groups that have rows in the period, and the last row, where it has any.
    """
    at = data.names.index(period)
    rows = [
        _group_row(group_words(group, data.by), values, at, item, beside, units, key=group)
        for group, values in data.largest(at, ROWS)[0].items()
        if values[at] is not None
    ]
    whole = None
    if data.total[at] is not None:
        whole = _group_row(_("All together"), data.total, at, item, beside, units, key=None)
    return rows, whole


def _group_row(name, values, at, item, beside, units, *, key) -> GroupRow:
    value, before = values[at], values[at - 1] if at else None
    names, others = beside
    own = others.get(key, {})
    is_sure = item.unit == "share" and value.low is not None and value.high is not None
    return GroupRow(
        name=name,
        n=number_text(value.n),
        part=n_words(value, item) if item.unit == "share" else "",
        value=value_words(value.value, item.unit),
        interval=range_words(value.low, value.high, item.unit) if is_sure else "–",
        change=change_words(value.value, before.value if before else None, item.unit),
        others=tuple(value_words(own[n].value if n in own else None, units[n]) for n in names),
    )


def newest(data: Series) -> int:
    """Return the number of the newest period that has rows; the last where none has."""
    known = [i for i, value in enumerate(data.total) if value is not None and value.n > 0]
    return known[-1] if known else len(data.names) - 1


def _number(value: Value | None) -> float | None:
    return None if value is None else value.value


def _usual(item: Measure, values: list[float | None]) -> Usual | None:
    return usual_range(values, floor=floor_of(item), ceiling=1.0 if item.unit == "share" else None)


def _partial(question: Question, period: str) -> str:
    """Return until when the newest period is told, where it is not over."""
    if not first_day(period) <= question.last < last_day(period, question.step):
        return ""
    day = date_text(question.last, "l" if question.step == "week" else "j F")
    return _("to %(day)s") % {"day": day}


def _scale_of(item: Measure, known: list[float]) -> tuple[float, str]:
    """Return factor and unit of the chart's axis."""
    if item.unit == "share":
        return 100.0, " %"
    if item.unit != "seconds":
        return 1.0, ""
    top = max(known, default=0.0)
    if top >= 2 * 86_400:
        return 1 / 86_400, " d"
    if top >= 7200:
        return 1 / 3600, " h"
    return (1 / 60, " min") if top >= 600 else (1.0, " s")


def _before_words(before: Series | None, step: str) -> str:
    """Return what the line of the time before is, or that there is none."""
    if before is None:
        return ""
    if all(_number(value) is None for value in before.total):
        return _("There are no values of the time before to draw.")
    return _("The dashed line is %(first)s to %(last)s.") % {
        "first": dated_words(before.names[0], step),
        "last": dated_words(before.names[-1], step),
    }


def _earlier(item: Measure, before: Series | None, step: str, count: int) -> list[str]:
    """Return the value before of each period in words, with its own period; empty where none is asked for."""
    if before is None:
        return [""] * count
    found = [
        f"{capfirst(dated_words(name, step))}: {value_words(_number(value), item.unit)}"
        for name, value in zip(before.names, before.total, strict=True)
    ]
    return [*found, *[""] * count][:count]


def _chart(
    item: Measure,
    question: Question,
    data: Series,
    *,
    usual: Usual | None,
    goal: float | None,
    before: Series | None = None,
) -> dict[str, Any]:
    known = [v.value for v in data.total if v is not None and v.value is not None]
    past = [_number(value) for value in before.total] if before else []
    factor, unit = _scale_of(item, [*known, *(v for v in past if v is not None)])
    points = []
    compared = _earlier(item, before, question.step, len(data.names))
    for name, value, earlier in zip(data.names, data.total, compared, strict=True):
        number = _number(value)
        said = f"{capfirst(words(name, question.step))}: {value_words(number, item.unit)}"
        if value is not None and number is not None:
            said += f"\n{n_words(value, item)}" + (
                f"\n{_('provisional')}" if value.provisional else ""
            )
        said += f"\n{earlier}" if earlier else ""
        points.append(
            Point(
                label=axis_label(name, question.step),
                value=None if number is None else round(number * factor, 4),
                words=said,
                is_outside=usual is not None and number is not None and not usual.holds(number),
                is_open=value is not None and value.provisional,
            )
        )
    last = known[-1] if known else None
    return line_chart(
        Line(
            points,
            unit=unit,
            most=100.0 if item.unit == "share" else None,
            usual=(usual.low * factor, usual.high * factor) if usual else None,
            usual_words=_("usual range %(range)s")
            % {"range": range_words(usual.low, usual.high, item.unit)}
            if usual
            else "",
            goal=None if goal is None else goal * factor,
            goal_words="" if goal is None else goal_text(goal, item.unit),
            end_words=value_words(last, item.unit) if last is not None else "",
            before=[None if v is None else round(v * factor, 4) for v in past],
            summary=_("%(measure)s: %(n)s values") % {"measure": told(item.label), "n": len(known)},
        )
    )


def _chart_rows(
    item: Measure, question: Question, data: Series, before: Series | None
) -> list[dict[str, str]]:
    compared = _earlier(item, before, question.step, len(data.names))
    return [
        {
            "period": capfirst(words(name, question.step)),
            "value": value_words(_number(value), item.unit),
            "n": n_words(value, item) if value is not None else "–",
            "note": _("provisional") if value is not None and value.provisional else "",
            "before": earlier,
        }
        for name, value, earlier in reversed(
            list(zip(data.names, data.total, compared, strict=True))
        )
    ]


def _span(data: Series, at: int, step: str) -> str:
    first = max(0, at - SHOWN + 1)
    return _("%(first)s to %(last)s") % {
        "first": words(data.names[first], step),
        "last": words(data.names[at], step),
    }


def _multiples(
    item: Measure, data: Series, at: int, *, step: str, goal: float | None, beside: str
) -> list[dict[str, Any]]:
    """Return one small chart a group, all on one scale that holds every line and the goal."""
    groups, _more = data.largest(at, PICTURES)
    lines = {q: [_number(v) for v in values[: at + 1]] for q, values in groups.items()}
    shown = {q: values[-SHOWN:] for q, values in lines.items()}
    known = [v for values in shown.values() for v in values if v is not None]
    if not known:
        return []
    ends = known + ([goal] if goal is not None else [])
    scale = (min(ends), max(ends))
    labels = [axis_label(name, step) for name in data.names[: at + 1][-SHOWN:]]
    first, last = labels[0], labels[-1]
    found = []
    for queue, values in shown.items():
        newest = groups[queue][at]
        if not any(v is not None for v in values):
            continue
        usual = _usual(item, lines[queue]) if beside == "usual" else None
        picture = drawing.multiple(
            values, scale=scale, goal=goal, usual=(usual.low, usual.high) if usual else None
        )
        found.append(
            {
                "name": group_words(queue, data.by),
                "n": number_text(newest.n) if newest is not None else "0",
                "value": value_words(_number(newest), item.unit),
                "picture": picture,
                "labels": (first, last),
                "is_judged": usual is not None and _number(newest) is not None,
            }
        )
    return found
