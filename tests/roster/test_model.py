import numpy as np
import pytest
from roster.made import MONDAY, demand, week

from fiftytwo.base.errors import InputError
from fiftytwo.roster.cover import cover_of, short_of
from fiftytwo.roster.model import Assignment, BreakPlan, Cause, Demand, Piece, Rules

NONE = np.zeros((1, 48), dtype=np.int64)


@pytest.mark.parametrize(
    ("minutes", "days", "required", "words"),
    [
        (50, week(1), NONE, "does not divide the day"),
        (30, week(2), NONE, "shape"),
        (30, week(1), NONE - 1, ">= 0"),
        (30, (week(3)[0], week(3)[2]), np.zeros((2, 48), dtype=np.int64), "follow each other"),
    ],
)
def test_impossible_demand_is_refused(minutes, days, required, words):
    with pytest.raises(InputError, match=words):
        Demand("phone", minutes, days, required)


def test_a_short_break_takes_its_half_hour():
    # two breaks of a quarter in one half-hour, one after the other: one person is missing, not two
    need = demand(2, days=week(1))
    shifts = [
        Assignment("a", MONDAY, 540, 1020, (Piece("break", 600, 615),)),
        Assignment("b", MONDAY, 540, 1020, (Piece("break", 615, 630),)),
    ]
    cover = cover_of(shifts, need)
    assert cover[0, 18:23].tolist() == [2, 2, 1, 2, 2]
    assert cover_of(shifts, need, breaks=False)[0, 20] == 2
    assert int(short_of({"phone": cover}, [need])["phone"].sum()) == 1


def test_a_shift_that_ends_inside_an_interval_does_not_cover_it():
    assert cover_of([Assignment("a", MONDAY, 555, 645)], demand(1, days=week(1)))[
        0, 18:22
    ].tolist() == [0, 1, 1, 0]


def test_paid_time_leaves_out_the_meal_only():
    assert Rules().paid_minutes(480) == 450  # 37.5 hours in five days
    assert Rules().paid_minutes(300) == 300
    assert Rules(breaks=()).paid_minutes(480) == 480
    assert Rules(breaks=(BreakPlan(300),)).plan(200).pieces == ()


def test_every_cause_has_words():
    assert len({cause.text for cause in Cause}) == len(Cause)
