from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from forecast.made import after, make_history, truth
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.model import History
from fiftytwo.forecast.predict import ANY_METHOD, forecast

# Three months are not enough for the time of the year.
SHORT = [method for method in ANY_METHOD if method != "profile_year"]
METHOD = pytest.mark.parametrize("method", SHORT)


def error(found, expected):
    seen = ~np.isnan(expected)
    return np.abs(found.mean - expected)[seen].sum() / expected[seen].sum()


@METHOD
def test_it_finds_the_truth_behind_the_noise(method):
    history, _ = make_history(n=112, stray=0)
    found = forecast(history, after(history), method=method)
    bars = {"mean_of_four": 0.11, "seasonal_naive": 0.2}
    assert error(found, truth(found.days)) < bars.get(method, 0.06)


@METHOD
def test_closed_is_nan_and_open_is_not(method):
    history, _ = make_history()
    found = forecast(history, after(history), method=method)
    assert np.array_equal(np.isnan(found.mean), np.isnan(truth(found.days)))
    assert np.array_equal(np.isnan(found.low), np.isnan(found.mean))
    seen = ~np.isnan(found.mean)
    assert (found.low[seen] <= found.mean[seen]).all()
    assert (found.mean[seen] <= found.high[seen]).all()


@pytest.mark.parametrize(
    ("method", "stray"), [("profile", 0.0), ("profile", 0.02), ("profile", 0.1), ("best", 0.02)]
)
def test_the_range_holds_four_of_five(method, stray):
    hits, total = 0, 0
    for seed in range(5):
        history, _ = make_history(n=119, seed=seed, stray=stray)
        for ahead in (0, 14):
            target = history.days[84 + ahead : 91 + ahead]
            found = forecast(history.before(target[0]), target, method=method)
            actual = history.counts[84 + ahead : 91 + ahead]
            seen = ~np.isnan(actual)
            hits += ((actual >= found.low) & (actual <= found.high))[seen].sum()
            total += seen.sum()
    assert 0.76 <= hits / total <= 0.86  # ends are whole counts, so a little more than 80 %


def test_days_are_told_apart_by_date_not_by_row():
    """Taking a Wednesday out must not make Thursdays look like Fridays."""
    history, _ = make_history(n=84, stray=0)
    keep = history.days != np.datetime64("2026-05-13")
    gap = replace(history, days=history.days[keep], counts=history.counts[keep])
    for method in SHORT:
        found = forecast(gap, after(history), method=method)
        whole = forecast(history, after(history), method=method)
        assert error(found, np.where(whole.mean > 0, whole.mean, np.nan)) < 0.06


def test_a_missing_interval_is_unknown_not_zero():
    history, expected = make_history(stray=0)
    counts = history.counts.copy()
    counts[-14:, 20] = np.nan  # two weeks without a report for 10:00
    found = forecast(replace(history, counts=counts), after(history))
    assert found.mean[0, 20] == pytest.approx(expected[0, 20], rel=0.25)


def test_a_day_known_to_be_closed_is_nan():
    history, _ = make_history()
    days = after(history)
    found = forecast(history, days, closed={days[1].astype(object)})
    assert np.isnan(found.mean[1]).all()
    assert np.isnan(found.high[1]).all()
    assert not np.isnan(found.mean[0]).all()


def test_a_weekday_that_is_no_longer_open_is_closed():
    """Saturdays ended six weeks ago; one Friday without data is no reason to close Fridays."""
    history, _ = make_history(n=84)
    weekday = (history.days.astype(int) + 3) % 7
    counts = history.counts.copy()
    counts[(weekday == 5) & (np.arange(84) >= 42)] = np.nan
    counts[-3] = np.nan  # the last Friday
    found = forecast(replace(history, counts=counts), after(history))
    closed = np.isnan(found.mean).all(axis=1)
    assert closed.tolist() == [False] * 5 + [True] * 2


@pytest.mark.parametrize("told", ["special", "closed", "not told"])
def test_an_outage_does_not_pull_down_its_weekday(told):
    history, _ = make_history(stray=0)
    counts = history.counts.copy()
    outage = 63  # a Monday three weeks before the end
    counts[outage] *= 0.05
    damaged = replace(history, counts=np.round(counts))
    options = {} if told == "not told" else {told: {history.days[outage].astype(object)}}
    found = forecast(damaged, after(history, 1), **options)
    assert np.nansum(found.mean) == pytest.approx(np.nansum(truth(found.days)), rel=0.08)


