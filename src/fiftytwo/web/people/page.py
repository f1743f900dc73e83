"""Puts the list of people and the page of one person together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import OVERSEERS, ROLE_WORDS, Role
from fiftytwo.web.frame import ScopeChoice
from fiftytwo.web.people import fields, queries
from fiftytwo.web.people.models import (
    SINCE_EVER,
    Contract,
    Person,
    Site,
    Team,
)
from fiftytwo.web.saying import date_text

__all__ = ["hours_lock", "kind_lock", "list_page", "person_page", "scope_choices", "team_steps"]

A_PAGE = 50


@dataclass(frozen=True)
class ContractRow:
    """A contract in words."""

    row: Contract
    is_now: bool

    @property
    def hours(self) -> str:
        """Paid hours a week."""
        return fields.hours_text(self.row.contract_minutes)

    @property
    def shifts(self) -> str:
        """Allowed lengths of a shift."""
        return fields.shifts_text(self.row.shift_minutes)

    @property
    def available(self) -> str:
        """Times of work; empty: any time."""
        return fields.availability_text(self.row.availability)


def list_page(user: User, asked: Mapping[str, Any], given: QueryDict) -> dict[str, Any]:
    """Return one page of the list, and how many there are."""
    found = queries.people_listed(user, asked)
    page = Paginator(found, A_PAGE).get_page(given.get("page"))
    kept = given.copy()
    kept.pop("page", None)
    rows = list(page)
    roles = queries.roles_of(rows) if user.has_perm("page.people_change") else {}
    for row in rows:
        row.role_words = ", ".join(
            str(ROLE_WORDS[role]) for role in Role if role in roles.get(row.pk, ())
        )
    return {"page": page, "people": rows, "total": page.paginator.count, "kept": kept.urlencode()}


def scope_choices(
    user: User,
    places: Mapping[str, list[Site] | list[Team]],
    asked: Mapping[str, Any],
    given: QueryDict,
) -> list[ScopeChoice]:
    """Return everybody, each site and each team; nothing for who sees only a part of the company."""
    if not user.whole_roles & OVERSEERS:
        return []
    words = {"site": _("site"), "team": _("team")}
    rest = {name: value for name, value in given.items() if name not in (*words, "page") and value}
    chosen = next((name for name in ("team", "site") if asked[name]), "")
    found = [ScopeChoice(_("all teams"), _people_url(rest), not chosen)]
    for name, rows in places.items():
        for row in rows:
            is_here = chosen == name and asked[name] == row.pk
            url = _people_url({**rest, name: row.pk})
            found.append(ScopeChoice(row.name, url, is_here, words[name]))
    return found


def _people_url(asked: Mapping[str, Any]) -> str:
    return reverse("people") + (f"?{urlencode(asked)}" if asked else "")


def hours_lock() -> str:
    """Return who can see contracts and days away."""
    return _("Hours are read by the person, the direct lead, planners and HR.")


def kind_lock() -> str:
    """Return who can see why somebody is away."""
    return _("Why somebody is away is seen by that person and by HR only.")


def team_steps(teams: Iterable[Mapping[str, Any]], today: date) -> list[dict[str, str]]:
    """Return the teams of somebody as steps of a timeline, the first one first."""
    return [
        {
            "when": _when(entry["row"].first),
            "what": entry["row"].team.name if entry["row"].team else _("no team"),
            "text": _team_words(entry),
            "kind": "now" if entry["is_now"] else "next" if entry["row"].first > today else "",
        }
        for entry in reversed(list(teams))
    ]


def _when(day: date) -> str:
    return _("the start") if day == SINCE_EVER else date_text(day, "j M Y")


def _team_words(entry: Mapping[str, Any]) -> str:
    """Return the site of a team, and who led it."""
    if entry["row"].team is None:
        return ""
    leads = [_lead_words(name, since) for name, since in entry["leads"]]
    return " · ".join([entry["row"].team.site.name, *leads])


def _lead_words(name: str | None, since: date) -> str:
    said = {"name": name or _("nobody"), "day": _when(since)}
    if since == SINCE_EVER:
        return _("led by %(name)s") % said
    return _("led by %(name)s from %(day)s") % said


def person_page(user: User, person: Person) -> dict[str, Any]:
    """Return what the page of one person, of `queries.person_shown`, shows to `user`."""
    today = timezone.localdate()
    sees_hours = person.sees_hours
    teams = queries.team_history(person)
    person.team = next((entry["row"].team for entry in teams if entry["is_now"]), None)
    contracts = list(person.contracts.order_by("-first")) if sees_hours else []
    now = next((row for row in contracts if row.first <= today), None)
    account = queries.account_of(person) if user.has_perm("page.accounts") else None
    absences = queries.absences_of(person, today) if sees_hours else []
    sees_kind = user.person_id == person.pk or person.keeps_kind
    logins = list(person.agent_logins.all()) if user.has_perm("page.agents") else []
    return {
        "person": person,
        "since_ever": SINCE_EVER,
        "today": today,
        "contracts": [ContractRow(row, row is now) for row in contracts],
        "now": ContractRow(now, True) if now else None,
        "team_steps": team_steps(teams, today),
        "sees_hours": sees_hours,
        "absences": absences,
        "sees_kind": sees_kind,
        "hours_lock": hours_lock(),
        "kind_lock": kind_lock(),
        "account": account,
        "grants": account.grants.all() if account else (),
        "logins": logins,
        "reads": [
            *([("contract", "planning")] if sees_hours else ()),
            *([("absence_kind", "pay")] if absences and sees_kind else ()),
            *([("agent_login", "operation")] if logins else ()),
        ],
    }
