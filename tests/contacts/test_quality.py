"""Data quality: balances by day of real loads, restated rows, gaps, drift, and the command."""

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from contacts import calls
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.cli.main import main
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.quality import gaps
from fiftytwo.contacts.quality_books import read_quality
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
    assert by_day(report(space))[MONDAY].held == 1  # dismissed lines stay counted


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
