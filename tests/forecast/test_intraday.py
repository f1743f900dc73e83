"""The rest of a day from what came in so far: invented days whose truth is known, and a real bank."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from forecast.made import make_history
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.intraday import outlook, reforecast

NOON = 24  # half hours


@pytest.fixture(scope="module")
def days():
    """(outlook, counts of the day): the last of 112 days with a day factor of some 20 %."""
    history, _ = make_history(n=110, stray=0.04)
    day = history.days[-1]
    return outlook(history, day.astype(object)), history.counts[-1]


def test_nothing_of_the_day_or_after_it_is_known_to_its_outlook():
    history, _ = make_history(n=60)
    day = history.days[40].astype(object)
    counts = history.counts.copy()
    counts[40:] *= 10
    one, two = outlook(history, day), outlook(replace(history, counts=counts), day)
    assert np.array_equal(one.forecast.mean, two.forecast.mean, equal_nan=True)
    assert np.array_equal(one.expected, two.expected, equal_nan=True)


def test_what_comes_after_the_instant_is_not_looked_at(days):
    morning, counts = days
    other = counts.copy()
    other[NOON:] = 1e6
    one, two = reforecast(morning, counts, NOON), reforecast(morning, other, NOON)
    assert np.array_equal(one.after.mean, two.after.mean, equal_nan=True)


def test_a_day_that_begins_as_expected_goes_on_as_expected(days):
    morning, _ = days
    mean = morning.forecast.mean[0]
    now = reforecast(morning, mean, NOON)
    assert now.came == pytest.approx(now.expected)
    assert now.rest_after == pytest.approx(now.rest_before, rel=0.002)


def test_the_day_factor_is_found_and_not_overdone(days):
    """The days stray by a factor of their own: half as much again in the morning means much more later."""
    morning, _ = days
    mean = morning.forecast.mean[0]
    for factor in (0.7, 1.5):
        now = reforecast(morning, factor * mean, NOON)
        change = np.log(now.rest_after / now.rest_before) / np.log(factor)
        assert 0.6 < change < 1.02
        early = reforecast(morning, factor * mean, 18)  # 9 o'clock: two half hours have been open
        assert 0.2 < np.log(early.rest_after / early.rest_before) / np.log(factor) < change


def test_the_noon_forecast_is_a_quarter_better_where_days_differ_by_a_factor():
    history, _truth = make_history(n=150, stray=0.04)
    before, noon = [], []
    for row in range(110, 150):
        if np.isnan(history.counts[row]).all():
            continue
        morning = outlook(history, history.days[row].astype(object))
        counts = history.counts[row]
        now = reforecast(morning, counts, NOON)
        noon.append(np.nansum((now.after.mean[0] - counts)[NOON:] ** 2))
        before.append(np.nansum((now.before.mean[0] - counts)[NOON:] ** 2))
    assert sum(noon) < 0.75 * sum(before)


def test_what_is_over_stands_as_it_came_and_closed_intervals_stay_closed(days):
    morning, counts = days
    after = reforecast(morning, counts, NOON).after
    assert np.array_equal(after.mean[0][:NOON], counts[:NOON], equal_nan=True)
    assert np.array_equal(after.low[0][:NOON], after.high[0][:NOON], equal_nan=True)
    assert np.array_equal(np.isnan(after.mean), np.isnan(morning.forecast.mean))


def test_a_gap_in_the_morning_is_left_out_on_both_sides(days):
    morning, counts = days
    gap = counts.copy()
    gap[18:20] = np.nan
    now = reforecast(morning, gap, NOON)
    open_ = ~np.isnan(gap[:NOON])
    assert now.came == np.nansum(gap[:NOON])
    assert now.expected == pytest.approx(morning.forecast.mean[0][:NOON][open_].sum())
    assert np.isnan(now.after.mean[0][18:20]).all()


def test_before_the_first_open_interval_and_after_the_last_one_nothing_changes(days):
    morning, counts = days
    for until in (0, 10, 48):
        now = reforecast(morning, counts, until)
        assert now.rest_after == now.rest_before
    assert now.came == np.nansum(counts)


def test_few_past_days_draw_the_factor_towards_one_and_say_so():
    history, _ = make_history(n=12)
    morning = outlook(history, history.days[-1].astype(object))
    now = reforecast(morning, 2 * morning.forecast.mean[0], NOON)
    assert 1.3 < now.rest_after / now.rest_before < 2
    assert any("Too few past days" in note for note in now.after.notes)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 47), st.lists(st.integers(0, 400), min_size=48, max_size=48))
def test_any_day_gives_finite_rests_and_ranges_that_hold_them(days, until, values):
    morning, counts = days
    seen = np.where(np.isnan(counts), np.nan, np.array(values, dtype=float))
    after = reforecast(morning, seen, until).after
    rest = np.flatnonzero(~np.isnan(counts))
    rest = rest[rest >= until]
    assert np.isfinite(after.mean[0][rest]).all()
    assert (after.low[0][rest] <= after.high[0][rest]).all()
    assert (after.high[0][rest] >= np.floor(after.mean[0][rest])).all()


@pytest.mark.parametrize(
    ("counts", "until", "words"),
    [
        (np.zeros(47), 3, "must have shape"),
        (np.zeros(48), 49, "until must be 0 to 48"),
        (np.full(48, -1.0), 30, "must not be negative"),
    ],
)
def test_bad_input_is_named(days, counts, until, words):
    with pytest.raises(InputError, match=words):
        reforecast(days[0], counts, until)


def test_a_day_within_no_history_is_refused():
    history, _ = make_history(n=30)
    with pytest.raises(InputError, match="no day with a known interval"):
        outlook(history, date(2026, 3, 2))


@pytest.mark.data
def test_noon_on_a_real_bank(bank):
    """The last 40 days; the bounds are 0.80 of the mean of four, and 0.96 of the day's own forecast."""
    noon = 12 * 12
    known = [
        day for day, row in zip(bank.days, bank.counts, strict=True) if not np.isnan(row).all()
    ]
    errors, inside = [], []
    for day in known[-40:]:
        counts = bank.counts[(bank.days == day).argmax()]
        now = reforecast(outlook(bank, day.astype(object)), counts, noon)
        four = outlook(bank, day.astype(object), method="mean_of_four").forecast
        rest = (np.arange(288) >= noon) & ~np.isnan(counts)
        made = (now.after.mean[0], now.before.mean[0], four.mean[0])
        errors.append([((mean - counts)[rest] ** 2).mean() for mean in made])
        held = (now.after.low[0] <= counts) & (counts <= now.after.high[0])
        inside.append(held[rest].mean())
    updated, own, naive = np.sqrt(np.mean(errors, axis=0))
    assert f"{naive:.2f}" == "23.02"
    assert updated <= 0.75 * naive
    assert updated <= 0.96 * own
    assert 0.77 <= np.mean(inside) <= 0.83
