"""Writes of privacy: holds, deletion of what is due, erasure of a person."""

import secrets
from collections import Counter
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fiftytwo.contacts.erasures import LIST, note_erasure, read_erasures
from fiftytwo.contacts.ids import person_mark
from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.retention import (
    cutoff,
    held_people,
    holds_everything,
    months_of,
)
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.queries import accounts_that_open
from fiftytwo.web.agreements.queries import chosen_months
from fiftytwo.web.audit.actions import erase_details, prune, record
from fiftytwo.web.jobs.actions import start
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.people.actions import add_usual_kinds
from fiftytwo.web.people.models import Person
from fiftytwo.web.privacy import queries
from fiftytwo.web.privacy.columns import LAKE_TITLES
from fiftytwo.web.privacy.erasing import erase_agents
from fiftytwo.web.privacy.models import LegalHold
from fiftytwo.web.privacy.registry import ENTRIES, INSIDES, PEOPLE_MODELS, TABLES
from fiftytwo.web.records import Table
from fiftytwo.web.transaction import atomic, give_way, lock_deletions

__all__ = [
    "delete_due",
    "erase_listed_people",
    "erase_person",
    "lift_hold",
    "note_export",
    "set_hold",
    "tell_of_reads",
]


SLICE = 1000  # rows that one transaction of the nightly deletion takes


@atomic
def set_hold(person: Person | None, reason: str, *, by: User) -> LegalHold:
    """Keep the records of a person, or of everybody, from deletion.

    Raises
    ------
    RuleError
        ``REQUIRED`` without a reason.
    """
    if not reason.strip():
        raise RuleError("REQUIRED", "a legal hold needs a reason: name the case or the law")
    hold = LegalHold.objects.create(person=person, reason=reason.strip(), set_by=by)
    whose = [person.pk] if person else []
    record("privacy.hold", by=by, whose=whose, after={"hold": hold.pk, "reason": hold.reason})
    return hold


@atomic
def lift_hold(hold: int, *, by: User) -> None:
    """End a legal hold.

    Raises
    ------
    RuleError
        ``BAD_STATE`` if there is no such hold in force.
    """
    found = LegalHold.objects.select_for_update().filter(pk=hold, lifted_at=None).first()
    if found is None:
        raise RuleError("BAD_STATE", "this hold was lifted before: nothing is left to lift")
    LegalHold.objects.filter(pk=hold).update(lifted_at=timezone.now())
    whose = [found.person_id] if found.person_id else []
    record("privacy.release", by=by, whose=whose, before={"hold": hold, "reason": found.reason})


def delete_due(now: datetime | None = None, *, by: User | None = None) -> dict[str, int]:
    """Delete what is older than its area is kept; legal holds stay whole.

    By slices of at most 1,000 rows, each whole with its own entry, so that nobody waits long for
    the ledger. Stopped anywhere it is finished by the next run.

    Returns
    -------
    dict of table to int
        Rows deleted of each table; `audit.Entry` counts entries, which a hold on anybody keeps,
        because they lie in one chain.
    """
    began = timezone.now()
    deleted = found = _delete_slice(now, began, is_first=True, by=by)
    while found:
        give_way()
        found = _delete_slice(now, began, is_first=False, by=by)
        deleted += found
    return dict(deleted)


@atomic
def _delete_slice(
    now: datetime | None, began: datetime, *, is_first: bool, by: User | None
) -> Counter[str]:
    """Delete at most `SLICE` rows; the first slice says so also where nothing is due.

    What the run itself has added since it `began` stays, whatever time it is run for.
    """
    lock_deletions()
    held = queries.open_holds()
    deleted: Counter[str] = Counter()
    if not holds_everything(held):
        for table, before in queries.dated_tables(now):
            left = SLICE - deleted.total()
            if table == ENTRIES or not left:
                continue
            keys = queries.keys_due(table, before, held, left)
            queries.rows_by_key(table, keys).delete()
            deleted[table.model] = len(keys)
    if not held and deleted.total() < SLICE:
        deleted.update(_prune(now, began, by, SLICE - deleted.total()))
    deleted = +deleted
    if deleted and is_first:
        tell("records_deleted", accounts_that_open("audit"))
    if deleted or is_first:
        record("privacy.retention", by=by, after={"deleted": deleted, "held": len(held)})
    return deleted


