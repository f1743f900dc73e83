"""Reads of agreements: switches of areas, and who may read what of whom today."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.decide import Question, may_read
from fiftytwo.privacy.switch import Switch, first_switch, not_started
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.agreements.models import AreaChoice
from fiftytwo.web.people.models import Leadership, Membership

__all__ = ["area_runs", "chosen_months", "locked_area", "readable", "switches"]


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


def locked_area(area: str) -> str:
    """Return the area; what a site chose for it, if anything, is locked until the transaction ends."""
    AreaChoice.objects.select_for_update(no_key=True).filter(area=area).first()
    return area


def chosen_months() -> dict[str, int | None]:
    """Return how long the site keeps each area where it chose so [months]."""
    return dict(AreaChoice.objects.values_list("area", "keep_months"))


def _led_by(user: User) -> frozenset[int]:
    """Return the people whom `user` leads today, in own teams or by a role limited to a part."""
    today = timezone.localdate()
    wanted = Q(pk__in=())
    if user.person_id is not None:
        led = Leadership.objects.on(today).filter(lead=user.person_id)
        wanted |= Q(team__in=led.values("team"))
    for grant in user.grants_today:
        if grant.role == Role.LEAD and grant.team_id is not None:
            wanted |= Q(team=grant.team_id)
        elif grant.role == Role.LEAD and grant.site_id is not None:
            wanted |= Q(team__site=grant.site_id)
    members = Membership.objects.on(today).filter(wanted)
    return frozenset(members.order_by().values_list("person_id", flat=True))


def readable(user: User, field: str, *, purpose: str, people: Iterable[int]) -> set[int]:
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
    now, roles, today = switches(), frozenset(map(str, user.roles)), timezone.localdate()
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
