"""Adding entries, inside the transaction of what they tell about; erasing and pruning them.

`record` locks the end of the chain until the transaction is over: call it last.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Subquery
from django.utils import timezone

from fiftytwo.base.errors import BrokenError
from fiftytwo.privacy.catalogue import AREAS, area_of, check_purpose
from fiftytwo.web.audit import chain
from fiftytwo.web.audit.models import About, Actor, Checkpoint, Detail, Entry, Head
from fiftytwo.web.audit.words import ACTIONS, READ, read_action
from fiftytwo.web.transaction import atomic

__all__ = ["SYSTEM", "erase_details", "prune", "record", "record_read", "record_reads"]

SYSTEM = "system"  # the actor where no person acted: a command, a schedule
HEAD = 1
IN_ONE = 500  # rows a statement
MOST_AT_ONCE = 1000  # rows that one transaction of a pruning deletes


def record(
    action: str,
    *,
    by: Any,
    whose: Iterable[int] = (),
    purpose: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """Add an entry; it is kept if and only if the transaction around it is.

    Parameters
    ----------
    action : str
        A key of `words.ACTIONS`, or `words.read_action(area)`.
    by : User, int or None
        Who acts, or the account's primary key; None where nobody does, as in a command.
    whose : iterable of int
        Primary keys of the people it is about.
    purpose : str
        What for, one of `privacy.catalogue.PURPOSES`; empty for a plain change.
    before, after : mapping, optional
        What changed, as JSON. No P3 or P4 content.

    Raises
    ------
    BrokenError
        Outside a transaction, or for an action that is not declared.
    RuleError
        For an unknown purpose.
    """
    if action not in ACTIONS and action.removeprefix(READ) not in AREAS:
        raise BrokenError(f"{action!r} is not in audit.words.ACTIONS: declare it there")
    if not connection.in_atomic_block:
        raise BrokenError("an entry is added in the transaction of its action: there is none")
    if purpose:
        check_purpose(purpose)
    persons = sorted(set(whose))
    details = {"whose": persons, "purpose": purpose, "before": before, "after": after}
    return _append([_Draft(action, persons, chain.details_text(details))], by)[0]


def record_read(field: str, *, by: Any, whose: Iterable[int], purpose: str) -> Entry | None:
    """Add an entry that `by` read a field of other people, where its class asks for one.

    Parameters
    ----------
    field : str
        A field of `privacy.catalogue`; P0 and P1 leave no entry.
    by : User or None
        Who reads; None for a command.
    whose : iterable of int
        Primary keys of the people; the reader's own is left out.
    purpose : str
        What for.
    """
    entries = record_reads([(field, purpose, whose)], by=by)
    return entries[0] if entries else None


def record_reads(reads: Iterable[tuple[str, str, Iterable[int]]], *, by: Any) -> list[Entry]:
    """Add the entries of a page that reads several fields: five statements, however many they are.

    Parameters
    ----------
    reads : iterable of (str, str, iterable of int)
        Field of `privacy.catalogue`, purpose, and primary keys of the people, as `record_read`
        takes them one by one; what leaves no entry is left out.
    by : User
        Who reads.
    """
    drafts = [
        draft for field, purpose, whose in reads if (draft := _read(field, purpose, whose, by))
    ]
    return atomic(_append)(drafts, by) if drafts else []


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry before it has its place in the chain."""

    action: str
    persons: list[int]
    content: str


def _read(field: str, purpose: str, whose: Iterable[int], by: Any) -> _Draft | None:
    area = area_of(field)
    others = sorted(set(whose) - {by and by.person_id})
    if not area.privacy_class.is_logged or not others:
        return None
    check_purpose(purpose)
    details = {"whose": others, "purpose": purpose, "before": None, "after": {"field": field}}
    return _Draft(read_action(area.key), others, chain.details_text(details))


