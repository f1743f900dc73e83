import csv
from collections import Counter
from datetime import date

import pytest

from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.demo.company import make_company
from fiftytwo.demo.files import PROFILES, write_files
from fiftytwo.demo.history import play
from fiftytwo.sources.load import load_file

TODAY = date(2026, 11, 19)


@pytest.fixture(scope="module")
def week():
    return play(make_company(today=TODAY, weeks=1))


@pytest.fixture
def written(week, tmp_path):
    return {file.path.name: file for file in write_files(week, tmp_path / "raw")}


def lines(file):
    with open(file.path, newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_bytes_for_the_same_seed(week, written, tmp_path):
    again = write_files(play(make_company(today=TODAY, weeks=1)), tmp_path / "again")
    for file in again:
        assert file.path.read_bytes() == written[file.path.name].path.read_bytes()


def test_other_bytes_for_another_seed(written, tmp_path):
    other = write_files(play(make_company(9, today=TODAY, weeks=1)), tmp_path / "other")
    for file in other:
        assert file.path.read_bytes() != written[file.path.name].path.read_bytes()


def test_profiles_can_be_read_and_name_columns_that_exist(written):
    for file in written.values():
        profile = profile_from_text(file.profile.read_text(), file.profile.name)
        assert profile.name == file.profile.stem
        if profile.kind != "case_events":
            assert set(profile.columns) <= set(lines(file)[0])
    assert {file.profile.name for file in written.values()} == {
        path.name for path in PROFILES.iterdir()
    }


def test_as_many_lines_as_promised_each_with_all_columns(written):
    for file in written.values():
        rows = lines(file)
        assert len(rows) == file.lines
        assert all(None not in row and None not in row.values() for row in rows)


def test_contacts_say_what_was_played(week, written):
    rows = [row for row in lines(written["contacts.csv"]) if row["contact_id"].startswith("C")]
    first = week.live.first
    assert len(rows) == len(first.contact)
    results = Counter(row["result"] for row in rows)
    assert results["ANSWERED"] == (first.agent >= 0).sum()
    assert sum(int(row["wait_s"]) for row in rows) == first.wait_s.sum()
    talk = sum(int(row["talk_s"]) for row in rows if row["talk_s"])
    assert talk == first.talk_s.sum()
    passed_on = [row for row in rows if row["second_queue"]]
    assert len(passed_on) == len(week.live.second.contact)
    assert all(row["second_queue"] != row["queue"] for row in passed_on)
    days = {row["began_at"][:10] for row in rows}
    assert min(days) == "2026-11-09"
    assert max(days) == "2026-11-14"


def test_the_intake_accounts_for_every_line_as_foreseen(written, workspace):
    for file in written.values():
        report = load_file(workspace, file.path, profile=file.profile).as_json()
        assert report["raw"] == file.lines
        assert report["mapped"] == file.mapped
        assert report["ignored"] == dict(file.ignored)
        assert report["quarantined"] == dict(file.quarantined)
        assert report["pending"] == 0
        assert report["balanced"]
