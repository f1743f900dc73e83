"""A site's holidays beside the opening hours that are meant to close on them: what the page says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.measures.closing import DayHours, day_hours
from fiftytwo.measures.schedules import Schedules, read_schedules
from fiftytwo.web.people.hours_file import hours_file
from fiftytwo.web.people.models import Site
from fiftytwo.web.people.queries import holidays_of
from fiftytwo.web.saying import date_text, list_text

__all__ = [
    "Missed", "Named", "ScheduleRow", "all_missed", "chosen_days", "coming_span", "hours_page",
    "missed_words", "read_named",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missed:
    """A holiday of a site on which a schedule is open; `key` is what a form sends for it."""

    schedule: str
    day: date
    name: str
    hours: str

    @property
    def key(self) -> str:
        """The day, then the schedule, whose name may hold anything."""
        return f"{self.day} {self.schedule}"


@dataclass(frozen=True)
class Named:
    """The schedules of the workspace, and in a sentence why there are none (else empty)."""

    hours: Schedules
    problem: str = ""


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule that is tied to the site: how many holidays it closes on, and those it misses.

    `clock` is its zone where that is not the site's; `partly` are coming days in words.
    """

    name: str
    clock: str
    closed: int
    partly: tuple[str, ...]
    missed: tuple[Missed, ...]


def read_named() -> Named:
    """Return the schedules as the file says them now."""
    try:
        found = read_schedules(hours_file(settings.WORKSPACE.root).text())
    except InputError as error:
        return Named(Schedules(), str(error))
    return Named(found)


def all_missed(site: Site, known: Schedules, first: date, last: date) -> list[Missed]:
    """Return the holidays of a span on which schedules of the site are open, by day."""
    names = holidays_of(site, first, last)
    found = [
        _missed(schedule, one, names)
        for schedule in site.schedules
        for one in day_hours(known.named.get(schedule, ()), names)
        if one.is_missed
    ]
    return sorted(found, key=lambda one: one.day)


def _missed(schedule: str, one: DayHours, names: Mapping[date, str]) -> Missed:
    return Missed(schedule, one.day, names[one.day], _hours(one))


def _hours(one: DayHours) -> str:
    clock = [tuple(f"{m // 60:02}:{m % 60:02}" for m in span) for span in one.hours]
    return list_text([f"{start}–{end}" for start, end in clock])


def missed_words(site: Site, missed: Sequence[Missed]) -> str:
    """Say the first of the holidays that are missed, and on how many more days it is so."""
    days = by_day(missed)
    if not days:
        return ""
    names = [one.schedule for one in days[0]]
    said = ngettext(
        "%(day)s is a holiday at %(site)s, but %(schedules)s is open that day.",
        "%(day)s is a holiday at %(site)s, but %(schedules)s are open that day.",
        len(names),
    ) % {
        "day": date_text(days[0][0].day, "j F Y"),
        "site": site.name,
        "schedules": list_text(names),
    }
    more = len(days) - 1
    if not more:
        return said
    words = ngettext("So it is on one more day.", "So it is on %(n)s more days.", more)
    return f"{said} {words % {'n': more}}"


def by_day(missed: Iterable[Missed]) -> list[list[Missed]]:
    """Return what is missed, a list a day."""
    ordered = sorted(missed, key=lambda one: one.day)
    return [list(group) for _, group in groupby(ordered, key=lambda one: one.day)]


def coming_span() -> tuple[date, date]:
    """Return today and the last day of next year: public holidays further off may still change."""
    today = timezone.localdate()
    return today, date(today.year + 1, 12, 31)


def hours_page(site: Site, named: Named) -> dict[str, Any]:
    """Return what the page of a site's opening hours shows.

    Past holidays are those since the month of the first data: before it nothing is measured.
    """
    today, last = coming_span()
    first = _data_from(today)
    rows = [
        _row(site, name, named.hours, (first, today, last))
        for name in site.schedules
        if name in named.hours.named
    ]
    return {
        "site": site,
        "problem": named.problem,
        "is_empty": not named.hours.named and not named.problem,
        "rows": rows,
        "coming": by_day(one for row in rows for one in row.missed if one.day >= today),
        "past": by_day(one for row in rows for one in row.missed if one.day < today),
        "gone": [name for name in site.schedules if name not in named.hours.named],
        "until": last,
    }


def _data_from(today: date) -> date:
    months = open_snapshot(settings.WORKSPACE.lake).months("rollup_day")
    return date.fromisoformat(f"{months[0]}-01") if months else today


def _row(site: Site, name: str, known: Schedules, span: tuple[date, date, date]) -> ScheduleRow:
    first, today, last = span
    names = holidays_of(site, first, last)
    told = day_hours(known.named[name], names)
    partly = [one for one in told if one.is_named and one.hours and one.day >= today]
    zone = known.named[name][-1].schedule.zone
    return ScheduleRow(
        name=name,
        clock="" if zone == site.zone else zone,
        closed=sum(not one.hours for one in told),
        partly=tuple(f"{date_text(one.day, 'j F Y')} ({_hours(one)})" for one in partly),
        missed=tuple(_missed(name, one, names) for one in told if one.is_missed),
    )


def chosen_days(keys: Iterable[str], rows: Sequence[ScheduleRow]) -> dict[str, dict[date, str]]:
    """Return schedule → day → its name of what a form sent."""
    wanted = set(keys)
    found: dict[str, dict[date, str]] = {}
    for row in rows:
        for one in row.missed:
            if one.key in wanted:
                found.setdefault(one.schedule, {})[one.day] = one.name
    return found
