"""Intervals against published values, and the properties that make them honest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.base.statistics import (
    funnel,
    nps_interval,
    poisson_interval,
    shrink,
    usual_range,
    wilson,
)
from fiftytwo.measures.intervals import share_ends


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (7, 10, 0.397, 0.892),  # people side, 14.6
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(hits, n, low, high):
    interval = wilson(hits, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_none_and_all(pair):
    hits, n = pair
    interval = wilson(hits, n)
    assert 0 <= interval.low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= interval.high <= 1
    mirrored = wilson(n - hits, n)
    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_nothing_has_no_interval():
    assert wilson(0, 0) is None
    assert nps_interval(0, 0, 0) is None


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_poisson_gives_garwoods_limits(count, low, high):
    interval = poisson_interval(count)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize(
    ("answers", "score", "low", "high"),
    [
        ((50, 30, 20), 30, 14.1, 44.2),
        ((12, 5, 3), 45, 8.4, 69.8),
        ((500, 300, 200), 30, 25.1, 34.7),
    ],
)
def test_net_promoter_intervals(answers, score, low, high):
    found, interval = nps_interval(*answers)
    assert found == pytest.approx(score)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.06)


@pytest.mark.parametrize(
    ("n", "confidence", "low", "high"),
    [
        (50, 0.95, 0.689, 0.911),
        (50, 0.998, 0.625, 0.975),
        (200, 0.95, 0.745, 0.855),
        (500, 0.998, 0.745, 0.855),
    ],
)
def test_funnel_limits_of_four_in_five(n, confidence, low, high):
    limits = funnel(0.8, n, confidence)
    assert (limits.low, limits.high) == pytest.approx((low, high), abs=6e-4)


def test_few_points_have_no_usual_range():
    assert usual_range([5.0] * 11) is None
    flat = usual_range([5.0] * 12)
    assert (flat.low, flat.high) == (5, 5)
    assert flat.is_news(5.1)


def test_a_drift_does_not_widen_the_usual_range():
    """Neighbours differ by one, so the range is 2.66 about the mean although the points span 23."""
    found = usual_range([float(i) for i in range(24)])
    assert (found.low, found.centre, found.high) == pytest.approx((8.84, 11.5, 14.16))
    assert found.is_news(23)


@pytest.mark.parametrize(
    ("hits", "n", "share"), [(9, 10, 0.740), (4, 10, 0.640), (45, 50, 0.811), (180, 200, 0.867)]
)
def test_few_cases_are_drawn_to_the_overall_share(hits, n, share):
    assert round(shrink(hits, n, 0.70), 3) == share


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(3, 2), lambda: wilson(-1, 2), lambda: wilson(1, 2, 1.0), lambda: poisson_interval(-1),
        lambda: funnel(1.2, 5), lambda: funnel(0.5, 0), lambda: shrink(3, 2, 0.5), lambda: nps_interval(-1, 0, 0),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(call):
    with pytest.raises(InputError):
        call()


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe 1998, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_table(hits, n, low, high):
    found = wilson(hits, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=20))
def test_ends_of_many_shares_are_those_of_each(pairs):
    low, high = share_ends(*(np.array(column, dtype=float) for column in zip(*pairs, strict=True)))
    for (hits, n), ends in zip(pairs, zip(low, high, strict=True), strict=True):
        alone = wilson(hits, n) if 0 < n >= hits else None
        assert ends == ((None, None) if alone is None else pytest.approx((alone.low, alone.high)))
