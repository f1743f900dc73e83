"""Writes about week plans: a plan is added, never changed; a day under way is forecast anew."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F

from fiftytwo.base.errors import InputError
from fiftytwo.web.audit.actions import record
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.people.models import Person
from fiftytwo.web.plans.models import DayForecast, Plan
from fiftytwo.web.plans.stored import read
from fiftytwo.web.plans.under_way import read_day
from fiftytwo.web.transaction import atomic

__all__ = ["keep_day", "keep_plan", "rename_in_plans"]

DAYS_KEPT = 60  # days forecast again that can still be looked at


@atomic
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
    tell(
        "week_published",
        _accounts_of({shift["person"] for shift in values["shifts"]}),
        about=plan.days[0],
    )
    if by_id is not None:
        tell("plan_done", [by_id], about=plan.days[0])
    record("plans.keep", by=by_id, after={"plan": kept.pk, "first_day": plan.days[0]})
    return kept


@atomic
def keep_day(
    values: Mapping[str, Any], *, load_id: str, plan: Plan | None, by_id: int | None = None
) -> DayForecast:
    """Keep a day in the shape of `plans.under_way` in the place of what was said of it before.

    Of 60 days the newest word is kept, those last made first.
    """
    day = read_day(values).day
    what = {"values": dict(values), "load_id": load_id, "plan": plan}
    kept, _is_new = DayForecast.objects.update_or_create(day=day, defaults=what)
    newest = DayForecast.objects.order_by("-made_at", "-day").values_list("pk", flat=True)
    DayForecast.objects.exclude(pk__in=list(newest[:DAYS_KEPT])).delete()
    record("plans.day", by=by_id, after={"day": day, "at": values["at"]})
    return kept


def _accounts_of(keys: Collection[str]) -> list[int]:
    """Return the open accounts of people by their keys."""
    opened = Person.objects.filter(key__in=keys, user__is_active=True)
    return list(opened.values_list("user", flat=True))


@atomic
def rename_in_plans(person: Person, pseudonym: str) -> int:
    """Put a pseudonym in a person's place in the shifts and days away of all plans.

    Counts of people stay as they were. `web.privacy` records the erasure that asks for this.

    Returns
    -------
    int
        Plans that named the person.
    """
    key, changed = person.key, 0
    for plan in Plan.objects.select_for_update().iterator(chunk_size=20):
        values = plan.values
        shifts = [
            shift | {"person": pseudonym} if shift["person"] == key else shift
            for shift in values["shifts"]
        ]
        away = [[pseudonym if who == key else who, day] for who, day in values.get("away", ())]
        renamed = values | {"shifts": shifts, "away": away}
        if renamed != values | {"away": list(values.get("away", ()))}:
            Plan.objects.filter(pk=plan.pk).update(values=renamed, changes=F("changes") + 1)
            changed += 1
    return changed
