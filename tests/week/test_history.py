from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from realdata import real_data
from week.fake import FIRST, FakeLake, flow, steady, talk, wait, weekdays

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import create_workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources.load import load_file
from fiftytwo.week.history import queues, read_history, read_queue

ZONE = "Europe/Brussels"
LAST_FRIDAY = weekdays()[-1]


@pytest.fixture(scope="module")
def calls():
    lake = FakeLake({"segment": steady()})
    return read_queue(lake, queues(lake)[0], zone=ZONE)


def test_counts_are_by_local_day_and_interval(calls):
    assert calls.history.counts.shape == (40, 48)
    assert calls.history.days[0] == np.datetime64(FIRST)
    assert (calls.history.counts[:, 18:34] == 10).all()


def test_closed_is_unknown_and_not_zero(calls):
    assert np.isnan(calls.history.counts[:, :18]).all()
    assert np.isnan(calls.history.counts[:, 34:]).all()
    assert [bool(day.any()) for day in calls.is_open] == [True] * 5 + [False] * 2


def test_handle_time_patience_and_backlog(calls):
    assert calls.aht_s == 240
    assert calls.handled == 20 * 16 * 9  # the last four weeks, nine of ten answered
    # all waits / abandonments: 30 s of each of ten for every one that leaves
    assert calls.wait_s / calls.abandoned == pytest.approx(300)
    assert calls.backlog == 0


def test_a_last_day_that_is_not_over_is_left_out():
    monday = LAST_FRIDAY + timedelta(days=3)
    rows = [*steady(), *(wait(monday, minute) for minute in range(540, 720, 10))]
    lake = FakeLake({"segment": rows})
    found = read_queue(lake, queues(lake)[0], zone=ZONE)
    assert found.left_out == monday
    assert found.history.days[-1] == np.datetime64(LAST_FRIDAY)


def test_what_happened_later_is_not_known(calls):
    lake = FakeLake({"segment": steady()})
    past = read_history(lake, "Calls", zone=ZONE, last=date(2026, 10, 9))
    assert past.days[-1] == np.datetime64("2026-10-09")
    with pytest.raises(InputError, match="up to 2026-01-01"):
        read_history(lake, "Calls", zone=ZONE, last=date(2026, 1, 1))


def test_strays_outside_opening_hours_are_counted_and_left_out():
    rows = [*steady(), *(wait(day, 3 * 60) for day in weekdays()[:3])]
    lake = FakeLake({"segment": rows})
    found = read_queue(lake, queues(lake)[0], zone=ZONE)
    assert found.outside == pytest.approx(3 / (6400 + 3))
    assert np.isnan(found.history.counts[:, 6]).all()


def test_the_hour_that_comes_twice_is_one_interval():
    # Brussels, 25 October 2026: 02:15 is passed twice; local minutes say 135 both times
    sundays = [date(2026, 10, 4) + timedelta(days=7 * n) for n in range(7)]
    rows = [wait(day, minute) for day in sundays for minute in (135, 140)]
    rows += [wait(date(2026, 10, 25), 135)] * 2
    lake = FakeLake({"segment": rows})
    found = read_history(lake, "Calls", zone=ZONE)
    row = found.days.tolist().index(date(2026, 10, 25))
    assert found.counts[row, 4] == 4


def test_interval_reports_are_used_where_no_contacts_exist():
    reports = [
        {"queue": "Lines", "channel": "voice", "length_s": 300, "local_day": day,
         "local_minute": minute, "offered": 2.0, "answered": 2.0, "handle_s": 600.0}
        for day in weekdays(3) for minute in range(600, 660, 5)
    ]  # fmt: skip
    lake = FakeLake({"segment": steady(), "interval_report": reports})
    assert [(q.queue, q.basis) for q in queues(lake)] == [
        ("Calls", "contacts"),
        ("Lines", "intervals"),
    ]
    found = read_queue(lake, queues(lake)[1], zone=ZONE)
    assert found.history.counts[0, 20:22].tolist() == [12, 12]
    assert np.isnan(found.history.counts[0, 22])
    assert found.aht_s == 300


