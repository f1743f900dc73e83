"""Small roster problems that tests share."""

from datetime import date, timedelta

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
    """Return people, demands and rules of any legal kind, most of them hopeless."""
    days = week(
        draw(st.sampled_from([1, 3, 7, 9])), MONDAY + timedelta(days=draw(st.integers(0, 6)))
    )
    pools = draw(st.sampled_from([["phone"], ["phone", "chat"]]))
    demands = [draw(_demands(pool, days)) for pool in pools]
    people = draw(st.lists(_people(days, [*pools, "idle"]), max_size=5))
    people = [_renamed(someone, number) for number, someone in enumerate(people)]
    rules = Rules(
        rest_minutes=draw(st.sampled_from([0, 660, 900])),
        days_off=draw(st.integers(0, 3)),
        days_in_a_row=draw(st.integers(1, 6)),
        start_step_minutes=draw(st.sampled_from([15, 30, 60])),
        breaks=draw(st.sampled_from([Rules().breaks, NO_BREAKS.breaks])),
        zone=draw(st.sampled_from(["UTC", "Europe/Brussels"])),
    )
    return people, demands, rules


@st.composite
def _demands(draw, pool, days):
    minutes = draw(st.sampled_from([30, 60]))
    required = np.zeros((len(days), 1440 // minutes), dtype=np.int64)
    for row in required:
        first = draw(st.integers(0, 20)) * 60 // minutes
        length = draw(st.sampled_from([0, 1, 5, 9, 14])) * 60 // minutes
        row[first : first + length] = draw(st.integers(0, 6))
    return Demand(pool, minutes, days, required)


@st.composite
def _people(draw, days, pools):
    start = draw(st.integers(0, 20)) * 60
    span = (start, min(1440, start + draw(st.sampled_from([0, 240, 480, 900]))))
    return person(
        minutes=draw(st.sampled_from([0, 240, 1200, 2250, 6000])),
        pool=draw(st.sampled_from(pools)),
        max_days=draw(st.integers(0, 7)),
        shift_minutes=draw(st.sampled_from([(480,), (240, 300), (360, 480), (630,), (100,), ()])),
        available=draw(st.sampled_from([{}, {days[0]: span}, dict.fromkeys(days, span)])),
        absent=frozenset(draw(st.lists(st.sampled_from(days), max_size=3))),
        days_in_a_row=draw(st.integers(0, 8)),
    )


def _renamed(someone, number):
    return Person(**{**vars(someone), "person_id": f"p{number}"})
