"""Who worked when in the demo's past: a planner's weekly rota, with breaks, training and meetings.

Greedy and quick on purpose: it stands for what a company without fiftytwo would have had.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.calendar import DAY_S, HALF_HOURS, STREAMS, expected
from fiftytwo.demo.company import Company, Person
from fiftytwo.roster.model import Rules

__all__ = ["AT_ONCE", "Piece", "Shift", "rota"]

RULES = Rules()
SPARE_WORTH = 0.03  # of a person beyond the requirement, so that contract hours are used up
MEETING_MINUTE = {"Canal": 810, "Harbour": 840, "Meadow": 870, "Orchard": 900}
MEETING_WEEKDAY = 3
TRAINING_SHARE = 0.4  # of the weeks of a rep
NEARBY = (0, 15, -15, 30, -30, 45, -45, 60, -60)
AT_ONCE = {"chat": 2}  # contacts of a channel that one rep handles at the same time

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a shift, in local seconds since the first day: available, break, lunch …"""

    kind: str
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one rep; its pieces follow each other without a gap."""

    person: str
    pieces: tuple[Piece, ...]


def rota(company: Company) -> dict[str, list[Shift]]:
    """Return the shifts of every rep in order, by key of the person.

    Nobody exceeds the contract, works on an absent day or a closed one, or rests less than
    eleven hours between two shifts.
    """
    random = np.random.default_rng([company.seed, 3])
    holidays = frozenset(company.holidays)
    absent = {rep.key: company.absent(rep.key) for rep in company.reps}
    shifts: dict[str, list[Shift]] = {rep.key: [] for rep in company.reps}
    for pool in company.pools:
        crew = [rep for rep in company.reps if rep.pool == pool]
        need = _need(company, pool)
        for week in range(len(company.days) // 7):
            days = company.days[7 * week : 7 * week + 7]
            chosen = _week(
                crew,
                need[7 * week : 7 * week + 7],
                days,
                absent=absent,
                holidays=holidays,
                random=random,
            )
            for rep in crew:
                for day, (start, end) in sorted(chosen[rep.key].items()):
                    shifts[rep.key].append(_shift(rep, 7 * week + day, (start, end), random=random))
    return shifts


def _need(company: Company, pool: str) -> Floats:
    """People wanted in each half-hour, by the square-root rule; one wherever a queue is open."""
    load = np.zeros((len(company.days), HALF_HOURS))
    for name in company.pools[pool]:
        stream = STREAMS[name]
        seconds = stream.talk_s + stream.held * stream.hold_s + stream.wrap_s
        channel = company.queue(name).channel
        if channel == "email":
            return _written_need(company, name, seconds)
        counts = expected(company, name, incident=False)
        load += counts * seconds / 1800 / AT_ONCE.get(channel, 1)
    return np.where(load > 0, np.ceil(load + 0.75 * np.sqrt(load) + 0.2), 0.0)


def _written_need(company: Company, queue: str, seconds: float) -> Floats:
    """Mail is worked off evenly over the opening hours, more on the day after a closed one."""
    known = company.queue(queue)
    daily = expected(company, queue, incident=False).sum(axis=1) * seconds * 1.6 / 1800
    need = np.zeros((len(company.days), HALF_HOURS))
    waiting = 0.0
    for n, day in enumerate(company.days):
        waiting += daily[n]
        hours = known.open_on(day, company.holidays)
        if hours is not None:
            first, last = hours[0] // 30, hours[1] // 30
            need[n, first:last] = math.ceil(waiting / (last - first) / 0.85)
            waiting = 0.0
    return need


def _week(
    pool: list[Person],
    need: Floats,
    days: tuple[date, ...],
    *,
    absent: Mapping[str, frozenset[date]],
    holidays: frozenset[date],
    random: np.random.Generator,
) -> dict[str, dict[int, tuple[int, int]]]:
    """Deal shifts out one by one, each where it helps most; those with limits choose first."""
    chosen: dict[str, dict[int, tuple[int, int]]] = {rep.key: {} for rep in pool}
    left = {rep.key: _paid_minutes(rep, days, absent[rep.key] | holidays) for rep in pool}
    have = np.zeros_like(need)
    order = [pool[n] for n in random.permutation(len(pool))]
    order.sort(key=lambda rep: not (rep.contract and rep.contract.available))
    for _ in range(6):
        for rep in order:
            away = absent[rep.key]
            free = [n for n, day in enumerate(days) if day not in away and n not in chosen[rep.key]]
            best = _best(rep, (need, have), free, taken=chosen[rep.key], minutes=left[rep.key])
            if best is None:
                continue
            day, start, end = best
            chosen[rep.key][day] = (start, end)
            left[rep.key] -= RULES.paid_minutes(end - start)
            have[day, start // 30 : end // 30] += 1
    return chosen


def _paid_minutes(rep: Person, days: tuple[date, ...], off: frozenset[date]) -> int:
    """Paid minutes a rep may work in a week: each weekday off takes a fifth of the contract."""
    if rep.contract is None:
        return 0
    lost = sum(day in off and day.weekday() < 5 for day in days)
    return rep.contract.minutes_a_week * (5 - lost) // 5


def _best(
    rep: Person,
    cover: tuple[Floats, Floats],
    free: list[int],
    *,
    taken: Mapping[int, tuple[int, int]],
    minutes: int,
) -> tuple[int, int, int] | None:
    """Return day, start and end minute of the shift that closes most of what is missing."""
    best: tuple[float, tuple[int, int, int]] | None = None
    if rep.contract is None or len(taken) >= rep.contract.max_days:
        return None
    for span in rep.contract.shift_minutes:
        if RULES.paid_minutes(span) > minutes:
            continue
        for day in free:
            first, last = _window(rep, cover[0], day, taken=taken)
            if last - first < span:
                continue
            worth, start = _place((cover[0][day], cover[1][day]), (first, last), span)
            per_hour = worth / RULES.paid_minutes(span)
            if worth > 0 and (best is None or per_hour > best[0]):
                best = (per_hour, (day, start, start + span))
    return None if best is None else best[1]


def _window(
    rep: Person, need: Floats, day: int, *, taken: Mapping[int, tuple[int, int]]
) -> tuple[int, int]:
    """Return the minutes between which a rep may work on a day."""
    open_ = np.flatnonzero(need[day])
    if rep.contract is None or not len(open_):
        return 0, 0
    first, last = int(open_[0]) * 30, int(open_[-1]) * 30 + 30
    if rep.contract.available:
        limits = rep.contract.available.get(day, (0, 0))
        first, last = max(first, limits[0]), min(last, limits[1])
    if day - 1 in taken:
        first = max(first, taken[day - 1][1] - 1440 + RULES.rest_minutes)
    if day + 1 in taken:
        last = min(last, taken[day + 1][0] + 1440 - RULES.rest_minutes)
    return -(-first // 30) * 30, last // 30 * 30


def _place(cover: tuple[Floats, Floats], window: tuple[int, int], span: int) -> tuple[float, int]:
    """Return the worth and the start of the best place; what is most missing counts most."""
    (need, have), (first, last) = cover, window
    gain = np.clip((need - have) / np.maximum(need, 1), 0, 1) + SPARE_WORTH / (1 + have)
    total = np.concatenate(([0.0], np.cumsum(gain)))
    steps = span // 30
    starts = np.arange(first // 30, last // 30 - steps + 1)
    worth = total[starts + steps] - total[starts]
    at = int(np.argmax(worth))
    return float(worth[at]), int(starts[at]) * 30


def _shift(rep: Person, day: int, hours: tuple[int, int], *, random: np.random.Generator) -> Shift:
    start, end = hours
    plan = RULES.plan(end - start).pieces
    away: list[tuple[int, int, str]] = []
    for n, (kind, minutes, _) in enumerate(plan, start=1):
        middle = start + (end - start) * n / (len(plan) + 1) + 5 * int(random.integers(-5, 6))
        begin = int(middle - minutes / 2) // 5 * 5
        away.append((begin, begin + minutes, "lunch" if kind == "meal" else kind))
    if day % 7 == MEETING_WEEKDAY:
        _add(away, ("meeting", 30, MEETING_MINUTE[rep.team or ""]), hours)
    if end - start >= 480 and random.random() < TRAINING_SHARE / 5:
        _add(away, ("training", 60, start + 150), hours)
    pieces: list[Piece] = []
    at = start
    for begin, stop, kind in sorted(away):
        pieces.append(_piece("available", day, at, begin))
        pieces.append(_piece(kind, day, begin, stop))
        at = stop
    pieces.append(_piece("available", day, at, end))
    return Shift(rep.key, tuple(pieces))


def _add(
    away: list[tuple[int, int, str]], item: tuple[str, int, int], hours: tuple[int, int]
) -> None:
    """Add a piece as close to its wanted minute as it fits, ten minutes clear of every other."""
    kind, minutes, wanted = item
    for offset in NEARBY:
        begin = wanted + offset
        stop = begin + minutes
        clear = all(stop + 10 <= first or last + 10 <= begin for first, last, _ in away)
        if clear and hours[0] + 10 <= begin and stop + 10 <= hours[1]:
            away.append((begin, stop, kind))
            return


def _piece(kind: str, day: int, start: int, end: int) -> Piece:
    return Piece(kind, day * DAY_S + start * 60, day * DAY_S + end * 60)
