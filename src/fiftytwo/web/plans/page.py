"""Puts the week plan's page together from plain values: day board, week, shortfalls, history."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fiftytwo.web.plans import board as boards
from fiftytwo.web.plans.cover import cover_panels
from fiftytwo.web.plans.queries import Crew
from fiftytwo.web.plans.stored import StoredPlan
from fiftytwo.web.plans.week import week_page
from fiftytwo.web.plans.words import (
    backtests,
    day_sentence,
    own_pieces,
    own_sentence,
    short_words,
    week_sentence,
)
from fiftytwo.web.rendering import kept_part
from fiftytwo.web.saying import date_text
from fiftytwo.web.told import told

__all__ = ["own_page_of", "page_of"]

WORD_OF_CHANNEL = {
    "voice": gettext_lazy("Phone"),
    "chat": gettext_lazy("Chat"),
    "email": gettext_lazy("E-mail"),
    "case": gettext_lazy("Cases"),
}


def page_of(
    plan: StoredPlan, crew: Crew, asked: Mapping[str, Any], *, today: date, mark: Hashable = None
) -> dict[str, Any]:
    """Return the context of the page for those who lead, for one day or for the whole week.

    Parts that name nobody are kept by the plan's `mark`; without one they are made each time.

    Raises
    ------
    LookupError
        If the plan has no such day or pool.
    """
    context = _common(plan, crew, asked)
    day, pool = context["at"], context["pool"]
    key = None if mark is None else (mark, day, pool)
    if day is None:
        context["cover_part"] = kept_part(
            "plans/_cover.html",
            key and (key, today),
            lambda: {"panels": cover_panels(plan, [pool], today=today)},
        )
    else:
        context |= _board(plan, day, crew.of_pool(pool), asked, pool=pool, key=key)
    shorts = [s for s in plan.shorts if s.pool == pool and day in (None, s.day)]
    return context | {
        "sentence": week_sentence(plan) if day is None else day_sentence(shorts),
        "pools": _pools(plan, asked, pool),
        "shorts_part": kept_part(
            "plans/_shorts.html",
            key,
            lambda: {"shorts": short_words(plan, shorts), "show_day": day is None},
        ),
        "trust_part": kept_part(
            "plans/_trust.html",
            mark,
            lambda: {"tests": backtests(plan), "notes": [told(note) for note in plan.notes]},
        ),
        "basis": _basis(plan, pool),
    }


def own_page_of(plan: StoredPlan, crew: Crew, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the context of the page for a rep: the own shifts, nobody else's, no gaps of others.

    Raises
    ------
    LookupError
        If the plan has no such day.
    """
    own = Crew(crew.shown, crew.visible)
    pools = {member.pool for member in own.members} & {pool.pool for pool in plan.pools}
    asked = {**asked, "pool": min(pools, default="")}
    context = _common(plan, own, asked)
    shifts = [s for s in plan.shifts if s.person_id in own.visible]
    that_day = [s for s in shifts if s.day == context["at"]]
    return context | {
        "sentence": own_sentence(plan, shifts, context["at"], own.visible),
        "is_own": True,
        "pieces": own_pieces(that_day[0], context["word"]) if that_day else [],
    }


def _common(plan: StoredPlan, crew: Crew, asked: Mapping[str, Any]) -> dict[str, Any]:
    pool = plan.pool(asked["pool"] or None)
    if pool is None:
        raise LookupError("the plan has no such pool")
    day = _day_index(plan, asked["day"])
    staff = crew.of_pool(pool.pool)
    return {
        "at": day,
        "pool": pool.pool,
        "day": None if day is None else plan.days[day],
        "tabs": _tabs(plan, asked, day),
        "word": _word(plan, pool.pool),
        "week_table": week_page(plan, pool=pool.pool, people=staff.shown),
    }


def _board(
    plan: StoredPlan,
    day: int,
    staff: Crew,
    asked: Mapping[str, Any],
    *,
    pool: str,
    key: Hashable,
) -> dict[str, Any]:
    """Return the day board: its counted rows as markup, its teams as the viewer may see them."""
    fold = asked["fold"]
    board = boards.day_board(
        plan,
        day,
        pool=pool,
        people=staff.members,
        visible=staff.visible,
        closed=fold,
        word=_word(plan, pool),
    )
    blocks = [
        {"block": block, "url": _url(asked, fold=_toggled(fold, block.team))}
        for block in board.blocks
    ]
    return {
        "board": {"columns": board.columns, "blocks": blocks},
        "picture_part": kept_part(
            "plans/_picture.html", key, lambda: {"picture": board, "day": plan.days[day]}
        ),
    }


def _toggled(fold: frozenset[str], team: str) -> str:
    return "|".join(sorted(fold ^ {team}))


def _day_index(plan: StoredPlan, day: date | str) -> int | None:
    if day == "week":
        return None
    if not day:
        return 0
    if day not in plan.days:
        raise LookupError("the plan has no such day")
    return plan.days.index(day)


def _tabs(plan: StoredPlan, asked: Mapping[str, Any], chosen: int | None) -> list[dict[str, Any]]:
    tabs = [
        {
            "label": date_text(day, "D j"),
            "url": _url(asked, day=day.isoformat()),
            "is_here": at == chosen,
        }
        for at, day in enumerate(plan.days)
    ]
    return [*tabs, {"label": _("Week"), "url": _url(asked, day="week"), "is_here": chosen is None}]


def _pools(plan: StoredPlan, asked: Mapping[str, Any], chosen: str) -> list[dict[str, Any]]:
    names = sorted(pool.pool for pool in plan.pools)
    return [
        {"label": name, "url": _url(asked, pool=name), "is_here": name == chosen} for name in names
    ]


def _url(asked: Mapping[str, Any], **changes: str) -> str:
    """Return this page's address with changes; what is empty is left out."""
    day = asked["day"]
    now = {
        "week": asked["week"].isoformat() if asked["week"] else "",
        "day": day if isinstance(day, str) else day.isoformat(),
        "pool": asked["pool"],
        "plan": asked["plan"] or "",
        "fold": "|".join(sorted(asked["fold"])),
    }
    kept = {name: value for name, value in {**now, **changes}.items() if value}
    return f"?{urlencode(kept)}"


def _word(plan: StoredPlan, pool: str) -> str:
    channels = {queue.channel for queue in plan.queues if queue.pool == pool}
    known = WORD_OF_CHANNEL.get(channels.pop()) if len(channels) == 1 else None
    return str(known or _("At work"))


def _basis(plan: StoredPlan, pool: str) -> str:
    """Return one sentence on how the requirement was found."""
    models = sorted({queue.model for queue in plan.queues if queue.pool == pool and queue.model})
    return _("Requirement: %(models)s.") % {"models": "; ".join(models)} if models else ""
