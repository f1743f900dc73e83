"""Writes of notices: leave one, mark it read.

Reading one's own notices changes nothing that anybody else decides by: it leaves no entry in the
audit, and neither does a notice, because the action that leaves it does.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from fiftytwo.base.errors import BrokenError
from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.notices.models import Notice

__all__ = ["mark_all_read", "mark_read", "tell"]


def tell(kind: str, to: Iterable[int], *, about: object = "") -> int:
    """Leave a notice for accounts, in the transaction of the action that it tells about.

    Who has an unread one of the same kind about the same thing gets no second; of security every
    one is left, because the second may be the stranger's.

    Parameters
    ----------
    kind : str
        A key of `kinds.KINDS`.
    to : iterable of int
        Primary keys of accounts.
    about : object
        What the page's address names, such as a job's id.

    Returns
    -------
    int
        Notices left.

    Raises
    ------
    BrokenError
        If the kind is not declared, or there is no transaction.
    """
    if kind not in KINDS:
        raise BrokenError(f"{kind!r} is not in notices.kinds.KINDS: declare it there")
    if not connection.in_atomic_block:
        raise BrokenError("a notice is left in the transaction of its action: there is none")
    wanted = set(to)
    if not KINDS[kind].is_security:
        same = Notice.objects.filter(kind=kind, about=str(about), read_at=None, to__in=wanted)
        wanted -= set(same.order_by().values_list("to", flat=True))
    Notice.objects.bulk_create(
        (Notice(to_id=user, kind=kind, about=str(about)) for user in sorted(wanted)),
        batch_size=200,
    )
    return len(wanted)


def mark_read(notice: Notice) -> None:
    """Mark a notice read; a read one keeps its time."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(user: Any) -> int:
    """Mark all of a person's notices read; return how many."""
    return Notice.objects.filter(to=user, read_at=None).update(read_at=timezone.now())
