"""Writes that a directory asks for, each all or nothing.

Closing an account ends its sessions. Accounts of heads and administrators, and those roles, are
touched only with the leading scope: `is_leading`.
"""

import re
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from scim2_models import (
    ConflictException,
    ForbiddenException,
    InvalidValueException,
    UniquenessException,
)

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts import actions as account_actions
from fiftytwo.web.accounts import models as accounts
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.actions import record
from fiftytwo.web.people import actions as people_actions
from fiftytwo.web.people.models import Membership, Site, Team
from fiftytwo.web.scim import queries
from fiftytwo.web.scim import resources as scim
from fiftytwo.web.transaction import atomic

__all__ = ["add_group", "add_user", "change_group", "change_user", "delete_group", "delete_user"]

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@atomic
def add_user(asked: scim.User, *, is_leading: bool, by: int | None = None) -> str:
    """Make an account with its person, or open again one that a directory deleted; return its id."""
    row = queries.account_named(asked.user_name)
    if row is not None and not _is_deleted(row):
        raise UniquenessException(detail=f"there is an account {asked.user_name!r} already")
    if row is None:
        _check_username(asked.user_name)
        row = account_actions.add_user(asked.user_name, _name(asked), by=by)
        person = people_actions.add_person({"name": row.name}, by=by)
        row.person = person
        row.save(update_fields=["person"])
    _write_user(row, asked, is_leading=is_leading, is_active=asked.active is not False, by=by)
    return str(row.pk)


@atomic
def change_user(
    row: accounts.User, asked: scim.User, *, is_leading: bool, by: int | None = None
) -> None:
    """Make an account what a resource says; roles that are None stay as they are."""
    other = queries.account_named(asked.user_name)
    if other is not None and other.pk != row.pk:
        raise UniquenessException(detail=f"there is an account {asked.user_name!r} already")
    _check_username(asked.user_name)
    is_active = row.is_active if asked.active is None else asked.active
    _write_user(row, asked, is_leading=is_leading, is_active=is_active, by=by)


@atomic
def delete_user(row: accounts.User, *, is_leading: bool, by: int | None = None) -> None:
    """Close an account; SCIM sees it no more, the ledger keeps it."""
    _guard(row, is_leading)
    _close(row, by)
    kept = queries.record_of(user=row)
    kept.deleted_at = timezone.now()
    kept.save()
    record("scim.user", by=by, whose=_whose(row), after={"deleted": True})


@atomic
def add_group(asked: scim.Group, *, is_leading: bool, by: int | None = None) -> str:
    """Make a team at the oldest site, or open a closed one again; return its id."""
    del is_leading  # a team holds no role
    row = queries.team_named(asked.display_name)
    if row is not None and (row.closed is None or row.closed > timezone.localdate()):
        raise UniquenessException(detail=f"there is a team {asked.display_name!r} already")
    if row is None:
        site = Site.objects.order_by("pk").first()
        if site is None:
            raise ConflictException(detail="there is no site yet: add one under Teams and sites")
        row = people_actions.save_team(None, {"name": _team_name(asked), "site": site}, by=by)
    else:
        people_actions.save_team(row, {"closed": None}, by=by)
    _write_group(row, asked, by)
    return str(row.pk)


@atomic
def change_group(row: Team, asked: scim.Group, *, is_leading: bool, by: int | None = None) -> None:
    """Make a team what a resource says; who is no longer named leaves it today."""
    del is_leading
    other = queries.team_named(asked.display_name)
    if other is not None and other.pk != row.pk:
        raise UniquenessException(detail=f"there is a team {asked.display_name!r} already")
    _write_group(row, asked, by)


@atomic
def delete_group(row: Team, *, is_leading: bool, by: int | None = None) -> None:
    """Close a team from today on; its people are in no team, its past stays."""
    del is_leading
    today = timezone.localdate()
    for membership in Membership.objects.on(today).filter(team=row).select_related("person"):
        people_actions.move(membership.person, None, today, by=by)
    people_actions.save_team(row, {"closed": today}, by=by)
    record("scim.group", by=by, after={"team": row.name, "closed": today.isoformat()})


def _write_user(
    row: accounts.User, asked: scim.User, *, is_leading: bool, is_active: bool, by: int | None
) -> None:
    _guard(row, is_leading)
    row.username, row.name, row.email = asked.user_name, _name(asked), _email(asked)
    row.save(update_fields=["username", "name", "email"])
    if row.person is not None:
        people_actions.change_person(row.person, {"name": row.name, "email": row.email}, by=by)
    if asked.roles is not None:
        _write_roles(row, asked.roles, is_leading, by)
    kept = queries.record_of(user=row)
    kept.kept, kept.deleted_at = _kept(asked, is_active), None
    kept.save()
    if row.is_active and not is_active:
        _close(row, by)
    elif is_active and not row.is_active:
        account_actions.open_account(row, by=by)
    record("scim.user", by=by, whose=_whose(row), after={"active": is_active})


def _whose(row: accounts.User) -> list[int]:
    return [] if row.person_id is None else [row.person_id]


