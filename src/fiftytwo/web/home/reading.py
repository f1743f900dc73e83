"""What the front page reads from the lake: the newest week, its days, twelve weeks back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fiftytwo.measures.evaluate import Facts, Query, Value, evaluate
from fiftytwo.web.keeping import kept
from fiftytwo.web.service.periods import names_between
from fiftytwo.web.service.reading import choices

__all__ = [
    "OTHER_TILES",
    "OWN_TILES",
    "PHONE_TILES",
    "WeekFacts",
    "live_channel",
    "newest_week",
    "week_facts",
]

PHONE_TILES = ("service_level", "abandonment", "asa_s", "aht_s")
OTHER_TILES = ("csat", "first_response_s", "occupancy", "backlog")
OWN_TILES = ("handled", "aht_s", "transfer_rate", "csat")
PHONE = "voice"
WEEKS = 12


@dataclass(frozen=True)
class WeekFacts:
    """Twelve weeks of some measures, and the newest of them beside the same days before.

    Attributes
    ----------
    monday, last : date
        The newest week with data, and the last day it is told to.
    weeks : mapping of measure to tuple
        Values by week, oldest first.
    now, before : mapping of measure to Value
        The newest week so far, and the same days of the week before.
    days : tuple of (date, Value or None)
        The service level by day of the newest week; empty where it was not asked for.
    """

    monday: date
    last: date
    weeks: Mapping[str, tuple[Value | None, ...]]
    now: Mapping[str, Value]
    before: Mapping[str, Value]
    days: tuple[tuple[date, Value | None], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the week is told to its Sunday."""
        return self.last.weekday() == 6


def newest_week(source: Facts) -> tuple[date, date] | None:
    """Return Monday and last day of the newest week with data, None for an empty lake."""
    last = choices(source).last
    return None if last is None else (last - timedelta(days=last.weekday()), last)


def week_facts(
    source: Facts,
    names: tuple[str, ...],
    *,
    agents: tuple[str, ...] | None = None,
    channel: str | None = None,
    with_days: bool = False,
) -> WeekFacts | None:
    """Read the measures for the front page; only of these agents or this channel where given."""
    given = (("agent", agents), ("channel", None if channel is None else (channel,)))
    where = tuple((name, allowed) for name, allowed in given if allowed is not None)
    key = ("week", names, where, with_days)
    return kept(source, key, lambda: _read_week(source, names, dict(where), with_days=with_days))


def live_channel(source: Facts) -> str | None:
    """Return the channel that "answered in time" is about: the phone, None where there is none.

    An e-mail that comes on a Sunday may wait until Monday; added to calls it would drown them.
    """
    return PHONE if PHONE in choices(source).channels else None


def _read_week(
    source: Facts,
    names: tuple[str, ...],
    where: Mapping[str, tuple[str, ...]],
    *,
    with_days: bool,
) -> WeekFacts | None:
    found = newest_week(source)
    if found is None:
        return None
    monday, last = found
    first = monday - timedelta(weeks=WEEKS - 1)
    rows = evaluate(source, Query(names, grain="week", first=first, last=last, where=where))
    by_week = {row.period: row.values for row in rows}
    order = [by_week.get(name, {}) for name in names_between(first, last, "week")]
    back = (monday - timedelta(days=7), last - timedelta(days=7))
    return WeekFacts(
        monday=monday,
        last=last,
        weeks={name: tuple(week.get(name) for week in order) for name in names},
        now=order[-1] or _whole(source, Query(names, first=monday, last=last, where=where)),
        before=_before(source, names, order, back, where=where),
        days=_days(source, monday, last, where=where) if with_days else (),
    )


def _before(
    source: Facts,
    names: tuple[str, ...],
    order: list[dict[str, Value]],
    days: tuple[date, date],
    *,
    where: Mapping[str, tuple[str, ...]],
) -> Mapping[str, Value]:
    """Return the week before, cut to the same days: half a week is not compared with a whole."""
    if days[1].weekday() == 6:
        return order[-2]
    return _whole(source, Query(names, first=days[0], last=days[1], where=where))


def _whole(source: Facts, query: Query) -> dict[str, Value]:
    """Return the values of a question without periods: those that are missing say why."""
    rows = evaluate(source, query)
    return rows[0].values if rows else {}


def _days(
    source: Facts, monday: date, last: date, *, where: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[date, Value | None], ...]:
    query = Query(("service_level",), grain="day", first=monday, last=last, where=where)
    rows = evaluate(source, query)
    known = {row.period: row.values["service_level"] for row in rows}
    days = [monday + timedelta(days=n) for n in range(7)]
    return tuple((day, known.get(day.isoformat())) for day in days)
