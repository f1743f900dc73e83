"""Writes about agreements: the switch of an area, and how long its records are kept."""

from dataclasses import asdict

from django.utils import timezone

from fiftytwo.privacy.retention import check_months
from fiftytwo.privacy.switch import Switch, check_switch
from fiftytwo.web.accounts.models import User
from fiftytwo.web.agreements import queries
from fiftytwo.web.agreements.models import AreaChoice
from fiftytwo.web.audit.actions import record
from fiftytwo.web.transaction import atomic

__all__ = ["set_area"]


@atomic
def set_area(switch: Switch, *, keep_months: int | None, by: User) -> None:
    """Keep the switch of an area and how long its records are kept [months].

    Raises
    ------
    RuleError
        As `privacy.switch.check_switch` and `privacy.retention.check_months` say.
    """
    check_switch(switch, today=timezone.localdate())
    check_months(keep_months)
    old = queries.switches()[switch.area]
    months = queries.chosen_months().get(switch.area)
    values = {key: value for key, value in asdict(switch).items() if key != "area"}
    AreaChoice.objects.update_or_create(
        area=switch.area, defaults=values | {"keep_months": keep_months}
    )
    record(
        "privacy.switch",
        by=by,
        before=asdict(old) | {"keep_months": months},
        after=asdict(switch) | {"keep_months": keep_months},
    )
