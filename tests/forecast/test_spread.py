from dataclasses import replace

import numpy as np
import pytest
from forecast.made import after, make_history
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.predict import forecast
from fiftytwo.forecast.spread import band, day_quantile, quantile


@given(st.floats(0.05, 2000), st.floats(0.001, 2))
@settings(max_examples=80, deadline=None)
def test_ends_are_quantiles_of_the_negative_binomial(mean, a):
    low, high = band(np.array([mean]), a)
    law = stats.nbinom(1 / a, 1 / (1 + a * mean))
    for end, share in ((low[0], 0.1), (high[0], 0.9)):
        assert law.cdf(end) >= share - 1e-6
        assert end == 0 or law.cdf(end - 1) <= share + 1e-6


@pytest.mark.parametrize("mean", [0.1, 3, 80, 4000])
def test_without_extra_variance_they_are_poisson(mean):
    low, high = band(np.array([mean]), 0.0)
    assert (low[0], high[0]) == (stats.poisson(mean).ppf(0.1), stats.poisson(mean).ppf(0.9))


def test_more_stray_means_wider():
    mean = np.full(3, 50.0)
    widths = [float((high - low)[0]) for low, high in (band(mean, a) for a in (0, 0.01, 0.1, 1))]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


@pytest.fixture(scope="module")
def far():
    """A forecast of 78 weeks from half a year: what lies beyond could not be tested."""
    history, _ = make_history(n=182)
    return forecast(history, after(history, 546))


def test_quantiles_are_those_of_the_range_and_of_any_share(far):
    assert np.array_equal(quantile(far, 0.1), far.low, equal_nan=True)
    assert np.array_equal(quantile(far, 0.9), far.high, equal_nan=True)
    middle = quantile(far, 0.5)
    seen = ~np.isnan(middle)
    assert (far.low[seen] <= middle[seen]).all()
    assert (middle[seen] <= far.high[seen]).all()
    assert np.abs(middle[seen] / far.mean[seen] - 1).mean() < 0.1


def test_ranges_widen_with_the_distance_and_a_note_says_from_where_on_untested(far):
    widths = (day_quantile(far, 0.9) - day_quantile(far, 0.1)) / np.nansum(far.mean, axis=1)
    monday = widths[far.days.astype(int) % 7 == 4]
    later = far.extra[14:][~np.isnan(far.mean[14:]).all(axis=1)]
    assert (np.diff(later) >= -1e-12).all()
    assert monday[-1] > 2 * monday[0]
    assert any("tested up to 112 open days ahead" in note for note in far.notes)


def test_the_sum_of_a_day_strays_less_than_its_intervals_added_up(far):
    added = np.nansum(far.high - far.low, axis=1)
    apart = day_quantile(far, 0.9) - day_quantile(far, 0.1)
    seen = added > 0
    assert (apart[seen] < added[seen]).all()
    assert np.isnan(apart[~seen]).all()


def test_a_law_that_is_not_there_is_refused(far):
    with pytest.raises(InputError, match="between 0 and 1"):
        quantile(far, 1.0)
    with pytest.raises(InputError, match="holds only its range"):
        day_quantile(replace(far, day_extra=None), 0.5)