def test_a_report_longer_than_an_interval_is_spread_evenly():
    reports = [
        {"queue": "Lines", "channel": "voice", "length_s": 3600, "local_day": day,
         "local_minute": 600, "offered": 9.0}
        for day in weekdays(2)
    ]  # fmt: skip
    lake = FakeLake({"interval_report": reports})
    assert read_history(lake, "Lines", zone=ZONE).counts[0, 20:22].tolist() == [4.5, 4.5]


def test_cases_arrive_at_any_hour_and_are_worked_in_opening_hours():
    rows = []
    for day in weekdays():
        rows += [flow(day, minute, 1) for minute in (30, 600, 1300)]
        rows += [flow(day, minute, -1) for minute in (600, 840)]
    lake = FakeLake({"case_flow": rows})
    name = queues(lake)[0]
    found = read_queue(lake, name, zone=ZONE)
    assert name.basis == "cases"
    assert np.nansum(found.history.counts) == 120
    assert found.is_open[0].nonzero()[0][[0, -1]].tolist() == [20, 28]
    assert found.backlog == 40
    assert found.aht_s is None


def test_few_recent_contacts_take_the_handle_time_of_all_history():
    rows = [talk(FIRST + timedelta(days=n), 600, seconds=100) for n in range(40)]
    rows += [wait(FIRST + timedelta(days=n), 600) for n in range(56)]
    lake = FakeLake({"segment": rows})
    found = read_queue(lake, queues(lake)[0], zone=ZONE)
    assert (found.aht_s, found.handled) == (100, 40)


def test_an_unknown_queue_names_the_known_ones():
    with pytest.raises(InputError, match="queues with one are Calls"):
        read_history(FakeLake({"segment": steady(weeks=1)}), "Cals", zone=ZONE)
    with pytest.raises(InputError, match="load a file first"):
        read_history(FakeLake(), "Calls", zone=ZONE)


@pytest.mark.data
def test_the_bank_log(bank_lake):
    """Known truths of the log: 20,027 offered to PS, its patience and service times."""
    by_name = {name.queue: name for name in queues(bank_lake)}
    found = read_queue(
        bank_lake, by_name["PS regular"], zone="Asia/Jerusalem", last=date(1999, 2, 28)
    )
    inside = np.nansum(found.history.counts)
    assert inside / (1 - found.outside) == pytest.approx(20_027)
    assert found.abandoned == 1_678
    assert found.aht_s == pytest.approx(184.338, rel=0.01)
    assert not found.is_open[5, :30].any()  # Saturday: evening only
    assert found.is_open[6, 16:40].all()  # Sunday is a working day


@pytest.fixture(scope="module")
def bank_lake(tmp_path_factory):
    path = real_data("anonymous_bank_calls_1999_02/calls.csv.gz")
    made = create_workspace(tmp_path_factory.mktemp("bank") / "workspace", zone="Asia/Jerusalem")
    profile = Path(__file__).parents[2] / "examples" / "profiles" / "bank_calls_1999.toml"
    load_file(made, path, profile=profile)
    return open_snapshot(made.lake)


def test_cases_opened_by_phone_are_worked_later_and_quiet_days_are_zero():
    rows = [
        flow(FIRST + timedelta(days=n), 600, 1, queue="Group 7") | {"channel": "voice"}
        for n in (0, 7, 9)
    ]
    lake = FakeLake({"case_flow": rows})
    name = queues(lake)[0]
    assert (name.channel, name.is_live) == ("voice", False)
    found = read_queue(lake, name, zone=ZONE, last=FIRST + timedelta(days=9))
    assert len(found.history.days) == 10
    assert np.nansum(found.history.counts) == 3
    assert found.history.counts[1].sum() == 0
