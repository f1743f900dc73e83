"""Numbers, days and lists in the viewer's language: `base.units` with the language's own signs.

Units of measure (s, min, h, d, %) are the same in every language that there is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fiftytwo.base import units

__all__ = [
    "date_text",
    "duration_text",
    "hours_text",
    "list_text",
    "localised",
    "number_text",
    "share_text",
]

COMMA_FOR_POINT = str.maketrans(".,", ",.")


def localised(text: str) -> str:
    """Return the text of a number, written with points and commas as in English, in the language.

    Examples
    --------
    >>> from django.utils.translation import override
    >>> with override("de"):
    ...     localised("31,125"), localised("78.4 %")
    ('31.125', '78,4 %')
    """
    return text.translate(COMMA_FOR_POINT) if get_format("DECIMAL_SEPARATOR") == "," else text


def duration_text(seconds: float | None) -> str:
    """Return a duration [s] as `units.duration_text` does, in the viewer's language."""
    return localised(units.duration_text(seconds))


def share_text(share: float | None, digits: int = 1) -> str:
    """Return a share 0..1 as `units.share_text` does, in the viewer's language."""
    return _minus(localised(units.share_text(share, digits)))


def number_text(value: float | None, digits: int = 0) -> str:
    """Return a number as `units.number_text` does, in the viewer's language, below zero with a minus.

    Examples
    --------
    >>> number_text(-3.7, 1)
    '−3.7'
    """
    return _minus(localised(units.number_text(value, digits)))


def _minus(text: str) -> str:
    return text.replace("-", "−")


def hours_text(hours: float) -> str:
    """Return hours with their unit, without a needless decimal.

    Examples
    --------
    >>> hours_text(7.5), hours_text(8.0)
    ('7.5 h', '8 h')
    """
    return localised(f"{hours:,.1f}").removesuffix(get_format("DECIMAL_SEPARATOR") + "0") + " h"


def date_text(day: date, pattern: str) -> str:
    """Return a day by Django's pattern (``l``: Monday, ``j F``: 23 November).

    A pattern that a language orders otherwise is a message of its own: German has a point after
    the day of the month.

    Examples
    --------
    >>> date_text(date(2026, 11, 23), "l j F")
    'Monday 23 November'
    """
    if isinstance(day, datetime):  # its words depend on the zone too
        return date_format(day, _(pattern), use_l10n=False)
    return _day_text(day, pattern, get_language() or "")


@lru_cache(maxsize=8192)
def _day_text(day: date, pattern: str, _language: str) -> str:
    return date_format(day, _(pattern), use_l10n=False)


def list_text(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    Examples
    --------
    >>> list_text(["Monday"]), list_text(["Monday", "Tuesday", "Friday"])
    ('Monday', 'Monday, Tuesday and Friday')
    """
    if len(names) < 2:
        return "".join(names)
    return _("%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}
