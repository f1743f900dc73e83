"""What a day under way says in sentences."""

from collections.abc import Sequence
from itertools import groupby
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fiftytwo.web.plans.board import clock
from fiftytwo.web.plans.under_way import DayUnderWay, PoolDay, QueueDay
from fiftytwo.web.plans.words import number_word
from fiftytwo.web.saying import hours_text, list_text, share_text

__all__ = ["change_words", "pool_sentences", "runs", "so_far_sentences"]

MOST_RUNS = 3  # more are read in the table
CHANCE = 1.28  # standard deviations to either side that hold 80 % of a normal law


def so_far_sentences(day: DayUnderWay) -> list[str]:
    """Return how the day so far compares with what was expected of it, queue by queue."""
    said = [sentence for queue in day.queues if (sentence := _queue_sentence(queue, day.interval))]
    return said or [_("Nothing was expected yet of the day so far.")]


def _queue_sentence(queue: QueueDay, interval: int) -> str:
    """Return how one queue's day so far compares; nothing where nothing was expected yet.

    A difference that chance alone makes in four of five days, were the expectation exact, is not
    told as one: contacts that come by themselves spread by the square root of their number.
    """
    over = queue.over()
    came, due = sum(queue.now[i] for i in over), sum(queue.mean[i] for i in over)
    if due <= 0:
        return ""
    begun = next(i for i in over if queue.mean[i])
    text = _("%(queue)s: about as many contacts as expected since %(at)s.")
    if abs(came - due) > CHANCE * sqrt(due):
        text = _("%(queue)s: %(share)s more contacts than expected since %(at)s.")
        if came < due:
            text = _("%(queue)s: %(share)s fewer contacts than expected since %(at)s.")
    share = share_text(abs(came / due - 1), 0)
    return text % {"queue": queue.queue, "share": share, "at": clock(begun * interval)}


def pool_sentences(day: DayUnderWay, pool: PoolDay) -> list[str]:
    """Return what changes for the people of a pool in the rest of the day."""
    rest = range(day.until, len(pool.again))
    if not any(pool.again[i] or pool.required[i] for i in rest):
        return [_("%(pool)s: the day is over.") % {"pool": pool.pool}]
    if pool.rostered is None:
        return [_compared(day, pool)]
    gaps = [max(0, need - have) for need, have in zip(pool.again, pool.rostered, strict=True)]
    found = sorted(runs(gaps, day.until), key=lambda run: (-max(run[2]), run[0]))[:MOST_RUNS]
    said = [_short(day, run) for run in sorted(found)]
    if not said:
        said = [_("those who are rostered are enough for the rest of the day")]
    text = _("%(pool)s: %(what)s.") % {"pool": pool.pool, "what": list_text(said)}
    return [text, change_words(day, pool)]


def change_words(day: DayUnderWay, pool: PoolDay) -> str:
    """Return how much more or less work the rest of the day is than it was planned to be."""
    rest = range(day.until, len(pool.again))
    hours = sum(pool.again[i] - pool.required[i] for i in rest) * day.interval / 60
    if not hours:
        return _("The rest of the day requires as many hours as planned.")
    text = _("The rest of the day requires %(hours)s more than planned.")
    if hours < 0:
        text = _("The rest of the day requires %(hours)s less than planned.")
    return text % {"hours": hours_text(abs(hours))}


def runs(values: Sequence[int], first: int) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return the runs of values above 0 from `first` on: where each begins, where it ends, its values.

    Examples
    --------
    >>> runs([9, 0, 2, 1, 0, 3], 1)
    [(2, 4, (2, 1)), (5, 6, (3,))]
    """
    found = []
    for is_above, run in groupby(range(first, len(values)), key=lambda i: values[i] > 0):
        places = list(run)
        if is_above:
            found.append((places[0], places[-1] + 1, tuple(values[i] for i in places)))
    return found


def _short(day: DayUnderWay, run: tuple[int, int, tuple[int, ...]]) -> str:
    sizes = run[2]
    text = ngettext(
        "from %(first)s to %(last)s one more is required than is rostered",
        "from %(first)s to %(last)s %(number)s more are required than are rostered",
        max(sizes),
    )
    if len(set(sizes)) > 1:
        text = _("from %(first)s to %(last)s up to %(number)s more are required than are rostered")
    return text % _holes(day, run)


def _compared(day: DayUnderWay, pool: PoolDay) -> str:
    """Return where more or fewer are required than that morning, where no roster is known."""
    pairs = list(zip(pool.again, pool.required, strict=True))
    more = runs([max(0, now - was) for now, was in pairs], day.until)
    fewer = runs([max(0, was - now) for now, was in pairs], day.until)
    largest = sorted((*more, *fewer), key=lambda run: (-max(run[2]), run[0]))[:MOST_RUNS]
    said = [_changed(day, run, is_more=run in more) for run in sorted(largest)]
    if not said:
        said = [_("as many are required as that morning")]
    return _("%(pool)s: %(what)s.") % {"pool": pool.pool, "what": list_text(said)}


def _changed(day: DayUnderWay, run: tuple[int, int, tuple[int, ...]], *, is_more: bool) -> str:
    number = max(run[2])
    if is_more:
        text = ngettext(
            "from %(first)s to %(last)s one more is required than that morning",
            "from %(first)s to %(last)s up to %(number)s more are required than that morning",
            number,
        )
    else:
        text = ngettext(
            "from %(first)s to %(last)s one fewer is required than that morning",
            "from %(first)s to %(last)s up to %(number)s fewer are required than that morning",
            number,
        )
    return text % _holes(day, run)


def _holes(day: DayUnderWay, run: tuple[int, int, tuple[int, ...]]) -> dict[str, str]:
    first, last, sizes = run
    return {
        "first": clock(first * day.interval),
        "last": clock(last * day.interval),
        "number": number_word(max(sizes)),
    }
