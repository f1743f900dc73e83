"""The week on one page: who works when, and where days are short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fiftytwo.web.plans.board import Member
from fiftytwo.web.plans.stored import Shift, StoredPlan

__all__ = ["DayCell", "WeekPage", "WeekRow", "hours_words", "week_page"]


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a person: hours in words over a bar on the pool's scale, or a plain word."""

    words: str
    is_on: bool = False
    x: str = ""
    width: str = ""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A person's week."""

    name: str
    team: str
    cells: tuple[DayCell, ...]
    hours: float
    days: tuple[date, ...] = ()

    @property
    def by_day(self) -> list[tuple[date, DayCell]]:
        """The cells with their days."""
        return list(zip(self.days, self.cells, strict=True))


@dataclass(frozen=True)
class WeekPage:
    """The whole table; `short` counts half-hours by day, None where the pool is closed.

    `scale` is the width of the bars in minutes, as text: an attribute of a picture.
    """

    days: tuple[date, ...]
    rows: tuple[WeekRow, ...]
    short: tuple[int | None, ...]
    scale: str


def week_page(plan: StoredPlan, *, people: Sequence[Member], pool: str | None = None) -> WeekPage:
    """Lay out the week of some people; without a pool on the scale of all pools together."""
    window = plan.window(pool) if pool else plan.whole_window
    start, end = window.start * plan.interval, window.stop * plan.interval
    shifts = {(s.person_id, s.day): s for s in plan.shifts}
    rows = []
    for member in sorted(people, key=lambda m: (m.team, m.name)):
        mine = [shifts.get((member.person_id, day)) for day in range(len(plan.days))]
        cells = tuple(
            _cell(shift, (member.person_id, day) in plan.away, start)
            for day, shift in enumerate(mine)
        )
        minutes = sum(shift.paid_minutes for shift in mine if shift)
        rows.append(WeekRow(member.name, member.team, cells, minutes / 60, plan.days))
    return WeekPage(plan.days, tuple(rows), _short(plan, pool), str(end - start))


def hours_words(start: int, end: int) -> str:
    """Return the hours of a shift as short as they can be said.

    Examples
    --------
    >>> hours_words(540, 1020), hours_words(510, 990)
    ('9–17', '8:30–16:30')
    """
    return f"{_hour(start)}–{_hour(end)}"


def _hour(minute: int) -> str:
    return f"{minute // 60}" + (f":{minute % 60:02d}" if minute % 60 else "")


def _cell(shift: Shift | None, is_away: bool, start: int) -> DayCell:
    if shift is None:
        return DayCell(_("away") if is_away else "–")
    width = shift.end - shift.start
    return DayCell(hours_words(shift.start, shift.end), True, str(shift.start - start), str(width))


def _short(plan: StoredPlan, pool: str | None) -> tuple[int | None, ...]:
    if pool is None:
        return ()
    found = plan.pool(pool)
    counts: list[int | None] = []
    for day in range(len(plan.days)):
        is_open = found is not None and any(found.required[day])
        missing = sum(len(s.sizes) for s in plan.shorts if s.day == day and s.pool == pool)
        counts.append(missing if is_open or missing else None)
    return tuple(counts)
