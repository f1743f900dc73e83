"""Scheduled work of saved views: those that somebody asked to get by mail."""

import logging
from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.queries import active_user
from fiftytwo.web.jobs.actions import Progress
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.jobs.schedules import Schedule
from fiftytwo.web.post.mail import REFUSALS, is_mail_ready
from fiftytwo.web.saved import actions, queries
from fiftytwo.web.saved.mailing import send_view
from fiftytwo.web.saved.models import Mail, SavedView
from fiftytwo.web.service.queries import facts
from fiftytwo.web.tasks import task

__all__ = ["VIEWS", "last_due", "mail_views", "send_due"]

log = logging.getLogger("fiftytwo.web.saved")
SENT_FROM = time(7)  # local, when the night's loads are in and nobody's day has begun


@task
def mail_views(job: str) -> None:
    """Send the views that are due; one that a mail server refused is tried again next hour."""
    run_job(job, _mail)


def _mail(tell: Progress) -> tuple[Mapping[str, object], str]:
    tell(None, "Sending views by mail")
    return {"sent": send_due(timezone.now())}, reverse("saved-views")


def send_due(now: datetime) -> int:
    """Send what is due and note it after; killed between, a view is sent twice at worst."""
    if not is_mail_ready():
        return 0
    sent = 0
    for view in queries.mailed_views():
        due = last_due(view.mail, now.astimezone(ZoneInfo(settings.WORKSPACE.zone)))
        # From the first time after it was asked for, and then each time once.
        asked = view.mail_since or view.made_at
        if max(asked, view.mailed_at or asked) < due:
            sent += _send(view, now)
    return sent


def _send(view: SavedView, now: datetime) -> bool:
    owner = active_user(view.owner_id)
    if owner is None or not owner.email or not owner.has_perm("page.service"):
        return False
    try:
        send_view(view, owner, facts(), day=timezone.localdate(now))
    except (*REFUSALS, InputError) as error:  # the other views are sent all the same
        log.warning("a view was not sent: %s", type(error).__name__)
        return False
    actions.note_mailed(view, now)
    return True


def last_due(mail: str, now: datetime) -> datetime:
    """Return the newest time at or before `now` at which such a view is sent.

    Examples
    --------
    >>> from datetime import UTC
    >>> last_due(Mail.WEEK, datetime(2026, 11, 26, 9, tzinfo=UTC)).isoformat()
    '2026-11-23T07:00:00+00:00'
    >>> last_due(Mail.MONTH, datetime(2026, 11, 1, 6, 59, tzinfo=UTC)).isoformat()
    '2026-10-01T07:00:00+00:00'
    """
    start = now.replace(hour=SENT_FROM.hour, minute=0, second=0, microsecond=0)
    days = now.weekday() if mail == Mail.WEEK else now.day - 1
    due = _days_before(start, days)
    if due <= now:
        return due
    earlier = _days_before(due, 1)
    return _days_before(due, 7 if mail == Mail.WEEK else earlier.day)


def _days_before(at: datetime, days: int) -> datetime:
    # A local day back, not 24 hours: the clock reads the same on days it is changed.
    return datetime.combine(at.date().fromordinal(at.toordinal() - days), at.timetz())


VIEWS = Schedule("views", _("Send views by mail"), "hour", mail_views)
