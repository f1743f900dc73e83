"""Records about a person in the reader's language: columns by their names, values as people say them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import measure
from fiftytwo.privacy.catalogue import PURPOSES, ROLES
from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.people.fields import availability_text, hours_text, shifts_text
from fiftytwo.web.people.models import SINCE_EVER
from fiftytwo.web.privacy.columns import LAKE_TITLES, label_of
from fiftytwo.web.records import Table
from fiftytwo.web.saying import date_text, number_text, share_text
from fiftytwo.web.tokens.models import Scope
from fiftytwo.web.told import told

__all__ = ["Words", "in_words", "inside_in_words", "lake_in_words"]

NOTHING = "–"
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Words:
    """A table as it is read: title, names of the columns, and cells as text."""

    title: str
    names: list[str]
    rows: list[list[str]]


def in_words(table: Table, rows: Sequence[Model]) -> Words:
    """Return the rows of a declared table in words."""
    hidden = set(table.hidden)
    shown = [
        (field, label)
        for field in (rows[0]._meta.concrete_fields if rows else ())
        if not {field.name, field.attname} & hidden
        and (label := label_of(field.attname, table.model)) is not None
    ]
    return Words(
        capfirst(_(str(table.title))),
        [_(label) for _field, label in shown],
        [[_cell(table, field, row) for field, _label in shown] for row in rows],
    )


def inside_in_words(title: str, rows: Sequence[Mapping[str, Any]]) -> Words:
    """Return records that lie inside other rows in words."""
    columns = dict.fromkeys(name for row in rows for name in row)
    shown = [(name, label) for name in columns if (label := label_of(name)) is not None]
    return Words(
        _(title),
        [_(label) for _name, label in shown],
        [[_said(SAID.get(name, _plain), row.get(name)) for name, _label in shown] for row in rows],
    )


def lake_in_words(counts: Mapping[str, Mapping[str, int]]) -> Words:
    """Return table → month → rows of the lake as one table in words."""
    return Words(
        _("In the data of the sources, by month"),
        [_("What"), _("Month"), _("Number")],
        [
            [
                _(LAKE_TITLES[table]),
                date_text(date.fromisoformat(f"{month}-01"), "F Y"),
                number_text(n),
            ]
            for table, months in counts.items()
            for month, n in months.items()
        ],
    )


def _cell(table: Table, field: Field, row: Model) -> str:
    if field.is_relation:
        other = getattr(row, field.name)
        return str(getattr(other, "name", other)) if other is not None else NOTHING
    if field.choices:
        return _said(told, str(getattr(row, f"get_{field.name}_display")()))
    say = SAID.get(f"{table.model}.{field.name}") or SAID.get(field.name, _plain)
    return _said(say, getattr(row, field.attname))


def _said(say: Callable[[Any], str], value: Any) -> str:
    is_nothing = value is None or value in ("", [], {})
    return NOTHING if is_nothing else str(say(value))


def _plain(value: Any) -> str:
    """Return a value as the pages say it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_text(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return _("the start") if value == SINCE_EVER else date_text(value, "j F Y")
    if isinstance(value, dict):
        return "; ".join(f"{_key(str(key))}: {_said(_plain, part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_said(_plain, part) for part in value)
    if isinstance(value, float):
        return number_text(value, 0 if value == int(value) else 2)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _word(words: Mapping[str, Any], key: str) -> str:
    return _(str(words[key])) if key in words else key


def _kinds(names: Sequence[str]) -> str:
    return ", ".join(str(KINDS[name].title) if name in KINDS else name for name in names)


def _asked(query: str) -> str:
    """Return what an address asks, its names and values in words."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return "; ".join(f"{_key(name)}: {_measure(value)}" for name, value in pairs)


def _key(name: str) -> str:
    return told(name.replace("_", " "))


def _measure(name: str) -> str:
    try:
        return told(measure(name).label)
    except InputError:  # the value of a filter
        return told(name)


# Column, or model and column → how a value is said.
SAID: Mapping[str, Callable[[Any], str]] = {
    "contract_minutes": hours_text,
    "shift_minutes": shifts_text,
    "availability": availability_text,
    "start": _clock,
    "end": _clock,
    "role": partial(_word, ROLES),
    "purpose": partial(_word, PURPOSES),
    "language": partial(_word, LANGUAGES),
    "title": told,
    "stage": told,
    "error": told,
    "share": share_text,
    "size": number_text,
    "grain": _key,
    "channel": _key,
    "measure": _measure,
    "query": _asked,
    "narrowed": _asked,
    "scopes": lambda scopes: ", ".join(str(Scope(scope).label) for scope in scopes),
    "notices.Notice.kind": lambda kind: str(KINDS[kind].sentence) if kind in KINDS else kind,
    "muted": _kinds,
}
