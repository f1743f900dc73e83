"""Writes of an import: all of a file or nothing of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.audit.actions import record, record_reads
from fiftytwo.web.people import actions
from fiftytwo.web.people.files.compare import CONTRACT, Change, Changes, compare
from fiftytwo.web.people.files.queries import (
    keys_to_people,
    people_table,
    site_names,
    team_sites,
)
from fiftytwo.web.people.files.table import read_table, write_table
from fiftytwo.web.people.models import SINCE_EVER, AgentLogin, Contract, Person, Site, Team
from fiftytwo.web.transaction import atomic

__all__ = ["apply_file", "export_people", "judge_file", "note_look"]

PURPOSES = {"contract": "planning", "agent_login": "operation"}
MINE = ("name", "email", "joined", "left")
FIELDS = {
    "pool": "pool",
    "hours": "contract_minutes",
    "max_days": "max_days",
    "shifts": "shift_minutes",
    "available": "availability",
}


def judge_file(raw: bytes) -> Changes:
    """Return what a file of people would change; nothing is written.

    Raises
    ------
    InputError
        If it is no table of people at all.
    """
    return compare(read_table(raw), people_table(), team_sites(), site_names())


@atomic
def note_look(changes: Changes, *, most: int | None = None, by: Any) -> None:
    """Leave the entries of a look at what a file would change: who sees it reads what was there.

    Parameters
    ----------
    changes : Changes
        What is looked at.
    most : int, optional
        Only the first lines of each list are shown; all where it is left out.
    by : User or None
        Who looks; None for a command.
    """
    read = changes.read(most)
    known = keys_to_people({key for keys in read.values() for key in keys})
    whose = {field: [known[k] for k in keys if k in known] for field, keys in read.items()}
    record_reads([(field, PURPOSES[field], whose[field]) for field in read], by=by)


@atomic
def export_people(*, by: Any) -> str:
    """Return everybody as CSV, and leave the entries of reading it: each of them sees that.

    Parameters
    ----------
    by : User or None
        Who asks; None for a command.
    """
    table, known = people_table(), keys_to_people()
    with_logins = [known[key] for key, row in table.items() if row["logins"]]
    whose = {"contract": known.values(), "agent_login": with_logins}
    record_reads([(field, PURPOSES[field], whose[field]) for field in whose], by=by)
    return write_table(table.values())


@atomic
def apply_file(raw: bytes, *, first: date, zone: str, hash_key: bytes, by: Any = None) -> Changes:
    """Load a file of people: all of it, or nothing where a line is refused.

    Parameters
    ----------
    raw : bytes
        The file.
    first : date
        The day from which changed contracts and teams hold; those of new people hold from their
        first day of work, or since ever.
    zone : str
        IANA zone of sites that the file adds.
    by : User or None
        Who loads it; None for a command.
    hash_key : bytes
        The workspace's, for the pseudonyms of logins.

    Returns
    -------
    Changes
        What was changed; where lines are refused, what would have been.

    Raises
    ------
    InputError
        If it is no table of people at all.
    """
    changes = judge_file(raw)
    if changes.refused:
        return changes
    for name in changes.new_sites:
        actions.save_site(None, {"name": name, "zone": zone}, by=by)
    sites = {site.name: site for site in Site.objects.all()}
    for team, site in changes.new_teams:
        actions.save_team(None, {"name": team, "site": sites[site]}, by=by)
    teams = {team.name: team for team in Team.objects.all()}
    people = {person.key: person for person in Person.objects.all()}
    both = (*changes.added, *changes.changed)
    _unlink(both, people)
    for change in both:
        people[change.key] = _person(change, people.get(change.key), by)
        day = people[change.key].joined or SINCE_EVER if change.is_new else first
        _contract(change, people[change.key], day, by)
        if "team" in change.columns and (change.columns["team"][1] or not change.is_new):
            actions.move(people[change.key], teams.get(change.columns["team"][1]), day, by=by)
    _link(both, people, hash_key)
    record(
        "people.file",
        by=by,
        whose=[people[change.key].pk for change in both],
        after={"added": len(changes.added), "changed": len(changes.changed)},
    )
    return changes


def _person(change: Change, person: Person | None, by: Any) -> Person:
    values = change.after(MINE)
    if person is None:
        return actions.add_person({"key": change.key, **values}, by=by)
    left = values.pop("left", person.left)
    if values:
        actions.change_person(person, values, by=by)
    if left != person.left:
        actions.end_work(person, left, by=by)
    return person


def _contract(change: Change, person: Person, day: date, by: Any) -> None:
    after = change.after(CONTRACT)
    if not after or (change.is_new and not (after.get("pool") or after.get("hours"))):
        return
    now = Contract.objects.on(day).filter(person=person).first() or Contract()
    kept = {field: getattr(now, field) for field in FIELDS.values()}
    actions.change_contract(
        person, day, kept | {FIELDS[name]: value for name, value in after.items()}, by=by
    )


def _unlink(changes: tuple[Change, ...], people: Mapping[str, Person]) -> None:
    for change in changes:
        if "logins" in change.columns and not change.is_new:
            gone = set(change.columns["logins"][0]) - set(change.columns["logins"][1])
            AgentLogin.objects.filter(person=people[change.key], login__in=gone).delete()


def _link(changes: tuple[Change, ...], people: Mapping[str, Any], hash_key: bytes) -> None:
    """Add the new logins at once; their pseudonyms are free, `compare` has seen to it."""
    new = [
        (people[change.key], login)
        for change in changes
        for login in change.after(["logins"]).get("logins", ())
        if login not in (change.columns["logins"][0] or ())
    ]
    rows = [
        AgentLogin(person=person, login=login, agent=agent_pseudonym(hash_key, login))
        for person, login in new
    ]
    taken = AgentLogin.objects.filter(agent__in=[row.agent for row in rows]).first()
    if taken is not None:
        raise InputError(f"the login {taken.login!r} is linked already: unlink it first")
    AgentLogin.objects.bulk_create(rows)
