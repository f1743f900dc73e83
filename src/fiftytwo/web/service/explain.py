"""What the explorer says in words: values, the sentence, the formula with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fiftytwo.measures.model import Measure, Value
from fiftytwo.web.saying import duration_text, list_text, localised, number_text, share_text
from fiftytwo.web.service.judge import Usual, is_met
from fiftytwo.web.service.periods import words
from fiftytwo.web.told import told

__all__ = ["Finding", "formula_words", "n_words", "range_words", "sentence", "value_words"]


INSIDE = {
    "hour": gettext_lazy("inside the range of an ordinary hour"),
    "day": gettext_lazy("inside the range of an ordinary day"),
    "week": gettext_lazy("inside the range of an ordinary week"),
    "month": gettext_lazy("inside the range of an ordinary month"),
}
OUTSIDE = {
    "hour": gettext_lazy("outside the range of an ordinary hour"),
    "day": gettext_lazy("outside the range of an ordinary day"),
    "week": gettext_lazy("outside the range of an ordinary week"),
    "month": gettext_lazy("outside the range of an ordinary month"),
}


MOST_NAMED = 3  # groups that a sentence names


@dataclass(frozen=True)
class Finding:
    """What the newest period shows.

    Attributes
    ----------
    partial : str
        Up to when the period is told, in words; empty where it is over.
    odd_groups : sequence of str
        Queues whose newest value lies outside their usual range.
    """

    period: str
    grain: str
    value: Value | None
    goal: float | None
    usual: Usual | None
    odd_groups: Sequence[str] = ()
    partial: str = ""


def value_words(value: float | None, unit: str) -> str:
    """Return a value as people read it; a dash where it is missing.

    Examples
    --------
    >>> value_words(0.784, "share"), value_words(342, "seconds"), value_words(None, "cases")
    ('78.4 %', '5 min 42 s', '–')
    """
    if unit == "share":
        return share_text(value)
    if unit == "number":
        return number_text(value, 2 if value is not None and abs(value) < 10 else 1)
    return duration_text(value) if unit == "seconds" else number_text(value)


def range_words(low: float, high: float, unit: str) -> str:
    """Return a range with its unit named once.

    Examples
    --------
    >>> range_words(0.776, 0.852, "share"), range_words(12, 1040, "contacts")
    ('77.6 to 85.2 %', '12 to 1,040')
    """
    if unit == "share":
        ends = {"low": localised(f"{100 * low:.1f}"), "high": share_text(high)}
    else:
        ends = {"low": value_words(low, unit), "high": value_words(high, unit)}
    return _("%(low)s to %(high)s") % ends


def n_words(value: Value, item: Measure) -> str:
    """Return what a value rests on, such as ``5,371 of 6,851`` or ``n 6,548``."""
    is_share_of_counts = item.unit == "share" and item.per is not None and _counts(item)
    if is_share_of_counts and value.denominator and value.numerator is not None:
        return _("%(part)s of %(whole)s") % {
            "part": number_text(value.numerator),
            "whole": number_text(value.denominator),
        }
    return f"n {number_text(value.n)}"


def formula_words(value: Value | None, item: Measure) -> str:
    """Return the definition's division with this period's numbers put in; empty without one.

    Examples
    --------
    >>> from fiftytwo.measures.catalogue import measure
    >>> v = Value(0.75, 3.0, 4.0, 4, 1.0, False, "service_level@1")
    >>> formula_words(v, measure("service_level"))
    '3 ÷ 4 = 75.0 %'
    """
    if value is None or value.value is None or value.numerator is None:
        return ""
    if not value.denominator or item.per is None:
        return ""
    above = _amount(value.numerator, item)
    return f"{above} ÷ {number_text(value.denominator)} = {value_words(value.value, item.unit)}"


def sentence(found: Finding, item: Measure) -> str:
    """Return the one sentence that the page found, in the newest period that has data."""
    if found.value is None or found.value.value is None:
        period = words(found.period, found.grain) + _why(found.value)
        return _("There is nothing to show for %(period)s.") % {"period": period}
    value = found.value.value
    said = {"value": value_words(value, item.unit), "period": words(found.period, found.grain)}
    parts = [_head(found.grain) % said]
    if found.partial:
        parts = [_("%(what)s so far (%(partial)s)") % {"what": parts[0], "partial": found.partial}]
    judged = _judged(value, found, item)
    text = f"{parts[0]}: {judged}" if judged else parts[0]
    if len(found.odd_groups) > MOST_NAMED:
        text += ". " + _("%(n)s groups were outside the usual range") % {
            "n": number_text(len(found.odd_groups))
        }
    elif found.odd_groups:
        text += ". " + ngettext(
            "%(queues)s was outside the usual range",
            "%(queues)s were outside the usual range",
            len(found.odd_groups),
        ) % {"queues": list_text(list(found.odd_groups))}
    return f"{text}."


def _head(grain: str) -> str:
    """Return how a value stands before its period: in a week or month, on a day or hour."""
    if grain in ("day", "hour"):
        return _("%(value)s on %(period)s")
    if grain == "month":
        return pgettext("month", "%(value)s in %(period)s")
    return _("%(value)s in %(period)s")


def _judged(value: float, found: Finding, item: Measure) -> str:
    parts = []
    if found.goal is not None:
        goal = {"goal": value_words(found.goal, item.unit).replace(localised(".0 %"), " %")}
        if is_met(value, found.goal, item.better):
            parts.append(_("the goal of %(goal)s is met") % goal)
        elif item.better == "lower":
            parts.append(_("above the goal of %(goal)s") % goal)
        else:
            parts.append(_("below the goal of %(goal)s") % goal)
    if found.usual is not None:
        inside = found.usual.holds(value)
        is_split = bool(parts) and inside != is_met(value, found.goal or 0.0, item.better)
        where = str((INSIDE if inside else OUTSIDE)[found.grain])
        parts.append(_("but %(judged)s") % {"judged": where} if is_split else where)
    return ", ".join(parts)


def _why(value: Value | None) -> str:
    """Return why a value is not available, where its definition tells."""
    if value is None or ": " not in value.definition:
        return ""
    return f" ({told(value.definition.split(': ', 1)[1])})"


def _counts(item: Measure) -> bool:
    return not any(part.column for _, part in item.per or ())


def _amount(value: float, item: Measure) -> str:
    if item.unit == "seconds" or not _counts(item):
        return f"{number_text(value * (1 if item.unit == 'seconds' else item.scale))}" + (
            " s" if item.unit == "seconds" else ""
        )
    return number_text(value)
