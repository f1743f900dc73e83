"""Puts the page of a day under way together from plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.web.frame import week_of
from fiftytwo.web.plans.day_picture import day_picture
from fiftytwo.web.plans.models import DayForecast
from fiftytwo.web.plans.today_words import pool_sentences, so_far_sentences
from fiftytwo.web.plans.under_way import DayUnderWay, QueueDay, read_day
from fiftytwo.web.rendering import kept_part
from fiftytwo.web.told import told

__all__ = ["QueueWords", "today_page"]


@dataclass(frozen=True, slots=True)
class QueueWords:
    """A queue's day as the page prints it: contacts so far and to come, beside what was expected."""

    queue: str
    url: str
    came: float
    due: float
    rest: float
    rest_before: float

    @property
    def change(self) -> float | None:
        """What came in beside what was expected, as a share; None where nothing was."""
        return self.came / self.due - 1 if self.due else None


def today_page(row: DayForecast | None, asked: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """Return the context of the page for the row of a day; None: there is none.

    Raises
    ------
    LookupError
        If the day that is asked for was not forecast again, or has no such queue.
    """
    if row is None:
        if asked["day"]:
            raise LookupError("this day was not forecast again")
        return {"under_way": None}
    day = read_day(row.values)
    words = [_words(queue, asked) for queue in day.queues]
    context = {
        "under_way": day,
        "week": week_of(day.day),
        "is_other_day": day.day != today,
        "is_newest": not asked["day"],
        "is_outdated": row.load_id != (open_snapshot(settings.WORKSPACE.lake).load_id or ""),
        "has_roster": any(pool.rostered is not None for pool in day.pools),
        "queues": words,
        "notes": [told(note) for note in day.notes],
    }
    return context | (_shown(row, day, asked) if words else {})


def _shown(row: DayForecast, day: DayUnderWay, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said and drawn of the queue that is asked for, else of the one that differs most."""
    queue = day.queue(asked["queue"]) if asked["queue"] else max(day.queues, key=_difference)
    if queue is None:
        raise LookupError("there is no such queue on this day")
    tabs = [{"label": q.queue, "url": _url(asked, q), "is_here": q is queue} for q in day.queues]
    return {
        "queue": queue,
        "tabs": tabs,
        "sentences": so_far_sentences(day),
        "changes": [pool_sentences(day, pool) for pool in day.pools],
        "picture_part": kept_part(
            "plans/_day_picture.html",
            (row.mark, queue.queue),
            lambda: {"picture": day_picture(day, queue), "day": day.day},
        ),
    }


def _words(queue: QueueDay, asked: Mapping[str, Any]) -> QueueWords:
    over, rest = queue.over(), queue.rest()
    return QueueWords(
        queue=queue.queue,
        url=_url(asked, queue),
        came=sum(queue.now[i] or 0 for i in over),
        due=sum(queue.mean[i] or 0 for i in over),
        rest=sum(queue.now[i] or 0 for i in rest),
        rest_before=sum(queue.mean[i] or 0 for i in rest),
    )


def _difference(queue: QueueDay) -> float:
    """Return by how many contacts the day so far and the rest differ from what was expected."""
    places = [*queue.over(), *queue.rest()]
    return abs(sum((queue.now[i] or 0) - (queue.mean[i] or 0) for i in places))


def _url(asked: Mapping[str, Any], queue: QueueDay) -> str:
    day = {"day": asked["day"].isoformat()} if asked["day"] else {}
    return f"?{urlencode({**day, 'queue': queue.queue})}"
