"""Work that the worker starts by itself, hourly or nightly: once for each due time.

A schedule is a constant in the `jobs.py` of the app that does the work, named in the setting
SCHEDULES, so that this app need not know the others. Every worker looks every few seconds.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django_tasks.base import Task

from fiftytwo.web.jobs.actions import beat, resume_silent, resume_unbegun, start_due
from fiftytwo.web.jobs.models import Job
from fiftytwo.web.jobs.queries import last_runs
from fiftytwo.web.jobs.running import at_work

__all__ = [
    "Routine",
    "Schedule",
    "due",
    "keep_alive",
    "routines",
    "schedules",
    "start_all_due",
    "watch",
]

log = logging.getLogger("fiftytwo.web.jobs")
NIGHT_HOUR = 3  # local; no zone of today skips or repeats it often, and people sleep
LOOK_EVERY_S = 15.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """What runs how often; the task gets the job's id alone."""

    name: str
    title: str | Promise
    every: Literal["hour", "night"]
    task: Task


@dataclass(frozen=True, slots=True)
class Routine:
    """A schedule as its page shows it: its newest work, and when it is due next."""

    title: str | Promise
    last: Job | None
    next_at: datetime


def schedules() -> list[Schedule]:
    """Return the schedules that the settings name."""
    return [import_string(name) for name in settings.SCHEDULES]


def due(every: Literal["hour", "night"], now: datetime, zone: str) -> datetime:
    """Return the newest due time that is not after `now`, in UTC.

    Examples
    --------
    >>> from datetime import UTC
    >>> due("night", datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/Brussels").isoformat()
    '2026-03-28T02:00:00+00:00'
    >>> due("night", datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Brussels").isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    utc = ZoneInfo("UTC")
    if every == "hour":
        return now.astimezone(utc).replace(minute=0, second=0, microsecond=0)
    local = now.astimezone(ZoneInfo(zone))
    night = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0, fold=0)
    if night.astimezone(utc) > now.astimezone(utc):
        night -= timedelta(days=1)
    return night.astimezone(utc)


def routines() -> list[Routine]:
    """Return every schedule for its page."""
    now, zone, last = timezone.now(), settings.WORKSPACE.zone, last_runs()
    return [
        Routine(one.title, last.get(one.name), due(one.every, now + _PERIOD[one.every], zone))
        for one in schedules()
    ]


_PERIOD = {"hour": timedelta(hours=1), "night": timedelta(days=1)}


def start_all_due(now: datetime) -> list[Job]:
    """Start what is due and nobody has started; return the work that this call started."""
    found = []
    for one in schedules():
        at = due(one.every, now, settings.WORKSPACE.zone)
        job = start_due(one.task, schedule=one.name, title=str(one.title), due_at=at)
        if job is not None:
            found.append(job)
    return found


def keep_alive(now: datetime) -> None:
    """Give signs of life for what this process is at, and pick up what a dead worker had begun.

    On SQLite the one worker picks up what was begun when it starts; later only what was never queued.
    """
    beat(set(at_work))
    (resume_unbegun if connection.vendor == "sqlite" else resume_silent)(now)


def watch(
    look: Callable[[datetime], object] = start_all_due, every_s: float = LOOK_EVERY_S
) -> Callable[[], None]:
    """Do something every few seconds from a thread of the worker; return what ends it."""
    stopping = threading.Event()

    def looking() -> None:
        while True:
            try:
                look(timezone.now())
            except Exception:  # a ledger that is away for a moment must not end it
                log.exception("%s could not be done", look.__name__)
            finally:
                connection.close()
            if stopping.wait(every_s):
                return

    threading.Thread(target=looking, daemon=True).start()
    return stopping.set
