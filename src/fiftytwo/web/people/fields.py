"""How hours, shift lengths and times of day are written in forms and files, and read again."""

import re
from collections.abc import Mapping, Sequence

from fiftytwo.base.errors import InputError

__all__ = [
    "DAYS",
    "availability_text",
    "hours_text",
    "minutes_of",
    "read_availability",
    "read_shifts",
    "shifts_text",
]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK_MINUTES = 10_080
DAY_MINUTES = 1440
HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2})|:(\d{2}))?")
SPAN = re.compile(r"([A-Za-z]{3})(?:-([A-Za-z]{3}))? (\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


def minutes_of(text: str, *, most: int = WEEK_MINUTES) -> int:
    """Return hours as whole minutes.

    Parameters
    ----------
    text : str
        ``38``, ``37.5``, ``37,5`` or ``37:30``.
    most : int
        The largest number of minutes allowed.

    Raises
    ------
    InputError
        For anything else, for parts of a minute, or for more than `most`.

    Examples
    --------
    >>> [minutes_of(text) for text in ("38", "37.5", "37,25", "7:36")]
    [2280, 2250, 2235, 456]
    """
    found = HOURS.fullmatch(text.strip())
    if found is None or int(found[3] or 0) > 59:
        raise InputError(f"{text!r} is no number of hours: write 38, 37.5 or 37:30")
    part = (found[2] or "").ljust(2, "0")
    if int(part) * 60 % 100:
        raise InputError(f"{text!r} is no whole number of minutes: write it as 37:20")
    minutes = int(found[1]) * 60 + int(part) * 60 // 100 + int(found[3] or 0)
    if minutes > most:
        raise InputError(f"{text!r} is more than {most // 60} hours")
    return minutes


def hours_text(minutes: int) -> str:
    """Return minutes as hours, the way `minutes_of` reads them.

    Examples
    --------
    >>> hours_text(2280), hours_text(2250), hours_text(456)
    ('38', '37:30', '7:36')
    """
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}" if rest else str(hours)


def read_shifts(text: str) -> list[int]:
    """Return the allowed lengths of a shift in minutes, from ``8 6:30``.

    Raises
    ------
    InputError
        For a length that is no number of hours, none at all, or longer than a day.

    Examples
    --------
    >>> read_shifts("8 6:30"), read_shifts("")
    ([480, 390], [])
    """
    lengths = [minutes_of(word, most=DAY_MINUTES) for word in text.split()]
    if any(length == 0 for length in lengths):
        raise InputError("a shift of 0 hours is none: leave it out")
    return list(dict.fromkeys(lengths))


def shifts_text(minutes: Sequence[int]) -> str:
    """Return lengths of shifts the way `read_shifts` reads them.

    Examples
    --------
    >>> shifts_text([480, 390])
    '8 6:30'
    """
    return " ".join(hours_text(length) for length in minutes)


def read_availability(text: str) -> dict[str, list[int]]:
    """Return weekday → [from, to] in minutes, from ``Mon-Fri 08:00-18:00; Sat 09:00-13:00``.

    An empty text means any time; a weekday that is left out is not worked.

    Raises
    ------
    InputError
        For an unknown day, a day said twice, or a time of day that does not exist.

    Examples
    --------
    >>> read_availability("Mon-Tue 08:00-18:00; Sat 9:00-13:00")
    {'0': [480, 1080], '1': [480, 1080], '5': [540, 780]}
    """
    found: dict[str, list[int]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        days, span = _span(part)
        for day in days:
            if str(day) in found:
                raise InputError(f"{part!r} says {DAYS[day]} a second time: say each day once")
            found[str(day)] = list(span)
    return dict(sorted(found.items()))


def availability_text(availability: Mapping[str, Sequence[int]]) -> str:
    """Return availability the way `read_availability` reads it; neighbouring like days together.

    Examples
    --------
    >>> availability_text({"0": [480, 1080], "1": [480, 1080], "5": [540, 780]})
    'Mon-Tue 08:00-18:00; Sat 09:00-13:00'
    """
    runs: list[tuple[int, int, tuple[int, int]]] = []
    for day in sorted(map(int, availability)):
        first, last = availability[str(day)]
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == (first, last):
            runs[-1] = (runs[-1][0], day, (first, last))
        else:
            runs.append((day, day, (first, last)))
    return "; ".join(_run_text(*run) for run in runs)


def _run_text(one: int, two: int, span: tuple[int, int]) -> str:
    days = DAYS[one] if one == two else f"{DAYS[one]}-{DAYS[two]}"
    return f"{days} {_clock(span[0])}-{_clock(span[1])}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(part: str) -> tuple[range, tuple[int, int]]:
    found = SPAN.fullmatch(part)
    if found is None:
        raise InputError(f"{part!r} is no time of work: write Mon-Fri 08:00-18:00; Sat 09:00-13:00")
    one, two = _day(found[1]), _day(found[2] or found[1])
    first, last = (_minute(found[at], found[at + 1], part) for at in (3, 5))
    if two < one or last <= first:
        raise InputError(f"{part!r} ends before it begins: write the earlier one first")
    return range(one, two + 1), (first, last)


def _day(word: str) -> int:
    try:
        return DAYS.index(word.capitalize())
    except ValueError:
        raise InputError(f"{word!r} is no day: write {', '.join(DAYS)}") from None


def _minute(hour: str, minute: str, part: str) -> int:
    at = int(hour) * 60 + int(minute)
    if int(minute) > 59 or at > DAY_MINUTES:
        raise InputError(f"{hour}:{minute} in {part!r} is no time of day")
    return at