def _prune(now: datetime | None, began: datetime, by: User | None, most: int) -> dict[str, int]:
    months = months_of(ENTRIES.area, chosen_months())
    if months is None:
        return {}
    day = cutoff(timezone.localdate(now), months)
    before = min(timezone.make_aware(datetime.combine(day, time.min)), began)
    return prune(before, by=by, most=most)


@atomic
def tell_of_reads(since: datetime) -> int:
    """Leave a notice for everybody whose records others have read since a moment; return how many."""
    return tell("records_read", queries.accounts_read_about(since))


@atomic
def note_export(person: Person, *, by: User) -> dict[str, list[dict[str, Any]]]:
    """Return everything about a person, and leave an entry that it was exported."""
    found = queries.everything_about(person)
    counts = {title: len(rows) for title, rows in found.items()}
    for table, months in queries.lake_counts(person).items():
        counts[LAKE_TITLES[table]] = sum(months.values())
    if person.pk != by.person_id:
        tell("records_read", User.objects.filter(person=person).values_list("pk", flat=True))
    record("privacy.export", by=by, whose=[person.pk], purpose="access", after=counts)
    return found


@atomic
def erase_person(person: Person, *, by: User) -> dict[str, int]:
    """Erase a person who has left: a random word takes the place of name and key, counts stay.

    The agents that the person was in the sources are erased from the lake by a job, and the list
    of erasures tells a later restore of an older backup to erase the person again.

    Returns
    -------
    dict of title to int
        Rows changed or deleted.

    Raises
    ------
    RuleError
        ``BAD_STATE`` while the person works here or a legal hold keeps the records.
    """
    _check_erasable(person)
    agents = list(person.agent_logins.values_list("agent", flat=True))
    mark = person_mark(settings.WORKSPACE.hash_key, person.pk, person.key)
    done = _forget_person(person, by=by)
    if agents:
        start(
            erase_agents, kind="privacy.erase", title=_("Erasing an agent from the lake"), by=by,
            right="person_data", agents=agents,
        )  # fmt: skip
    note_erasure(settings.WORKSPACE.root / LIST, "person", mark)
    return done


@atomic
def erase_listed_people(root: Path, hash_key: bytes) -> int:
    """Erase again whom a restored ledger brought back; return how many."""
    marks = {one.mark for one in read_erasures(root / LIST) if one.what == "person"}
    back = [p for p in queries.everybody() if person_mark(hash_key, p.pk, p.key) in marks]
    for person in back:
        _forget_person(person, by=None)
    return len(back)


def _forget_person(person: Person, *, by: User | None) -> dict[str, int]:
    """Forget somebody in every table.

    In the order of all writes: person and account are held from the beginning, what hangs on them
    is changed, then the end of the chain is locked. Name and key change last, because a new key
    lets nobody refer to the row, and who is about to do so has the end of the chain.
    """
    lock_deletions()
    user = queries.hold_rows(person)
    add_usual_kinds()  # "other" takes the place of why somebody was away
    pseudonym = f"erased-{secrets.token_hex(6)}"
    done = {i.title: i.forget(person, pseudonym) for i in INSIDES if i.forget is not None}
    named = {table.model: table for table in TABLES if table.model in PEOPLE_MODELS}
    hanging = [table for table in TABLES if table.model not in named]
    done |= {table.title: _forget(table, person, pseudonym) for table in hanging}
    done["Entries of the audit"] = erase_details(person.pk, by=by, user=user.pk if user else None)
    for table in named.values():
        done[table.title] = _forget(table, person, pseudonym)
    done = {title: n for title, n in done.items() if n}
    record("people.erase", by=by, after={"pseudonym": pseudonym, "rows": done})
    return done


def _check_erasable(person: Person) -> None:
    if person.left is None or person.left > timezone.localdate():
        raise RuleError("BAD_STATE", f"{person.name} still works here: enter the last day first")
    held = queries.open_holds()
    if holds_everything(held) or person.pk in held_people(held):
        raise RuleError(
            "BAD_STATE", f"a legal hold keeps the records of {person.name}: lift it first"
        )


def _forget(table: Table, person: Person, pseudonym: str) -> int:
    rows = queries.rows_about(table, person)
    if table.forget is None:
        return rows.delete()[0]
    if not table.forget:
        return 0
    values = {
        name: value.format(pseudonym=pseudonym) if isinstance(value, str) else value
        for name, value in table.forget.items()
    }
    return rows.update(**values)
