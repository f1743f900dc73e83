"""Cover of a week, day by day: required against rostered, over one pool or several together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.web import drawing
from fiftytwo.web.plans.board import clock
from fiftytwo.web.plans.stored import StoredPlan
from fiftytwo.web.saying import date_text, hours_text

__all__ = ["Panel", "cover_panels"]

WIDTH = 154.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One day of the cover of a week, on the week's one scale; a closed day has no picture."""

    day: date
    is_today: bool
    cover: drawing.Cover | None
    short: int
    worst: int
    required_hours: float
    rostered_hours: float
    label: str
    hours: tuple[tuple[str, str], ...]  # place and hour of the marks below the picture


@dataclass(frozen=True, slots=True)
class _Day:
    """Sums over pools by interval; `gaps` are missing people, which no other pool's spare fills."""

    required: list[int]
    rostered: list[int]
    gaps: list[int]


def cover_panels(plan: StoredPlan, pools: Sequence[str], *, today: date) -> list[Panel]:
    """Return the cover of each day on one scale.

    People to spare in one pool do not fill a gap in another: the missing of all pools add up, and
    the picture shows as rostered only those who stand where they are required.
    """
    window = sorted({i for pool in pools for i in plan.window(pool)})
    if not window:
        return []
    days = [_sums(plan, pools, day, window) for day in range(len(plan.days))]
    top = 1.05 * max(max(*d.required, *_standing(d), 1) for d in days)
    clocks = [clock(i * plan.interval) for i in window]
    return [
        _panel(day, sums, (top, clocks, plan.interval / 60), is_today=day == today)
        for day, sums in zip(plan.days, days, strict=True)
    ]


def _sums(plan: StoredPlan, pools: Sequence[str], day: int, window: Sequence[int]) -> _Day:
    required, rostered = [0] * len(window), [0] * len(window)
    gaps = [0] * len(window)
    for name in pools:
        pool = plan.pool(name)
        for at, i in enumerate(window if pool else ()):
            need, have = int(pool.required[day][i] or 0), int(pool.rostered[day][i] or 0)
            required[at] += need
            rostered[at] += have
            gaps[at] += max(0, need - have)
    return _Day(required, rostered, gaps)


def _standing(day: _Day) -> list[int]:
    """Return the people drawn as rostered: all where nothing is missing, else those in place."""
    pairs = zip(day.required, day.rostered, day.gaps, strict=True)
    return [need - gap if gap else have for need, have, gap in pairs]


def _hours(clocks: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return every fourth hour with its place, as long as its number fits inside the picture."""
    width = WIDTH / len(clocks)
    marks = [(at * width, int(clock[:2])) for at, clock in enumerate(clocks) if clock[3:] == "00"]
    return tuple((f"{x:.1f}", str(hour)) for x, hour in marks if hour % 4 == 0 and x < WIDTH - 8)


def _panel(
    day: date, sums: _Day, scale: tuple[float, list[str], float], *, is_today: bool
) -> Panel:
    top, clocks, share = scale
    drawn = _standing(sums)
    titles = [
        _("%(day)s %(at)s: required %(need)s, rostered %(have)s, missing %(gap)s")
        % {"day": date_text(day, "D"), "at": at, "need": need, "have": have, "gap": gap}
        for at, need, have, gap in zip(clocks, sums.required, sums.rostered, sums.gaps, strict=True)
    ]
    picture = drawing.cover(sums.required, drawn, top=top, titles=titles, width=WIDTH / len(clocks))
    short = sum(gap > 0 for gap in sums.gaps)
    required, rostered = sum(sums.required) * share, sum(sums.rostered) * share
    return Panel(
        day=day,
        is_today=is_today,
        cover=picture if required or rostered else None,
        short=short,
        worst=max(sums.gaps),
        required_hours=required,
        rostered_hours=rostered,
        label=ngettext(
            "%(day)s: required %(need)s, rostered %(have)s, %(n)s half-hour short",
            "%(day)s: required %(need)s, rostered %(have)s, %(n)s half-hours short",
            short,
        )
        % {
            "day": date_text(day, "l"),
            "need": hours_text(required),
            "have": hours_text(rostered),
            "n": short,
        },
        hours=_hours(clocks),
    )
