"""Data quality: balances by day of real loads, restated rows, gaps, drift, and the command."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from contacts import calls
from hypothesis import given, settings
from hypothesis import strategies as st
from sources.queuelog import fixture_lines
from web.pagelake import PageLake

from fiftytwo.cli.main import main
from fiftytwo.contacts.gaps import gaps, stopped
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.quality import DayLoad, Reported, SetAside, balances, cause
from fiftytwo.contacts.quality_books import read_quality
from fiftytwo.contacts.quarantine import open_lines
from fiftytwo.sources.drift import header_drift
from fiftytwo.sources.profiles import find_profile, save_profile
from fiftytwo.sources.retry import dismiss, retry_quarantine

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
OPEN_DAY = [0] * 8 + [20] * 10 + [0] * 6


@pytest.fixture
def space(tmp_path):
    return calls.workspace(tmp_path / "space")


def report(space, first=date(2026, 1, 1), last=date(2026, 12, 31)):
    return read_quality(open_snapshot(space.lake), first=first, last=last, zone=BERLIN)


def by_day(found):
    return {day.day: day for day in found.days}


def test_every_line_stands_on_its_day(space, tmp_path):
    good = [calls.line(n, day="2026-03-02") for n in range(40)]
    good += [calls.line(n, day="2026-03-03") for n in range(40, 70)]
    odd = [
        calls.line(70, day="2026-03-02", result="TEST"),
        calls.line(71, day="2026-03-03", wait=-4),
        calls.line(72, day="31 February"),
    ]
    calls.load(space, calls.write(tmp_path / "a.csv", good + odd), calls.profile_file(tmp_path))
    found = by_day(report(space))
    assert all(day.holds for day in found.values())
    monday, tuesday, unknown = (found[d] for d in (MONDAY, date(2026, 3, 3), None))
    assert (monday.raw, monday.mapped, monday.ignored, monday.held) == (41, 40, 1, 0)
    assert (tuesday.raw, tuesday.mapped, dict(tuesday.quarantined)) == (
        31,
        30,
        {"negative_interval": 1},
    )
    assert (unknown.raw, unknown.held, unknown.coverage) == (1, 1, 0)
    assert tuesday.coverage == pytest.approx(30 / 31)
    assert report(space, MONDAY, MONDAY).days[0].day == MONDAY


def test_rows_that_change_after_their_day_was_told_are_restated(space, tmp_path):
    profile = calls.profile_file(tmp_path, "column", 'version_column = "changed"')
    first = [calls.line(n) for n in range(10)]
    calls.load(space, calls.write(tmp_path / "a.csv", first), profile)
    later = [calls.line(3, talk=99, changed=1), calls.line(4), calls.line(10, day="2026-03-09")]
    calls.load(space, calls.write(tmp_path / "b.csv", later), profile)
    found = by_day(report(space))
    assert found[MONDAY].restated == 1  # number 4 was there already: ignored, not restated
    assert found[date(2026, 3, 9)].restated == 0
    assert all(day.holds for day in found.values())


def test_lines_in_conflict_are_told_on_their_day_and_tried_again_ones_are_mapped(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    lines = [calls.line(n) for n in range(60)]
    lines += [calls.line(60, wait="ten"), calls.line(61, result="LOST")]
    calls.load(space, calls.write(tmp_path / "a.csv", lines), profile)
    assert by_day(report(space))[MONDAY].held == 2
    text = profile.read_text().replace('TEST = "unknown"', 'TEST = "unknown", LOST = "unknown"')
    profile.write_text(text)
    save_profile(space, find_profile(space, profile))
    retry_quarantine(space)
    day = by_day(report(space))[MONDAY]
    assert (day.held, day.mapped, day.holds) == (1, 61, True)
    raw_id = open_snapshot(space.lake)
    ((waiting,),) = calls.rows(
        space,
        "SELECT lower(hex(raw_id)) FROM {quarantine} WHERE resolution IS NULL",
        ("quarantine",),
    )
    assert raw_id.load_id
    dismiss(space, waiting, "a typing slip", "ada")
    day = by_day(report(space))[MONDAY]
    assert (day.held, day.holds) == (1, True)  # dismissed lines stay counted, and are told apart
    assert (dict(day.quarantined), dict(day.dismissed)) == ({}, {"bad_type": 1})


def test_a_line_sent_again_while_it_waits_is_one_line(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    bad = calls.line(60, wait="ten")
    for n, name in enumerate(("a.csv", "b.csv", "c.csv")):
        good = [calls.line(i) for i in range(40 * n, 40 * n + 40) if i != 60]
        calls.load(space, calls.write(tmp_path / name, [*good, bad]), profile)
    day = by_day(report(space))[MONDAY]
    # 119 good lines and one bad one that came three times: two of them say nothing new
    assert (day.raw, day.mapped, day.ignored, day.again, day.holds) == (122, 119, 2, 2, True)
    assert dict(day.quarantined) == {"bad_type": 1}


def test_a_file_that_comes_again_after_a_mend_counts_its_lines_once(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    lines = [*(calls.line(n) for n in range(60)), calls.line(61, result="LOST")]
    path = calls.write(tmp_path / "a.csv", lines)
    calls.load(space, path, profile)
    text = profile.read_text().replace('TEST = "unknown"', 'TEST = "unknown", LOST = "unknown"')
    profile.write_text(text)
    calls.load(space, path, profile)
    day = by_day(report(space))[MONDAY]
    assert (day.raw, day.mapped, day.ignored, day.again) == (122, 61, 61, 1)
    assert (day.held, day.holds) == (0, True)


def test_a_waiting_line_whose_row_came_otherwise_is_counted_once(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    lost = calls.line(61, result="LOST")
    lines = [*(calls.line(n) for n in range(60)), lost]
    calls.load(space, calls.write(tmp_path / "a.csv", lines), profile)
    text = profile.read_text().replace('TEST = "unknown"', 'TEST = "unknown", LOST = "unknown"')
    profile.write_text(text)
    save_profile(space, find_profile(space, profile))
    more = [*(calls.line(n) for n in range(70, 80)), lost]
    calls.load(space, calls.write(tmp_path / "b.csv", more), profile)
    retry_quarantine(space)
    day = by_day(report(space))[MONDAY]
    # 60 + 10 + the lost one, which the second file brought and another try found there
    assert (day.raw, day.mapped, day.ignored, day.held) == (72, 71, 1, 0)
    assert day.holds


def test_a_line_in_conflict_waits_on_its_day(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    calls.load(space, calls.write(tmp_path / "a.csv", [calls.line(n) for n in range(30)]), profile)
    other = [calls.line(n, talk=61) for n in range(20)]  # whose hash is less is in conflict
    calls.load(space, calls.write(tmp_path / "b.csv", other), profile)
    (day,) = report(space).days
    kept = sum(
        row["reason"] == "duplicate_conflict" for row in open_lines(open_snapshot(space.lake))
    )
    assert day.day == MONDAY
    assert (dict(day.quarantined), day.again) == ({"duplicate_conflict": kept}, 0)
    assert day.holds
    assert kept > 0


def test_equal_lines_that_stay_bad_stay_waiting(space, tmp_path):
    """One line came alone and then twice: tried again, none of the two is taken for mapped."""
    profile = calls.profile_file(tmp_path)
    save_profile(space, find_profile(space, profile))
    bad = calls.line(900, wait="ten")
    calls.load(space, calls.write(tmp_path / "a.csv", [*calls.many(50), bad]), profile)
    calls.load(space, calls.write(tmp_path / "b.csv", [*calls.many(80), bad, bad]), profile)
    assert len(open_lines(open_snapshot(space.lake))) == 2
    retry_quarantine(space)
    assert len(open_lines(open_snapshot(space.lake))) == 2
    assert by_day(report(space))[MONDAY].held == 2


def test_more_lines_in_quarantine_than_came_do_not_add_up():
    at = datetime(2026, 3, 3, tzinfo=UTC)
    loads = [DayLoad("pbx", "calls", MONDAY, at, 10, 9, 0, 1)]
    aside = [SetAside("pbx", MONDAY, "bad_type", "waits", 2)]
    (row,) = balances(loads, aside=aside, pending={}, zone=BERLIN)
    assert not row.holds


def test_lines_of_loads_without_a_balance_by_day_break_nothing(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    lines = [*calls.many(60), calls.line(900, wait="ten")]
    calls.load(space, calls.write(tmp_path / "a.csv", lines), profile)
    whole = open_snapshot(space.lake)
    old = replace(whole, versions={t: v for t, v in whole.versions.items() if t != "load_day"})
    found = read_quality(old, first=date(2026, 1, 1), last=date(2026, 12, 31), zone=BERLIN)
    assert (found.days, found.is_whole) == ([], False)


def test_a_file_held_back_is_pending_and_says_why(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    calls.load(space, calls.write(tmp_path / "a.csv", [calls.line(n) for n in range(10)]), profile)
    bad = [calls.line(n, wait="x") for n in range(20, 30)]
    calls.load(space, calls.write(tmp_path / "b.csv", bad), profile)
    found = report(space)
    assert by_day(found)[None].pending == 10
    assert [file.file_name for file in found.held_files] == ["b.csv"]
    assert "more than 5 %" in found.held_files[0].detail


def test_a_header_that_grew_is_drift(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    save_profile(space, find_profile(space, profile))
    calls.load(space, calls.write(tmp_path / "a.csv", [calls.line(1)]), profile)
    before = header_drift(space, open_snapshot(space.lake))
    assert [one.unread for one in before] == [("changed",)]
    header = calls.HEADER + ",mood"
    calls.load(space, calls.write(tmp_path / "b.csv", [calls.line(2) + ",good"], header), profile)
    newest = header_drift(space, open_snapshot(space.lake))[0]
    assert (newest.file_name, newest.added, newest.gone) == ("b.csv", ("mood",), ())


def test_a_header_that_cannot_be_read_is_told_and_stops_nothing(space, tmp_path):
    header = calls.HEADER.replace("changed", "geändert")
    text = calls.profile_file(tmp_path).read_text() + '\n[format]\nencoding = "latin-1"\n'
    profile = tmp_path / "latin.toml"
    profile.write_text(text)
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join([header, *calls.many(20)]).encode("latin-1") + b"\n")
    calls.load(space, path, profile)
    save_profile(space, find_profile(space, profile))
    (one,) = header_drift(space, open_snapshot(space.lake))
    assert (one.unread, one.problem) == (("geändert",), "")
    (space.profiles / "small_calls.toml").write_text("name = [")
    (one,) = header_drift(space, open_snapshot(space.lake))
    assert one.file_name == "a.csv"
    assert "small_calls" in one.problem
    assert one.unread == ()


def test_the_command_prints_the_same(space, tmp_path, capsys):
    calls.load(space, calls.write(tmp_path / "a.csv", calls.many(80)), calls.profile_file(tmp_path))
    words = [
        "quality",
        "--workspace",
        str(space.root),
        "--first",
        "2026-01-01",
        "--last",
        "2026-03-31",
    ]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = report(space, last=date(2026, 3, 31))
    assert [(d["day"], d["raw"]) for d in told["days"]] == [(str(d.day), d.raw) for d in found.days]
    assert sum(d["raw"] for d in told["days"]) == 80
    assert all(d["balanced"] for d in told["days"])
    assert main(words) == 0
    assert "2026-03-" in capsys.readouterr().out
    assert (
        main(
            [
                "quality",
                "--workspace",
                str(space.root),
                "--first",
                "2026-02-02",
                "--last",
                "2026-01-01",
            ]
        )
        == 2
    )
    assert "swap them" in capsys.readouterr().err


def test_an_outage_at_noon_is_a_gap_and_a_night_is_none():
    days = {MONDAY - timedelta(weeks=n): list(OPEN_DAY) for n in range(9)}
    days[MONDAY][10:13] = [0, 0, 0]
    (gap,) = gaps("pbx", days, MONDAY)
    assert (gap.first, gap.last, gap.usual, gap.is_whole_day) == (10, 13, 60, False)


def test_a_missing_day_is_a_whole_gap_and_a_closed_weekday_none():
    days = {
        MONDAY - timedelta(days=n): list(OPEN_DAY) for n in range(60) if n % 7 != 1
    }  # no Sundays
    lost = MONDAY - timedelta(days=3)
    del days[lost]
    found = gaps("pbx", days, MONDAY - timedelta(days=13))
    assert [(g.day, g.first, g.last, g.is_whole_day) for g in found] == [(lost, 8, 18, True)]


def test_an_hour_with_few_records_is_no_gap_when_empty():
    thin = [0] * 8 + [3] * 3 + [0] * 13  # nine in all: chance may leave them out
    days = {MONDAY - timedelta(weeks=n): list(thin) for n in range(1, 9)} | {
        MONDAY: [0] * 11 + [1] + [0] * 12
    }
    assert gaps("pbx", days, MONDAY) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=24, max_size=24), min_size=9, max_size=9))
def test_a_gap_is_always_empty_and_usually_busy(weeks):
    days = {MONDAY - timedelta(weeks=n): counts for n, counts in enumerate(weeks)}
    for gap in gaps("pbx", days, MONDAY):
        assert not any(days.get(gap.day, [0] * 24)[gap.first : gap.last])
        assert gap.usual >= 10


def test_a_feed_that_stopped_is_told_and_a_closed_weekend_is_none():
    days = {
        MONDAY - timedelta(days=n): list(OPEN_DAY)
        for n in range(3, 60)  # the last is a Friday
        if (MONDAY - timedelta(days=n)).weekday() < 5
    }
    friday = max(days)
    assert stopped("pbx", days, MONDAY - timedelta(days=1)) is None
    assert gaps("pbx", days, friday - timedelta(days=28)) == []
    stop = stopped("pbx", days, MONDAY)
    assert (stop.day, stop.hour, stop.usual) == (friday, 18, 200)
    days[friday] = [0] * 8 + [20] * 4 + [0] * 12  # it stopped at noon: six hours more are missing
    stop = stopped("pbx", days, MONDAY + timedelta(days=1))
    assert (stop.day, stop.hour, stop.usual) == (friday, 12, 120 + 200 + 200)
    assert stopped("pbx", days, friday - timedelta(days=1)) is None  # asked of the days before


def intervals(days, offered, hours):
    """A report of two queues each half hour, as most systems export it."""
    return [
        {
            "source_id": "acd", "external_id": f"{day}{minute}{queue}", "queue": queue,
            "local_day": day, "local_minute": minute, "offered": offered, "length_s": 1800,
        }
        for day in days for minute in range(60 * hours[0], 60 * hours[1], 30) for queue in "AB"
    ]  # fmt: skip


def test_reports_of_intervals_are_judged_by_the_contacts_they_tell_of():
    before = [MONDAY - timedelta(weeks=n) for n in range(1, 9)]
    for offered, found in ((6.0, [(10, 11, 24.0)]), (2.0, [])):
        rows = intervals(before, offered, (8, 18))
        rows += intervals([MONDAY], offered, (8, 10)) + intervals([MONDAY], offered, (11, 18))
        lake = PageLake({"interval_report": rows})
        told = read_quality(lake, first=MONDAY, last=MONDAY, zone=BERLIN, until=MONDAY)
        # one hour is four rows: of 6 contacts each that is no chance, of 2 each it may be
        assert [(g.first, g.last, g.usual) for g in told.gaps] == found
        assert told.stops == []


def test_the_queue_logs_own_waits_differ_by_the_consult_call(tmp_path):
    """12 s and 7 s told, 12 s and 6 s waited: the consult call entered 1 s before the customer."""
    space = calls.workspace(tmp_path / "space")
    path = tmp_path / "queue_log"
    path.write_text("\n".join(fixture_lines("attended_transfer.log")) + "\n")
    root = Path(__file__).resolve().parents[2]
    calls.load(space, path, root / "examples" / "profiles" / "asterisk_queue_log.toml")
    told = {row.number: (row.ours, row.theirs, row.cause) for row in report(space).differences}
    assert told == {"queue_wait_s": (18, 19, "consult counted"), "talk_s": (293, 293, "")}


def test_hold_explains_no_wait(tmp_path):
    """A wait that the source tells 15 s longer is not the hold of 15 s in the talk after it."""
    at = {"local_day": MONDAY, "local_minute": 600, "source_id": "pbx", "channel": "voice"}
    contact = {"contact_id": b"1" * 16, "reported": '{"queue_wait_s": [35], "talk_s": [75]}', **at}
    pieces = (("wait", 20_000), ("talk", 60_000), ("hold", 15_000))
    segments = [
        {"contact_id": b"1" * 16, "seq": n, "kind": kind, "duration_ms": ms, **at}
        for n, (kind, ms) in enumerate(pieces)
    ]
    lake = PageLake({"contact": [contact], "segment": segments})
    found = read_quality(lake, first=MONDAY, last=MONDAY, zone=BERLIN)
    assert {row.number: row.cause for row in found.differences} == {
        "queue_wait_s": "not explained", "talk_s": "hold counted as talk",
    }  # fmt: skip
    # Half a second of hold explains nothing that rounding would not.
    assert cause(Reported(20, 19.5, 1, 1, our_hold=0.5)) == "whole seconds"
