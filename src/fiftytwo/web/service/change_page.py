"""Puts "What changed?" together: the sentence, the steps from one period to the other, the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.base.decompose import Change, Effect
from fiftytwo.base.statistics import FEWEST_POINTS, usual_range
from fiftytwo.measures.changed import Changed, Span, what_changed
from fiftytwo.measures.dimensions import period_number, period_text
from fiftytwo.measures.evaluate import Facts, Query, evaluate
from fiftytwo.measures.model import Measure, Value
from fiftytwo.web.keeping import kept
from fiftytwo.web.saying import date_text, localised, number_text, share_text
from fiftytwo.web.service.explain import range_words, value_words
from fiftytwo.web.service.forms import BY
from fiftytwo.web.service.judge import change_words, floor_of, group_words
from fiftytwo.web.service.reading import Choices, choices

__all__ = ["Step", "change_context", "news_words", "steps"]

SHOWN = 8  # groups with a step of their own; the others are one together
WIDTH = 200.0
TINY = {True: 0.00005, False: 0.05}  # what rounds to nothing: of a share, of a duration or count
YEAR = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from one value to the next; `tone` is "good", "watch" or "" for neither."""

    name: str
    words: str
    x: str
    width: str
    tone: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of the table, all in words."""

    name: str
    before: str
    now: str
    weight: str
    mix: str
    rate: str
    total: str


def change_context(
    source: Facts, item: Measure, by: str, spans: tuple[Span, Span], where: dict[str, Any]
) -> dict[str, Any]:
    """Read and lay out a measure's change between two periods.

    Parameters
    ----------
    source, item
        The lake, and the measure.
    by : str
        The dimension that the change is taken apart by, one of `forms.BY`.
    spans : tuple of Span
        The earlier and the later period.
    where : dict
        Dimension → values that the rows are narrowed to.

    Returns
    -------
    dict
        What `_changes.html` needs: all in words but the steps of the picture.
    """
    before, now = spans
    asked = (item.name, spans, tuple(sorted(where.items())))
    found = kept(
        source,
        ("changed", by, *asked),
        lambda: what_changed(
            source,
            item.name,
            by,
            before=before,
            now=now,
            where=where,
            not_at_once=settings.WORKSPACE.not_at_once,
        ),
    )
    weeks = kept(source, ("weeks", *asked), lambda: _weeks(source, item, now, where))
    change = found.change
    days = (before.days, now.days) if found.is_daily else (1, 1)
    return {
        "found": found,
        "sentence": _sentence(found, item),
        "news": news_words(*weeks, item),
        "spans": [_span_words(span) for span in spans],
        "steps": steps(change, item, by) if change is not None else [],
        "rows": _rows(found, item, by, days),
        "whole": _whole(found, item, days),
        "is_daily": found.is_daily,
        "outside": _outside(choices(source), before, now),
        "rest": _size(change.rest, item) if change is not None and change.rest else "",
        "group_words": BY[by],
        "has_mix": item.kind == "ratio" and change is not None,
    }


def news_words(before: Sequence[float], now: Sequence[float], item: Measure) -> str:
    """Return whether the weeks of a period are news beside the weeks before it.

    XmR: mean ± 2.66 · mean moving range over at least twelve weeks.

    Examples
    --------
    >>> from fiftytwo.measures.catalogue import measure
    >>> news_words([10, 12] * 6, [11, 15], measure("offered"))
    'Each of the 2 weeks lies inside the usual range of the 12 weeks before (6 to 16): not news.'
    >>> news_words([10, 12] * 6, [11, 40], measure("offered"))
    '1 of the 2 weeks lies outside the usual range of the 12 weeks before (6 to 16): news, look for what happened.'
    """
    usual = usual_range(before)
    if usual is None or not now:
        return _(
            "Whether this is news cannot be told: it takes %(n)s whole weeks before the later period."
        ) % {"n": FEWEST_POINTS}
    floor, low = floor_of(item), usual.low
    top = min(1.0, usual.high) if item.unit == "share" else usual.high
    odd = sum(usual.is_news(value) for value in now)
    said = {
        "odd": number_text(odd),
        "n": number_text(len(now)),
        "weeks": number_text(len(before)),
        "range": range_words(low if floor is None else max(floor, low), top, item.unit),
    }
    if not odd:
        return (
            ngettext(
                "The week lies inside the usual range of the %(weeks)s weeks before (%(range)s): not news.",
                "Each of the %(n)s weeks lies inside the usual range of the %(weeks)s weeks before"
                " (%(range)s): not news.",
                len(now),
            )
            % said
        )
    return (
        ngettext(
            "%(odd)s of the %(n)s weeks lies outside the usual range of the %(weeks)s weeks before"
            " (%(range)s): news, look for what happened.",
            "%(odd)s of the %(n)s weeks lie outside the usual range of the %(weeks)s weeks before"
            " (%(range)s): news, look for what happened.",
            odd,
        )
        % said
    )


def steps(change: Change, item: Measure, by: str) -> list[Step]:
    """Return the steps from the value before to the value now; they add up exactly.

    The mix is one step; the groups whose rates add most have one each, the others one together.
    """
    told_mix = [(_("Another mix"), change.mix)] if item.kind == "ratio" else []
    order = sorted(change.effects, key=lambda effect: -abs(effect.rate))
    kept = {id(effect) for effect in order[:SHOWN]}
    moves = told_mix + [
        (group_words(str(e.group), by), e.rate) for e in change.effects if id(e) in kept and e.rate
    ]
    others = sum(effect.rate for effect in order[SHOWN:])
    if others:
        moves.append((_("All others"), others))
    if change.rest:
        moves.append((_("In no group"), change.rest))
    places, at = [change.before], change.before
    for _label, move in moves:
        at += move
        places.append(at)
    low, high = min(*places, change.now), max(*places, change.now)
    room = (high - low) or abs(high) or 1.0
    low -= 0.08 * room
    scale = WIDTH / (high - low)
    found = [_whole_step(_("Before"), change.before, low, scale, item)]
    for (name, move), start in zip(moves, places, strict=False):
        left = (min(start, start + move) - low) * scale
        tone = _tone(move, item.better)
        width = max(1.5, abs(move) * scale)
        found.append(Step(name, _size(move, item), f"{left:.1f}", f"{width:.1f}", tone))
    return [*found, _whole_step(_("Now"), change.now, low, scale, item)]


def _whole_step(name: str, value: float, low: float, scale: float, item: Measure) -> Step:
    return Step(
        name,
        value_words(value, item.unit),
        f"{(value - low) * scale - 1:.1f}",
        "2",
        "",
        is_whole=True,
    )


def _tone(move: float, better: str) -> str:
    if better == "as planned" or not move:
        return ""
    return "good" if (move > 0) == (better == "higher") else "watch"


def _weeks(
    source: Facts, item: Measure, now: Span, where: dict[str, Any]
) -> tuple[list[float], list[float]]:
    """Return the values of the whole weeks in the year before a period, and of those in it."""
    monday = now.first - timedelta(days=now.first.weekday())
    last = now.last - timedelta(days=(now.last.weekday() + 1) % 7)  # a Sunday
    begin = choices(source).first
    first = monday - YEAR if begin is None else max(monday - YEAR, _next_monday(begin))
    if last < first:
        return [], []
    asked = Query(
        (item.name,), grain="week", first=first, last=last, where=where,
        not_at_once=settings.WORKSPACE.not_at_once,
    )  # fmt: skip
    values = [(row.period, row.values[item.name].value) for row in evaluate(source, asked)]
    told_values = [(name, value) for name, value in values if value is not None]
    # A week that begins before the period and ends in it belongs to neither.
    before, inside = _week(monday), _week(_next_monday(now.first))
    return (
        [value for name, value in told_values if str(name) < before],
        [value for name, value in told_values if str(name) >= inside],
    )


def _week(monday: date) -> str:
    return period_text("week", period_number("week", monday))


def _next_monday(day: date) -> date:
    """Return the day itself where it is a Monday, else the next one."""
    return day + timedelta(days=-day.weekday() % 7)


def _sentence(found: Changed, item: Measure) -> str:
    if found.before is None or found.now is None or None in (found.before.value, found.now.value):
        return _("There is nothing to compare: one of the periods has no value.")
    change = found.change
    first, second = (
        (found.before.value, found.now.value) if change is None else (change.before, change.now)
    )
    said = {
        "before": _whole_words(first, found, item),
        "now": _whole_words(second, found, item),
        "change": change_words(second, first, item.unit),
    }
    text = _("From %(before)s to %(now)s: %(change)s.") % said
    if change is None or item.kind != "ratio":
        return text
    parts = {"mix": _size(change.mix, item), "rate": _size(change.rate, item)}
    more = _("Another mix adds %(mix)s, the groups themselves %(rate)s.") % parts
    return f"{text} {more}"


def _outside(known: Choices, before: Span, now: Span) -> str:
    """Return a warning where a period reaches beyond what is loaded; empty where none does."""
    if known.first is None or known.last is None:
        return ""
    if before.first >= known.first and now.last <= known.last:
        return ""
    days = {"first": date_text(known.first, "j F Y"), "last": date_text(known.last, "j F Y")}
    return (
        _(
            "The data tell from %(first)s to %(last)s: what a period has outside counts as nothing,"
            " so the change is not that of the work."
        )
        % days
    )


def _whole_words(value: float | None, found: Changed, item: Measure) -> str:
    text = value_words(value, item.unit)
    return _("%(value)s a day") % {"value": text} if found.is_daily else text


def _size(move: float, item: Measure) -> str:
    """Return a move with its sign: points of a share, seconds, or a count with a decimal."""
    if abs(move) < TINY[item.unit == "share"]:
        move = 0.0
    if item.unit == "share":
        sign = "+" if move > 0 else "−" if move < 0 else "±"
        return _("%(change)s points") % {"change": localised(f"{sign}{100 * abs(move):.2f}")}
    return change_words(move, 0.0, item.unit)


def _rows(found: Changed, item: Measure, by: str, days: tuple[int, int]) -> list[GroupRow]:
    """Return a row a group, in its order; sums are a day where the periods differ in length."""
    effects = {e.group: e for e in found.change.effects} if found.change else {}
    return [
        _row(name, pair, effects.get(name), item, by, days) for name, pair in found.groups.items()
    ]


def _row(
    name: str,
    pair: tuple[Value | None, Value | None],
    effect: Effect | None,
    item: Measure,
    by: str,
    days: tuple[int, int],
) -> GroupRow:
    return GroupRow(
        name=group_words(name, by),
        before=value_words(_a_day(pair[0], days[0]), item.unit),
        now=value_words(_a_day(pair[1], days[1]), item.unit),
        weight=_weights(effect) if effect else "–",
        mix=_size(effect.mix, item) if effect else "–",
        rate=_size(effect.rate, item) if effect else "–",
        total=_size(effect.total, item) if effect else "–",
    )


def _weights(effect: Effect) -> str:
    ends = {
        "before": share_text(effect.weight_before).removesuffix(" %"),
        "now": share_text(effect.weight_now),
    }
    return _("%(before)s to %(now)s") % ends


def _whole(found: Changed, item: Measure, days: tuple[int, int]) -> GroupRow:
    change = found.change
    return GroupRow(
        name=_("All together"),
        before=value_words(_a_day(found.before, days[0]), item.unit),
        now=value_words(_a_day(found.now, days[1]), item.unit),
        weight="",
        mix=_size(change.mix, item) if change else "–",
        rate=_size(change.rate, item) if change else "–",
        total=_size(change.difference, item) if change else "–",
    )


def _a_day(value: Value | None, days: int) -> float | None:
    return None if value is None or value.value is None else value.value / days


def _span_words(span: Span) -> str:
    ends = {"first": date_text(span.first, "j F Y"), "last": date_text(span.last, "j F Y")}
    return _("%(first)s to %(last)s") % ends
