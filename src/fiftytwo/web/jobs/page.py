"""What the page for whoever keeps the server running prints: kinds, states and times of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.jobs.queries import SILENT_AFTER, may_end
from fiftytwo.web.jobs.schedules import schedules

__all__ = ["KindRow", "LiveRow", "kind_row", "live_row"]

KINDS = {
    "intake.load": _("Loading a file"),
    "intake.retry": _("Trying lines in quarantine again"),
    "intake.dismiss": _("Leaving a line in quarantine out"),
    "plans.week": _("Making a week plan"),
    "privacy.erase": _("Erasing from the lake"),
}
SCHEDULED = "schedule."


@dataclass(frozen=True, slots=True)
class KindRow:
    """How often work of a kind stands where, and how long it takes [s] where it was done."""

    name: str
    waiting: int
    running: int
    done: int
    failed: int
    mean_s: float | None
    longest_s: float | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A piece of work that runs or waits; `for_s` since it began, or since it was started [s]."""

    id: object
    name: str
    state: str
    for_s: float
    is_silent: bool
    is_ending: bool
    may_end: bool


def kind_row(row: Mapping[str, Any]) -> KindRow:
    """Return a row of `queries.counts_by_kind` with the kind in words."""
    mean, longest = (
        None if row[k] is None else row[k].total_seconds() for k in ("mean", "longest")
    )
    counts = (row[state] for state in ("waiting", "running", "done", "failed"))
    return KindRow(_name(row["kind"]), *counts, mean, longest, row["last"])


def live_row(job: Job, now: datetime, user: User) -> LiveRow:
    """Return what is told of work that is not over; silent is what gave no sign of life lately."""
    runs = job.state == Job.State.RUNNING
    since = job.started_at if runs and job.started_at else job.created_at
    is_silent = runs and (job.beat_at is None or job.beat_at < now - SILENT_AFTER)
    return LiveRow(
        id=job.pk,
        name=_name(job.kind),
        state=job.get_state_display(),
        for_s=(now - since).total_seconds(),
        is_silent=is_silent,
        is_ending=job.cancel_asked,
        may_end=may_end(job, user) and not job.cancel_asked,
    )


def _name(kind: str) -> str:
    if kind.startswith(SCHEDULED):
        titles = {one.name: one.title for one in schedules()}
        return str(titles.get(kind.removeprefix(SCHEDULED), kind))
    return str(KINDS.get(kind, kind))
