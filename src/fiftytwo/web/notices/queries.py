"""Reads of notices: always those of one person."""

from typing import Any

from django.db.models import QuerySet

from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.notices.models import Notice

__all__ = ["notice_of", "notices_of", "unread"]

COUNTED = 100  # the bell says "99+" beyond


def notices_of(user: Any) -> QuerySet[Notice]:
    """Return a person's notices, unread first, newest first."""
    return Notice.objects.filter(to=user, kind__in=KINDS)


def notice_of(user: Any, notice: int) -> Notice | None:
    """Return one notice of a person."""
    return notices_of(user).filter(pk=notice).first()


def unread(user: Any) -> int:
    """Return how many of a person's notices are unread, at most `COUNTED`: it stands on every page."""
    found = notices_of(user).filter(read_at=None).order_by()
    return len(found.values_list("pk")[:COUNTED])
