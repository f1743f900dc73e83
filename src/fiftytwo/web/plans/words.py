"""What a plan says in sentences."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from fiftytwo.web.plans.board import clock
from fiftytwo.web.plans.stored import Shift, Short, StoredPlan

__all__ = [
    "BacktestWords",
    "ShortWords",
    "backtests",
    "day_sentence",
    "own_pieces",
    "own_sentence",
    "short_words",
    "week_sentence",
]

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


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
        return "Every half-hour is covered."
    worst = max(shorts, key=lambda s: (s.size, len(s.sizes)))
    is_plural = count != 1
    start = f"{_number(count).capitalize()} half-hour{'s are' if is_plural else ' is'} short"
    by = f"by{' up to' if is_plural else ''} {_people(worst.size)} at {clock(worst.worst_at)}"
    return f"{start}: {by} ({worst.cause})."


def week_sentence(plan: StoredPlan) -> str:
    """Return the sentence of a whole week."""
    count = sum(len(short.sizes) for short in plan.shorts)
    if not count:
        return "Every half-hour of the week is covered."
    days = sorted({short.day for short in plan.shorts})
    names = _join([f"{plan.days[day]:%A}" for day in days])
    worst = max(plan.shorts, key=lambda s: s.size)
    noun = "half-hour is" if count == 1 else "half-hours are"
    when = f"{plan.days[worst.day]:%A} at {clock(worst.worst_at)}"
    return (
        f"{_number(count).capitalize()} {noun} short, on {names}; "
        f"the most at once is {_people(worst.size)}, on {when}."
    )


def own_sentence(
    plan: StoredPlan, shifts: Sequence[Shift], day: int | None, who: Collection[str]
) -> str:
    """Return what a rep's day, or whole week for None, is."""
    if day is None:
        hours = sum(shift.paid_minutes for shift in shifts) / 60
        count = len(shifts)
        return f"You work on {count} {'day' if count == 1 else 'days'}, {hours:g} hours in all."
    mine = [shift for shift in shifts if shift.day == day]
    if not mine:
        is_away = any((person, day) in plan.away for person in who)
        return "You are away on this day." if is_away else "You are free on this day."
    shift = mine[0]
    meals = [f"a meal at {clock(start)}" for kind, start, _ in shift.breaks if kind == "meal"]
    breaks = [clock(start) for kind, start, _ in shift.breaks if kind != "meal"]
    pauses = meals + ([f"short breaks at {_join(breaks)}"] if breaks else [])
    rest = f", with {_join(pauses)}" if pauses else ""
    return f"You work from {clock(shift.start)} to {clock(shift.end)}{rest}."


def own_pieces(shift: Shift, word: str) -> list[tuple[str, str]]:
    """Return a shift piece by piece: from when to when, and what.

    Examples
    --------
    >>> own_pieces(Shift("x", 0, 480, 720, (("meal", 600, 630),)), "Phone")
    [('08:00 to 10:00', 'Phone'), ('10:00 to 10:30', 'Meal'), ('10:30 to 12:00', 'Phone')]
    """
    pieces, at = [], shift.start
    for kind, start, end in sorted(shift.breaks, key=lambda piece: piece[1]):
        pieces += [(at, start, word), (start, end, "Meal" if kind == "meal" else "Short break")]
        at = end
    pieces.append((at, shift.end, word))
    return [(f"{clock(a)} to {clock(b)}", what) for a, b, what in pieces if b > a]


def short_words(plan: StoredPlan, shorts: Sequence[Short]) -> list[ShortWords]:
    """Return shortfalls for the page, most people missing first, then in order of time."""
    ordered = sorted(shorts, key=lambda s: (-s.size, s.day, s.start))
    return [
        ShortWords(
            day=plan.days[s.day],
            pool=s.pool,
            hours=f"{clock(s.start)} to {clock(s.end)}",
            missing=_missing(s.sizes),
            cause=s.cause[:1].upper() + s.cause[1:],
            would_help=s.would_help,
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
        return "too little history to judge"
    if error < naive * 0.98:
        return "better than repeating last week"
    return "no better than repeating last week"


def _missing(sizes: Sequence[int]) -> str:
    if len(set(sizes)) == 1:
        return f"{sizes[0]} missing" + (" throughout" if len(sizes) > 1 else "")
    return f"{min(sizes)} to {max(sizes)} missing"


def _people(count: int) -> str:
    return f"{_number(count)} {'person' if count == 1 else 'people'}"


def _number(count: int) -> str:
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


def _join(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
