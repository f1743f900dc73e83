"""What the style page shows: made-up values in the shapes that the product's pages use."""

import json
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from fiftytwo.measures.catalogue import measure
from fiftytwo.web import drawing
from fiftytwo.web.charts import Line, Point, line_chart
from fiftytwo.web.frame import ScopeChoice, week_of
from fiftytwo.web.home.tiles import Tile
from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.plans.board import heat_rows
from fiftytwo.web.plans.cover import cover_panels
from fiftytwo.web.plans.stored import PoolPlan, StoredPlan
from fiftytwo.web.plans.week import DayCell
from fiftytwo.web.saying import date_text, number_text, share_text
from fiftytwo.web.style.forms import SampleForm
from fiftytwo.web.told import told

__all__ = ["TOKENS", "samples"]

# Theme by theme; `style.css` has a class for each.
TOKENS = MappingProxyType(
    {
        "surfaces": ("page", "surface", "sunken", "active", "fill", "line", "line-strong"),
        "ink": ("ink", "muted", "field-line", "accent", "accent-ink", "accent-soft"),
        "states": ("good", "good-soft", "watch", "watch-soft", "bad", "bad-soft"),
        "charts": ("c1", "c2", "c3", "c4", "c5", "c6", "band"),
        "cover": ("heat-short-1", "heat-short-2", "heat-over-1", "heat-over-2"),
        "activities": ("act-phone", "act-email", "act-train", "act-one", "act-away"),
    }
)
SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
GOAL = 0.8
WEEKS = (0.83, 0.85, 0.82, 0.87, 0.85, 0.8, 0.84, 0.86, 0.85, 0.82, 0.84, 0.784)
MONDAY = date(2026, 11, 23)
REQUIRED = (2, 3, 5, 7, 8, 8, 6, 4, 3, 0)
ROSTERED = (2, 3, 4, 4, 8, 9, 9, 4, 3, 0)


def samples() -> dict[str, Any]:
    """Return the context of the style page."""
    day = date(2026, 11, 23)
    return {
        "tokens": [(name, names) for name, names in TOKENS.items()],
        "spaces": SPACES,
        "themes": [_theme("light", _("Light")), _theme("dark", _("Dark"))],
        "tiles": _tiles(),
        "panels": cover_panels(_plan(), ["Phone"], today=day)[:3],
        "heat": heat_rows(REQUIRED, ROSTERED, share=0.5),
        "steps": _steps(),
        "day_steps": [
            {"when": date_text(MONDAY, "j M Y"), "what": "Canal", "text": "Ghent"},
            {
                "when": date_text(date(2027, 2, 1), "j M Y"),
                "what": "Harbour",
                "text": "Ghent",
                "kind": "now",
            },
        ],
        "notice_rows": _notices(),
        "days": _days(),
        "chart_json": json.dumps(line_chart(_line()), ensure_ascii=False),
        "clocks": _clocks(),
        "week": week_of(MONDAY),
        "found_names": ("Leila Haddad", "Piet Goossens"),
        "scope_words": _("your own work"),
        "scope_menu": [
            ScopeChoice(_("all teams"), "#main", is_here=True),
            ScopeChoice("Ghent", "#main", is_here=False, kind=_("site")),
            ScopeChoice("Harbour", "#main", is_here=False, kind=_("team")),
        ],
        "tabs": [
            {"label": _("Day"), "url": "#main", "is_here": True},
            {"label": _("Week"), "url": "#main", "is_here": False},
            {"label": _("Month"), "url": "#main", "is_here": False},
        ],
        "long_name": "Wolfeschlegelsteinhausenbergerdorff-Kowalczykiewicz, Maximiliane",
    }


def _line() -> Line:
    points = [
        Point(f"{36 + at}", round(100 * share, 1), share_text(share), is_outside=share < 0.79)
        for at, share in enumerate(WEEKS)
    ]
    return Line(
        points,
        unit=" %",
        usual=(79.5, 88.5),
        usual_words=_("usual range"),
        goal=100 * GOAL,
        goal_words=_("goal %(goal)s") % {"goal": "80 %"},
        end_words=share_text(WEEKS[-1]),
        summary=_("Last twelve weeks"),
    )


