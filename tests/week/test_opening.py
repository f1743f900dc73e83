import numpy as np
import pytest

from fiftytwo.forecast.calendar import weekdays
from fiftytwo.week.opening import is_whole_day, opening_hours

DAYS = np.arange("2026-08-31", "2026-11-23", dtype="datetime64[D]")


def counts(hours, *, on=range(5), level=5.0):
    found = np.zeros((len(DAYS), 24))
    rows = np.isin(weekdays(DAYS), list(on))
    found[np.ix_(rows, np.arange(*hours))] = level
    return found


def span(mask):
    busy = np.flatnonzero(mask)
    return (int(busy[0]), int(busy[-1]) + 1) if busy.size else None


def test_weekdays_have_their_own_hours():
    both = counts((8, 20)) + counts((9, 13), on=[5])
    assert [span(day) for day in opening_hours(DAYS, both)] == [(8, 20)] * 5 + [(9, 13), None]


def test_one_odd_sunday_does_not_open_sundays():
    found = counts((8, 20))
    found[6, 10] = 3
    assert span(opening_hours(DAYS, found)[6]) is None


def test_a_quiet_first_hour_is_open_all_the_same():
    found = counts((8, 20), level=500.0)
    found[weekdays(DAYS) < 5, 7] = 1
    assert span(opening_hours(DAYS, found)[0]) == (7, 20)


def test_a_small_queue_is_open_from_its_earliest_to_its_latest_contact():
    random = np.random.default_rng(1)
    found = counts((9, 17), level=0.0)
    for row in np.flatnonzero(weekdays(DAYS) < 5):
        found[row, random.integers(9, 17)] = 1
    first, last = span(opening_hours(DAYS, found)[1])
    assert 9 <= first <= last <= 17


def test_new_opening_hours_count_after_a_quarter():
    old = counts((8, 18))
    early = np.datetime64("2026-08-24") > DAYS
    assert not early.any()
    longer = np.vstack([counts((6, 12)), old])
    days = np.concatenate([DAYS - np.timedelta64(len(DAYS) + 14, "D"), DAYS])
    assert span(opening_hours(days, longer)[2]) == (8, 18)


@pytest.mark.parametrize(("until", "whole"), [(18, True), (17, True), (15, False), (9, False)])
def test_the_last_day_is_whole_if_it_ends_like_the_others(until, whole):
    found = counts((8, 18))[:-2]  # ends on a Friday
    found[-1, until:] = 0
    assert is_whole_day(DAYS[:-2], found) is whole


def test_nothing_known_is_closed():
    assert not opening_hours(DAYS[:0], np.zeros((0, 24))).any()
    assert not opening_hours(DAYS, np.full((len(DAYS), 24), np.nan)).any()


def test_a_queue_too_small_to_tell_is_open_when_contacts_came():
    found = np.zeros((len(DAYS), 24))
    found[1, 10] = found[30, 14] = 1  # a Tuesday and a Wednesday
    assert [span(day) for day in opening_hours(DAYS, found)][:4] == [None, (10, 11), (14, 15), None]
