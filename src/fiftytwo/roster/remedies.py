"""Changes that would mend a shortage, smallest first; each is applied and counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fiftytwo.roster.breaks import with_breaks
from fiftytwo.roster.cover import cover_of
from fiftytwo.roster.model import Assignment, Counts, Demand, Person, Piece, Rules
from fiftytwo.roster.patterns import windows
from fiftytwo.roster.rules import broken

__all__ = ["Day", "clock", "day_name", "remedy"]

NUDGES = (-30, 30, -60, 60, -90, 90, -120, 120)  # minutes by which a shift may be tried to move
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One day of a pool with everybody's shifts of the whole period."""

    demand: Demand
    rules: Rules
    people: Sequence[Person]
    shifts: Mapping[str, Sequence[Assignment]]
    number: int

    @property
    def date(self) -> date:
        """The calendar day."""
        return self.demand.days[self.number]

    def today(self) -> list[Assignment]:
        """Return the shifts of this day."""
        return [s for shifts in self.shifts.values() for s in shifts if s.day == self.date]

    def short(self, worked: Sequence[Assignment]) -> Counts:
        """Return the people missing per interval of this day if `worked` were its shifts."""
        number = slice(self.number, self.number + 1)
        one = replace(
            self.demand, days=self.demand.days[number], required=self.demand.required[number]
        )
        short: Counts = np.maximum(one.required - cover_of(worked, one), 0)[0]
        return short


def remedy(day: Day, run: tuple[int, int], *, is_breaks: bool) -> str:
    """Return the smallest change that mends a run of short intervals of one day.

    Tried in this order: moving one break, moving one shift by up to two hours, more people for
    just these hours. A change counts if nobody is missing in the run any more, no other interval
    gets worse and no rule is broken.

    Parameters
    ----------
    day : Day
        With the roster as it is.
    run : (first, last) interval numbers
        Last one excluded.
    is_breaks : bool
        Whether breaks cause it: only then are single breaks tried.
    """
    before = day.short(day.today())
    if before[run[0] : run[1]].max() > 1:
        return _more_people(day, run, before)  # no single change gives two people
    changes = [_moved_shifts(day, run)]
    if is_breaks:
        changes.insert(0, _moved_breaks(day, run))
    for found in changes:
        for text, old, new in found:
            worked = [new if shift == old else shift for shift in day.today()]
            after = day.short(worked)
            if not after[run[0] : run[1]].any() and (after <= before).all():
                return text
    return _more_people(day, run, before)


def _moved_breaks(day: Day, run: tuple[int, int]) -> Iterator[tuple[str, Assignment, Assignment]]:
    wide = day.demand.interval_minutes
    names = {person.person_id: person.name for person in day.people}
    for shift in day.today():
        for number, piece in enumerate(shift.breaks):
            if piece.end_minute <= run[0] * wide or piece.start_minute >= run[1] * wide:
                continue
            for start in _other_places(shift, number, day.rules):
                moved = Piece(piece.kind, start, start + piece.end_minute - piece.start_minute)
                pieces = (*shift.breaks[:number], moved, *shift.breaks[number + 1 :])
                text = (
                    f"{names[shift.person_id]}'s {piece.kind} at {clock(start)} instead of "
                    f"{clock(piece.start_minute)} on {day_name(day.date)}"
                )
                yield text, shift, replace(shift, breaks=pieces)


def _other_places(shift: Assignment, number: int, rules: Rules) -> list[int]:
    window = windows(shift.length, rules)[number]
    now = shift.breaks[number].start_minute
    places = range(window.earliest, window.latest + 1, rules.grain)
    return sorted(
        (shift.start_minute + at for at in places if shift.start_minute + at != now),
        key=lambda start: abs(start - now),
    )


def _moved_shifts(day: Day, run: tuple[int, int]) -> Iterator[tuple[str, Assignment, Assignment]]:
    wide = day.demand.interval_minutes
    middle = (run[0] + run[1]) * wide / 2
    people = {person.person_id: person for person in day.people}
    for nudge in NUDGES:
        for shift in day.today():
            towards = middle - (shift.start_minute + shift.end_minute) / 2
            if nudge * towards <= 0:
                continue
            moved = _moved(shift, nudge, day.rules)
            if moved is None or not _reaches(moved, (run[0] * wide, run[1] * wide)):
                continue
            person = people[shift.person_id]
            others = [s for s in day.shifts[person.person_id] if s != shift]
            if not broken(person, [*others, moved], day.demand, day.rules):
                text = (
                    f"{person.name} works {clock(moved.start_minute)}–{clock(moved.end_minute)} "
                    f"instead of {clock(shift.start_minute)}–{clock(shift.end_minute)} "
                    f"on {day_name(day.date)}"
                )
                yield text, shift, moved


def _moved(shift: Assignment, minutes: int, rules: Rules) -> Assignment | None:
    start, end = shift.start_minute + minutes, shift.end_minute + minutes
    if start < 0 or end > 1440:
        return None
    return with_breaks(replace(shift, start_minute=start, end_minute=end), rules)


def _reaches(shift: Assignment, span: tuple[int, int]) -> bool:
    return shift.start_minute <= span[0] and span[1] <= shift.end_minute


def _more_people(day: Day, run: tuple[int, int], before: Counts) -> str:
    wide = day.demand.interval_minutes
    start, end = run[0] * wide, run[1] * wide
    size = int(before[run[0] : run[1]].max())
    extra = [Assignment(f"extra {n}", day.date, start, end) for n in range(size)]
    after = day.short([*day.today(), *extra])
    assert not after[run[0] : run[1]].any(), "as many people as are missing mend a shortage"
    people = "person" if size == 1 else "people"
    return (
        f"{size} more {people} in {day.demand.pool} from {clock(start)} to {clock(end)} "
        f"on {day_name(day.date)}"
    )


def clock(minute: int) -> str:
    """Return a minute of the day as a time.

    >>> clock(570)
    '09:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_name(day: date) -> str:
    """Return a day in words.

    >>> day_name(date(2026, 11, 24))
    'Tuesday 24 November'
    """
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
