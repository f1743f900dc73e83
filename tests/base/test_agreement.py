"""Agreement of raters against published figures, and what must hold for any ratings."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.agreement import agreement, alpha, kappa
from fiftytwo.base.errors import InputError

FIRST, SECOND = ([int(c) for c in text] for text in ("1101011101", "1001011111"))
THREE = [[3, 4, 2, 5, 4, 1, 3, 4], [3, 4, 3, 5, 4, 2, 3, 3], [2, 4, 2, 5, 4, 1, 3, 4]]
# Krippendorff's own example (Computing Krippendorff's alpha-reliability, 2011, section C).
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_two_raters():
    assert agreement(FIRST, SECOND) == 0.8
    assert round(alpha([FIRST, SECOND]), 3) == 0.548
    assert round(kappa(FIRST, SECOND), 3) == 0.524


def test_rare_classes_agree_by_chance():
    first, second = [1] * 18 + [1, 0], [1] * 18 + [0, 1]
    assert agreement(first, second) == 0.9
    assert round(alpha([first, second]), 3) == -0.026


def test_three_raters_on_a_scale():
    assert round(alpha(THREE, "ordinal"), 3) == 0.888
    assert round(alpha(THREE, "interval"), 3) == 0.874


def test_missing_ratings_as_krippendorff_publishes_them():
    found = [round(alpha(FOUR, level), 3) for level in ("nominal", "ordinal", "interval")]
    assert found == [0.743, 0.815, 0.849]


def test_nothing_to_tell_is_none():
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([[1, None], [None, 2]]) is None
    assert kappa([1, 1], [1, 1]) is None
    assert agreement([None], [1]) is None


def test_unequal_raters_and_levels_are_refused():
    with pytest.raises(InputError, match="as many ratings"):
        alpha([[1, 2], [1]])
    with pytest.raises(InputError, match="no level 'ratio'"):
        alpha([[1, 2], [1, 1]], "ratio")


ratings = st.lists(
    st.tuples(*[st.one_of(st.none(), st.integers(1, 4))] * 3), min_size=2, max_size=12
)


@settings(max_examples=60)
@given(ratings, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_knows_no_order_of_raters_and_units(units, level):
    raters = [list(rater) for rater in zip(*units, strict=True)]
    shuffled = random.Random(1).sample(units, len(units))
    again = [list(rater) for rater in zip(*shuffled, strict=True)][::-1]
    first, second = alpha(raters, level), alpha(again, level)
    assert first == second or first == pytest.approx(second)
    assert first is None or first <= 1
