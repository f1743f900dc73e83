"""Usual ranges and intervals against values worked out elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.web.service.judge import goal_words, usual_range

values = st.lists(st.integers(0, 1000), min_size=13, max_size=20)


def test_the_last_value_does_not_judge_itself():
    calm = [10.0, 12.0] * 6
    assert usual_range([*calm, 11.0]) == usual_range([*calm, 1000.0])


def test_it_takes_twelve_weeks_before_the_last():
    assert usual_range([10.0, 12.0] * 6) is None
    assert usual_range([*[10.0, 12.0] * 6, 11.0]) is not None


def test_missing_weeks_are_left_out_not_zero():
    assert usual_range([10.0, None, 12.0] * 7).low > 0


@given(values, st.integers(-500, 500))
def test_moving_all_values_moves_the_range(series, shift):
    plain, moved = usual_range(series), usual_range([v + shift for v in series])
    assert moved.low == pytest.approx(plain.low + shift, abs=1e-5)
    assert moved.high == pytest.approx(plain.high + shift, abs=1e-5)


def test_a_goal_inside_the_interval_is_neither_met_nor_missed():
    assert goal_words(0.81, 0.8, better="higher", interval=(0.79, 0.83))[1] == "within the interval"
    assert goal_words(0.04, 0.05, better="lower", interval=None) == ("good", "met")
