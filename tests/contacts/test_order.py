"""Invariant I16: any order and repetition of lines and files gives identical tables."""

import itertools
import random

import pytest
from contacts import calls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.quarantine import open_lines


def versions_of_calls() -> list[str]:
    """Calls with corrections: another content, another month, a tie on the version."""
    lines = calls.many(24)
    lines += [calls.line(n, day="2026-03-05", wait=70 + n, changed=1) for n in range(0, 12, 3)]
    lines += [calls.line(n, day="2026-01-09", wait=71, changed=2) for n in range(0, 12, 6)]
    lines += [calls.line(n, day="2026-02-09", wait=n, changed=2) for n in range(0, 12, 6)]
    lines += [calls.line(20, time="02:30:00", day="2026-03-29")]  # a local time that does not exist
    return lines


def load_in_order(folder, files, *, version, extra="", tag=""):
    space = calls.workspace(folder / f"space{tag}")
    for key in ("keys/hash.key", "keys/secret.key"):
        (space.root / key).write_text("5" * 64 + "\n")
    profile = calls.profile_file(folder, version, extra)
    for n, lines in enumerate(files):
        # Enough good lines beside one bad, so that no file is held back.
        path = calls.write(folder / f"{tag}-{n}.csv", lines)
        report = calls.load(space, path, profile)
        assert report.raw == len(lines)
    return space


def shuffled(lines, seed):
    """Four overlapping files with repeated lines, in a random order."""
    chance = random.Random(seed)
    files = []
    for start in (0, 8, 16, 0):
        part = lines[start : start + 24] if files or start else list(lines)
        part = part + chance.sample(part, 5)
        chance.shuffle(part)
        files.append(part)
    chance.shuffle(files)
    if chance.random() < 0.5:
        files.append(files[0])
    return files


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wanted")
    found = {}
    for version, extra in (("column", 'version_column = "changed"'), ("content", "")):
        space = load_in_order(
            folder, [versions_of_calls()], version=version, extra=extra, tag=version
        )
        found[version] = calls.content(space)
    return found


def check(folder, seed, wanted, version, extra):
    files = shuffled(versions_of_calls(), seed)
    space = load_in_order(folder, files, version=version, extra=extra, tag=f"{version}{seed}")
    assert calls.content(space) == wanted[version]


SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck))


@given(seed=st.integers(0, 10_000))
@settings(SETTINGS, max_examples=3)
def test_order_does_not_matter_where_a_column_tells_the_version(tmp_path_factory, wanted, seed):
    folder = tmp_path_factory.mktemp("column")
    check(folder, seed, wanted, "column", 'version_column = "changed"')


@given(seed=st.integers(0, 10_000))
@settings(SETTINGS, max_examples=2)
def test_order_does_not_matter_where_content_is_all_there_is(tmp_path_factory, wanted, seed):
    check(tmp_path_factory.mktemp("content"), seed, wanted, "content", "")


@pytest.mark.soak
@given(seed=st.integers(0, 1_000_000))
@settings(SETTINGS, max_examples=100)
def test_order_does_not_matter_in_many_orders(tmp_path_factory, wanted, seed):
    folder = tmp_path_factory.mktemp("many")
    check(folder, seed, wanted, "column", 'version_column = "changed"')
    check(folder, seed, wanted, "content", "")


def test_a_correction_moves_a_contact_to_another_month(tmp_path):
    extra = 'version_column = "changed"'
    first, second = calls.many(30), [calls.line(3, day="2026-05-20", changed=1)]
    space = load_in_order(tmp_path, [first, second], version="column", extra=extra)
    sql = "SELECT month, count(*) FROM {contact} WHERE external_id = '3' GROUP BY 1"
    assert calls.rows(space, sql) == [("2026-05", 1)]
    sql = "SELECT count(*) FROM {segment} ANTI JOIN {contact} USING (contact_id, month)"
    assert calls.rows(space, sql, ["contact", "segment"]) == [(0,)]
    # The older version comes again, and changes nothing.
    late = calls.write(tmp_path / "late.csv", [first[3]])
    report = calls.load(space, late, calls.profile_file(tmp_path, "column", extra))
    assert report.ignored == {"superseded": 1}
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(30,)]


