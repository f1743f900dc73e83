"""Writes about week plans: a plan is added, never changed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fiftytwo.base.errors import InputError
from fiftytwo.web.audit.actions import record
from fiftytwo.web.plans.models import Plan
from fiftytwo.web.plans.stored import read

__all__ = ["keep_plan"]


@transaction.atomic
def keep_plan(values: Mapping[str, Any], *, by_id: int | None = None) -> Plan:
    """Keep a plan in the shape of `plans.stored`; the newest of its week is the one shown.

    Raises
    ------
    InputError
        If the values are no whole week from a Monday on.
    """
    plan = read(values)
    if len(plan.days) != 7 or plan.days[0].weekday():
        raise InputError("a week plan has seven days from a Monday on: plan the whole week")
    kept = Plan.objects.create(first_day=plan.days[0], values=dict(values), made_by_id=by_id)
    record("plans.keep", by=by_id, after={"plan": kept.pk, "first_day": plan.days[0]})
    return kept
