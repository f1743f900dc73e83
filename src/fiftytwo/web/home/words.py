"""The sentence of the front page: what the week was, in words."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.measures.evaluate import Value
from fiftytwo.web.saying import date_text, list_text

__all__ = ["own_sentence", "service_sentence"]


def service_sentence(days: Sequence[tuple[date, Value | None]], goal: float) -> str:
    """Return what the service level of the week's days says.

    Examples
    --------
    >>> day = lambda n, v: (date(2026, 11, 15 + n), Value(v, v * 100, 100, 100, 1.0, False, ""))
    >>> service_sentence([day(1, 0.67), day(2, 0.84), day(3, 0.85)], 0.8)
    'Service fell below its goal on Monday. Every other day met it.'
    >>> service_sentence([day(1, 0.9), day(2, 0.84)], 0.8)
    'Service met its goal on every day.'
    """
    known = [(day, v.value) for day, v in days if v is not None and v.value is not None]
    if not known:
        return _("No calls were counted in this week.")
    below = [date_text(day, "l") for day, value in known if value < goal]
    if not below:
        return _("Service met its goal on every day.")
    if len(below) == len(known):
        return _("Service stayed below its goal on every day.")
    if len(below) <= len(known) / 2:
        text = _("Service fell below its goal on %(days)s. Every other day met it.")
    else:
        text = _("Service fell below its goal on %(days)s. The other days met it.")
    return text % {"days": list_text(below)}


def own_sentence(shifts: Sequence[str]) -> str:
    """Return what a rep's coming week is.

    Examples
    --------
    >>> own_sentence(["Monday 9–17", "Tuesday 10–18"])
    'You work on 2 days; next: Monday 9–17.'
    >>> own_sentence([])
    'No shift of yours is planned yet.'
    """
    if not shifts:
        return _("No shift of yours is planned yet.")
    text = ngettext(
        "You work on %(n)s day; next: %(next)s.",
        "You work on %(n)s days; next: %(next)s.",
        len(shifts),
    )
    return text % {"n": len(shifts), "next": shifts[0]}
