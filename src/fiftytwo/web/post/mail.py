"""Telling by e-mail: one letter, plain and as simple HTML, in the reader's language."""

import hashlib
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from fiftytwo.web.notices.models import Notice

__all__ = ["REFUSALS", "is_mail_ready", "letter_text", "send_mail"]

REFUSALS = (SMTPException, OSError)


def is_mail_ready() -> bool:
    """Return whether whoever runs the server has named a mail server."""
    return bool(settings.EMAIL_HOST)


def letter_text(notices: Sequence[Notice], language: str) -> tuple[str, str, str]:
    """Return subject, plain text and HTML of a letter; nothing in it comes from the ledger."""
    root = settings.PUBLIC_ADDRESS
    with override(language):
        lines = dict.fromkeys(str(notice.what.sentence) for notice in notices if notice.what)
        subject = ngettext("%(n)d notice waits for you", "%(n)d notices wait for you", len(lines))
        context = {
            "lines": list(lines),
            "url": root + reverse("notices"),
            "wishes": root + reverse("notice-wishes"),
            "language": language,
        }
        return (
            subject % {"n": len(lines)},
            render_to_string("post/letter_plain.html", context),
            render_to_string("post/letter.html", context),
        )


def send_mail(address: str, notices: Sequence[Notice], *, language: str, number: int) -> None:
    """Send one letter.

    A letter's Message-ID is always the same, so that one sent twice (a worker killed between
    sending and noting it) shows once where mail programs look at that.

    Raises
    ------
    SMTPException, OSError
        If the mail server refuses it or does not answer.
    """
    subject, text, html = letter_text(notices, language)
    name = hashlib.sha256(f"{settings.SECRET_KEY}\0{number}".encode()).hexdigest()[:32]
    mail = EmailMultiAlternatives(
        subject,
        text,
        to=[address],
        headers={
            "Message-ID": f"<{name}@fiftytwo.invalid>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{settings.PUBLIC_ADDRESS}{reverse('notice-wishes')}>",
        },
    )
    mail.attach_alternative(html, "text/html")
    mail.send()
