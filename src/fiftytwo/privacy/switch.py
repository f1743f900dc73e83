"""The works-council switch: an area that needs an agreement does not start without one."""

from dataclasses import dataclass
from datetime import date

from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.words import FIELD_TEXTS

__all__ = ["Switch", "check_switch", "first_switch", "not_started"]


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether an area runs, what for, with which data, and who has agreed to it when."""

    area: str
    enabled: bool
    purpose_text: str = ""
    data_catalogue: str = ""
    requires_agreement: bool = False
    agreed_on: date | None = None
    agreed_with: str = ""


def first_switch(area: str) -> Switch:
    """Return the switch of an area before anybody has touched it.

    What needs an agreement is off, everything else is on.

    Examples
    --------
    >>> first_switch("profile").enabled, first_switch("working_time").enabled
    (False, True)
    """
    found = AREAS[area]
    return Switch(
        area=area,
        enabled=not found.needs_agreement,
        data_catalogue=", ".join(FIELD_TEXTS[name] for name in found.fields),
        requires_agreement=found.needs_agreement,
    )


def check_switch(switch: Switch, *, today: date) -> Switch:
    """Return the switch.

    Raises
    ------
    RuleError
        ``OUT_OF_RANGE`` for an unknown area; ``FUTURE_DATE`` if the agreement lies ahead;
        ``REQUIRED`` if an agreement lacks its day or its partner, or if an area is switched on
        without saying what for, with which data, or without the agreement it needs; ``BAD_STATE``
        if an area that never runs without an agreement is said to need none.

    Examples
    --------
    >>> check_switch(Switch("strain", True), today=date(2026, 3, 2))
    Traceback (most recent call last):
    fiftytwo.privacy.errors.RuleError: this area never runs without an agreement: nobody can lift that
    """
    if switch.area not in AREAS:
        raise RuleError("OUT_OF_RANGE", f"{switch.area!r} is no area of privacy.catalogue")
    if switch.agreed_on and switch.agreed_on > today:
        raise RuleError("FUTURE_DATE", f"agreed on {switch.agreed_on} lies ahead: enter a past day")
    if AREAS[switch.area].needs_agreement and not switch.requires_agreement:
        raise RuleError(
            "BAD_STATE", "this area never runs without an agreement: nobody can lift that"
        )
    if bool(switch.agreed_on) != bool(switch.agreed_with.strip()):
        raise RuleError("REQUIRED", "an agreement has a day and a partner: enter both or neither")
    if not switch.enabled:
        return switch
    if switch.requires_agreement and not switch.agreed_on:
        raise RuleError(
            "REQUIRED", "this area needs an agreement: enter when and with whom, then switch it on"
        )
    if switch.requires_agreement and not (switch.purpose_text and switch.data_catalogue):
        raise RuleError("REQUIRED", "say what the area is for and which data it comprises")
    return switch


def not_started(switch: Switch, *, on: date) -> str | None:
    """Return why an area does not run on a day, or None where it runs.

    Examples
    --------
    >>> agreed = Switch("profile", True, "growth", "answers", True, date(2026, 3, 2), "works council")
    >>> not_started(agreed, on=date(2026, 3, 1))
    'agreed only from 2026-03-02 on'
    >>> not_started(agreed, on=date(2026, 3, 2)) is None
    True
    """
    if not switch.enabled:
        return "it is switched off"
    if not (switch.requires_agreement or AREAS[switch.area].needs_agreement):
        return None
    if switch.agreed_on is None:
        return "workers' representatives have not agreed to it"
    return f"agreed only from {switch.agreed_on} on" if on < switch.agreed_on else None
