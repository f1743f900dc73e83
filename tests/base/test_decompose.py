"""Changes taken apart: exact for any periods, symmetric, and right where the answer is known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.decompose import Sums, of_ratio, of_sum
from fiftytwo.base.errors import InputError


def test_simpson_is_all_mix():
    before = {"easy": Sums(90, 100), "hard": Sums(50, 100)}
    now = {"easy": Sums(22.5, 25), "hard": Sums(87.5, 175)}
    found = of_ratio(before, now)
    assert found.difference == pytest.approx(-0.15)
    assert (found.mix, found.rate) == (pytest.approx(-0.15), pytest.approx(0))


def test_equal_mix_is_all_rate():
    found = of_ratio({"a": Sums(80, 100), "b": Sums(60, 100)}, {"a": Sums(8, 10), "b": Sums(4, 10)})
    assert [(e.mix, round(e.rate, 9)) for e in found.effects] == [(0, 0), (0, -0.1)]


def test_worked_by_hand():
    # AHT: 300 s to 360 s. Short calls 200 of 300 to 100 of 300; each kind takes its old time + 0/30 s.
    before = {"short": Sums(200 * 240, 200), "long": Sums(100 * 420, 100)}
    now = {"short": Sums(100 * 240, 100), "long": Sums(200 * 450, 200)}
    found = of_ratio(before, now)
    assert (found.before, found.now) == (300, 380)
    # weights 2/3 → 1/3; mean rates 240 and 435; mean whole 340; mean weight of long 1/2
    short, long = found.effects
    assert short.mix == pytest.approx(-1 / 3 * (240 - 340))
    assert long.mix == pytest.approx(1 / 3 * (435 - 340))
    assert (short.rate, long.rate) == (0, pytest.approx(15))


def test_a_new_group_is_mix_and_a_lost_one_too():
    found = of_ratio(
        {"old": Sums(5, 10), "gone": Sums(9, 10)}, {"old": Sums(5, 10), "new": Sums(1, 10)}
    )
    effects = {e.group: e for e in found.effects}
    assert effects["new"].rate == effects["gone"].rate == 0
    assert effects["new"].before is None
    assert effects["gone"].now is None
    assert found.mix == pytest.approx(found.difference)


def test_nothing_in_a_period_is_none_and_negative_denominators_are_refused():
    assert of_ratio({}, {"a": Sums(1, 2)}) is None
    with pytest.raises(InputError, match="below 0"):
        of_ratio({"a": Sums(1, -2)}, {"a": Sums(1, 2)})


def test_a_numerator_without_denominator_is_the_rest():
    found = of_ratio({"a": Sums(1, 2), "odd": Sums(3, 0)}, {"a": Sums(1, 2)})
    assert found.rest == pytest.approx(-1.5)


amount = st.floats(0, 1e6).map(lambda v: round(v, 3))
side = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.floats(-1e4, 1e4), st.floats(0.5, 1e4)).map(lambda p: Sums(*p)), min_size=1,
)  # fmt: skip


@settings(max_examples=150)
@given(side, side)
def test_it_adds_up_and_is_symmetric(before, now):
    found, back = of_ratio(before, now), of_ratio(now, before)
    size = max(abs(found.before), abs(found.now), *(abs(e.total) for e in found.effects), 1)
    assert found.rest == 0
    assert found.mix + found.rate == pytest.approx(found.difference, abs=1e-9 * size)
    assert back.mix == pytest.approx(-found.mix, abs=1e-9 * size)
    rates = [s.rate for half in (before, now) for s in half.values()]
    assert min(rates) - 1e-6 <= found.now <= max(rates) + 1e-6


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from("abcd"), amount),
    st.dictionaries(st.sampled_from("abcd"), amount),
)
def test_counts_add_up(before, now):
    found = of_sum(before, now)
    assert sum(e.total for e in found.effects) == pytest.approx(found.difference, abs=1e-6)
