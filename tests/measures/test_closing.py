"""Days written into schedules.toml: the days are closed, and no other byte is another one."""

import tomllib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.measures.business_time import Windows
from fiftytwo.measures.closing import close_days, day_hours
from fiftytwo.measures.schedules import read_schedules

CHRISTMAS = date(2026, 12, 25)  # a Friday
HOURS = 'hours = [{ mon-fri = ["09:00-17:00"] }]\n'
REST = '\n[[holds]]\nschedule = "a"  # for all\n'
ARRAYS = {
    "none": "",
    "empty": "closed = []\n",
    "one line": 'closed = [2026-04-03, "2026-12-24 12:00-24:00"]   # holidays ]\n',
    "spaced": "  'closed'  =  [ 2026-04-03 , ]\n",
    "lines": "closed = [\n  2026-01-01, # New Year, ] and [\n  2026-05-01  # Labour\n]\n",
    "trailing": "closed = [\n  2026-01-01,\n  '2026-05-01 00:00-09:00',\n  # no more\n  ]\n",
    "mixed": "closed = [2026-01-01,\n  2026-05-01]\n",
}
HEADERS = ("[schedules.a]", "[ schedules . a ]  # ours", "[schedules.'a']", '["schedules".a]')
AFTER = (
    '\n[[holds]]\nschedule = "b"\nqueues = ["[schedules.a]"]\n\n[schedules.b] # later\nzone = \'UTC\'\nclosed=[2026-01-01]\n'
    + HOURS
)


def whole(array, header="[schedules.a]", after=AFTER):
    return f'# ours\n{header}\nzone = "UTC"\n{array}{HOURS}{REST}{after}'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("array", ARRAYS)
def test_a_day_is_closed_and_all_else_stands(array, header, end):
    text = whole(ARRAYS[array], header).replace("\n", end)
    changed = close_days(text, {"a": {CHRISTMAS: "Christmas Day"}})
    before, after = tomllib.loads(text), tomllib.loads(changed)
    assert after["schedules"]["a"].pop("closed")[-1] == CHRISTMAS
    before["schedules"]["a"].pop("closed", None)
    assert after == before
    assert "2026-12-25,  # Christmas Day" + end in changed
    kept = iter(changed)
    assert all(sign in kept for sign in text), "every sign is still there, in its order"
    assert ("\r\n" in text) == ("\r\n" in changed)
    assert changed.count("\n") == changed.count(end)


@given(
    days=st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=1, unique=True),
    array=st.sampled_from(sorted(ARRAYS)),
    name=st.text(max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_any_days_of_any_name_close(days, array, name):
    text = whole(ARRAYS[array])
    known = {item.day for item in read_schedules(text).named["a"][0].schedule.closed}
    wanted = {day: name for day in days if day not in known}
    history = read_schedules(close_days(text, {"a": wanted})).named["a"]
    assert [one.day for one in day_hours(history, wanted) if one.hours] == []
    missed = [
        one.day for one in day_hours(read_schedules(text).named["a"], wanted) if one.is_missed
    ]
    assert missed == [day for day in wanted if day.weekday() < 5]


def test_business_time_follows():
    text = whole("")
    begun, ended = (datetime(2026, 12, day, 16, tzinfo=UTC) for day in (24, 28))  # Thursday, Monday

    def seconds(told):
        history = read_schedules(told).named["a"]
        return Windows.of(history, datetime(2027, 1, 1, tzinfo=UTC)).seconds([begun], [ended])[0]

    assert seconds(text) == (1 + 8 + 7) * 3600
    assert seconds(close_days(text, {"a": {CHRISTMAS: ""}})) == (1 + 7) * 3600


def test_two_schedules_close_at_once():
    text = whole("")
    new_year = date(2027, 1, 1)
    changed = close_days(text, {"a": {new_year: ""}, "b": {new_year: "", CHRISTMAS: "x"}})
    closed = tomllib.loads(changed)["schedules"]
    assert closed["a"]["closed"] == [new_year]
    assert closed["b"]["closed"] == [date(2026, 1, 1), CHRISTMAS, new_year]


@pytest.mark.parametrize(
    "text",
    [
        "[schedules]\na = { zone = 'UTC', hours = [{ mon = ['09:00-17:00'] }] }\n" + REST,
        "[schedules]\na.zone = 'UTC'\na.hours = [{ mon = ['09:00-17:00'] }]\n" + REST,
        "schedules.a.zone = 'UTC'\nschedules.a.hours = [{ mon = ['09:00-17:00'] }]\n" + REST,
    ],
)
def test_a_form_that_only_a_person_can_change_is_refused(text):
    assert read_schedules(text).named
    with pytest.raises(InputError, match="write the days into its `closed` by hand"):
        close_days(text, {"a": {CHRISTMAS: "Christmas Day"}})


def test_what_is_no_missed_day_is_refused():
    text = whole(ARRAYS["one line"])
    with pytest.raises(InputError, match="names 2026-04-03 already"):
        close_days(text, {"a": {date(2026, 4, 3): "Good Friday"}})
    with pytest.raises(InputError, match="no schedule 'c': use a, b"):
        close_days(text, {"c": {CHRISTMAS: ""}})
    with pytest.raises(InputError, match="not valid TOML"):
        close_days("[", {"a": {CHRISTMAS: ""}})


def test_a_day_goes_by_the_hours_of_that_day_and_by_the_schedules_own_clock():
    text = """
[schedules.a]
zone = "Pacific/Auckland"
[[schedules.a.hours]]
mon-fri = ["09:00-17:00"]
[[schedules.a.hours]]
from = 2026-12-25
sat = ["10:00-12:00"]
[[holds]]
schedule = "a"
"""
    history = read_schedules(text).named["a"]
    days = [CHRISTMAS + timedelta(days=n) for n in (-1, 0, 1)]
    assert [one.hours for one in day_hours(history, days)] == [((540, 1020),), (), ((600, 720),)]
    begun = text.replace(
        "[[schedules.a.hours]]\nmon", "[[schedules.a.hours]]\nfrom = 2026-12-25\nmon"
    )
    begun = begun.replace("from = 2026-12-25\nsat", "from = 2027-01-01\nsat")
    begun = begun.replace('"a"\n', '"a"\nfrom = 2026-12-25\n')
    told = day_hours(read_schedules(begun).named["a"], days)
    assert [one.day for one in told] == days[1:], "before its first hours it says nothing"
