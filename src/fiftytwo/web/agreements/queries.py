"""Reads of agreements: switches of areas, and who may read what of whom today."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.decide import Question, may_read
from fiftytwo.privacy.switch import Switch, first_switch, not_started
from fiftytwo.web.agreements.models import AreaChoice
from fiftytwo.web.people.models import Leadership, Membership

__all__ = ["area_runs", "chosen_months", "readable", "roles_of", "switches"]


def switches() -> dict[str, Switch]:
    """Return the switch of every area."""
    rows = {row.area: row for row in AreaChoice.objects.all()}
    return {area: _switch(rows[area]) if area in rows else first_switch(area) for area in AREAS}


def _switch(row: AreaChoice) -> Switch:
    return Switch(
        row.area,
        row.enabled,
        row.purpose_text,
        row.data_catalogue,
        row.requires_agreement,
        row.agreed_on,
        row.agreed_with,
    )


def area_runs(area: str, on: date | None = None) -> bool:
    """Return whether an area runs: every page and job of an area asks this first."""
    return not_started(switches()[area], on=on or timezone.localdate()) is None


def chosen_months() -> dict[str, int | None]:
    """Return how long the site keeps each area where it chose so [months]."""
    return dict(AreaChoice.objects.values_list("area", "keep_months"))


def roles_of(user: Any) -> frozenset[str]:
    """Return every role of an account as plain words."""
    return frozenset(str(role) for role in user.roles)


def _led_by(user: Any) -> frozenset[int]:
    """Return the people whom `user` leads directly."""
    if user.person_id is None:
        return frozenset()
    today = timezone.localdate()
    teams = Leadership.objects.on(today).filter(lead=user.person_id).values("team")
    led = Membership.objects.on(today).filter(team__in=teams)
    return frozenset(led.order_by().values_list("person", flat=True))


def readable(user: Any, field: str, *, purpose: str, people: Iterable[int]) -> set[int]:
    """Return which of these people's `field` the rights table lets `user` read, by primary key.

    Parameters
    ----------
    user : User
        Who reads.
    field, purpose : str
        Of `privacy.catalogue`.
    people : iterable of int
        Primary keys.
    """
    now, roles, today = switches(), roles_of(user), timezone.localdate()
    own, led = user.person_id, _led_by(user)
    reader = str(own) if own is not None else f"account {user.pk}"
    return {
        person
        for person in people
        if may_read(
            Question(
                reader,
                roles,
                str(person),
                field,
                purpose if person != own else "access",
                today,
                leads=person in led,
                switches=now,
            )
        ).is_allowed
    }
