"""What the worker does every few seconds: put what is due into letters, send them.

A letter is claimed before it is sent, so several workers send it once. A worker killed between
sending and noting it leaves the letter claimed; ten minutes later it is sent again: told at
least once, twice at worst.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.queries import active_user
from fiftytwo.web.post import actions, queries
from fiftytwo.web.post.chat import send_chat
from fiftytwo.web.post.mail import REFUSALS, is_mail_ready, letter_text, send_mail
from fiftytwo.web.post.models import Letter
from fiftytwo.web.post.sealing import unseal

__all__ = ["deliver"]

log = logging.getLogger("fiftytwo.web.post")


def deliver(now: datetime | None = None) -> int:
    """Write and send what is due; return how many letters were sent."""
    now, began = now or timezone.now(), time.monotonic()
    actions.forget_empty(now)
    write_letters(now)
    sent = 0
    for letter in queries.due_letters(now):
        # A claim counts from its own moment: a long round's last letters are not given up at once.
        sent += _send(letter, now + timedelta(seconds=int(time.monotonic() - began)))
    return sent


def write_letters(now: datetime) -> None:
    """Put what is due into letters, one a person and channel."""
    channels = ("mail", "chat") if is_mail_ready() else ("chat",)
    for channel in channels:
        for user in queries.waiting_people(channel, now):
            try:
                _write(user, channel, now)
            except Exception:  # one person whose notices break must not hold up the others
                log.exception("a letter could not be written")


def _write(user: User, channel: str, now: datetime) -> None:
    wishes = queries.wishes_of(user)
    if not (user.email if channel == "mail" else wishes.chat_box):
        return
    notices = queries.ready(user, wishes, channel, now)
    if notices:
        actions.write_letter(user, channel, notices, now=now)


def _send(letter: Letter, now: datetime) -> bool:
    if letter.channel == "mail" and not is_mail_ready():
        return False
    if not actions.claim(letter, now=now):
        return False
    try:
        _hand_over(letter)
    except (*REFUSALS, InputError) as error:
        # What a server answers may quote the address: only the kind of the error is kept.
        log.warning("a letter was not sent: %s", type(error).__name__)
        actions.note_failed(letter, type(error).__name__, now=now)
        return False
    except Exception as error:  # one letter that breaks must not hold up the others
        log.exception("a letter broke")
        actions.note_failed(letter, type(error).__name__, now=now)
        return False
    actions.note_sent(letter)
    return True


def _hand_over(letter: Letter) -> None:
    """Send what of a letter is still wanted; to somebody who left or closed the channel nothing."""
    user = active_user(letter.user_id)
    notices = [] if user is None else queries.still_wanted(letter, queries.wishes_of(user))
    if user is None or not notices:
        return
    language = user.language or settings.LANGUAGE_CODE
    if letter.channel == "mail":
        if user.email:
            send_mail(user.email, notices, language=language, number=letter.pk)
        return
    box = queries.wishes_of(user).chat_box
    if box:
        subject, text, _html = letter_text(notices, language)
        with override(language):
            send_chat(unseal(box), subject, text)
