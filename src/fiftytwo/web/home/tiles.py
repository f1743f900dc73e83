"""A tile: one measure of the week with its goal, its change, and twelve weeks as a line."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.base.workspace import Target
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.model import Measure, Value
from fiftytwo.web import drawing
from fiftytwo.web.home.reading import WeekFacts
from fiftytwo.web.service.explain import n_words, value_words
from fiftytwo.web.service.judge import change_words, goal_text, goal_words
from fiftytwo.web.service.page import goal_of
from fiftytwo.web.told import told

__all__ = ["Tile", "tiles"]


@dataclass(frozen=True)
class Tile:
    """What a tile prints; `why` says why there is no value."""

    name: str
    label: str
    meaning: str
    value: str
    unit: str
    goal: str
    chip: tuple[str, str]
    change: str
    fine: str
    spark: drawing.Spark
    spark_label: str
    why: str = ""


def tiles(facts: WeekFacts, target: Target) -> list[Tile]:
    """Return a tile for each measure that was read, in the order in which it was asked for."""
    return [_tile(measure(name), facts, target) for name in facts.weeks]


def _tile(item: Measure, facts: WeekFacts, target: Target) -> Tile:
    now, before = facts.now.get(item.name), facts.before.get(item.name)
    goal = goal_of(item, target)
    value = None if now is None else now.value
    values = [None if week is None else week.value for week in facts.weeks[item.name]]
    number, unit = _split(value_words(value, item.unit))
    week = (facts.monday - timedelta(days=7)).isocalendar().week
    change = change_words(value, before.value if before else None, item.unit)
    return Tile(
        name=item.name,
        label=told(item.label),
        meaning=told(item.meaning),
        value=number,
        unit=unit,
        goal=goal_text(goal, item.unit),
        chip=_chip(now, goal, item),
        change=_change(change, week),
        fine=n_words(now, item) if now is not None and value is not None else "",
        spark=drawing.spark(values, goal=goal),
        spark_label=_spark_label(values, item),
        why=_why(now),
    )


def _change(change: str, week: int) -> str:
    if change == "–":
        return _("no week before to compare with")
    return _("%(change)s on week %(week)s") % {"change": change, "week": week}


def _split(words: str) -> tuple[str, str]:
    """Return the number and its last unit, which is printed small.

    Examples
    --------
    >>> _split("78.4 %"), _split("5 min 42 s"), _split("318"), _split("–")
    (('78.4', '%'), ('5 min 42', 's'), ('318', ''), ('–', ''))
    """
    head, space, tail = words.rpartition(" ")
    return (head, tail) if space and not tail[0].isdigit() else (words, "")


def _chip(now: Value | None, goal: float | None, item: Measure) -> tuple[str, str]:
    if now is None or now.value is None:
        return "none", _("no data")
    if goal is None:
        return ("none", _("provisional")) if now.provisional else ("", "")
    interval = None if now.low is None or now.high is None else (now.low, now.high)
    return goal_words(now.value, goal, better=item.better, interval=interval)


def _spark_label(values: list[float | None], item: Measure) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return _("No values in the last twelve weeks")
    first, last = value_words(known[0], item.unit), value_words(known[-1], item.unit)
    text = ngettext(
        "Last week with data: %(last)s",
        "Last %(n)s weeks with data, from %(first)s to %(last)s",
        len(known),
    )
    return text % {"n": len(known), "first": first, "last": last}


def _why(now: Value | None) -> str:
    """Return why a tile shows a dash; empty where it shows a value."""
    if now is not None and now.value is not None:
        return ""
    if now is not None and ": " in now.definition:
        return told(now.definition.split(": ", 1)[1])
    return _("no source tells it for this week")
