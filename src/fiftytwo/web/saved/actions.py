"""Writes of saved views."""

from datetime import datetime

from django.utils import timezone

from fiftytwo.web.accounts.models import User
from fiftytwo.web.audit.actions import record
from fiftytwo.web.saved.models import Mail, SavedView
from fiftytwo.web.transaction import atomic

__all__ = ["change_view", "drop_view", "note_mailed", "save_view"]


@atomic
def save_view(name: str, query: str, *, is_shared: bool, mail: str, by: User) -> SavedView:
    """Keep what the explorer was asked."""
    since = None if mail == Mail.NEVER else timezone.now()
    made = SavedView.objects.create(
        owner=by, name=name, query=query, is_shared=is_shared, mail=mail, mail_since=since
    )
    record("saved.keep", by=by, after=_told(made))
    return made


@atomic
def change_view(view: SavedView, *, is_shared: bool, mail: str, by: User) -> None:
    """Share a view or not, send it or not."""
    before = _told(view)
    if mail != view.mail:
        view.mail_since = None if mail == Mail.NEVER else timezone.now()
    view.is_shared, view.mail = is_shared, mail
    view.save(update_fields=["is_shared", "mail", "mail_since"])
    record("saved.change", by=by, before=before, after=_told(view))


@atomic
def drop_view(view: SavedView, *, by: User) -> None:
    """Forget a view; what it showed stays where it is."""
    before = _told(view)
    view.delete()
    record("saved.drop", by=by, before=before)


def note_mailed(view: SavedView, at: datetime) -> None:
    """Keep when a view was last sent."""
    SavedView.objects.filter(pk=view.pk).update(mailed_at=at)


def _told(view: SavedView) -> dict[str, object]:
    return {
        "name": view.name, "query": view.query, "is_shared": view.is_shared, "mail": view.mail,
    }  # fmt: skip
