"""Reads of the audit: whether the chain holds, and entries for those who may see them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from fiftytwo.web.audit import chain
from fiftytwo.web.audit.models import About, Actor, Checkpoint, Detail, Entry, Head
from fiftytwo.web.audit.words import READ, action_text

__all__ = [
    "Verdict",
    "about",
    "actor_names",
    "counts_by_month",
    "filtered",
    "known_actions",
    "known_actors",
    "people_counts",
    "purpose_of",
    "records_about",
    "verify",
]

MOST_FAULTS = 20
SAYS_ERASED = ("audit.erase",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found; `head` is the hash of its newest entry."""

    entries: int
    head: str
    faults: tuple[str, ...]


@transaction.atomic
def verify() -> Verdict:
    """Follow the whole chain and return what does not fit; at most 20 faults are told."""
    head = Head.objects.first()
    start = Checkpoint.objects.first()
    number, before = (start.number, start.hash) if start else (0, chain.BEGINNING)
    seen: list[chain.Link] = []
    says: dict[int, int] = {}
    erased: Counter[int] = Counter()

    def walk() -> Iterator[chain.Link]:
        for link in _links():
            seen[:] = [link]
            if link.erased_by is not None:
                erased[link.erased_by] += 1
            if link.action in SAYS_ERASED and link.content:
                says[link.number] = json.loads(link.content)["after"]["details"]
            yield link

    found = list(_first(chain.faults(walk(), number=number, before=before)))
    last = seen[0] if seen else None
    found += _end_faults(head, last, number, before)
    found += _erasure_faults(says, erased, number)
    found += _pruning_faults()
    count = (last.number if last else number) - number
    return Verdict(count, head.hash if head else chain.BEGINNING, tuple(found[:MOST_FAULTS]))


def _links() -> Iterator[chain.Link]:
    rows = Entry.objects.order_by("number").values_list(
        "number",
        "at",
        "actor",
        "action",
        "digest",
        "hash",
        "detail__content",
        "detail__salt",
        "detail__erased_by",
    )
    return (chain.Link(*row) for row in rows.iterator(chunk_size=2000))


def _first(faults: Iterator[str]) -> Iterator[str]:
    """Yield the first faults, and follow the chain to its end all the same."""
    for at, fault in enumerate(faults):
        if at < MOST_FAULTS:
            yield fault


def _end_faults(head: Head | None, last: chain.Link | None, number: int, before: str) -> list[str]:
    end = (last.number, last.hash) if last else (number, before)
    told = (head.number, head.hash) if head else (0, chain.BEGINNING)
    if told == end:
        return []
    return [f"the chain ends with entry {end[0]}, but entry {told[0]} was the last one added"]


def _erasure_faults(says: dict[int, int], erased: Counter[int], number: int) -> list[str]:
    return [
        f"{n} details are blank by entry {entry}, which says {says.get(entry, 0)}"
        for entry, n in erased.items()
        if entry > number and n > says.get(entry, 0)
    ]


def _pruning_faults() -> list[str]:
    """Compare each checkpoint with the entry that tells of it."""
    told = {}
    rows = Detail.objects.filter(entry__action="audit.prune").exclude(content="")
    for content in rows.values_list("content", flat=True):
        after = json.loads(content)["after"]
        told[after["number"]] = after["hash"]
    newest = Checkpoint.objects.first()
    if newest is None or told.get(newest.number) == newest.hash:
        return []
    return [f"no entry tells of the pruning up to entry {newest.number}"]


def actor_names(pseudonyms: set[str]) -> dict[str, str]:
    """Return pseudonym → name for the actors that still have an account."""
    rows = Actor.objects.filter(pseudonym__in=pseudonyms).exclude(user=None)
    return dict(rows.values_list("pseudonym", "user__name"))


def about(person: int, *, reads: bool | None = None) -> QuerySet[Entry]:
    """Return the entries about a person, newest first; only reads, or only changes, if asked for."""
    found = Entry.objects.filter(detail__about__person=person).select_related("detail")
    if reads is None:
        return found
    return (
        found.filter(action__startswith=READ) if reads else found.exclude(action__startswith=READ)
    )


def counts_by_month() -> list[dict[str, object]]:
    """Return how often each action happened in each month: no names, no people."""
    rows = Entry.objects.annotate(month=TruncMonth("at")).values("month", "action")
    return list(rows.annotate(n=Count("number")).order_by("-month", "action"))


def records_about(person: Any) -> list[dict[str, object]]:
    """Return what was read and changed about a person: when, who, what, what for."""
    found = list(about(person.pk))
    names = actor_names({entry.actor for entry in found})
    return [
        {
            "at": entry.at,
            "by": names.get(entry.actor, ""),
            "action": action_text(entry.action),
            "purpose": purpose_of(entry),
        }
        for entry in found
    ]


def purpose_of(entry: Entry) -> str:
    """Return what an entry's action was for; empty where nobody said or the details are erased."""
    content = entry.detail.content
    return str(json.loads(content)["purpose"]) if content else ""


def filtered(
    *,
    action: str = "",
    actor: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Entry]:
    """Return entries of a kind, by an actor, between two local days, newest first."""
    found = Entry.objects.all()
    if action:
        found = found.filter(action=action)
    if actor:
        found = found.filter(actor=actor)
    if first:
        found = found.filter(at__date__gte=first)
    return found.filter(at__date__lte=last) if last else found


def known_actions() -> list[str]:
    """Return every action that has an entry."""
    return list(Entry.objects.order_by("action").values_list("action", flat=True).distinct())


def known_actors() -> dict[str, int]:
    """Return pseudonym → primary key of the account of every actor that still has one."""
    rows = Actor.objects.exclude(user=None).order_by("pseudonym")
    return dict(rows.values_list("pseudonym", "user"))


def people_counts(numbers: Iterable[int]) -> dict[int, int]:
    """Return how many people each of these entries is about; entries about nobody are left out."""
    rows = About.objects.filter(detail__in=list(numbers)).values_list("detail")
    return dict(rows.annotate(n=Count("person")).order_by())
