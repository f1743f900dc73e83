"""Sentences that lower layers or the ledger hold in English, told in the viewer's language.

The core knows no framework, and what the ledger keeps is kept once: both speak English. This is
the one place where such a sentence is recognised and said again. What is not recognised (a name,
a text that somebody wrote) is returned as it is.
"""

import re
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, gettext

from fiftytwo.web.saying import date_text, localised
from fiftytwo.web.told_refusals import REFUSALS
from fiftytwo.web.told_sentences import PATTERNS

__all__ = ["told"]

HOLE = re.compile(r"\{(\w+)\}")
# What stands in a hole named so is a sentence, a day or a number itself; all else is a name.
SENTENCES = frozenset({"why", "what", "state", "note", "rest"})
DAYS = re.compile(r"(\w+day) (\d{1,2}) (\w+)")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
LEAP_YEAR = 2024


@lru_cache(maxsize=4096)
def _told(text: str, _language: str) -> str:
    same = gettext(text)
    if same != text:
        return same
    for pattern, message in _compiled():
        found = pattern.fullmatch(text)
        if found:
            holes = {name: _filled(name, value) for name, value in found.groupdict().items()}
            return gettext(message).format(**holes)
    return text


def told(text: str) -> str:
    """Return a sentence of the core in the viewer's language.

    Examples
    --------
    >>> from django.utils.translation import override
    >>> told("people are away")
    'people are away'
    >>> with override("de"):
    ...     told("Billing: Nobody's text"), told("forecast of Billing")
    ("Billing: Nobody's text", 'Prognose für Billing')
    """
    language = get_language() or "en"
    return text if not text or language.startswith("en") else _told(str(text), language)


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return each pattern as an expression: holes match as little as they can."""
    return tuple(
        (re.compile(_expression(message), re.S), message) for message in (*REFUSALS, *PATTERNS)
    )


def _expression(message: str) -> str:
    pieces = HOLE.split(message)
    holes = {name: f"(?P<{name}>.+?)" for name in pieces[1::2]}
    seen: set[str] = set()
    parts = []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            parts.append(re.escape(piece))
        else:
            parts.append(f"(?P={piece})" if piece in seen else holes[piece])
            seen.add(piece)
    return "".join(parts)


def _filled(name: str, value: str) -> str:
    if name == "day":
        return _day(value)
    if name.startswith("n_"):
        return localised(value)
    return told(value) if name in SENTENCES else value


def _day(text: str) -> str:
    """Return "Tuesday 24 November" in the viewer's language; the weekday stays what it says."""
    found = DAYS.fullmatch(text)
    if found is None or found[3] not in MONTHS:
        return text
    day = date(LEAP_YEAR, MONTHS.index(found[3]) + 1, int(found[2]))
    return f"{gettext(found[1])}, {date_text(day, 'j F')}"
