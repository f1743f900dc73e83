"""Lines in quarantine are kept, tried again after a mend, or dismissed; nothing is lost."""

import pytest
from contacts import calls

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.contacts.quarantine import held_back, open_lines
from fiftytwo.sources.profiles import find_profile, save_profile
from fiftytwo.sources.retry import dismiss, retry_quarantine


@pytest.fixture
def space(tmp_path):
    return calls.workspace(tmp_path / "space")


def mended(space):
    """The profile, with the result code that the lines in quarantine use."""
    text = find_profile(space, "small_calls").text
    text = text.replace(
        'LEFT = "abandoned_queue"', 'LEFT = "abandoned_queue", GONE = "abandoned_queue"'
    )
    save_profile(space, profile_from_text(text))


def test_lines_map_after_the_profile_is_mended(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    bad = [calls.line(500, result="GONE", talk=""), calls.line(501, wait="x")]
    report = calls.load(space, calls.write(tmp_path / "a.csv", [*calls.many(100), *bad]), profile)
    assert report.quarantined == {"unknown_status_value": 1, "bad_type": 1}
    waiting = open_lines(open_snapshot(space.lake))
    assert [(r["reason"], r["field"], r["detail"]) for r in waiting] == [
        ("unknown_status_value", "result", "GONE"),
        ("bad_type", "wait_s", "x"),
    ]
    assert waiting[0]["bytes"].decode() == bad[0]
    mended(space)
    (again,) = retry_quarantine(space)
    assert (again.state, again.raw, again.mapped) == ("retried", 2, 1)
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(101,)]
    (left,) = open_lines(open_snapshot(space.lake))
    assert (left["reason"], left["attempts"]) == ("bad_type", 2)
    found = calls.rows(
        space,
        "SELECT resolution, count(*) FROM {quarantine} GROUP BY 1 ORDER BY 1 NULLS LAST",
        ["quarantine"],
    )
    assert found == [("remapped", 1), (None, 1)]


def test_the_same_bad_line_in_two_files_has_one_row(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    bad = calls.line(501, wait="x")
    calls.load(space, calls.write(tmp_path / "a.csv", [*calls.many(100), bad]), profile)
    calls.load(space, calls.write(tmp_path / "b.csv", [*calls.many(150), bad]), profile)
    (row,) = open_lines(open_snapshot(space.lake))
    assert row["attempts"] == 2


def test_a_line_is_dismissed_for_a_reason(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    calls.load(
        space,
        calls.write(tmp_path / "a.csv", [*calls.many(100), calls.line(501, wait="x")]),
        profile,
    )
    before = calls.content(space)
    (row,) = open_lines(open_snapshot(space.lake))
    with pytest.raises(InputError, match="only with a reason"):
        dismiss(space, row["raw_id"].hex(), " ", "Ann")
    with pytest.raises(InputError, match="no waiting line has the id 'zz'"):
        dismiss(space, "zz", "a test", "Ann")
    dismiss(space, row["raw_id"].hex(), "a test call", "Ann")
    assert open_lines(open_snapshot(space.lake)) == []
    assert calls.content(space) == before
    found = calls.rows(
        space, "SELECT resolution, resolved_by, resolved_reason FROM {quarantine}", ["quarantine"]
    )
    assert found == [("dismissed", "Ann", "a test call")]


def test_a_held_back_file_is_found_and_loaded_after_a_mend(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    lines = [*calls.many(90), *(calls.line(n, result="GONE", talk="") for n in range(500, 510))]
    report = calls.load(space, calls.write(tmp_path / "a.csv", lines), profile)
    assert (report.state, report.mapped, report.pending) == ("held_back", 0, 100)
    assert "unknown_status_value 10" in report.detail
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(0,)]
    assert [r["file_name"] for r in held_back(open_snapshot(space.lake))] == ["a.csv"]
    assert retry_quarantine(space) == []  # nothing was mended
    mended(space)
    (again,) = retry_quarantine(space)
    assert (again.state, again.mapped) == ("closed", 100)
    assert held_back(open_snapshot(space.lake)) == []
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(100,)]


def test_a_mended_profile_and_the_whole_file_again_settles_the_old_lines(space, tmp_path):
    profile = calls.profile_file(tmp_path)
    file = calls.write(
        tmp_path / "a.csv", [*calls.many(100), calls.line(500, result="GONE", talk="")]
    )
    calls.load(space, file, profile)
    mended(space)
    report = calls.load(space, file, "small_calls")
    assert report.ignored == {"already_loaded": 100}
    assert report.mapped == 1
    assert open_lines(open_snapshot(space.lake)) == []
