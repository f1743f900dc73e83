"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "post.Wishes",
        _("How notices are sent"),
        "user__person",
        "own_notices",
        hidden=("chat_box",),
        forget=None,
    ),
    Table(
        "post.Letter",
        _("Letters about notices"),
        "user__person",
        "own_notices",
        forget=None,  # and once its notices are gone: post.actions.forget_empty
    ),
)
