"""Tables of this app that point at a person."""

from django.utils.translation import gettext_noop as _

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "jobs.Job",
        _("Background work started"),
        "by__person",
        "audit",
        hidden=("task_id", "task", "arguments"),
        dated="created_at",
    ),
)
