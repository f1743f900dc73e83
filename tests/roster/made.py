"""Small roster problems that tests share."""

import random
from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import strategies as st

from fiftytwo.roster.model import BreakPlan, Demand, Person, Rules

MONDAY = date(2026, 11, 23)
NO_BREAKS = Rules(breaks=(BreakPlan(0),))


def week(count=7, first=MONDAY):
    return tuple(first + timedelta(days=n) for n in range(count))


def demand(need, *, hours=(9, 17), days=None, pool="phone", minutes=30):
    """Return a demand of `need` people (a number, or one a day) in the same hours every day."""
    days = week() if days is None else days
    required = np.zeros((len(days), 1440 // minutes), dtype=np.int64)
    required[:, hours[0] * 60 // minutes : hours[1] * 60 // minutes] = np.reshape(need, (-1, 1))
    return Demand(pool, minutes, days, required)


def person(name="a", *, minutes=2250, pool="phone", **more):
    return Person(name, name.title(), "Canal", pool, minutes, **more)


@st.composite
def problems(draw):
    """Return people, demands and rules of any legal kind, hopeless ones among them.

    Drawn from a seed, because hypothesis by itself prefers problems without people or work.
    """
    return problem(random.Random(draw(st.integers(0, 2**32 - 1))))


def problem(pick):
    days = week(pick.choice([1, 3, 7, 7, 9]), MONDAY + timedelta(days=pick.randrange(7)))
    pools = pick.choice([["phone"], ["phone", "chat"]])
    rules = Rules(
        rest_minutes=pick.choice([660, 660, 0, 900]),
        days_off=pick.choice([2, 2, 0, 3]),
        days_in_a_row=pick.choice([6, 6, 2, 1]),
        start_step_minutes=pick.choice([30, 60, 15]),
        breaks=pick.choice([Rules().breaks, NO_BREAKS.breaks]),
        zone=pick.choice(["UTC", "Europe/Brussels"]),
    )
    people = [
        _anybody(pick, f"p{n}", days, [*pools, *pools, "idle"]) for n in range(pick.randrange(7))
    ]
    return people, [_need(pick, pool, days) for pool in pools], rules


def _need(pick, pool, days):
    minutes = pick.choice([30, 60])
    required = np.zeros((len(days), 1440 // minutes), dtype=np.int64)
    for row in required:
        first = pick.choice([8, 8, 7, 0, 14, 22]) * 60 // minutes
        length = pick.choice([9, 12, 12, 24, 5, 1, 0]) * 60 // minutes
        row[first : first + length] = pick.choice([1, 2, 2, 3, 6, 0])
        row[first + 4 : first + 6] *= pick.choice([1, 2, 0])
    return Demand(pool, minutes, days, required)


def _anybody(pick, name, days, pools):
    start = pick.choice([8, 8, 6, 10, 15, 0]) * 60
    span = (start, min(1440, start + pick.choice([540, 540, 900, 240, 0])))
    evening = datetime(days[0].year, days[0].month, days[0].day) - timedelta(hours=1)
    return person(
        name,
        minutes=pick.choice([2250, 2250, 1200, 6000, 240, 0]),
        pool=pick.choice(pools),
        max_days=pick.choice([5, 5, 3, 7, 0]),
        shift_minutes=pick.choice([(480,), (480,), (240, 300), (360, 480), (630,), (135,), ()]),
        available=pick.choice([{}, {}, {days[0]: span}, dict.fromkeys(days, span)]),
        absent=frozenset(pick.sample(days, min(len(days), pick.choice([0, 0, 1, 2])))),
        days_in_a_row=pick.choice([0, 0, 3, 8]),
        last_shift_end=pick.choice([None, None, evening]),
    )