def _write_roles(
    row: accounts.User, asked: list[scim.HeldRole], is_leading: bool, by: int | None
) -> None:
    known = {role.value for role in Role}
    for entry in asked:
        if entry.value not in known:
            text = f"{entry.value!r} is no role: the roles are {', '.join(sorted(known))}"
            raise InvalidValueException(detail=text)
    wanted = {Role(entry.value) for entry in asked}
    held = {Role(g.role): g for g in row.grants_today if g.is_whole}
    if not is_leading and (wanted ^ held.keys()) & scim.ELEVATED:
        raise ForbiddenException(detail="this token may not give or take the role head or admin")
    for role in wanted - held.keys():
        account_actions.give_role(row, role, by=by)
    for role in held.keys() - wanted:
        _or_conflict(account_actions.take_role, held[role], by)
    row.forget_roles()


def _write_group(row: Team, asked: scim.Group, by: int | None) -> None:
    name = _team_name(asked)
    if row.name != name:
        people_actions.save_team(row, {"name": name}, by=by)
    today = timezone.localdate()
    wanted = {member.value or "" for member in asked.members or ()}
    members = queries.accounts_in(wanted)
    if missing := sorted(wanted - members.keys()):
        raise InvalidValueException(detail=f"there is no user {missing[0]!r}")
    people = {_person(member, by).pk: member.person for member in members.values()}
    now = Membership.objects.on(today).filter(team=row).select_related("person")
    held = {membership.person_id: membership.person for membership in now}
    # People without an account are no business of a directory: they stay.
    with_account = set(
        accounts.User.objects.filter(person__in=held).values_list("person", flat=True)
    )
    for pk in people.keys() - held.keys():
        people_actions.move(people[pk], row, today, by=by)
    for pk in (held.keys() & with_account) - people.keys():
        people_actions.move(held[pk], None, today, by=by)
    kept = queries.record_of(team=row)
    kept.kept = {"external_id": asked.external_id} if asked.external_id else {}
    kept.save()
    moved = people.keys() ^ (held.keys() & with_account)
    record("scim.group", by=by, whose=moved, after={"team": row.name, "members": len(people)})


def _person(row: accounts.User, by: int | None) -> Any:
    if row.person is None:
        row.person = people_actions.add_person({"name": row.name, "email": row.email}, by=by)
        row.save(update_fields=["person"])
    return row.person


def _close(row: accounts.User, by: int | None) -> None:
    _or_conflict(account_actions.close_account, row, by)


def _or_conflict(action: Any, thing: Any, by: int | None) -> None:
    try:
        action(thing, by=by)
    except InputError as error:
        raise ConflictException(detail=str(error)) from None


def _guard(row: accounts.User, is_leading: bool) -> None:
    """Refuse to touch a leading account: who could change its address could become its owner."""
    if not is_leading and row.roles & scim.ELEVATED:
        raise ForbiddenException(detail="this token may not change a head or an administrator")


def _is_deleted(row: accounts.User) -> bool:
    return queries.record_of(user=row).deleted_at is not None


def _name(asked: scim.User) -> str:
    parts = asked.name or scim.Name()
    both = " ".join(filter(None, (parts.given_name, parts.family_name)))
    name = asked.display_name or parts.formatted or both or asked.user_name
    return _plain(name, 150, "displayName")


def _team_name(asked: scim.Group) -> str:
    return _plain(asked.display_name, 120, "displayName")


def _email(asked: scim.User) -> str:
    found = [entry for entry in asked.emails or () if entry.value]
    for entry in found:
        try:
            validate_email(entry.value)
        except ValidationError:
            raise InvalidValueException(detail=f"{entry.value!r} is no e-mail address") from None
    chosen = next((entry for entry in found if entry.primary), found[0] if found else None)
    return chosen.value if chosen else ""


def _check_username(name: str) -> None:
    try:
        UnicodeUsernameValidator()(_plain(name, 150, "userName"))
    except ValidationError:
        text = f"userName {name!r}: use letters, digits and @ . + - _ only"
        raise InvalidValueException(detail=text) from None


def _plain(text: str, most: int, attribute: str) -> str:
    if not text.strip() or len(text) > most or CONTROL.search(text):
        raise InvalidValueException(detail=f"{attribute}: write 1 to {most} characters in one line")
    return text


def _kept(asked: scim.User, is_active: bool) -> dict[str, Any]:
    """Return what the ledger has no place for."""
    told = asked.model_dump(mode="json", by_alias=False, exclude_none=True, scim_ctx=None)
    kept = {name: told[name] for name in ("external_id", "name", "emails") if told.get(name)}
    roles = [entry for entry in told.get("roles", ()) if entry.keys() - {"value"}]
    # What a directory has taken back is not told to it, though the ledger has a value.
    told_at_all: dict[str, Any] = {"name_told": bool(asked.display_name)}
    if asked.active is None:
        told_at_all["active_untold"] = is_active
    return kept | told_at_all | ({"roles": roles} if roles else {})
