"""The plain values of a roster: people, demand, rules, shifts, shortfalls.

All times of day are local minutes since midnight, 0..1440; a shift lies within one local day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from math import gcd

import numpy as np
from numpy.typing import NDArray

from fiftytwo.base.errors import InputError

__all__ = [
    "Assignment",
    "BreakPlan",
    "Cause",
    "Counts",
    "Demand",
    "Person",
    "Piece",
    "Roster",
    "Rules",
    "Unmet",
    "Violation",
]

Counts = NDArray[np.int64]
DAY_MINUTES = 1440


class Cause(StrEnum):
    """Why an interval is short; a closed list. `text` is the sentence part for a person."""

    NO_PEOPLE = "no_people"
    TOO_FEW_PEOPLE = "too_few_people"
    ABSENCES = "absences"
    CONTRACT_HOURS = "contract_hours"
    REST = "rest"
    DAYS_OFF = "days_off"
    AVAILABILITY = "availability"
    SHIFT_LENGTH = "shift_length"
    BREAKS = "breaks"
    OTHER_HOURS = "other_hours"

    @property
    def text(self) -> str:
        """The cause in words.

        >>> Cause.REST.text
        'people need their rest between two shifts'
        """
        return CAUSE_TEXTS[self]


CAUSE_TEXTS: dict[Cause, str] = {
    Cause.NO_PEOPLE: "nobody belongs to this pool",
    Cause.TOO_FEW_PEOPLE: "the whole pool is smaller than the requirement",
    Cause.ABSENCES: "people are away",
    Cause.CONTRACT_HOURS: "contract hours and days are used up",
    Cause.REST: "people need their rest between two shifts",
    Cause.DAYS_OFF: "days off are due",
    Cause.AVAILABILITY: "nobody is available that early or late",
    Cause.SHIFT_LENGTH: "no allowed shift fits these hours",
    Cause.BREAKS: "breaks fall into it",
    Cause.OTHER_HOURS: "people are needed more at other hours of the day",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a shift that is not work on the queue: a meal or a short break."""

    kind: str
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class BreakPlan:
    """The breaks of shifts from a length on.

    Attributes
    ----------
    from_minutes : int
        Shortest shift, first to last minute, this plan is for.
    pieces : tuple of (kind, minutes, is_paid)
        In the order of the day; they lie evenly over the shift.
    """

    from_minutes: int
    pieces: tuple[tuple[str, int, bool], ...] = ()


