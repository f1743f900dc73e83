"""Tables of this app that point at a person."""

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (
    Table(
        "jobs.Job",
        "Background work started",
        "by__person",
        "audit",
        hidden=("task_id",),
        dated="created_at",
    ),
)
