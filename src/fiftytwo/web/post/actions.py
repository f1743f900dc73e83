"""Writes of letters and wishes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from fiftytwo.web.audit.actions import record
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.post.models import Delivery, Letter, Wishes
from fiftytwo.web.post.sealing import seal
from fiftytwo.web.post.timing import back_off_s
from fiftytwo.web.transaction import atomic

__all__ = [
    "MOST_ATTEMPTS",
    "claim",
    "forget_empty",
    "keep_wishes",
    "note_failed",
    "note_sent",
    "write_letter",
]

MOST_ATTEMPTS = 6


@atomic
def keep_wishes(wishes: Wishes, user: Any, *, chat: str | None) -> None:
    """Keep how a person wants to be told.

    `chat` is a new address of a chat service, kept encrypted; empty takes it away, None leaves it.
    """
    wishes.user = user
    if chat is not None:
        wishes.chat_box = seal(chat) if chat else ""
    wishes.save()
    record("post.wishes", by=user, whose=[user.person_id] if user.person_id else [])


def write_letter(
    user: Any, channel: str, notices: Sequence[Notice], *, now: datetime
) -> Letter | None:
    """Put notices into a letter; None where another worker has just done so."""
    try:
        with transaction.atomic():
            letter = Letter.objects.create(user=user, channel=channel, next_at=now)
            Delivery.objects.bulk_create(
                Delivery(notice=notice, letter=letter, channel=channel) for notice in notices
            )
    except IntegrityError:
        return None
    return letter


def forget_empty(now: datetime) -> int:
    """Delete letters whose notices retention has deleted; return how many."""
    empty = Letter.objects.filter(deliveries=None, created_at__lt=now - timedelta(days=1))
    return empty.delete()[0]


def claim(letter: Letter, *, now: datetime) -> bool:
    """Take a letter for sending; False where another worker has it."""
    free = Letter.objects.filter(pk=letter.pk, state=letter.state, next_at=letter.next_at)
    taken = free.update(state=Letter.State.SENDING, next_at=now, attempts=letter.attempts + 1)
    letter.attempts += taken
    return bool(taken)


def note_sent(letter: Letter) -> None:
    """Say that a letter is on its way."""
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.SENT, error="")


def note_failed(letter: Letter, error: str, *, now: datetime) -> None:
    """Say why a try came to nothing; try again later, or give up after `MOST_ATTEMPTS`."""
    is_over = letter.attempts >= MOST_ATTEMPTS
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.DEAD if is_over else Letter.State.WAITING,
        next_at=now + timedelta(seconds=back_off_s(letter.attempts)),
        error=error[:200],
    )
