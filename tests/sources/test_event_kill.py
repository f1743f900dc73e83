"""A load of events killed by SIGKILL and run again gives the tables of one that was not."""

import signal
from pathlib import Path

import pytest
from program import run
from sources.queuelog import fixture_lines

from fiftytwo.base.workspace import Workspace, create_workspace
from fiftytwo.contacts.digest import digests
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.steps import STEPS
from fiftytwo.sources.load import load_file

PROFILE = Path(__file__).resolve().parents[2] / "examples" / "profiles" / "asterisk_queue_log.toml"
QUICK = ("first_table_committed", "derived_committed")
KEYS = ("keys/hash.key", "keys/secret.key")


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    """Two files; the second one ends calls of the first and brings the consult's other half."""
    folder = tmp_path_factory.mktemp("files")
    lines = [*fixture_lines("every_event.log"), *fixture_lines("attended_transfer.log")]
    first, second = folder / "queue_log.1", folder / "queue_log"
    first.write_text("\n".join(lines[::2]) + "\n")
    second.write_text("\n".join(lines[1::2]) + "\n")
    return first, second


@pytest.fixture(scope="module")
def want(files, tmp_path_factory) -> tuple[Workspace, dict[str, str]]:
    space = create_workspace(tmp_path_factory.mktemp("plain") / "space")
    for file in files:
        load_file(space, file, profile=PROFILE)
    return space, digests(open_snapshot(space.lake))


@pytest.mark.parametrize(
    "step",
    [step if step in QUICK else pytest.param(step, marks=pytest.mark.soak) for step in STEPS],
)
def test_killed_and_run_again(files, want, tmp_path, step):
    plain, digest = want
    space = create_workspace(tmp_path / "space")
    for key in KEYS:  # pseudonyms must be the same
        (space.root / key).write_text((plain.root / key).read_text())
    load_file(space, files[0], profile=PROFILE)
    words = ["load", files[1], "--profile", PROFILE, "--workspace", space.root]
    killed = run(*words, timeout=300, FIFTYTWO_KILL_AT=step)
    assert killed.returncode == -signal.SIGKILL
    assert load_file(space, files[1], profile=PROFILE).balanced
    assert digests(open_snapshot(space.lake)) == digest
