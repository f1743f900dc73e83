"""A load killed by SIGKILL anywhere and run again gives the tables of one that was not."""

import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from contacts import calls
from program import Program, start

from fiftytwo.base.workspace import open_workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.steps import STEPS


def load_in_a_process(space: Path, file: Path, profile: Path, **extra: str) -> Program:
    return start("load", file, "--profile", profile, "--workspace", space, "--json", **extra)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """An undisturbed workspace after two overlapping files, and the second file."""
    folder = tmp_path_factory.mktemp("plain")
    profile = calls.profile_file(folder, "column", 'version_column = "changed"')
    first = calls.write(folder / "first.csv", calls.many(300))
    changed = [calls.line(n, day="2026-02-11", wait=5, changed=1) for n in range(0, 60, 4)]
    bad = [calls.line(900, wait="many"), calls.line(901, result="TEST")]
    second = calls.write(folder / "second.csv", [*calls.many(300, 150), *changed, *bad])
    space = calls.workspace(folder / "space")
    calls.load(space, first, profile)
    half = shutil.copytree(space.root, folder / "half")
    calls.load(space, second, profile)
    return half, second, profile, calls.content(space)


def half_loaded(plain, root: Path):
    half, second, profile, want = plain
    return open_workspace(shutil.copytree(half, root)), second, profile, want


def finish_and_compare(space, second, profile, want) -> None:
    report = calls.load(space, second, profile)
    assert calls.content(space) == want
    again = calls.load(space, second, profile)
    assert again.state == "seen"
    assert again.mapped == 0
    assert report.raw == again.raw == 317
    left = [p for p in (space.lake / "staging").glob("**/*") if p.is_file()]
    assert left == []


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_step_and_run_again(plain, tmp_path, step):
    space, second, profile, want = half_loaded(plain, tmp_path / "space")
    before = open_snapshot(space.lake)
    killed = load_in_a_process(space.root, second, profile, FIFTYTWO_KILL_AT=step)
    assert killed.wait().returncode == -signal.SIGKILL
    after = open_snapshot(space.lake)
    if STEPS.index(step) < STEPS.index("closed"):  # nobody sees half a load
        assert after.load_id == before.load_id
        assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(300,)]
    finish_and_compare(space, second, profile, want)


def test_another_file_finishes_what_died(plain, tmp_path):
    space, second, profile, want = half_loaded(plain, tmp_path / "space")
    killed = load_in_a_process(
        space.root, second, profile, FIFTYTWO_KILL_AT="first_table_committed"
    )
    assert killed.wait().returncode == -signal.SIGKILL
    second.rename(tmp_path / "moved.csv")  # the original is not needed any more
    try:
        other = calls.write(tmp_path / "other.csv", calls.many(1))
        report = calls.load(space, other, profile)
    finally:
        (tmp_path / "moved.csv").rename(second)
    assert report.ignored == {"superseded": 1} or report.ignored == {"already_loaded": 1}
    assert calls.content(space) == want


def kill_at_random(plain, root: Path, seed: int, longest_s: float) -> None:
    space, second, profile, want = half_loaded(plain, root)
    process = load_in_a_process(space.root, second, profile)
    time.sleep(random.Random(seed).uniform(0.3, 1.0) * longest_s)
    process.kill()
    process.wait()
    finish_and_compare(space, second, profile, want)


def took(plain, root: Path) -> float:
    space, second, profile, _ = half_loaded(plain, root)
    begun = time.perf_counter()
    load_in_a_process(space.root, second, profile).wait()
    return time.perf_counter() - begun


def test_killed_at_two_random_times(plain, tmp_path):
    longest = took(plain, tmp_path / "whole")
    for seed in (1, 2):
        kill_at_random(plain, tmp_path / str(seed), seed, longest)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_twenty_random_times(plain, tmp_path, seed):
    kill_at_random(plain, tmp_path / "space", seed, took(plain, tmp_path / "whole"))