def _append(drafts: Sequence[_Draft], by: Any) -> list[Entry]:
    """Add entries at the end of the chain; locks it, so the transaction should be over soon."""
    head = _lock_head(by)
    actor = SYSTEM if by is None else head.actor or _pseudonym(by)
    entries, details, about = [], [], []
    number, end, now = head.number, head.hash, timezone.now()
    for draft in drafts:
        number, salt = number + 1, chain.new_salt()
        digest = chain.details_digest(salt, draft.content)
        end = chain.link_hash(number, now, actor, draft.action, digest, end)
        entry = Entry(
            number=number, at=now, actor=actor, action=draft.action, digest=digest, hash=end
        )
        detail = Detail(entry=entry, content=draft.content, salt=salt)
        entries.append(entry)
        details.append(detail)
        about += [About(detail=detail, person_id=person) for person in draft.persons]
    Entry.objects.bulk_create(entries)
    Detail.objects.bulk_create(details)
    About.objects.bulk_create(about, batch_size=IN_ONE)
    Head.objects.filter(pk=HEAD).update(number=number, hash=end)
    return entries


def _lock_head(by: Any = None) -> Head:
    """Return the end of the chain, locked: on SQLite the transaction holds the whole file.

    Its `actor` is the pseudonym of who acts, None where there is none yet.
    """
    known = Actor.objects.filter(user_id=_key(by)).values("pseudonym")[:1]
    locked = Head.objects.select_for_update().filter(pk=HEAD).annotate(actor=Subquery(known))
    head = locked.first()
    if head is None:
        Head.objects.bulk_create(
            [Head(id=HEAD, number=0, hash=chain.BEGINNING)], ignore_conflicts=True
        )
        head = locked.get()
    return head


def _key(user: Any) -> int | None:
    return user if user is None or isinstance(user, int) else user.pk


def _pseudonym(user: Any) -> str:
    made = {"pseudonym": secrets.token_hex(8)}
    actor, _ = Actor.objects.get_or_create(user_id=_key(user), defaults=made)
    return actor.pseudonym


@atomic
def erase_details(person: int, *, by: Any, user: int | None = None) -> int:
    """Blank the details of all entries about a person, and forget which actor the person was.

    The entries stay, so that counts and the chain do.

    Parameters
    ----------
    person : int
        Primary key of the person.
    by : User or None
        Who erases.
    user : int, optional
        Primary key of the person's account.

    Returns
    -------
    int
        Entries whose details were blanked.
    """
    _lock_head()  # an entry about the person that is being added is waited for
    about = Detail.objects.filter(about__person=person, erased_by=None)
    numbers = sorted(about.values_list("entry_id", flat=True))
    if user is not None:
        Actor.objects.filter(user=user).update(user=None)
    entry = record("audit.erase", by=by, after={"details": len(numbers)})
    for at in range(0, len(numbers), IN_ONE):
        part = Detail.objects.filter(entry_id__in=numbers[at : at + IN_ONE])
        part.update(content="", salt="", erased_by=entry.number)
    About.objects.filter(person=person).delete()
    return len(numbers)


@atomic
def prune(before: datetime, *, by: Any, most: int = MOST_AT_ONCE) -> dict[str, int]:
    """Delete the oldest entries older than a moment; a checkpoint says where the chain goes on.

    Whom they are about goes first, by itself: one entry may be about thousands. Called until it
    returns nothing it deletes all of them, in transactions that others need not wait for.

    Returns
    -------
    dict of table to int
        Rows deleted, at most `most` and of one table; empty where nothing is left.
    """
    _lock_head()
    first = Entry.objects.order_by("number").first()
    if first is None:
        return {}
    old = Entry.objects.filter(number__lt=first.number + most, at__lt=before)
    last = old.order_by("-number").first()
    if last is None:
        return {}
    named = About.objects.filter(detail__lte=last.number).order_by("pk").values_list("pk")[:most]
    people = About.objects.filter(pk__in=[key for (key,) in named]).delete()[0]
    if people:
        return {"audit.About": people}
    return {"audit.Entry": _prune_to(last, by)}


def _prune_to(last: Entry, by: Any) -> int:
    old = Entry.objects.filter(number__lte=last.number)
    count = old.count()
    Checkpoint.objects.create(number=last.number, hash=last.hash, entries=count, at=timezone.now())
    for rows in (Detail.objects.filter(entry_id__lte=last.number), old):
        rows._raw_delete(connection.alias)
    record("audit.prune", by=by, after={"entries": count, "number": last.number, "hash": last.hash})
    return count
