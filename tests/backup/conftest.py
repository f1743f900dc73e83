"""A filled workspace and its backup, made once."""

import shutil
from pathlib import Path

import pytest
from program import run
from upgrade import released


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
