"""Reads of letters and wishes."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from fiftytwo.web.accounts.models import User
from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.post.models import Letter, Way, Wishes
from fiftytwo.web.post.timing import digest_moment, is_quiet

__all__ = [
    "dead_letters",
    "due_letters",
    "notices_in",
    "ready",
    "still_wanted",
    "waiting_people",
    "wishes_of",
]

TOO_OLD = timedelta(days=3)  # what waited longer, because no mail was set up, is not sent any more
CLAIM_HOLDS = timedelta(minutes=10)  # a worker that died while sending has given its letter up
SECURITY = frozenset(name for name, kind in KINDS.items() if kind.is_security)
DIGEST_ONLY = frozenset(name for name, kind in KINDS.items() if kind.only_digest)


def wishes_of(user: Any) -> Wishes:
    """Return a person's wishes, the defaults where none were kept."""
    return Wishes.objects.filter(user=user).first() or Wishes(user=user)


def waiting_people(channel: str, now: datetime) -> QuerySet[User]:
    """Return the open accounts that a channel has not told something of the last days."""
    fresh = _untold(channel, now).values("to")
    return User.objects.filter(pk__in=fresh, is_active=True).select_related("wishes", "person")


def _untold(channel: str, now: datetime) -> QuerySet[Notice]:
    told = Q(deliveries__channel=channel)
    return Notice.objects.filter(kind__in=KINDS, created_at__gt=now - TOO_OLD).exclude(told)


def ready(user: User, wishes: Wishes, channel: str, now: datetime) -> list[Notice]:
    """Return the notices that a channel has to tell a person now.

    Security is told by mail at once, whatever was chosen. What was read in the application is not
    told again.
    """
    waiting = _untold(channel, now).filter(to=user)
    urgent = Q(kind__in=SECURITY) if channel == "mail" else Q(pk__in=[])
    return list(waiting.filter(urgent | _chosen(user, wishes, channel, now)).order_by("pk"))


def _chosen(user: User, wishes: Wishes, channel: str, now: datetime) -> Q:
    nothing, way = Q(pk__in=[]), getattr(wishes, channel)
    local = now.astimezone(zone_of(user))
    if way == Way.NEVER or is_quiet(local, wishes.quiet_from, wishes.quiet_until):
        return nothing
    by_digest = Q(created_at__lte=digest_moment(local, wishes.digest_at))
    wanted = Q(read_at=None) & ~Q(kind__in=set(wishes.muted) - SECURITY)
    if way == Way.DIGEST:
        return wanted & by_digest
    return wanted & (by_digest | ~Q(kind__in=DIGEST_ONLY))


def zone_of(user: User) -> ZoneInfo:
    """Return the zone of a person's site; the workspace's for who has none."""
    team = user.person.team if user.person else None
    return ZoneInfo(team.site.zone if team else settings.WORKSPACE.zone)


def due_letters(now: datetime) -> QuerySet[Letter]:
    """Return letters to be sent now, also those of a worker that died while sending."""
    waiting = Q(state=Letter.State.WAITING, next_at__lte=now)
    lost = Q(state=Letter.State.SENDING, next_at__lte=now - CLAIM_HOLDS)
    return Letter.objects.filter(waiting | lost).select_related("user").order_by("pk")


def notices_in(letter: Letter) -> list[Notice]:
    """Return what a letter tells, oldest first."""
    return list(Notice.objects.filter(deliveries__letter=letter).order_by("pk"))


def still_wanted(letter: Letter, wishes: Wishes) -> list[Notice]:
    """Return what of a letter its reader still wants: a try may come hours after it was written.

    Security always goes by mail.
    """
    is_closed = getattr(wishes, letter.channel) == Way.NEVER
    muted = set(wishes.muted) - SECURITY

    def wanted(notice: Notice) -> bool:
        if letter.channel == "mail" and notice.kind in SECURITY:
            return True
        return not is_closed and notice.kind not in muted and notice.read_at is None

    return [notice for notice in notices_in(letter) if wanted(notice)]


def dead_letters(user: Any) -> QuerySet[Letter]:
    """Return a person's letters of the last month that were given up."""
    since = timezone.now() - timedelta(days=30)
    return Letter.objects.filter(user=user, state=Letter.State.DEAD, created_at__gt=since)