def test_the_later_file_wins_where_the_profile_says_so(tmp_path):
    files = [
        [calls.line(1, wait=5)],
        [calls.line(1, wait=9)],
        [calls.line(1, wait=5), calls.line(2)],
    ]
    space = load_in_order(tmp_path, files, version="import_sequence")
    sql = "SELECT c.external_id, s.duration_ms FROM {segment} s JOIN {contact} c USING (contact_id) WHERE kind = 'wait' ORDER BY 1"
    assert calls.rows(space, sql, ["contact", "segment"]) == [("1", 5000), ("2", 10_000)]


def test_two_contents_of_one_key_are_a_conflict_that_is_reported(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = calls.profile_file(tmp_path)
    lines = [*calls.many(40), calls.line(3, wait=77), calls.many(40)[5]]
    report = calls.load(space, calls.write(tmp_path / "a.csv", lines), profile)
    assert report.mapped == 40
    assert report.ignored == {"duplicate_line": 1}
    assert report.quarantined == {"duplicate_conflict": 1}
    (row,) = open_lines(open_snapshot(space.lake))
    assert row["reason"] == "duplicate_conflict"
    assert row["bytes"].decode() in (calls.many(40)[3], calls.line(3, wait=77))


def test_another_content_of_a_stored_key_is_a_conflict_whoever_wins(tmp_path):
    """In the same month and in another. Which content wins is a matter of the workspace's key: every order of three is tried."""
    kept = set()
    for tag, order in enumerate(itertools.permutations([(1, 55), (1, 66), (2, 77)])):
        lines = [calls.line(3, wait=wait, day=f"2026-0{month}-09") for month, wait in order]
        space = calls.workspace(tmp_path / f"space{tag}")
        profile = calls.profile_file(tmp_path)
        first, *others = [
            calls.load(space, calls.write(tmp_path / f"{tag}-{n}.csv", [one]), profile)
            for n, one in enumerate(lines)
        ]
        assert (first.mapped, first.quarantined, first.repaired) == (1, {}, {})
        for report in others:
            lost, won = report.quarantined, report.repaired
            assert [lost, won] in ([{"duplicate_conflict": 1}, {}], [{}, {"duplicate_conflict": 1}])
            assert report.mapped == len(won)
        sql = "SELECT s.duration_ms FROM {contact} c JOIN {segment} s USING (contact_id) WHERE kind = 'wait'"
        ((wait,),) = calls.rows(space, sql, ["contact", "segment"])
        kept.add(wait)
    assert len(kept) == 1


def test_lines_without_a_key_are_counted_not_merged(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = tmp_path / "keyless.toml"
    profile.write_text(calls.profile_file(tmp_path).read_text().replace('key = ["id"]', ""))
    twice = [calls.line(1), calls.line(1), calls.line(2)]
    calls.load(space, calls.write(tmp_path / "a.csv", twice), profile)
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(3,)]
    report = calls.load(space, calls.write(tmp_path / "b.csv", twice[1:]), profile)
    assert report.ignored == {"already_loaded": 2}
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(3,)]


def test_the_same_file_again_is_seen_at_once(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = calls.profile_file(tmp_path)
    path = calls.write(tmp_path / "a.csv", [*calls.many(100), calls.line(900, result="TEST")])
    first = calls.load(space, path, profile)
    again = calls.load(space, path, profile)
    assert (first.mapped, first.ignored) == (100, {"test_call": 1})
    assert again.ignored == {"test_call": 1, "already_loaded": 100}
    assert (again.mapped, again.state, again.raw) == (0, "seen", 101)