BREAK = ("break", 15, True)
MEAL = ("meal", 30, False)
BREAKS = (
    BreakPlan(0),
    BreakPlan(240, (BREAK,)),
    BreakPlan(361, (BREAK, MEAL)),  # EU directive: more than six hours need a break
    BreakPlan(450, (BREAK, MEAL, BREAK)),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What every roster obeys.

    Attributes
    ----------
    rest_minutes : int
        Shortest time between two shifts of a person [minutes]; the EU directive asks for 660.
    day_off_minutes : int
        Shortest time without work around a day off [minutes]; 2100 = 35 hours.
    days_off : int
        Days off in each whole week.
    days_in_a_row : int
        Most working days in a row.
    start_step_minutes : int
        Shifts start at multiples of this.
    breaks : tuple of BreakPlan
        By shift length, shortest first.
    zone : str
        Where the shifts are worked; rest is elapsed time, also when clocks change.
    """

    rest_minutes: int = 660
    day_off_minutes: int = 2100
    days_off: int = 2
    days_in_a_row: int = 6
    start_step_minutes: int = 30
    breaks: tuple[BreakPlan, ...] = BREAKS
    zone: str = "UTC"

    def plan(self, length: int) -> BreakPlan:
        """Return the breaks of a shift of `length` minutes.

        >>> [piece[0] for piece in Rules().plan(480).pieces]
        ['break', 'meal', 'break']
        """
        fits = [plan for plan in self.breaks if plan.from_minutes <= length]
        return max(fits, key=lambda plan: plan.from_minutes) if fits else BreakPlan(0)

    @property
    def grain(self) -> int:
        """The grid on which breaks lie, counted from the start of a shift [minutes]."""
        sizes = [minutes for plan in self.breaks for _, minutes, _ in plan.pieces]
        return gcd(self.start_step_minutes, *sizes)

    def paid_minutes(self, length: int) -> int:
        """Return the paid minutes of a shift of `length` minutes.

        >>> Rules().paid_minutes(480)
        450
        """
        return length - sum(m for _, m, is_paid in self.plan(length).pieces if not is_paid)


@dataclass(frozen=True)
class Person:
    """Somebody who can be rostered.

    Attributes
    ----------
    contract_minutes : int
        Paid minutes a week; never exceeded.
    max_days : int
        Most working days a week.
    shift_minutes : tuple of int
        Allowed shift lengths from first to last minute, unpaid breaks included.
    available : mapping of date to (from, to) minutes
        Days without an entry: the pool's opening hours.
    absent : frozenset of date
        Days away. Each on which the pool is open counts as a day of the contract, so nobody
        works leave off.
    last_shift_end : datetime or None
        End of the last shift before the first day (aware, or local time).
    days_in_a_row : int
        Working days in a row just before the first day.
    """

    person_id: str
    name: str
    team: str
    pool: str
    contract_minutes: int
    max_days: int = 5
    shift_minutes: tuple[int, ...] = (480,)
    available: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    absent: frozenset[date] = frozenset()
    last_shift_end: datetime | None = None
    days_in_a_row: int = 0


@dataclass(frozen=True)
class Demand:
    """How many people a pool needs.

    Attributes
    ----------
    interval_minutes : int
        Length of an interval; divides 1440.
    days : tuple of date
        Consecutive.
    required : int array (n_days, 1440 / interval_minutes)
        People needed throughout each interval; 0 = closed.
    """

    pool: str
    interval_minutes: int
    days: tuple[date, ...]
    required: Counts

    def __post_init__(self) -> None:
        if self.interval_minutes <= 0 or DAY_MINUTES % self.interval_minutes:
            raise InputError(
                f"demand of {self.pool}: an interval of {self.interval_minutes} minutes does not "
                "divide the day: use 15, 30 or 60"
            )
        shape = (len(self.days), DAY_MINUTES // self.interval_minutes)
        if self.required.shape != shape:
            raise InputError(
                f"demand of {self.pool}: required has shape {self.required.shape}, not {shape}"
            )
        if self.required.size and self.required.min() < 0:
            raise InputError(f"demand of {self.pool}: required must be >= 0")
        ordinals = [day.toordinal() for day in self.days]
        if ordinals != list(range(ordinals[0], ordinals[0] + len(ordinals)) if ordinals else []):
            raise InputError(f"demand of {self.pool}: days must follow each other")

    def opening(self, day_index: int) -> tuple[int, int] | None:
        """Return first and last open minute of a day, None = closed.

        >>> need = np.zeros((1, 48), dtype=np.int64); need[0, 16:40] = 2
        >>> Demand("phone", 30, (date(2026, 11, 23),), need).opening(0)
        (480, 1200)
        """
        open_ = np.flatnonzero(self.required[day_index])
        if not open_.size:
            return None
        return int(open_[0]) * self.interval_minutes, (int(open_[-1]) + 1) * self.interval_minutes


@dataclass(frozen=True, slots=True)
class Assignment:
    """One shift of one person; `breaks` in the order of the day."""

    person_id: str
    day: date
    start_minute: int
    end_minute: int
    breaks: tuple[Piece, ...] = ()

    @property
    def length(self) -> int:
        """Minutes from start to end, breaks included."""
        return self.end_minute - self.start_minute


@dataclass(frozen=True, slots=True)
class Unmet:
    """An interval with fewer people than required, why, and the smallest change that mends it."""

    pool: str
    day: date
    start_minute: int
    end_minute: int
    size: int
    cause: Cause
    would_help: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a roster breaks."""

    rule: str
    person_id: str
    day: date | None
    text: str


@dataclass(frozen=True)
class Roster:
    """Who works when, what that covers, and what is missing.

    Attributes
    ----------
    cover : mapping of pool to int array (n_days, n_intervals)
        People present throughout each interval: the fewest at any moment of it.
    unmet : tuple of Unmet
        One an interval; required = min(required, cover) + size.
    violations : tuple of Violation
        Empty; kept so that a reader can see that it was checked.
    """

    assignments: tuple[Assignment, ...] = ()
    cover: Mapping[str, Counts] = field(default_factory=dict)
    unmet: tuple[Unmet, ...] = ()
    violations: tuple[Violation, ...] = ()
