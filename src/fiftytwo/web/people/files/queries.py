"""The people of the ledger as the columns of a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fiftytwo.web.people.models import AgentLogin, Contract, Person, Site, Team
from fiftytwo.web.people.queries import with_team

__all__ = ["keys_to_people", "people_table", "site_names", "team_sites"]


def people_table(day: date | None = None) -> dict[str, dict[str, Any]]:
    """Return key → (column of `table.COLUMNS` → value) of everybody, as of a day."""
    day = day or timezone.localdate()
    people = with_team(Person.objects.order_by("key"), day)
    contracts = _newest(Contract.objects.order_by("first"), day)
    logins: dict[int, list[str]] = {}
    for person, login in AgentLogin.objects.values_list("person", "login"):
        logins.setdefault(person, []).append(login)
    return {
        person.key: _table_row(person, contracts.get(person.pk), logins.get(person.pk, ()))
        for person in people
    }


def keys_to_people(keys: Iterable[str] | None = None) -> dict[str, int]:
    """Return key → primary key of people, of everybody where no keys are given."""
    people = Person.objects.all()
    if keys is not None:
        people = people.filter(key__in=list(keys))
    return dict(people.order_by().values_list("key", "pk"))


def _newest(rows: QuerySet[Contract], day: date) -> dict[int, Contract]:
    """Return the contract of a day; where none has begun yet, the first one to come."""
    found: dict[int, Contract] = {}
    for row in rows:
        if row.first <= day or row.person_id not in found:
            found[row.person_id] = row
    return found


def _table_row(person: Any, contract: Contract | None, logins: Iterable[str]) -> dict[str, Any]:
    contract = contract or Contract()
    return {
        "key": person.key,
        "name": person.name,
        "email": person.email,
        "site": person.site_name or "",
        "team": person.team_name or "",
        "pool": contract.pool,
        "hours": contract.contract_minutes,
        "max_days": contract.max_days,
        "shifts": list(contract.shift_minutes),
        "available": dict(contract.availability),
        "joined": person.joined,
        "left": person.left,
        "logins": tuple(sorted(logins)),
    }


def team_sites() -> dict[str, str]:
    """Return the site of each team by their names."""
    return dict(Team.objects.values_list("name", "site__name"))


def site_names() -> list[str]:
    """Return the names of the sites."""
    return list(Site.objects.values_list("name", flat=True))
