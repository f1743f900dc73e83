"""What the pages about the audit print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fiftytwo.privacy.catalogue import PURPOSES
from fiftytwo.web.audit.queries import purpose_of
from fiftytwo.web.audit.words import action_text

__all__ = ["Line", "MonthCount", "actor_word", "by_month", "lines", "own_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a table prints it; `people` counts whom it is about, `purpose` says what for."""

    number: int
    at: datetime
    who: str
    what: str
    people: int = 0
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How often something happened in a month."""

    month: datetime
    what: str
    n: int


def lines(entries: Sequence, names: Mapping[str, str], people: Mapping[int, int]) -> list[Line]:
    """Return entries with who did what, about how many people; no content."""
    return [
        Line(
            entry.number,
            entry.at,
            _who(entry.actor, names),
            action_text(entry.action),
            people.get(entry.number, 0),
        )
        for entry in entries
    ]


def own_lines(entries: Sequence, names: Mapping[str, str]) -> list[Line]:
    """Return entries about oneself with who did what, and what for."""
    return [
        Line(
            entry.number,
            entry.at,
            _who(entry.actor, names),
            action_text(entry.action),
            purpose=_purpose(entry),
        )
        for entry in entries
    ]


def actor_word(pseudonym: str, is_self: bool) -> str:
    """Return how the audit calls an actor: nobody by name but the reader.

    The rights table opens this area by name to HR on a case alone; the person whom an entry is
    about reads the name at *Who looked at my records*.
    """
    return _("you") if is_self else _("account %(word)s") % {"word": pseudonym[:8]}


def by_month(rows: Sequence[Mapping[str, object]]) -> list[MonthCount]:
    """Return counts with the action in words."""
    return [MonthCount(row["month"], action_text(row["action"]), row["n"]) for row in rows]


def _purpose(entry: Any) -> str:
    known = PURPOSES.get(purpose_of(entry))
    return _(known) if known else ""


def _who(actor: str, names: Mapping[str, str]) -> str:
    if actor == "system":
        return _("the program")
    return names.get(actor) or _("a closed account")
