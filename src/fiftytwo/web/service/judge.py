"""Is a number news? Usual range of a series, and the words for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fiftytwo.base import statistics
from fiftytwo.measures.dimensions import MISSING
from fiftytwo.measures.model import Measure
from fiftytwo.web.saying import duration_text, localised, share_text
from fiftytwo.web.told import told

__all__ = [
    "Usual",
    "change_words",
    "floor_of",
    "goal_text",
    "goal_words",
    "group_words",
    "is_met",
    "usual_range",
]


SIGNED = frozenset({"pair"})  # facts whose rows may count below nothing


@dataclass(frozen=True, slots=True)
class Usual:
    """The range of ordinary variation of a series."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a value is ordinary."""
        return self.low <= value <= self.high


def usual_range(
    values: Sequence[float | None], *, floor: float | None = None, ceiling: float | None = None
) -> Usual | None:
    """Return `base.statistics.usual_range` of all but the last value, within what can be.

    The last value is left out: it must not judge itself.

    Parameters
    ----------
    values : sequence of float or None
        In order of time; missing ones are left out.
    floor, ceiling : float or None
        Ends that the measure cannot pass, such as 0 and 1 for a share.

    Examples
    --------
    >>> usual_range([*[10, 12] * 6, 40])
    Usual(low=5.68, high=16.32)
    >>> usual_range([10, 12]) is None
    True
    """
    found = statistics.usual_range([value for value in values[:-1] if value is not None])
    if found is None:
        return None
    low, high = round(found.low, 9), round(found.high, 9)
    if floor is not None:
        low = max(floor, low)
    if ceiling is not None:
        high = min(ceiling, high)
    return Usual(low, high)


def group_words(group: str, by: str) -> str:
    """Return a group as people read it: a queue or reason as the source calls it, the rest translated.

    Examples
    --------
    >>> group_words("Open", "queue"), group_words("Monday", "weekday"), group_words("–", "reason")
    ('Open', 'Monday', '(none told)')
    """
    if group == MISSING:
        return _("(none told)")
    return told(group) if by in ("channel", "weekday") else group


def floor_of(item: Measure) -> float | None:
    """Return what a measure cannot fall below; None for a balance, which may be negative.

    Examples
    --------
    >>> from fiftytwo.measures.catalogue import measure
    >>> floor_of(measure("offered")), floor_of(measure("nps")) is None
    (0.0, True)
    """
    return None if item.extremes or item.fact in SIGNED else 0.0


def is_met(value: float, goal: float, better: str) -> bool:
    """Return whether a value meets its goal.

    Examples
    --------
    >>> is_met(0.81, 0.8, "higher"), is_met(0.06, 0.05, "lower")
    (True, False)
    """
    return value <= goal if better == "lower" else value >= goal


def goal_words(
    value: float | None, goal: float | None, *, better: str, interval: tuple[float, float] | None
) -> tuple[str, str]:
    """Return the chip of a value: its class and its word.

    A goal inside the value's own interval is neither met nor missed.

    Parameters
    ----------
    value, goal : float or None
        In the measure's unit; None where there is none.
    better : str
        "higher", "lower" or "as planned".
    interval : tuple of float or None
        The value's 95 % interval.

    Examples
    --------
    >>> goal_words(0.78, 0.8, better="higher", interval=(0.77, 0.79))
    ('watch', 'below goal')
    >>> goal_words(0.79, 0.8, better="higher", interval=(0.77, 0.81))
    ('none', 'within the interval')
    >>> goal_words(None, 0.8, better="higher", interval=None)
    ('none', 'no data')
    """
    if value is None:
        return "none", _("no data")
    if goal is None:
        return "none", _("no goal set")
    if interval and interval[0] < goal < interval[1]:
        return "none", _("within the interval")
    if is_met(value, goal, better):
        return "good", _("met")
    return "watch", _("above goal") if better == "lower" else _("below goal")


def goal_text(goal: float | None, unit: str) -> str:
    """Return a goal as charts and tiles print it.

    Examples
    --------
    >>> goal_text(0.8, "share"), goal_text(None, "share")
    ('goal 80 %', 'no goal set')
    """
    if goal is None:
        return _("no goal set")
    words = share_text(goal, 0 if round(100 * goal, 6).is_integer() else 1)
    return _("goal %(goal)s") % {"goal": words if unit == "share" else duration_text(goal)}


def change_words(now: float | None, before: float | None, unit: str) -> str:
    """Return a change in the words of its unit: points, a duration, or a count.

    Examples
    --------
    >>> change_words(0.784, 0.815, "share"), change_words(42.0, 4782.0, "seconds")
    ('−3.1 points', '−1 h 19 min')
    >>> change_words(None, 1, "contacts"), change_words(1.42, 1.21, "number")
    ('–', '+0.21')
    """
    if now is None or before is None:
        return "–"
    difference = now - before
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    size = abs(difference)
    if unit == "share":
        return _("%(change)s points") % {"change": localised(f"{sign}{100 * size:.1f}")}
    if unit == "seconds":
        return localised(sign + duration_text(size))
    return localised(f"{sign}{size:,.{_decimals(size, unit)}f}")


def _decimals(size: float, unit: str) -> int:
    return 0 if unit != "number" else 2 if size < 10 else 1
