"""Reads of agreements: switches of areas, and who may read what of whom today."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
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


def _reach(user: User) -> dict[int, tuple[frozenset[str], bool]]:
    """Return, by person, the roles limited to a part that covers them, and whether `user` leads them.

    People are led in own teams or by a lead's role for their part; whom neither covers is left out.
    """
    today = timezone.localdate()
    limited = [grant for grant in user.grants_today if not grant.is_whole]
    led = Leadership.objects.on(today).filter(lead=user.person_id, lead__isnull=False)
    places = [Q(team=g.team_id) if g.team_id else Q(team__site=g.site_id) for g in limited]
    wanted = reduce(or_, places, Q(team__in=led.values("team")))
    members = Membership.objects.on(today).filter(wanted).order_by()
    members = members.annotate(is_led=Exists(led.filter(team=OuterRef("team"))))
    found = {}
    for person, team, site, is_led in members.values_list(
        "person_id", "team_id", "team__site_id", "is_led"
    ):
        roles = {g.role for g in limited if (g.team_id == team if g.team_id else g.site_id == site)}
        found[person] = frozenset(roles), is_led or Role.LEAD in roles
    return found


def readable(user: User, field: str, *, purpose: str, people: Iterable[int]) -> set[int]:
    """Return which of these people's `field` the rights table lets `user` read, by primary key.

    Parameters
    ----------
    user : User
        Who reads; a role limited to a site or team reads of that part.
    field, purpose : str
        Of `privacy.catalogue`.
    people : iterable of int
        Primary keys.
    """
    now, everywhere, today = switches(), frozenset(map(str, user.whole_roles)), timezone.localdate()
    own, reach = user.person_id, _reach(user)
    reader = str(own) if own is not None else f"account {user.pk}"
    found = set()
    for person in people:
        roles, leads = reach.get(person, (frozenset(), False))
        asked = purpose if person != own else "access"
        question = Question(
            reader, everywhere | roles, str(person), field, asked, today, leads=leads, switches=now
        )
        if may_read(question).is_allowed:
            found.add(person)
    return found
