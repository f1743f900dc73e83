"""`fiftytwo token`: what it refuses, in one sentence; that it works is shown in docs/how-to."""

import os
import subprocess
import sys

import pytest

FIFTYTWO = [sys.executable, "-m", "fiftytwo.cli.main"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("token") / "workspace"
    subprocess.run([*FIFTYTWO, "init", "--workspace", folder], check=True, capture_output=True)
    code = (
        "import fiftytwo.web.ready\n"
        "from fiftytwo.web.accounts.actions import add_user\n"
        "add_user('nadia', 'Nadia', ['head']); add_user('ada', 'Ada', ['admin'])\n"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"FIFTYTWO_WORKSPACE": str(folder)},
        check=True,
    )
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--owner", "nobody"], "there is no open account"),
        (["--owner", "nadia", "--scope", "everything"], "--scope"),
        (["--owner", "ada"], "--scope"),  # an administrator sees no measures
        (["--owner", "nadia", "--days", "400"], "--days"),
        (["--owner", "nadia", "--days", "-5"], "--days"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(root, words, said):
    command = [*FIFTYTWO, "token", "Board", *words, "--workspace", root]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout
