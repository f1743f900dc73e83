import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fiftytwo.forecast.spread import band


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
