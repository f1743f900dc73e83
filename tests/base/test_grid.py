from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.base.grid import columns_of_day, local_slot, slot_start, slots_of_day

ZONES = ["UTC", "Europe/Brussels", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
zones = st.sampled_from(ZONES)
lengths = st.sampled_from([300, 900, 1800])


@given(days, zones, lengths)
@settings(max_examples=60, deadline=None)
def test_days_follow_each_other_without_gap_or_overlap(day, zone, interval_s):
    today = slots_of_day(day, zone, interval_s)
    tomorrow = slots_of_day(day + timedelta(days=1), zone, interval_s)
    starts = [slot.start for slot in today] + [tomorrow[0].start]
    assert {b - a for a, b in pairwise(starts)} == {timedelta(seconds=interval_s)}


@given(days, zones, lengths)
@settings(max_examples=60, deadline=None)
def test_every_slot_lies_in_its_day_and_column(day, zone, interval_s):
    for slot in slots_of_day(day, zone, interval_s):
        assert local_slot(slot.start, zone, interval_s) == (day, slot.column)


@given(days, zones, lengths)
@settings(max_examples=60, deadline=None)
def test_a_column_has_a_start_exactly_if_it_happens(day, zone, interval_s):
    happens = {slot.column: slot.start for slot in reversed(slots_of_day(day, zone, interval_s))}
    for column in range(columns_of_day(interval_s)):
        start = slot_start(day, column, zone, interval_s)
        assert (start is None) == (column not in happens)
        if start is not None:
            assert start.astimezone(UTC) == happens[column]


def test_clocks_forward_and_back():
    spring = [slot.column for slot in slots_of_day(date(2026, 3, 29), "Europe/Brussels", 1800)]
    autumn = [slot.column for slot in slots_of_day(date(2026, 10, 25), "Europe/Brussels", 1800)]
    assert (len(spring), len(autumn)) == (46, 50)
    assert 4 not in spring
    assert 5 not in spring
    assert autumn.count(4) == autumn.count(5) == 2


@pytest.mark.parametrize("interval_s", [0, -1800, 7000])
def test_an_interval_must_divide_the_day(interval_s):
    with pytest.raises(InputError, match="divide a day"):
        columns_of_day(interval_s)


def test_an_instant_needs_a_zone():
    with pytest.raises(InputError, match="names no zone"):
        local_slot(datetime(2026, 1, 1), "UTC", 1800)


def test_a_column_must_be_on_the_clock():
    with pytest.raises(InputError, match="column 48"):
        slot_start(date(2026, 1, 1), 48, "UTC", 1800)
