"""Puts the front page together, for those who lead and for a rep."""

from collections.abc import Hashable
from datetime import date
from typing import Any

from django.conf import settings

from fiftytwo.base.workspace import Target
from fiftytwo.contacts.lake import Snapshot
from fiftytwo.web import drawing
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import DESK, Role
from fiftytwo.web.frame import week_of
from fiftytwo.web.home import queries
from fiftytwo.web.home.needs import needs
from fiftytwo.web.home.reading import (
    OTHER_TILES,
    OWN_TILES,
    PHONE_TILES,
    WeekFacts,
    live_channel,
    week_facts,
)
from fiftytwo.web.home.tiles import tiles
from fiftytwo.web.home.words import own_sentence, service_sentence
from fiftytwo.web.keeping import load_key
from fiftytwo.web.plans.cover import cover_panels
from fiftytwo.web.plans.queries import members_of, stored
from fiftytwo.web.plans.stored import StoredPlan
from fiftytwo.web.plans.week import week_page
from fiftytwo.web.plans.words import week_sentence
from fiftytwo.web.rendering import kept_part
from fiftytwo.web.saying import date_text

__all__ = ["leaders_page", "own_page"]

PHONES = "voice"


def leaders_page(user: User, today: date) -> dict[str, Any]:
    """Return the page of a head, a planner or a lead."""
    source = queries.lake()
    channel = live_channel(source)
    facts = week_facts(source, PHONE_TILES, channel=channel, with_days=True)
    coming = queries.coming_plan(today)
    plan = stored(coming) if coming else None
    service = facts.now.get("service_level") if facts else None
    books = queries.books(
        source,
        facts.last if facts else None,
        is_provisional=bool(service and service.provisional),
    )
    context = {
        "today": today,
        "is_empty": facts is None,
        "needs": needs(
            books,
            plan,
            today=today,
            plan_first=Role.PLANNER in user.roles and Role.HEAD not in user.roles,
            may_load=user.has_perm("page.sources"),
        ),
        "plan_sentence": week_sentence(plan) if plan else "",
        "plan_week": plan.days[0].isocalendar().week if plan else None,
        "cover_part": _cover_part(coming.mark, plan, today) if coming and plan else "",
    }
    if facts is not None:
        context |= _service(facts, today) | _service_parts(source, facts, channel)
    if Role.LEAD in user.roles and not user.roles & DESK:
        context |= _team(source, user, plan)
    return context


def own_page(user: User, today: date) -> dict[str, Any]:
    """Return the page of one who leads nobody: own shifts, own figures, nobody else's."""
    people = [] if user.person_id is None else [user.person_id]
    agents = queries.agents_of(people)
    facts = week_facts(queries.lake(), OWN_TILES, agents=agents) if agents else None
    coming = queries.coming_plan(today)
    plan = stored(coming) if coming else None
    own = members_of(people)
    page = week_page(plan, people=own) if plan else None
    rows = page.rows if page else ()
    days = list(zip(plan.days, rows[0].cells, strict=True)) if plan and rows else []
    ahead = [
        f"{date_text(day, 'l')} {cell.words}" for day, cell in days if cell.is_on and day >= today
    ]
    return {
        "today": today,
        "sentence": own_sentence(ahead),
        "days": days,
        "hours": rows[0].hours if rows else None,
        "scale": page.scale if page else "1",
        "plan_week": plan.days[0].isocalendar().week if plan else None,
        "tiles": tiles(facts, settings.WORKSPACE.target) if facts else [],
        "facts": facts,
    }


def _week_number(monday: date, today: date) -> str:
    """Return the ISO week, with its year where that is not this one."""
    year, week, _day = monday.isocalendar()
    return f"{week}" if year == today.isocalendar().year else f"{week}/{year}"


def _service(facts: WeekFacts, today: date) -> dict[str, Any]:
    """Return what the head of the page says of the week."""
    return {
        "sentence": service_sentence(facts.days, settings.WORKSPACE.target.service_level),
        "week": week_of(facts.monday),
        "week_number": _week_number(facts.monday, today),
        "until": _until(facts),
    }


def _service_parts(source: Snapshot, facts: WeekFacts, channel: str | None) -> dict[str, Any]:
    """Return the week's days and measures as markup: the same for all who may open the page."""
    target = settings.WORKSPACE.target
    key = load_key(source, channel, target)
    return {
        "days_part": kept_part(
            "home/_days.html", key, lambda: _days(facts, target) | {"channel": channel}
        ),
        "measures_part": kept_part(
            "home/_measures.html",
            key,
            lambda: {
                "phone_tiles": tiles(facts, target),
                "tiles": tiles(week_facts(source, OTHER_TILES), target),
                "channel": channel,
                "until": _until(facts),
            },
        ),
    }


def _days(facts: WeekFacts, target: Target) -> dict[str, Any]:
    goal = target.service_level
    values = [None if value is None else value.value for _, value in facts.days]
    marks, goal_y = drawing.lollipops(values, goal=goal)
    days = [
        {"day": day, "value": value, "mark": mark, "x": f"{30 + at * 56}"}
        for at, ((day, value), mark) in enumerate(zip(facts.days, marks, strict=True))
    ]
    return {"lollipops": days, "goal": goal, "goal_y": goal_y}


def _until(facts: WeekFacts) -> date | None:
    return None if facts.is_whole else facts.last


def _cover_part(mark: Hashable, plan: StoredPlan, today: date) -> str:
    """Return the cover of the phones as markup: counts of people, nobody's name."""
    return kept_part(
        "home/_cover.html",
        (mark, today),
        lambda: {
            "panels": cover_panels(plan, _phones(plan), today=today),
            "plan_week": plan.days[0].isocalendar().week,
        },
    )


def _team(source: Snapshot, user: User, plan: StoredPlan | None) -> dict[str, Any]:
    """Return the lead's own part: the team's figures together, and the team's week."""
    people = queries.team_people(user)
    agents = queries.agents_of(people)
    facts = week_facts(source, OWN_TILES, agents=agents) if agents else None
    own = members_of(people)
    team = week_page(plan, people=own) if plan and own else None
    return {
        "team_tiles": tiles(facts, settings.WORKSPACE.target) if facts else [],
        "team_week": team,
        "team_name": own[0].team if own else "",
    }


def _phones(plan: StoredPlan) -> list[str]:
    """Return the pools that answer the phone; all pools where nobody does."""
    pools = {queue.pool for queue in plan.queues if queue.channel == PHONES}
    return sorted(pools or {pool.pool for pool in plan.pools})
