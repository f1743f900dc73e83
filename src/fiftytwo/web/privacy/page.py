"""What the pages of privacy print, made of the tables of the pure package."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fiftytwo.privacy.catalogue import AREAS, CLASSES, PURPOSES, ROLES, Area
from fiftytwo.privacy.retention import months_of
from fiftytwo.privacy.rights import ANSWER_TEXTS, Answer, table
from fiftytwo.privacy.switch import Switch, first_switch, not_started
from fiftytwo.privacy.words import FIELD_TEXTS
from fiftytwo.web.told import told

__all__ = [
    "AreaRow",
    "RightsLine",
    "areas",
    "classes",
    "purposes",
    "rights",
    "switch_values",
]


@dataclass(frozen=True, slots=True)
class RightsLine:
    """One area of the rights table; who may do what, gathered by answer."""

    area: Area
    own: str
    team: list[tuple[str, str]]
    others: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with its switch; `text` says what for, or which data; `why_not` is empty if it runs."""

    area: Area
    switch: Switch
    text: str
    months: int | None
    why_not: str


def classes() -> list[tuple[str, str, str]]:
    """Return name, content and "who sees it" of each privacy class."""
    return [(key.value, _(text.content), _(text.seen_by)) for key, text in CLASSES.items()]


def purposes() -> list[tuple[str, str]]:
    """Return each purpose in words, and its areas."""
    return [
        (
            capfirst(_(text)),
            ", ".join(_(area.title) for area in AREAS.values() if key in area.purposes),
        )
        for key, text in PURPOSES.items()
    ]


def rights() -> list[RightsLine]:
    """Return the rights table, a line an area."""
    return [
        RightsLine(
            AREAS[key],
            _(ANSWER_TEXTS[own]),
            _gather((role, answers[0]) for role, answers in roles.items()),
            _gather((role, answers[1]) for role, answers in roles.items()),
        )
        for key, (own, roles) in table().items()
    ]


def _gather(pairs: Iterable[tuple[str, Answer]]) -> list[tuple[str, str]]:
    """Return "answer: roles" in the order of the answers; "never" is left out."""
    found: dict[Answer, list[str]] = {}
    for role, answer in pairs:
        found.setdefault(answer, []).append(_(ROLES[role]))
    return [
        (_(ANSWER_TEXTS[answer]), ", ".join(found[answer]))
        for answer in Answer
        if answer in found and answer is not Answer.NEVER
    ]


def switch_values(switch: Switch, months: int | None) -> dict[str, Any]:
    """Return what the form of an area begins with; what nobody wrote is in the viewer's language."""
    return asdict(switch) | {"data_catalogue": _catalogue(switch), "keep_months": months}


def _catalogue(switch: Switch) -> str:
    if switch.data_catalogue != first_switch(switch.area).data_catalogue:
        return switch.data_catalogue
    return ", ".join(_(FIELD_TEXTS[field]) for field in AREAS[switch.area].fields)


def areas(
    switches: Mapping[str, Switch], chosen: Mapping[str, int | None], today: date
) -> list[AreaRow]:
    """Return every area with its switch, how long it is kept, and why it does not run."""
    return [
        AreaRow(
            area,
            switches[key],
            switches[key].purpose_text or _catalogue(switches[key]),
            months_of(key, chosen),
            told(not_started(switches[key], on=today) or ""),
        )
        for key, area in AREAS.items()
    ]