def test_a_rising_level_is_followed():
    history, _ = make_history(n=112, stray=0)
    risen = history.counts.copy()
    risen[-14:] *= 1.5
    found = forecast(replace(history, counts=risen), after(history, 1))
    assert np.nansum(found.mean) > 1.2 * np.nansum(truth(found.days))


@pytest.mark.parametrize("n", [1, 3, 6, 7, 8, 13])
@METHOD
def test_a_short_history_works_and_says_so(n, method):
    history, _ = make_history(n=n)
    found = forecast(history, after(history), method=method)
    assert "days of history" in found.notes[0]
    if n >= 7:
        assert np.array_equal(np.isnan(found.mean), np.isnan(truth(found.days)))


def test_a_weekday_never_due_yet_is_guessed_from_the_others():
    history, _ = make_history(n=3)  # Monday to Wednesday
    found = forecast(history, after(history, 1))
    assert np.nansum(found.mean) == pytest.approx(np.nansum(history.counts) / 3, rel=0.01)


def test_a_short_history_has_wider_ranges():
    long, _ = make_history(n=112, stray=0)
    short = replace(long, days=long.days[-7:], counts=long.counts[-7:])
    wide, narrow = forecast(short, after(long)), forecast(long, after(long))
    assert np.nanmean(wide.high - wide.low) > 1.2 * np.nanmean(narrow.high - narrow.low)


def test_small_counts_keep_their_sum():
    history, _ = make_history(n=112, busy=0.3, stray=0)
    found = forecast(history, after(history))
    assert np.nansum(found.mean) == pytest.approx(np.nansum(truth(found.days, 0.3)), rel=0.15)
    assert (found.low[~np.isnan(found.low)] == 0).all()


def test_nothing_but_zeros_is_a_forecast_of_zero():
    history, _ = make_history()
    found = forecast(replace(history, counts=history.counts * 0), after(history))
    assert np.nansum(found.mean) < 1
    assert np.nansum(found.low) == 0


@given(st.integers(0, 10_000), st.integers(2, 60), st.floats(0.1, 200))
@settings(max_examples=25, deadline=None)
def test_any_history_gives_finite_ordered_ranges(seed, n, busy):
    history, _ = make_history(n=n, seed=seed, busy=busy)
    rng = np.random.default_rng(seed)
    holes = rng.random(history.counts.shape) < 0.1
    holey = replace(history, counts=np.where(holes, np.nan, history.counts))
    if np.isnan(holey.counts).all():
        return
    found = forecast(holey, after(history))
    seen = ~np.isnan(found.mean)
    assert np.isfinite(found.mean[seen]).all()
    assert (found.mean[seen] >= 0).all()
    assert (found.low[seen] <= found.high[seen]).all()


def test_what_cannot_be_forecast_is_refused():
    history, _ = make_history(n=28)
    with pytest.raises(InputError, match="unknown: use best"):
        forecast(history, after(history), method="tea_leaves")
    with pytest.raises(InputError, match="needs 400 days of history to know the time of the year"):
        forecast(history, after(history), method="profile_year")
    with pytest.raises(InputError, match="lies inside the history"):
        forecast(history, history.days[-2:])
    with pytest.raises(InputError, match="rise without repeating"):
        forecast(history, after(history)[::-1])
    empty = replace(history, counts=history.counts * np.nan)
    with pytest.raises(InputError, match="no day with a known interval"):
        forecast(empty, after(history))


def test_a_history_must_fit_together():
    days = np.arange("2026-01-05", "2026-01-07", dtype="datetime64[D]")
    for bad in (
        (7000, days, np.ones((2, 48))),
        (1800, days, np.ones((2, 24))),
        (1800, days[::-1], np.ones((2, 48))),
        (1800, days, -np.ones((2, 48))),
    ):
        with pytest.raises(InputError):
            History("q", *bad)


def test_a_history_can_be_cut_at_a_day():
    history, _ = make_history(n=10)
    known = history.before(np.datetime64("2026-03-05"))
    assert known.days[-1].astype(object) == date(2026, 3, 4)
    assert known.counts.shape == (3, 48)
