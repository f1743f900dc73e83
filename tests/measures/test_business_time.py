"""Business time against published hours, against counting minute by minute, and in the lake."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures.lake import MemoryLake

from fiftytwo.base.errors import InputError
from fiftytwo.measures.business_time import (
    DAY_US,
    Assigned,
    Closed,
    Opening,
    Schedule,
    Windows,
    day_table,
    micros,
)  # fmt: skip
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import case, open_hours, tables_of
from fiftytwo.measures.reference import evaluate_rows

BEGUN, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
NINE_TO_FIVE = tuple(Opening(day, 540, 1020) for day in range(1, 6))
BERLIN = Schedule("Europe/Berlin", NINE_TO_FIVE)
FRIDAY, MONDAY = datetime(2026, 3, 27, 15, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)


def hours(history, a, b, rule="as_assigned"):
    return float(Windows.of(history, UNTIL, rule).seconds([a], [b])[0]) / 3600


def test_a_weekend_in_which_the_clocks_change_is_two_hours():
    assert timedelta(hours=65) == MONDAY - FRIDAY
    assert hours([Assigned(BEGUN, BERLIN)], FRIDAY, MONDAY) == 2


def test_an_open_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer():
    always = Schedule("Europe/Berlin", tuple(Opening(day, 0, 1440) for day in range(1, 8)))
    for day, length in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 3), 24)):
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin"))
        end = (start + timedelta(days=1)).replace(tzinfo=ZoneInfo("Europe/Berlin"))
        assert hours([Assigned(BEGUN, always)], start, end) == length


def test_holidays_and_parts_of_days_are_closed():
    shut = Schedule("Europe/Berlin", NINE_TO_FIVE, (Closed(date(2026, 3, 30)),))
    half = Schedule("Europe/Berlin", NINE_TO_FIVE, (Closed(date(2026, 3, 30), 570, 600),))
    assert hours([Assigned(BEGUN, shut)], FRIDAY, MONDAY) == 1
    assert hours([Assigned(BEGUN, half)], FRIDAY, MONDAY) == 1.5


def test_each_schedule_counts_while_it_was_in_force_unless_the_last_one_rules():
    late = Schedule("Europe/Berlin", tuple(Opening(day, 840, 1200) for day in range(1, 7)))
    history = [Assigned(datetime(2026, 3, 28, tzinfo=UTC), late), Assigned(BEGUN, BERLIN)]
    tuesday = datetime(2026, 3, 31, tzinfo=UTC)
    # Friday 16–17 by the old hours, Saturday and Monday 14–20 by the new ones
    assert hours(history, FRIDAY, tuesday) == 1 + 6 + 6
    assert hours(history, FRIDAY, tuesday, "last_schedule") == 4 + 6 + 6


def test_what_no_schedule_tells_is_not_available():
    with pytest.raises(InputError, match="not available"):
        Windows.of([], UNTIL)
    windows = Windows.of([Assigned(BEGUN, BERLIN)], UNTIL)
    early = BEGUN - timedelta(seconds=1)
    assert np.isnan(
        windows.seconds([early, MONDAY, FRIDAY], [MONDAY, FRIDAY, UNTIL + timedelta(1)])
    ).all()


@pytest.mark.parametrize("opening", [(0, 1, 2), (8, 1, 2), (1, 5, 5), (1, -1, 5), (1, 5, 1441)])
def test_what_is_no_opening_is_refused(opening):
    with pytest.raises(InputError, match="opening"):
        Opening(*opening)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(InputError, match="no zone"):
        Windows.of([Assigned(datetime(2026, 1, 1), BERLIN)], UNTIL)


openings = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 1440), st.integers(0, 1440))
    .filter(lambda item: item[1] < item[2])
    .map(lambda item: Opening(*item)),
    max_size=8,
).map(tuple)
closings = st.lists(
    st.builds(
        lambda day, start, length: Closed(date(2026, 3, 27) + timedelta(days=day), start, min(1440, start + length)),
        st.integers(0, 5), st.integers(0, 1439), st.integers(1, 1440),
    ), max_size=3,
).map(tuple)  # fmt: skip
schedules = st.builds(
    Schedule, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]), openings, closings,
)  # fmt: skip
instants = st.integers(0, 5 * 1440).map(lambda minute: FRIDAY + timedelta(minutes=minute))


def is_open(schedule, instant):
    local = instant.astimezone(ZoneInfo(schedule.zone))
    minute = local.hour * 60 + local.minute
    shut = any(c.day == local.date() and c.start <= minute < c.end for c in schedule.closed)
    return not shut and any(
        o.weekday == local.isoweekday() and o.start <= minute < o.end for o in schedule.week
    )


def counted(history, a, b):
    """Return the open minutes, one by one."""
    found = 0
    while a < b:
        [*_, now] = [item for item in history if item.since <= a]
        found += is_open(now.schedule, a)
        a += timedelta(minutes=1)
    return found


CHANGE = datetime(2026, 3, 29, 22, 17, tzinfo=UTC)


def skips(schedule):
    """Return whether an edge lies in the local hour that a change of clocks makes twofold or skips."""
    edges = [m for item in (*schedule.week, *schedule.closed) for m in (item.start, item.end)]
    return schedule.zone == "Europe/Berlin" and any(120 <= m <= 180 for m in edges)


@settings(max_examples=15, deadline=None)
@given(schedules, schedules, instants, instants)
def test_counting_minute_by_minute_agrees_and_so_do_the_days_of_the_lake(one, two, a, b):
    if skips(one) or skips(two):
        return
    a, b = sorted((a, b))
    history = [Assigned(BEGUN, one), Assigned(CHANGE, two)]
    windows = Windows.of(history, UNTIL)
    expected = counted(history, a, b)
    assert windows.seconds([a], [b])[0] == expected * 60
    # in the lake a look-up of days tells the same
    table = {day: row for day, *row in day_table(windows)}

    def worked(t):
        before, *pairs = table[t // DAY_US]
        return before + sum(
            max(0, min(t, end) - start) for start, end in zip(pairs[::2], pairs[1::2], strict=True)
        )

    assert worked(micros(b)) - worked(micros(a)) == expected * 60_000_000


def test_an_opening_in_the_hour_that_clocks_skip_begins_and_ends_with_the_change():
    # Berlin, Sunday 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC
    def open_minutes(start, end):
        week = (Opening(7, start, end),)
        windows = Windows.of([Assigned(BEGUN, Schedule("Europe/Berlin", week))], UNTIL)
        night = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC)
        return float(windows.seconds([night[0]], [night[1]])[0]) / 60

    assert open_minutes(2 * 60 + 30, 4 * 60) == 60  # from 03:00 on, not from 03:30
    assert open_minutes(60, 2 * 60 + 30) == 60  # until the change, not half an hour after it
    assert open_minutes(2 * 60 + 10, 2 * 60 + 50) == 0


TWO_SITES = """
[schedules.always]
zone = "UTC"
hours = [{ mon-sun = ["00:00-24:00"] }]
[schedules.berlin]
zone = "Europe/Berlin"
[[schedules.berlin.hours]]
mon-fri = ["09:00-16:00"]
[[schedules.berlin.hours]]
from = 2026-03-02
mon-fri = ["09:00-17:00"]
[[schedules.berlin.hours]]
from = 2026-06-01
mon-fri = ["09:00-12:00"]
[[holds]]
schedule = "always"
queues = ["Night"]
[[holds]]
schedule = "berlin"
queues = ["Sales"]
"""


def test_a_case_is_measured_by_the_hours_of_each_queue_or_by_those_of_its_last_one():
    """Monday 2 March 2026, 07:00 in Berlin: in Night until 13:00, then in Sales until Tuesday at 9:00."""
    rows = [open_hours(TWO_SITES), *case(("opened", -2), ("solved", 24), stays=[("new", 60)])]
    [stay] = [row for row in rows if row["table"] == "case_interval"]
    opened = rows[1]["at"]
    for value, after in (("Night", 0), ("Sales", 6)):
        at = opened + timedelta(hours=after)
        rows.append(stay | {"attribute": "queue", "value": value, "started_at": at})
    expected = {
        "resolution_s": 26,
        "resolution_business_s": 6 + 4,
        "resolution_last_schedule_s": 8,
    }  # hours that begin later than the data are not yet today's
    tables = tables_of(rows)
    [told] = evaluate(MemoryLake(tables), Query(tuple(expected)))
    [plain] = evaluate_rows(tables, Query(tuple(expected))).values()
    assert {name: value.value / 3600 for name, value in told.values.items()} == expected
    assert {name: values[0] / 3600 for name, values in plain.items()} == expected


@pytest.mark.parametrize(("before_ms", "expected"), [(0, 0.0), (1, None)])
def test_an_answer_at_once_is_by_the_queue_that_begins_then(before_ms, expected):
    """Night has no hours: an answer within its last millisecond is not known, one at the change is."""
    only_sales = TWO_SITES[: TWO_SITES.index('[[holds]]\nschedule = "always"')]
    only_sales += '[[holds]]\nschedule = "berlin"\nqueues = ["Sales"]\n'
    rows = [open_hours(only_sales), *case(("opened", -2), ("solved", 24), stays=[("new", 60)])]
    [stay] = [row for row in rows if row["table"] == "case_interval"]
    change = rows[1]["at"] + timedelta(hours=6)
    for value, at in (("Night", rows[1]["at"]), ("Sales", change)):
        rows.append(stay | {"attribute": "queue", "value": value, "started_at": at})
    tables = tables_of(rows)
    [told] = tables["fact_case"]
    told |= {"response_from": change - timedelta(milliseconds=before_ms), "first_response_ms": 0}
    tables["fact_case"] = [told]
    query = Query(("first_response_business_s",))
    [answer] = evaluate(MemoryLake(tables), query)
    [plain] = evaluate_rows(tables, query).values()
    assert answer.values["first_response_business_s"].value == expected
    assert plain["first_response_business_s"][0] == expected
