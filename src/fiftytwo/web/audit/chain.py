"""The hash chain: what an entry's hash covers, and what breaks it. Plain values, no ledger.

The hash covers number, time, the actor's pseudonym, the action, a salted digest of the details and
the hash before. The details can be erased without breaking it: without the salt the digest tells nothing.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

__all__ = ["BEGINNING", "Link", "details_digest", "details_text", "faults", "link_hash", "new_salt"]

BEGINNING = "0" * 64  # the hash before the first entry


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the chain sees it; `content` and `salt` are None where its details are gone."""

    number: int
    at: datetime
    actor: str
    action: str
    digest: str
    hash: str
    content: str | None
    salt: str | None
    erased_by: int | None = None


def new_salt() -> str:
    """Return 128 random bits."""
    return secrets.token_hex(16)


def details_text(details: Mapping[str, Any]) -> str:
    """Return details as the one text that is stored and digested.

    Examples
    --------
    >>> details_text({"purpose": "planning", "after": {"b": 1, "a": "é"}})
    '{"after":{"a":"é","b":1},"purpose":"planning"}'
    """
    return json.dumps(
        details,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        cls=DjangoJSONEncoder,
    )


def details_digest(salt: str, content: str) -> str:
    """Return the salted digest of details, 64 hexadecimal digits."""
    return hashlib.sha256(f"{salt}\x1f{content}".encode()).hexdigest()


def link_hash(number: int, at: datetime, actor: str, action: str, digest: str, before: str) -> str:
    """Return the hash of an entry, 64 hexadecimal digits; `before` is that of the entry before.

    Examples
    --------
    >>> when = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    >>> link_hash(1, when, "ana", "x", "0", BEGINNING) == link_hash(2, when, "ana", "x", "0", BEGINNING)
    False
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    covered = json.dumps([number, moment, actor, action, digest, before])
    return hashlib.sha256(covered.encode()).hexdigest()


def faults(links: Iterator[Link], *, number: int, before: str) -> Iterator[str]:
    """Yield a sentence for each entry that was changed, removed, inserted or moved.

    Parameters
    ----------
    links : iterator of Link
        In order of their numbers.
    number, before : int, str
        Number and hash of the last entry that was pruned; 0 and `BEGINNING` where none was.
    """
    for link in links:
        if link.number != number + 1:
            lost = (
                f"{number + 1}" if link.number == number + 2 else f"{number + 1}–{link.number - 1}"
            )
            yield f"entry {lost} is missing before entry {link.number}"
        expected = link_hash(link.number, link.at, link.actor, link.action, link.digest, before)
        if link.hash != expected and link.number == number + 1:
            yield f"entry {link.number} does not fit the entry before it: changed, moved or inserted"
        yield from _detail_faults(link)
        number, before = link.number, link.hash


def _detail_faults(link: Link) -> Iterator[str]:
    if link.content is None or link.salt is None:
        yield f"the details of entry {link.number} are gone without an erasure"
    elif link.erased_by is None and details_digest(link.salt, link.content) != link.digest:
        yield f"the details of entry {link.number} were changed"
