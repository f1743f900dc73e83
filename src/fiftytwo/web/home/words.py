"""The sentence of the front page: what the week was, in words."""

from collections.abc import Sequence
from datetime import date

from fiftytwo.measures.evaluate import Value

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
        return "No calls were counted in this week."
    below = [f"{day:%A}" for day, value in known if value < goal]
    if not below:
        return "Service met its goal on every day."
    if len(below) == len(known):
        return "Service stayed below its goal on every day."
    rest = "Every other day met it." if len(below) <= len(known) / 2 else "The other days met it."
    return f"Service fell below its goal on {_join(below)}. {rest}"


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
        return "No shift of yours is planned yet."
    days = "1 day" if len(shifts) == 1 else f"{len(shifts)} days"
    return f"You work on {days}; next: {shifts[0]}."


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
