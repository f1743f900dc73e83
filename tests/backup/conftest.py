"""A filled workspace and its backup, made once; commands run as a person runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from upgrade import released

FIFTYTWO = [sys.executable, "-m", "fiftytwo.cli.main"]


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FIFTYTWO, *map(str, words)], capture_output=True, text=True, timeout=120,
        env=os.environ | environment,
    )  # fmt: skip


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("filled") / "workspace"
    released.fill(root)
    (root / "schedules.toml").write_text("# no opening hours yet\n")
    return root


@pytest.fixture(scope="session")
def saved(filled, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "b.zip"
    done = run("backup", file, "--workspace", filled)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def own(filled, tmp_path) -> Path:
    return shutil.copytree(filled, tmp_path / "workspace")
