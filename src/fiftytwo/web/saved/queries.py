"""Reads of saved views."""

from django.db.models import Q, QuerySet

from fiftytwo.web.accounts.models import User
from fiftytwo.web.saved.models import Mail, SavedView

__all__ = ["is_name_taken", "mailed_views", "own_view", "readable_view", "views_for"]


def views_for(user: User) -> QuerySet[SavedView]:
    """Return the views that `user` may open: the own, and those that others share."""
    found = SavedView.objects.select_related("owner")
    return found.filter(Q(owner=user) | Q(is_shared=True, owner__is_active=True))


def readable_view(user: User, view: int) -> SavedView | None:
    """Return a view that `user` may open."""
    return views_for(user).filter(pk=view).first()


def mailed_views() -> QuerySet[SavedView]:
    """Return the views that somebody asked to get by mail."""
    return SavedView.objects.exclude(mail=Mail.NEVER).order_by("pk")


def own_view(user: User, view: int) -> SavedView | None:
    """Return a view of `user`: only the owner changes it."""
    return SavedView.objects.filter(owner=user, pk=view).first()


def is_name_taken(user: User, name: str) -> bool:
    """Return whether `user` has a view of that name."""
    return SavedView.objects.filter(owner=user, name=name).exists()
