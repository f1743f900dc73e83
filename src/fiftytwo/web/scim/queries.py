"""The accounts and teams of the ledger as SCIM resources."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from scim2_models import Meta

from fiftytwo.web.accounts import models as accounts
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.people.models import Membership, Team
from fiftytwo.web.scim import resources as scim
from fiftytwo.web.scim.models import Record

__all__ = [
    "account",
    "account_named",
    "accounts_in",
    "group",
    "groups",
    "record_of",
    "team",
    "team_named",
    "user",
    "users",
    "version_of",
]


def _accounts() -> QuerySet[accounts.User]:
    known = accounts.User.objects.select_related("person", "scim_record").prefetch_related("grants")
    return known.exclude(scim_record__deleted_at__isnull=False).order_by("pk")


def account(pk: str) -> accounts.User | None:
    """Return an account that SCIM sees."""
    return _accounts().filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


def account_named(username: str) -> accounts.User | None:
    """Return the account of a username, a deleted one too; upper and lower case are the same."""
    if "\0" in username:  # PostgreSQL would not even look for it
        return None
    return accounts.User.objects.filter(username__iexact=username).first()


def accounts_in(pks: Iterable[str]) -> dict[str, accounts.User]:
    """Return the accounts that SCIM sees of those asked for, by id."""
    wanted = [pk for pk in pks if pk.isdecimal() and len(pk) < 19]
    return {str(row.pk): row for row in _accounts().filter(pk__in=wanted)}


def _teams() -> QuerySet[Team]:
    open_still = Q(closed=None) | Q(closed__gt=timezone.localdate())
    return Team.objects.filter(open_still).select_related("scim_record").order_by("pk")


def team(pk: str) -> Team | None:
    """Return a team that SCIM sees: one that is not closed."""
    return _teams().filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


def team_named(name: str) -> Team | None:
    """Return the team of a name, a closed one too; upper and lower case are the same."""
    return Team.objects.filter(name__iexact=name).first()


def users(base: str) -> list[scim.User]:
    """Return every account as a resource; `base` is the address of the service."""
    rows = list(_accounts())
    teams = _team_of([row.person_id for row in rows if row.person_id])
    return [_user(row, teams.get(row.person_id), base) for row in rows]


def user(pk: str, base: str) -> scim.User | None:
    """Return one account as a resource."""
    row = account(pk)
    if row is None:
        return None
    teams = _team_of([row.person_id]) if row.person_id else {}
    return _user(row, teams.get(row.person_id), base)


def groups(base: str) -> list[scim.Group]:
    """Return every team as a resource."""
    rows = list(_teams())
    members = _members_of(rows)
    return [_group(row, members.get(row.pk, []), base) for row in rows]


def group(pk: str, base: str) -> scim.Group | None:
    """Return one team as a resource."""
    row = team(pk)
    return _group(row, _members_of([row]).get(row.pk, []), base) if row else None


def version_of(resource: Any) -> str:
    """Return the weak entity tag of a resource: a digest of what it says."""
    text = resource.model_copy(update={"meta": None}).model_dump_json()
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _team_of(people: list[int]) -> dict[int, Team]:
    rows = Membership.objects.on(timezone.localdate()).filter(person__in=people)
    return {row.person_id: row.team for row in rows.select_related("team") if row.team}


def _members_of(teams: list[Team]) -> dict[int, list[accounts.User]]:
    found: dict[int, list[accounts.User]] = {}
    rows = Membership.objects.on(timezone.localdate()).filter(team__in=teams)
    team_of = dict(rows.values_list("person", "team"))
    for row in _accounts().filter(person__in=list(team_of)):
        found.setdefault(team_of[row.person_id], []).append(row)
    return found


def _user(row: accounts.User, in_team: Team | None, base: str) -> scim.User:
    kept = _kept(row)
    held = {grant.role for grant in row.grants_today if grant.is_whole}
    extra = {entry.get("value"): entry for entry in kept.get("roles", ())}
    resource = scim.User(
        id=str(row.pk),
        external_id=kept.get("external_id"),
        user_name=row.username,
        display_name=row.name if kept.get("name_told", True) else None,
        name=kept.get("name"),
        active=None if kept.get("active_untold") is row.is_active else row.is_active,
        emails=_emails(row, kept.get("emails", [])),
        roles=[{**extra.get(role.value, {}), "value": role.value} for role in Role if role in held]
        or None,
        groups=[{"value": str(in_team.pk), "display": in_team.name}] if in_team else None,
    )
    return _with_meta(resource, "User", f"{base}/Users/{row.pk}", created=row.date_joined)


def _emails(row: accounts.User, kept: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Return the addresses as they were told, unless the account has another one by now."""
    if row.email and row.email not in [entry.get("value") for entry in kept]:
        return [{"value": row.email, "type": "work", "primary": True}]
    return kept or None


def _group(row: Team, members: list[accounts.User], base: str) -> scim.Group:
    kept = _kept(row)
    resource = scim.Group(
        id=str(row.pk),
        external_id=kept.get("external_id"),
        display_name=row.name,
        members=[_member(member, base) for member in members] or None,
    )
    return _with_meta(resource, "Group", f"{base}/Groups/{row.pk}")


def _member(row: accounts.User, base: str) -> scim.Member:
    location = f"{base}/Users/{row.pk}"
    return scim.Member(value=str(row.pk), type="User", ref=location)


def _kept(row: accounts.User | Team) -> dict[str, Any]:
    record: Record | None = getattr(row, "scim_record", None)
    return record.kept if record else {}


def _with_meta(resource: Any, kind: str, location: str, **more: Any) -> Any:
    version = version_of(resource)
    resource.meta = Meta(resource_type=kind, location=location, version=version, **more)
    return resource


def record_of(**owner: Any) -> Record:
    """Return the record of an account or team, a new unsaved one where there is none."""
    return Record.objects.filter(**owner).first() or Record(**owner)
