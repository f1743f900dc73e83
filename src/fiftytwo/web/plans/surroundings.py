"""What stands around a week plan on its page: the week, its neighbours, earlier plans, the crew."""

from datetime import date
from typing import Any

from django.urls import reverse

from fiftytwo.web.accounts.models import User
from fiftytwo.web.frame import Week, week_of
from fiftytwo.web.plans import queries
from fiftytwo.web.plans.models import Plan

__all__ = ["around"]


def around(plan: Plan | None, user: User) -> dict[str, Any]:
    """Return the part of the context that needs the ledger."""
    if plan is None:
        return {"plan": None, "crew": queries.Crew((), frozenset())}
    return {
        "plan": plan,
        "crew": queries.crew(user),
        "week": _week(plan.first_day),
        "earlier": queries.history(plan.first_day),
    }


def _week(first_day: date) -> Week:
    near = queries.neighbours(first_day)
    return week_of(first_day, before=_address(near.before), after=_address(near.after))


def _address(day: date | None) -> str:
    return f"{reverse('plan')}?week={day.isoformat()}" if day else ""
