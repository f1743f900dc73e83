"""The forecast on a real bank's calls per five minutes: one day ahead, the last forty days."""

from datetime import date

import numpy as np
import pytest

from fiftytwo.forecast.backtest import backtest
from fiftytwo.forecast.predict import forecast

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def result(bank):
    return backtest(bank, horizon_days=1, folds=40)


def score(result, method):
    return next(score for score in result.scores if score.method == method)


def test_forty_days_of_169_intervals(result):
    assert (result.folds, result.intervals) == (40, 40 * 169)
    assert result.last == date(2003, 10, 24)


def test_the_baselines_are_the_published_ones(result):
    """By true weekday; stepping back by rows would give 31.76 and 25.86."""
    assert f"{score(result, 'seasonal_naive').rmse:.2f}" == "32.95"
    assert f"{score(result, 'mean_of_four').rmse:.2f}" == "25.21"


def test_the_profile_beats_them_by_far(result):
    profile = score(result, "profile").rmse
    assert profile <= 0.78 * 25.21
    assert profile <= 0.60 * 32.95


def test_the_best_is_as_good_as_the_best_of_them(result):
    """Chosen each day from what was known before it: no worse than the one that hindsight would take."""
    assert result.scores[0].method == "best"
    assert result.scores[0].rmse <= 1.005 * min(score.rmse for score in result.scores)
    assert f"{result.scores[0].rmse:.2f}" == "19.50"


@pytest.mark.parametrize("method", ["best", "profile", "seasonal_naive", "mean_of_four"])
def test_the_range_holds_what_it_promises(result, method):
    assert 0.77 <= score(result, method).cover <= 0.83


def test_a_week_ahead(bank):
    week = backtest(bank, horizon_days=7, folds=8)
    profile, naive = score(week, "best"), score(week, "seasonal_naive")
    assert profile.wape <= 0.75 * naive.wape
    assert 0.72 <= profile.cover <= 0.90


def test_same_history_same_forecast(bank):
    days = np.array(["2003-10-27"], dtype="datetime64[D]")
    one, two = forecast(bank, days), forecast(bank, days)
    assert np.array_equal(one.mean, two.mean, equal_nan=True)
    assert np.array_equal(one.high, two.high, equal_nan=True)
