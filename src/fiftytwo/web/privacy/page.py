"""What the pages of privacy print, made of the tables of the pure package."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fiftytwo.privacy.catalogue import AREAS, CLASSES, PURPOSES, ROLES, Area
from fiftytwo.privacy.retention import months_of
from fiftytwo.privacy.rights import ANSWER_TEXTS, Answer, table
from fiftytwo.privacy.switch import Switch, not_started

__all__ = ["AreaRow", "RightsLine", "areas", "classes", "purposes", "rights"]


@dataclass(frozen=True, slots=True)
class RightsLine:
    """One area of the rights table; who may do what, gathered by answer."""

    area: Area
    own: str
    team: list[tuple[str, str]]
    others: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with its switch."""

    area: Area
    switch: Switch
    months: int | None
    why_not: str | None


def classes() -> list[tuple[str, str, str]]:
    """Return name, content and "who sees it" of each privacy class."""
    return [(key.value, _(text.content), _(text.seen_by)) for key, text in CLASSES.items()]


def purposes() -> list[tuple[str, str, str]]:
    """Return name, meaning and areas of each purpose."""
    return [
        (
            key.replace("_", " "),
            _(text),
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


def areas(
    switches: Mapping[str, Switch], chosen: Mapping[str, int | None], today: date
) -> list[AreaRow]:
    """Return every area with its switch, how long it is kept, and why it does not run."""
    return [
        AreaRow(area, switches[key], months_of(key, chosen), not_started(switches[key], on=today))
        for key, area in AREAS.items()
    ]
