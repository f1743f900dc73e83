"""Grants: a person lets another person see one field of theirs, until a day, and can take it back."""

from dataclasses import dataclass, replace
from datetime import date

from fiftytwo.privacy.catalogue import PrivacyClass, area_of
from fiftytwo.privacy.errors import RuleError

__all__ = ["Grant", "give", "grant_holds", "withdraw"]


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to read one field; people by their keys, days inclusive."""

    person: str
    grantee: str
    field: str
    given_on: date
    until: date
    withdrawn_on: date | None = None


def give(person: str, grantee: str, field: str, *, on: date, until: date | None) -> Grant:
    """Return a grant that `person` gives on a day.

    Raises
    ------
    RuleError
        ``REQUIRED`` without an end date, ``OUT_OF_RANGE`` if it ends before it begins or after
        more than twelve months, ``BAD_STATE`` if the field is not the person's own (P3) or is
        granted to oneself.

    Examples
    --------
    >>> give("yusuf", "joris", "career_wish", on=date(2026, 2, 28), until=date(2027, 2, 28)).until
    datetime.date(2027, 2, 28)
    """
    if until is None:
        raise RuleError("REQUIRED", "a grant needs an end date: say until when it holds")
    if until < on:
        raise RuleError("OUT_OF_RANGE", f"the grant ends on {until}, before it begins on {on}")
    if until > _a_year_after(on):
        raise RuleError(
            "OUT_OF_RANGE", f"a grant lasts 12 months at most: end it by {_a_year_after(on)}"
        )
    if area_of(field).privacy_class is not PrivacyClass.P3:
        raise RuleError(
            "BAD_STATE", f"{field!r} is not owned by the person, so nobody can grant it"
        )
    if person == grantee:
        raise RuleError("BAD_STATE", "nobody needs a grant for what is their own")
    return Grant(person, grantee, field, on, until)


def withdraw(grant: Grant, *, on: date) -> Grant:
    """Return the grant as taken back on a day: from that day on it holds no more.

    Raises
    ------
    RuleError
        ``BAD_STATE`` if it was taken back before.
    """
    if grant.withdrawn_on is not None:
        raise RuleError("BAD_STATE", f"this grant was taken back on {grant.withdrawn_on}")
    return replace(grant, withdrawn_on=on)


def grant_holds(grant: Grant, *, on: date) -> bool:
    """Return whether a grant holds on a day.

    Examples
    --------
    >>> grant = give("yusuf", "joris", "career_wish", on=date(2026, 3, 2), until=date(2026, 3, 9))
    >>> [grant_holds(grant, on=date(2026, 3, day)) for day in (1, 2, 9, 10)]
    [False, True, True, False]
    >>> grant_holds(withdraw(grant, on=date(2026, 3, 5)), on=date(2026, 3, 5))
    False
    """
    if grant.withdrawn_on is not None and on >= grant.withdrawn_on:
        return False
    return grant.given_on <= on <= grant.until


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)
