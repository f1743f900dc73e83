"""The method is chosen by what past days say, and by nothing that came later."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from forecast.made import after, make_history, truth

from fiftytwo.forecast.backtest import backtest
from fiftytwo.forecast.choose import explained
from fiftytwo.forecast.model import History
from fiftytwo.forecast.predict import forecast


def years(n, *, wave=0.3, growth=0.0, seed=52):
    """Return (history, expected) of n days by hour, 8 to 18, with a time of the year and a trend."""
    days = np.datetime64("2023-01-02") + np.arange(n + 560)
    at = days.astype(float) / 365.25
    level = np.exp(wave * np.sin(2 * np.pi * at) + growth * (at - at[0]))
    expected = truth(days, 60.0, 3600) * level[:, None]
    noise = np.random.default_rng(seed).gamma(100, 0.01, (days.size, 1))
    counts = np.random.default_rng(seed).poisson(np.nan_to_num(expected * noise)).astype(float)
    counts[np.isnan(expected)] = np.nan
    return History("made", 3600, days[:n], counts[:n]), expected[n:], counts[n:]


def test_the_choice_is_the_simplest_of_those_that_err_least():
    history, _ = make_history(n=112)
    found = forecast(history, after(history))
    wape = found.choices[0].wape
    least = min(wape.values())
    near = [method for method, error in wape.items() if error <= 1.02 * least]
    assert found.method == near[0]
    assert {"seasonal_naive", "mean_of_four"} < set(wape)
    assert found.choices[0].tested >= 14


def test_what_comes_later_does_not_choose():
    history, _ = make_history(n=112)
    counts = history.counts.copy()
    counts[84:] *= 5
    first = history.days[84]
    one = forecast(history.before(first), history.days[84:91])
    two = forecast(replace(history, counts=counts).before(first), history.days[84:91])
    assert one.choices == two.choices


def test_the_chosen_one_is_what_it_would_have_been_alone():
    history, _ = make_history(n=112)
    days = after(history, 10)
    found = forecast(history, days)
    for choice in found.choices:
        part = (days >= np.datetime64(choice.first)) & (days <= np.datetime64(choice.last))
        alone = forecast(history, days, method=choice.method)
        assert np.array_equal(found.mean[part], alone.mean[part], equal_nan=True)
        assert np.array_equal(found.high[part], alone.high[part], equal_nan=True)


def test_a_past_that_repeats_itself_needs_no_model():
    days = np.arange("2026-03-02", "2026-06-01", dtype="datetime64[D]")
    steady = History("calls", 43_200, days, np.tile(np.arange(1.0, 8.0)[:, None], (13, 2)) * 9)
    found = forecast(steady, days[-1] + 1 + np.arange(7))
    assert found.method == "seasonal_naive"
    assert found.choices[0].wape["seasonal_naive"] == 0


def test_few_past_days_choose_nothing_and_say_so():
    history, _ = make_history(n=16)
    choice = forecast(history, after(history)).choices[0]
    assert (choice.method, choice.wape) == ("profile", {})
    assert "the usual one: too few past days to compare it with others" in explained(choice)


def test_the_time_of_the_year_is_chosen_where_it_was_seen():
    history, expected, _ = years(900)
    days = history.days[-1] + 1 + np.arange(180)
    found = forecast(history, days)
    assert found.choices[-1].method == "profile_year"
    plain = forecast(history, days, method="profile")
    seen = ~np.isnan(expected[:180])
    wrong = [np.abs(one.mean - expected[:180])[seen].sum() for one in (found, plain)]
    assert wrong[0] < 0.4 * wrong[1]


def test_a_rise_is_followed_and_levels_off():
    history, expected, _ = years(250, wave=0.0, growth=0.8)
    days = history.days[-1] + 1 + np.arange(56)
    plain, trend = (forecast(history, days, method=m) for m in ("profile", "profile_trend"))
    seen = ~np.isnan(expected[:56])
    wrong = [np.abs(one.mean - expected[:56])[seen].sum() for one in (plain, trend)]
    assert wrong[1] < 0.7 * wrong[0]
    far = forecast(history, history.days[-1] + 1 + np.arange(546), method="profile_trend")
    weekly = np.nansum(far.mean, axis=1).reshape(-1, 7).sum(axis=1)
    quarters = weekly.reshape(6, 13).mean(axis=1)
    assert quarters[5] / quarters[4] < 1.01 < quarters[1] / quarters[0]


def test_a_day_is_one_of_a_run_with_one_method():
    history, _, _ = years(500)
    days = history.days[-1] + 1 + np.arange(546)
    choices = forecast(history, days).choices
    assert choices[0].first == days[0].astype(object)
    assert choices[-1].last == days[-1].astype(object)
    assert 1 <= len(choices) <= 3
    assert choices[-1].ahead == (112, 392)  # 560 open days ahead cannot be tried in 500 days
    for one, two in pairwise(choices):
        assert (two.first - one.last).days == 1


def test_the_backtest_chooses_anew_in_every_fold():
    history, _ = make_history(n=112)
    result = backtest(history, folds=4)
    assert sum(result.chosen.values()) == 28
    best = result.scores[0]
    assert best.method == "best"
    assert best.wape < 1.05 * min(score.wape for score in result.scores)
    assert "profile_year" not in {
        score.method for score in result.scores
    }  # it had nothing to go by


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("best", ", the simplest of those that err least. On "),
        ("profile", ", asked for. On "),
    ],
)
def test_the_sentence_names_the_baselines(method, words):
    history, _ = make_history(n=112)
    said = explained(forecast(history, after(history, 1), method=method).choices[0])
    assert words in said
    assert "foretold a day before, it was off by " in said
    assert "seasonal_naive" in said
    assert "mean_of_four" in said
