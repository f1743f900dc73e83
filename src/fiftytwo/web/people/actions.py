"""Writes about people."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.audit.actions import record
from fiftytwo.web.people.entries import AbsenceEntry, PersonEntry, SiteEntry, TeamEntry
from fiftytwo.web.people.models import (
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

__all__ = ["add_people", "add_usual_kinds"]

USUAL_KINDS = (
    ("leave", "Leave", True, True),
    ("sick", "Sick", True, False),
    ("other", "Other", False, True),
)


@transaction.atomic
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
