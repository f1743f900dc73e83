from dataclasses import replace

import numpy as np
import pytest
from forecast.made import make_history

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.backtest import backtest
from fiftytwo.forecast.predict import forecast


def test_scores_are_what_a_hand_would_compute():
    history, _ = make_history(n=35)
    result = backtest(history, horizon_days=7, folds=2)
    truth, mean = [], []
    for first in (21, 28):
        known = history.before(history.days[first])
        found = forecast(known, history.days[first : first + 7], method="seasonal_naive")
        truth.append(history.counts[first : first + 7])
        mean.append(history.counts[first - 7 : first])
        assert np.array_equal(found.mean, mean[-1], equal_nan=True)
    y, f = np.concatenate(truth), np.concatenate(mean)
    naive = result.scores[1]
    assert naive.method == "seasonal_naive"
    assert naive.wape == pytest.approx(np.nansum(np.abs(f - y)) / np.nansum(y))
    assert naive.rmse == pytest.approx(np.sqrt(np.nanmean((f - y) ** 2)))
    assert naive.bias == pytest.approx(np.nansum(f - y) / np.nansum(y))
    assert result.intervals == (~np.isnan(y)).sum()


def test_nothing_after_a_fold_is_known_to_it():
    """Changing the last week must not change the forecasts of the weeks before."""
    history, _ = make_history(n=56)
    counts = history.counts.copy()
    counts[-7:] *= 10
    before = backtest(replace(history, days=history.days[:-7], counts=history.counts[:-7]), folds=3)
    cut = replace(history, counts=counts)
    again = backtest(replace(cut, days=cut.days[:-7], counts=cut.counts[:-7]), folds=3)
    assert before == again


def test_folds_end_with_the_history_and_skip_closed_days():
    history, _ = make_history(n=27)  # ends on a Saturday
    result = backtest(history, horizon_days=1, folds=12)
    assert str(result.last) == "2026-03-28"
    assert result.folds == 12
    assert str(result.first) == "2026-03-16"  # twelve open days, one Sunday passed over


def test_a_short_history_has_fewer_folds_or_none():
    assert backtest(make_history(n=22)[0], horizon_days=7, folds=8).folds == 2
    with pytest.raises(InputError, match="too short to test"):
        backtest(make_history(n=9)[0], horizon_days=7)
    with pytest.raises(InputError, match="1 or more"):
        backtest(make_history(n=30)[0], horizon_days=0)


def test_the_profile_beats_last_week_on_noisy_days():
    result = backtest(make_history(n=112, stray=0.01)[0], folds=6)
    scores = {score.method: score for score in result.scores}
    profile, naive = scores["profile"], scores["seasonal_naive"]
    assert profile.wape < 0.85 * naive.wape
    assert abs(profile.bias) < 0.05