def _clocks() -> list[tuple[str, str, int]]:
    return [
        (_("due Thursday"), "quiet", 10),
        (_("tomorrow, 12:00"), "", 50),
        (_("28 min"), "watch", 80),
        (_("late by 2 hours"), "bad", 100),
    ]


def _theme(name: str, label: str) -> dict[str, Any]:
    """Return a theme with a form of its own: ids are unique on the whole page."""
    wrong = {"kind": "holiday", "last": "31 February", "tell": "on", "note": _("Back on Monday.")}
    initial = {"sent": _("Monday at 9:00")}
    return {
        "name": name,
        "label": label,
        "form": SampleForm(
            {f"{name}-{field}": value for field, value in wrong.items()},
            prefix=name,
            initial=initial,
        ),
    }


def _tiles() -> list[Tile]:
    below = _("below goal")
    change = _("−3.1 points on week 46")
    return [
        _tile(_("Service level"), (number_text(78.4, 1), "%"), ("watch", below), change=change),
        _tile(_("Service level"), (number_text(84, 1), "%"), ("good", _("met")), change=change),
        _tile(
            _("Service level"),
            (number_text(79.8, 1), "%"),
            ("none", _("within the interval")),
            change=change,
        ),
        _tile(
            _("Average handle time"), ("5 min 42", "s"), ("none", _("provisional")), change=change
        ),
        _tile(
            _("Occupancy"), ("–", ""), ("none", _("no data")), why=_("no source tells agent states")
        ),
        _tile(
            _("Service level, early abandons count as good"),
            (number_text(1_234_567), ""),
            ("", ""),
            change=change,
        ),
    ]


def _tile(
    label: str,
    value: tuple[str, str],
    chip: tuple[str, str],
    *,
    change: str = "",
    why: str = "",
) -> Tile:
    weeks = [None] * len(WEEKS) if why else list(WEEKS)
    return Tile(
        name="service_level",
        label=label,
        meaning=told(measure("service_level").meaning),
        value=value[0],
        unit=value[1],
        goal=_("goal %(goal)s") % {"goal": "80 %"} if chip[0] != "" else _("no goal set"),
        chip=chip,
        change=change,
        fine=_("%(part)s of %(whole)s") % {"part": number_text(5371), "whole": number_text(6851)},
        spark=drawing.spark(weeks, goal=GOAL),
        spark_label=_("Last twelve weeks"),
        why=why,
    )


def _plan() -> StoredPlan:
    """Return a week of which one day is covered, one short and one closed."""
    wide, closed = [0.0] * 14, [0.0] * 48
    start = [*wide, *map(float, REQUIRED)]
    need = start + [0.0] * (48 - len(start))
    have = [*wide, *map(float, ROSTERED), *[0.0] * (48 - len(start))]
    days = tuple(date.fromordinal(MONDAY.toordinal() + n) for n in range(3))
    required = (tuple(need), tuple(need), tuple(closed))
    rostered = (tuple(have), tuple(n and n + 1 for n in need), tuple(closed))
    return StoredPlan(
        days=days,
        interval=30,
        queues=(),
        pools=(PoolPlan("Phone", required, rostered),),
        shifts=(),
        away=frozenset(),
        shorts=(),
    )


def _steps() -> list[dict[str, str]]:
    return [
        {"when": "13:45", "what": _("Asked, with a proposal"), "text": _("Credit of 180 €.")},
        {"when": "14:07", "what": _("Now with Nadia"), "text": "", "kind": "now"},
        {"when": "14:35", "what": _("Passes to her deputy"), "text": "", "kind": "next due"},
    ]


def _notices() -> list[tuple[Notice, str]]:
    """Return an unread and a read notice that are in no ledger."""
    at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    return [
        (Notice(pk=0, created_at=at, read_at=read), KINDS[kind].sentence)
        for kind, read in (("week_published", None), ("role_given", at))
    ]


def _days() -> list[tuple[date, DayCell]]:
    cells = (DayCell("9–17", True, "120", "480"), DayCell("–"), DayCell(_("away")))
    return [(date.fromordinal(MONDAY.toordinal() + n), cell) for n, cell in enumerate(cells)]
