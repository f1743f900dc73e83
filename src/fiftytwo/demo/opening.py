"""The demo company's opening hours as its head wrote them down: the holidays of this year are in."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from fiftytwo.demo.company import Company, Queue

__all__ = ["closing", "schedules_text"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 1440

Span = tuple[int, int]


def schedule_name(queue: str) -> str:
    """Return the name of a queue's schedule.

    Examples
    --------
    >>> schedule_name("Fibre faults")
    'fibre-faults'
    """
    return queue.lower().replace(" ", "-")


def closing(company: Company) -> tuple[str, ...]:
    """Return the schedules that are meant to close on the site's holidays, a queue each.

    Examples
    --------
    >>> from fiftytwo.demo.company import make_company
    >>> closing(make_company(today=date(2026, 11, 19)))
    ('billing', 'moving-home', 'chat', 'e-mail')
    """
    return tuple(schedule_name(q.name) for q in company.queues if q.holiday_hours is None)


def schedules_text(company: Company) -> str:
    """Return schedules.toml: a schedule a queue, closed on holidays until the end of the last day's year.

    Examples
    --------
    >>> from fiftytwo.demo.company import make_company
    >>> text = schedules_text(make_company(today=date(2026, 11, 19)))
    >>> print(text.partition("[schedules.fibre")[0].partition("hours]]")[2].strip())
    mon-fri = ["08:00-20:00"]
    sat = ["09:00-17:00"]
    """
    parts = ["# When each queue is open: business time counts by these hours alone."]
    for queue in company.queues:
        parts.append("\n".join(_schedule(company, queue)))
    for queue in company.queues:
        parts.append(
            f'[[holds]]\nschedule = "{schedule_name(queue.name)}"\nqueues = ["{queue.name}"]'
        )
    return "\n\n".join(parts) + "\n"


def _schedule(company: Company, queue: Queue) -> Iterator[str]:
    name = schedule_name(queue.name)
    yield f"[schedules.{name}]"
    yield f'zone = "{company.zone}"'
    yield "closed = ["
    for day, what in company.holidays.items():
        if day.year <= company.last_day.year:
            for entry in _closed(queue, day):
                yield f"    {entry},  # {what}"
    yield "]"
    yield ""
    yield f"[[schedules.{name}.hours]]"
    for span, group in groupby(range(7), key=lambda weekday: queue.hours[weekday]):
        days = list(group)
        if span is not None:
            last = f"-{DAYS[days[-1]]}" if len(days) > 1 else ""
            yield f'{DAYS[days[0]]}{last} = ["{_words(span)}"]'


def _closed(queue: Queue, day: date) -> Iterator[str]:
    """Return what is closed on a holiday: all of it, or what lies around its own hours."""
    hours = queue.holiday_hours if day.weekday() < 6 else None
    if hours is None:
        yield f"{day}"
    else:
        yield f'"{day} {_words((0, hours[0]))}"'
        yield f'"{day} {_words((hours[1], DAY))}"'


def _words(span: Span) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)
