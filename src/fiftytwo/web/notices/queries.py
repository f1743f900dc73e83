"""Reads of notices: always those of one person."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.notices.models import Notice

__all__ = ["notice_of", "notices_of", "unread_count"]


def notices_of(user: Any) -> QuerySet[Notice]:
    """Return a person's notices, unread first, newest first."""
    return Notice.objects.filter(to=user, kind__in=KINDS)


def notice_of(user: Any, notice: int) -> Notice | None:
    """Return one notice of a person."""
    return notices_of(user).filter(pk=notice).first()


def unread_count(owner: str = "pk") -> Coalesce:
    """Return the number of unread notices as an expression of a query of accounts.

    It stands on every page, so it comes along with the account.

    Parameters
    ----------
    owner : str
        The field of the outer query that holds the account's primary key.
    """
    rows = Notice.objects.filter(to=OuterRef(owner), kind__in=KINDS, read_at=None)
    counted = rows.order_by().values("to").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
