"""What a plan says in sentences."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fiftytwo.web.plans.board import clock
from fiftytwo.web.plans.stored import Shift, Short, StoredPlan
from fiftytwo.web.saying import date_text, list_text, localised, number_text
from fiftytwo.web.told import told

__all__ = [
    "BacktestWords",
    "ShortWords",
    "backtests",
    "day_sentence",
    "number_word",
    "own_pieces",
    "own_sentence",
    "short_words",
    "week_sentence",
]

NUMBERS = dict(
    enumerate(
        (
            gettext_lazy("two"),
            gettext_lazy("three"),
            gettext_lazy("four"),
            gettext_lazy("five"),
            gettext_lazy("six"),
            gettext_lazy("seven"),
            gettext_lazy("eight"),
            gettext_lazy("nine"),
            gettext_lazy("ten"),
        ),
        start=2,
    )
)


@dataclass(frozen=True, slots=True)
class ShortWords:
    """A shortfall as the page prints it."""

    day: date
    pool: str
    hours: str
    missing: str
    cause: str
    would_help: str
    size: int


@dataclass(frozen=True, slots=True)
class BacktestWords:
    """How well a queue's past weeks were foretold, beside simply repeating the week before."""

    queue: str
    error: float | None
    naive_error: float | None
    cover: float | None
    verdict: str


def day_sentence(shorts: Sequence[Short]) -> str:
    """Return the sentence of one day.

    Examples
    --------
    >>> day_sentence([])
    'Every half-hour is covered.'
    >>> day_sentence([Short("p", 0, 630, 690, (3, 1), "people are away", "")])
    'Two half-hours are short: by up to three people at 10:30 (people are away).'
    """
    count = sum(len(short.sizes) for short in shorts)
    if not count:
        return _("Every half-hour is covered.")
    worst = max(shorts, key=lambda s: (s.size, len(s.sizes)))
    text = ngettext(
        "One half-hour is short: by %(people)s at %(at)s (%(cause)s).",
        "%(number)s half-hours are short: by up to %(people)s at %(at)s (%(cause)s).",
        count,
    )
    return text % {
        "number": capfirst(number_word(count)),
        "people": _people(worst.size),
        "at": clock(worst.worst_at),
        "cause": told(worst.cause),
    }


def week_sentence(plan: StoredPlan) -> str:
    """Return the sentence of a whole week."""
    count = sum(len(short.sizes) for short in plan.shorts)
    if not count:
        return _("Every half-hour of the week is covered.")
    days = sorted({short.day for short in plan.shorts})
    worst = max(plan.shorts, key=lambda s: s.size)
    text = ngettext(
        "One half-hour is short, on %(days)s; the most at once is %(people)s, "
        "on %(day)s at %(at)s.",
        "%(number)s half-hours are short, on %(days)s; the most at once is %(people)s, "
        "on %(day)s at %(at)s.",
        count,
    )
    return text % {
        "number": capfirst(number_word(count)),
        "days": list_text([date_text(plan.days[day], "l") for day in days]),
        "people": _people(worst.size),
        "day": date_text(plan.days[worst.day], "l"),
        "at": clock(worst.worst_at),
    }


def own_sentence(
    plan: StoredPlan, shifts: Sequence[Shift], day: int | None, who: Collection[str]
) -> str:
    """Return what a rep's day, or whole week for None, is."""
    if day is None:
        hours = sum(shift.paid_minutes for shift in shifts) / 60
        text = ngettext(
            "You work on %(n)s day, %(hours)s hours in all.",
            "You work on %(n)s days, %(hours)s hours in all.",
            len(shifts),
        )
        return text % {"n": len(shifts), "hours": localised(f"{hours:g}")}
    mine = [shift for shift in shifts if shift.day == day]
    if not mine:
        is_away = any((person, day) in plan.away for person in who)
        return _("You are away on this day.") if is_away else _("You are free on this day.")
    shift = mine[0]
    hours = {"start": clock(shift.start), "end": clock(shift.end)}
    pauses = _pauses(shift)
    if not pauses:
        return _("You work from %(start)s to %(end)s.") % hours
    return _("You work from %(start)s to %(end)s, with %(pauses)s.") % {
        **hours,
        "pauses": list_text(pauses),
    }


def _pauses(shift: Shift) -> list[str]:
    meals = [
        _("a meal at %(at)s") % {"at": clock(start)}
        for kind, start, _end in shift.breaks
        if kind == "meal"
    ]
    breaks = [clock(start) for kind, start, _end in shift.breaks if kind != "meal"]
    if not breaks:
        return meals
    text = ngettext("a short break at %(at)s", "short breaks at %(at)s", len(breaks))
    return [*meals, text % {"at": list_text(breaks)}]


def own_pieces(shift: Shift, word: str) -> list[tuple[str, str]]:
    """Return a shift piece by piece: from when to when, and what.

    Examples
    --------
    >>> own_pieces(Shift("x", 0, 480, 720, (("meal", 600, 630),)), "Phone")
    [('08:00 to 10:00', 'Phone'), ('10:00 to 10:30', 'Meal'), ('10:30 to 12:00', 'Phone')]
    """
    pieces, at = [], shift.start
    for kind, start, end in sorted(shift.breaks, key=lambda piece: piece[1]):
        pieces += [
            (at, start, word),
            (start, end, _("Meal") if kind == "meal" else _("Short break")),
        ]
        at = end
    pieces.append((at, shift.end, word))
    return [(_span(a, b), what) for a, b, what in pieces if b > a]


def _span(start: int, end: int) -> str:
    return _("%(first)s to %(last)s") % {"first": clock(start), "last": clock(end)}


def short_words(plan: StoredPlan, shorts: Sequence[Short]) -> list[ShortWords]:
    """Return shortfalls for the page, most people missing first, then in order of time."""
    ordered = sorted(shorts, key=lambda s: (-s.size, s.day, s.start))
    return [
        ShortWords(
            day=plan.days[s.day],
            pool=s.pool,
            hours=_span(s.start, s.end),
            missing=_missing(s.sizes),
            cause=capfirst(told(s.cause)),
            would_help=told(s.would_help),
            size=s.size,
        )
        for s in ordered
    ]


def backtests(plan: StoredPlan) -> list[BacktestWords]:
    """Return how honest the forecast was, by queue; queues without a backtest are left out."""
    found = []
    for queue in plan.queues:
        test = queue.backtest
        if not test:
            continue
        error, naive = test.get("wape"), test.get("naive_wape")
        found.append(
            BacktestWords(queue.queue, error, naive, test.get("cover"), _verdict(error, naive))
        )
    return found


def _verdict(error: float | None, naive: float | None) -> str:
    if error is None or naive is None:
        return _("too little history to judge")
    if error < naive * 0.98:
        return _("better than repeating last week")
    return _("no better than repeating last week")


def _missing(sizes: Sequence[int]) -> str:
    if len(set(sizes)) == 1:
        text = _("%(n)s missing throughout") if len(sizes) > 1 else _("%(n)s missing")
        return text % {"n": sizes[0]}
    return _("%(least)s to %(most)s missing") % {"least": min(sizes), "most": max(sizes)}


def _people(count: int) -> str:
    return ngettext("one person", "%(number)s people", count) % {"number": number_word(count)}


def number_word(count: int) -> str:
    """Return a count in words up to ten, in digits above."""
    return str(NUMBERS[count]) if count in NUMBERS else number_text(count)
