"""Sending a view: its sentence and its groups as text, the whole series beside it as CSV."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.evaluate import Facts
from fiftytwo.web.accounts.models import User
from fiftytwo.web.saved.forms import asked_of
from fiftytwo.web.saved.models import SavedView
from fiftytwo.web.saved.page import words_of
from fiftytwo.web.service.reading import choices
from fiftytwo.web.service.serving import as_csv, explorer_context
from fiftytwo.web.told import told

__all__ = ["send_view"]


def send_view(view: SavedView, owner: User, source: Facts, *, day: date) -> None:
    """Send a view to its owner, in the owner's language; figures of queues, never of people.

    A question that the lake no longer understands is sent as that sentence, so that nobody waits
    for figures that cannot come.

    Raises
    ------
    SMTPException, OSError
        If the mail server refuses it or does not answer.
    """
    with override(owner.language or settings.LANGUAGE_CODE):
        form = asked_of(view.query, choices(source))
        context, data = _figures(form, source)
        root = settings.PUBLIC_ADDRESS
        context |= {
            "name": view.name,
            "words": words_of(form),
            "url": root + reverse("saved-view", args=[view.pk]),
            "all": root + reverse("saved-views"),
            "language": owner.language or settings.LANGUAGE_CODE,
        }
        mail = EmailMultiAlternatives(
            # The name is its owner's own words: it stands in the mail, not in its subject.
            _("A view of measures that you asked for"),
            render_to_string("saved/view_plain.html", context),
            to=[owner.email],
            headers={
                "Message-ID": f"<view-{view.pk}-{day}@fiftytwo.invalid>",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{context['all']}>",
            },
        )
        mail.attach_alternative(render_to_string("saved/view_mail.html", context), "text/html")
        if data:
            mail.attach("view.csv", data, "text/csv")
        mail.send()


def _figures(form: Any, source: Facts) -> tuple[dict[str, Any], bytes]:
    if not form.is_valid() or form.known.last is None:
        return {"sentence": _("It asks for something that is no longer loaded.")}, b""
    item = measure(form.cleaned_data["measure"])
    page = explorer_context(source, form, item)
    shown = {name: page[name] for name in ("sentence", "group_rows", "whole", "by_words")}
    return shown | {"label": told(item.label)}, as_csv(source, form).content
