"""`fiftytwo token`: what it refuses, in one sentence; that it works is shown in docs/how-to."""

import pytest
from program import initialised, run, run_code


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = initialised(tmp_path_factory.mktemp("token") / "workspace")
    code = (
        "import fiftytwo.web.ready\n"
        "from fiftytwo.web.accounts.actions import add_user\n"
        "add_user('nadia', 'Nadia', ['head']); add_user('ada', 'Ada', ['admin'])\n"
    )
    run_code(code, FIFTYTWO_WORKSPACE=str(folder))
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
    done = run("token", "Board", *words, "--workspace", root)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout
