"""Counts per queue and interval: real volumes, corrections, and numbers that are none."""

import pytest
from contacts import calls
from realdata import real_data
from test_architecture import ROOT

from fiftytwo.base.workspace import create_workspace
from fiftytwo.sources.load import load_file

PROFILE = """
name = "half_hours"
kind = "interval_report"
source = "phone"
zone = "Europe/Berlin"
version = "import_sequence"

[format]
delimiter = ";"
decimal = ","

[time]
formats = ["%d.%m.%Y %H:%M"]

[interval_report]
queue = "Gruppe"
channel = { value = "voice" }
started_at = "Zeit"
length_s = 1800
offered = "Anrufe"
abandoned = "Verloren"
handle = { column = "Dauer", unit = "h:mm:ss" }
"""
HEADER = "Zeit;Gruppe;Anrufe;Verloren;Dauer"


@pytest.mark.data
def test_the_five_minute_volumes(tmp_path):
    file = real_data("bank_calls_5min") / "bank_calls.csv.gz"
    space = create_workspace(tmp_path / "space")
    report = load_file(
        space, file, profile=ROOT / "examples" / "profiles" / "interval_volumes.toml"
    )
    assert (report.raw, report.mapped) == (27_716, 27_716)
    sql = "SELECT count(*), count(DISTINCT local_day), min(local_minute), max(local_minute) FROM {interval_report}"
    # 164 weekdays of 169 values from 07:00 to 21:00
    assert calls.rows(space, sql, ["interval_report"]) == [(27_716, 164, 420, 1260)]


def test_a_later_report_corrects_an_earlier_one(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE)
    first = ["02.03.2026 09:00;Service;12,0;1;0:30:00", "02.03.2026 09:30;Service;7;;0:12:30"]
    calls.load(space, calls.write(tmp_path / "a.csv", first, HEADER), profile)
    second = ["02.03.2026 09:30;Service;9;2;0:15:00"]
    calls.load(space, calls.write(tmp_path / "b.csv", second, HEADER), profile)
    sql = (
        "SELECT local_minute, offered, abandoned, handle_s, answered, length_s, started_at::TEXT"
        " FROM {interval_report} ORDER BY 1"
    )
    assert calls.rows(space, sql, ["interval_report"]) == [
        (540, 12.0, 1.0, 1800.0, None, 1800, "2026-03-02 08:00:00+00"),
        (570, 9.0, 2.0, 900.0, None, 1800, "2026-03-02 08:30:00+00"),
    ]


def test_numbers_that_are_none_are_named(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE)
    good = [
        f"{1 + n % 28:02d}.01.2026 {8 + n // 28:02d}:00;Service;5;0;0:10:00" for n in range(100)
    ]
    bad = [
        "01.02.2026 09:00;Service;viele;0;0:10:00",
        "02.02.2026 09:00;Service;-3;0;0:10:00",
        "03.02.2026 09:00;Service;3;0;10 min",
        "31.02.2026 09:00;Service;3;0;0:10:00",
    ]
    report = calls.load(space, calls.write(tmp_path / "a.csv", good + bad, HEADER), profile)
    assert report.mapped == 100
    assert report.quarantined == {"bad_type": 2, "out_of_range": 1, "bad_timestamp": 1}
