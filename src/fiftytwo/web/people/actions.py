"""Writes about people."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.measures.closing import close_days
from fiftytwo.web.audit.actions import record
from fiftytwo.web.audit.noting import noted
from fiftytwo.web.people import states
from fiftytwo.web.people.entries import AbsenceEntry, PersonEntry, SiteEntry, TeamEntry
from fiftytwo.web.people.hours_file import HoursFile
from fiftytwo.web.people.models import (
    SINCE_EVER,
    USUAL_KINDS,
    Absence,
    AbsenceKind,
    AgentLogin,
    Contract,
    Leadership,
    Membership,
    Person,
    Site,
    Team,
)
from fiftytwo.web.transaction import atomic

__all__ = [
    "add_people",
    "add_person",
    "add_usual_kinds",
    "change_absence",
    "change_contract",
    "change_person",
    "close_in_schedules",
    "end_work",
    "link_agent",
    "move",
    "remove_absence",
    "save_kind",
    "save_site",
    "save_team",
    "set_lead",
    "unlink_agent",
]


def _self(person: Person, *_rest: Any) -> int:
    return person.pk


def _theirs(row: Absence | AgentLogin, *_rest: Any) -> int:
    return row.person_id


def _nobody(*_rest: Any) -> None:
    return None


@atomic
def add_people(
    sites: Iterable[SiteEntry],
    teams: Iterable[TeamEntry],
    people: Iterable[PersonEntry],
    *,
    absences: Iterable[AbsenceEntry] = (),
    hash_key: bytes,
    by: int | None = None,
) -> Mapping[str, Person]:
    """Add sites, teams, people, their agents' pseudonyms and absences: all of it or nothing.

    `by` is the account that adds them; None for a command.

    Returns
    -------
    mapping of a person's key to the person

    Raises
    ------
    django.db.IntegrityError
        If a name or key exists already.
    """
    people, teams = list(people), list(teams)
    site_rows = {row.name: row for row in Site.objects.bulk_create(_site(s) for s in sites)}
    Team.objects.bulk_create(Team(name=t.name, site=site_rows[t.site]) for t in teams)
    team_rows = {row.name: row for row in Team.objects.all()}
    Person.objects.bulk_create(
        Person(key=p.key, name=p.name, email=p.email, joined=p.joined, left=p.left) for p in people
    )
    rows = {row.key: row for row in Person.objects.filter(key__in=[p.key for p in people])}
    AgentLogin.objects.bulk_create(
        AgentLogin(person=rows[p.key], login=login, agent=agent_pseudonym(hash_key, login))
        for p in people
        for login in p.logins
    )
    Membership.objects.bulk_create(
        Membership(person=rows[p.key], team=team_rows[p.team]) for p in people if p.team
    )
    Contract.objects.bulk_create(_contract(rows[p.key], p) for p in people if p.pool)
    Leadership.objects.bulk_create(
        Leadership(team=team_rows[t.name], lead=rows[t.lead]) for t in teams if t.lead
    )
    add_usual_kinds()
    Absence.objects.bulk_create(
        Absence(person=rows[a.person], first=a.first, last=a.last, kind_id=a.kind) for a in absences
    )
    added = [row.pk for row in rows.values()]
    record("people.add", by=by, whose=added, after={"people": len(added), "teams": len(teams)})
    return rows


def _site(entry: SiteEntry) -> Site:
    days = {day.isoformat(): name for day, name in entry.holidays.items()}
    return Site(
        name=entry.name,
        zone=entry.zone,
        country=entry.country,
        subdivision=entry.subdivision,
        holidays=days,
        schedules=list(entry.schedules),
    )


def _contract(person: Person, entry: PersonEntry) -> Contract:
    return Contract(
        person=person,
        pool=entry.pool,
        contract_minutes=entry.contract_minutes,
        max_days=entry.max_days,
        shift_minutes=list(entry.shift_minutes),
        availability={str(day): list(span) for day, span in entry.availability.items()},
    )


def add_usual_kinds() -> None:
    """Add the kinds of absence that every company has, where they are missing."""
    AbsenceKind.objects.bulk_create(
        (
            AbsenceKind(code=code, name=name, is_paid=is_paid, is_planned=is_planned)
            for code, name, is_paid, is_planned in USUAL_KINDS
        ),
        ignore_conflicts=True,
    )


def add_person(values: Mapping[str, Any], *, team: Team | None = None, by: Any = None) -> Person:
    """Add one person, in a team from the day of joining on.

    `values` are fields of `Person`; where there is no key, one is made of the name.

    Raises
    ------
    django.db.IntegrityError
        If the key is taken.
    """
    fields = {**values, "key": values.get("key") or free_key(values["name"])}
    with transaction.atomic():
        person = Person.objects.create(**fields)
        if team is not None:
            first = person.joined or SINCE_EVER
            Membership.objects.create(person=person, team=team, first=first)
        record("people.add", by=by, whose=[person.pk])
    return person


@noted("people.change", _self, states.row)
def change_person(person: Person, values: Mapping[str, Any]) -> None:
    """Change name, e-mail address or first day of a person."""
    _update(person, values)


@noted("people.contract", _self, states.contract)
def change_contract(person: Person, first: date, values: Mapping[str, Any]) -> Contract:
    """Let a contract hold from a day on; one that began on the same day is replaced."""
    return Contract.objects.update_or_create(person=person, first=first, defaults=values)[0]


@noted("people.team", _self, states.belonging)
def move(person: Person, team: Team | None, first: date) -> Membership:
    """Let somebody belong to a team from a day on; a move on the same day is replaced."""
    return Membership.objects.update_or_create(person=person, first=first, defaults={"team": team})[
        0
    ]


@noted("people.end", _self, states.work)
def end_work(person: Person, left: date | None) -> None:
    """Set the last day of work, or take it back; absences after it are removed."""
    _update(person, {"left": left})
    if left is not None:
        Absence.objects.filter(person=person, first__gt=left).delete()


@noted("teams.lead", _nobody, states.leading)
def set_lead(team: Team, lead: Person | None, first: date) -> Leadership:
    """Let somebody lead a team from a day on; a change on the same day is replaced."""
    return Leadership.objects.update_or_create(team=team, first=first, defaults={"lead": lead})[0]


@noted("teams.change", _nobody, states.row)
def save_team(team: Team | None, values: Mapping[str, Any]) -> Team:
    """Add a team, or change its name, site or end."""
    return _save(Team, team, values)


@noted("sites.change", _nobody, states.row)
def save_site(site: Site | None, values: Mapping[str, Any]) -> Site:
    """Add a site, or change its name, zone and holidays."""
    return _save(Site, site, values)


@atomic
def close_in_schedules(
    site: Site, days: Mapping[str, Mapping[date, str]], *, file: HoursFile, seen: str, by: Any
) -> None:
    """Close days of a site in the opening hours that were shown: schedule → day → what it is.

    Raises
    ------
    InputError
        If the file is another one than was seen, cannot be changed or not be written.
    """
    with file.held():
        text = close_days(file.text_seen(seen), days)
        after = {name: [day.isoformat() for day in sorted(chosen)] for name, chosen in days.items()}
        record("sites.close", by=by, after={"site": site.pk, "closed": after})
        # Last, though the entry is usually: a file is not taken back where the entry fails.
        file.write(text)


@noted("kinds.change", _nobody, states.row)
def save_kind(kind: AbsenceKind | None, values: Mapping[str, Any]) -> AbsenceKind:
    """Add a kind of absence, or change its name and what it means."""
    return _save(AbsenceKind, kind, values)


@noted("people.absence", _self, states.away)
def change_absence(
    person: Person, absence: Absence | None, *, first: date, last: date, kind: str | None
) -> Absence:
    """Add days away, or change them; `kind` None keeps the kind."""
    values = {"first": first, "last": last} | ({"kind_id": kind} if kind else {})
    if absence is None:
        return Absence.objects.create(person=person, **values)
    _update(absence, values)
    return absence


@noted("people.absence_removed", _theirs, states.removed)
def remove_absence(absence: Absence) -> None:
    """Take days away back."""
    absence.delete()


@noted("people.link", _self, states.link)
def link_agent(person: Person, login: str, hash_key: bytes) -> AgentLogin:
    """Say that a login of the sources is a person; nothing does so but a human or a file of theirs.

    Raises
    ------
    InputError
        If the login is somebody else's.
    """
    link, is_new = AgentLogin.objects.get_or_create(
        agent=agent_pseudonym(hash_key, login), defaults={"person": person, "login": login}
    )
    if not is_new and link.person_id != person.pk:
        raise InputError(f"the login {login!r} is linked to {link.person.name}: unlink it first")
    return link


@noted("people.unlink", _theirs, states.link)
def unlink_agent(link: AgentLogin) -> None:
    """Take the link between a person and an agent back."""
    link.delete()


def free_key(name: str) -> str:
    """Return a key for a new person, such as ``yusuf.demir`` or ``yusuf.demir-2``."""
    base = slugify(name).replace("-", ".")[:70] or "person"
    taken = set(Person.objects.filter(key__startswith=base).values_list("key", flat=True))
    if base not in taken:
        return base
    return next(key for n in count(2) if (key := f"{base}-{n}") not in taken)


def _save(model: Any, row: Any, values: Mapping[str, Any]) -> Any:
    if row is None:
        return model.objects.create(**values)
    _update(row, values)
    return row


def _update(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
