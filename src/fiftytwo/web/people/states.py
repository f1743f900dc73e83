"""What entries of the audit say about a change: the fields that it touches, before and after it.

Each function takes what the action returned (None before it ran) and then the action's arguments.
People are named by primary key, so that an erased person's name stays in no entry about others;
why somebody is away is left out.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from fiftytwo.web.people.models import Absence, AgentLogin, Person, Team

__all__ = [
    "away",
    "belonging",
    "contract",
    "fields_of",
    "leading",
    "link",
    "removed",
    "row",
    "work",
]

State = dict[str, Any]
NOT_TOLD = frozenset({"kind"})


def fields_of(thing: Model | None, names: Iterable[str]) -> State:
    """Return fields of a row as plain values; rows it points at as their primary keys."""
    if thing is None:
        return {}
    known = [thing._meta.get_field(name) for name in names if name not in NOT_TOLD]
    return {field.name: getattr(thing, field.attname) for field in known}


def row(done: Any, thing: Model | None, values: Mapping[str, Any], **_rest: Any) -> State:
    """Return what a row that is added or changed says in the fields that change."""
    return fields_of(done or thing, values)


def contract(_done: Any, person: Person, first: date, values: Mapping[str, Any]) -> State:
    """Return the contract that holds on the day from which it changes."""
    return fields_of(person.contracts.on(first).first(), ["first", *values])


def belonging(_done: Any, person: Person, _team: Team | None, first: date) -> State:
    """Return the team that somebody belongs to on the day of a move."""
    return fields_of(person.memberships.on(first).first(), ["first", "team"])


def leading(_done: Any, team: Team, _lead: Person | None, first: date) -> State:
    """Return who leads a team on the day of a change."""
    return fields_of(team.leaderships.on(first).first(), ["first", "team", "lead"])


def work(_done: Any, person: Person, _left: date | None) -> State:
    """Return the last day of work."""
    return fields_of(person, ["left"])


def away(done: Any, _person: Person, absence: Absence | None = None, **_rest: Any) -> State:
    """Return days away, without why."""
    return fields_of(done or absence, ["first", "last"])


def removed(_done: Any, absence: Absence) -> State:
    """Return days away until they are deleted."""
    return fields_of(absence, ["first", "last"]) if absence.pk else {}


def link(done: Any, thing: Any, *_rest: Any) -> State:
    """Return the agent of the sources that a person is linked to."""
    found = done if isinstance(done, AgentLogin) else thing
    is_there = isinstance(found, AgentLogin) and found.pk is not None
    return fields_of(found, ["agent"]) if is_there else {}
