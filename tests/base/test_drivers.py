"""The driver table and the paired gap: known figures, and no finding where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.drivers import Seen, drivers, holm
from fiftytwo.base.errors import InputError
from fiftytwo.base.pairs import expectation_gap


def test_difference_as_newcombe_publishes_it():
    # Newcombe (1998), table II (a): 56/70 − 48/80, method 10: 0.0524 to 0.3339.
    (row,) = drivers([Seen("x", 56, 70, 48, 80)])
    assert (round(row.difference.low, 4), round(row.difference.high, 4)) == (0.0524, 0.3339)
    assert (row.n, row.rate, row.other) == (70, 0.8, 0.6)


def test_twenty_drivers_of_nothing_show_nothing_nineteen_times_in_twenty():
    draw, shown = np.random.default_rng(52), 0
    for _ in range(300):
        table = [
            Seen(i, int(draw.binomial(100, 0.6)), 100, int(draw.binomial(100, 0.6)), 100)
            for i in range(20)
        ]
        shown += any(row.is_shown for row in drivers(table))
    assert shown / 300 < 0.09  # without the correction it would be near 0.64


def test_few_answers_are_not_judged():
    few, none = drivers([Seen("few", 29, 29, 10, 100), Seen("none", 0, 0, 10, 100)])
    assert (few.p, few.is_shown, none.rate, none.interval) == (None, False, None, None)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_never_makes_a_finding_stronger(ps):
    found = holm(ps)
    assert all(p <= q <= 1 for p, q in zip(ps, found, strict=True))
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    assert [found[i] for i in order] == sorted(found)


def test_gap_leaves_unpaired_answers_out_and_counts_them():
    gap = expectation_gap(
        [(5, 4), (3, 4), (4, 2), (5, None), (None, 1), (None, None)], scale=(1, 5)
    )
    assert (round(gap.mean, 3), gap.interval, gap.pairs, gap.unpaired) == (-0.667, None, 3, 2)
    many = expectation_gap([(4, 3), (4, 4)] * 50, scale=(1, 5))
    assert many.mean == -0.5
    assert round(many.interval.high - many.mean, 4) == 0.0985  # 1.96 · 0.5025 / 10
    assert expectation_gap([], scale=(1, 5)).mean is None
    with pytest.raises(InputError, match="off the scale"):
        expectation_gap([(7, 4)], scale=(1, 5))
