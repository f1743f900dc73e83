"""`fiftytwo init`, `doctor` and `upgrade`, run as a person runs them."""

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from program import run


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str]:
    """A workspace made by `init`, and what it printed."""
    root = tmp_path_factory.mktemp("init") / "workspace"
    done = run("init", "--workspace", root, "--name", "Linden", "--zone", "Europe/Brussels")
    assert done.returncode == 0, done.stderr
    return root, done.stdout


def test_init_makes_a_private_workspace_and_prints_a_link(made):
    root, said = made
    assert re.search(r"http://localhost:8052/first-head/[\w-]{20,}/", said)
    for name in ("fiftytwo.toml", "ledger.sqlite3", "lake", "keys/secret.key", "keys/hash.key"):
        assert (root / name).exists()
    for key in (root / "keys").iterdir():
        assert key.stat().st_mode & 0o077 == 0


def test_init_again_is_refused_and_changes_nothing(made):
    root, _said = made
    before = (root / "ledger.sqlite3").read_bytes()
    again = run("init", "--workspace", root)
    assert again.returncode == 2
    assert "is a workspace already" in again.stderr
    assert again.stderr.count("\n") == 1
    assert (root / "ledger.sqlite3").read_bytes() == before


def test_init_with_a_wrong_zone_makes_nothing(tmp_path):
    done = run("init", "--workspace", tmp_path / "w", "--zone", "Europe/Atlantis")
    assert done.returncode == 2
    assert "Europe/Atlantis" in done.stderr
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--currency", "euro"), "currency must be three capital letters such as EUR, not 'euro'"),
        (("--language", "xx"), "language must be en or de, not 'xx'"),
        (("--name", " "), "name must be a text in quotes"),
    ],
)
def test_init_with_a_wrong_setting_makes_nothing(tmp_path, words, sentence):
    done = run("init", "--workspace", tmp_path / "w", *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "w").exists()


def test_init_beside_a_database_that_does_not_answer_makes_nothing(tmp_path):
    address = "postgres://ana:secret@127.0.0.1:1/care"
    done = run("init", "--workspace", tmp_path / "w", FIFTYTWO_DATABASE_URL=address)
    assert done.returncode == 2
    assert "the database 127.0.0.1:1/care cannot be reached" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("FIFTYTWO_HTTPS", "yes", "FIFTYTWO_HTTPS must be 0 or 1, not 'yes'"),
        ("FIFTYTWO_HSTS", "banana", "FIFTYTWO_HSTS must be host or domain or off"),
        ("FIFTYTWO_PROXIES", "x", "FIFTYTWO_PROXIES must be a whole number of at least 0"),
        ("FIFTYTWO_UPLOAD_MB", "0", "FIFTYTWO_UPLOAD_MB must be a whole number of at least 1"),
        ("FIFTYTWO_LANGUAGE", "xx", "FIFTYTWO_LANGUAGE must be en or de"),
        ("FIFTYTWO_ZONE", "Mars", "'Mars' is no time zone"),
        ("DATABASE_URL", "mysql://x", "starts with 'mysql'"),
    ],
)
def test_a_wrong_value_of_the_environment_is_one_sentence(made, monkeypatch, name, value, sentence):
    if name == "DATABASE_URL":
        monkeypatch.delenv("FIFTYTWO_DATABASE_URL", raising=False)  # which would beat it
    done = run("doctor", "--workspace", made[0], **{name: value})
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_environment_names_the_workspace_and_the_flag_beats_it(made, tmp_path):
    root, _said = made
    assert run("doctor", FIFTYTWO_WORKSPACE=str(root)).returncode == 0
    other = run("doctor", "--workspace", tmp_path / "none", FIFTYTWO_WORKSPACE=str(root))
    assert other.returncode == 2
    assert "is no workspace" in other.stderr


def test_doctor_finds_nothing_in_a_fresh_workspace(made):
    done = run("doctor", "--workspace", made[0], "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["good"] is True
    assert {"keys", "ledger", "lake", "balance", "disk"} <= {c["check"] for c in report["checks"]}


@pytest.fixture
def own(made, tmp_path) -> Path:
    """A copy of the workspace that the test may break."""
    return shutil.copytree(made[0], tmp_path / "w")


def wrong(root: Path) -> dict[str, str]:
    done = run("doctor", "--workspace", root, "--json")
    assert done.returncode == 1
    return {c["check"]: c["text"] for c in json.loads(done.stdout)["checks"] if not c["good"]}


def test_doctor_says_what_is_wrong_and_what_to_do(own):
    (own / "keys" / "hash.key").chmod(0o644)
    with sqlite3.connect(own / "ledger.sqlite3") as ledger:
        ledger.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    ledger.close()
    found = wrong(own)
    assert set(found) == {"keys", "ledger", "audit"}
    assert "chmod 600" in found["keys"]
    assert "fiftytwo upgrade" in found["ledger"]


def test_an_older_ledger_is_refused_then_upgraded_and_kept(own):
    with sqlite3.connect(own / "ledger.sqlite3") as ledger:
        ledger.execute("DELETE FROM django_migrations WHERE app = 'intake'")
        ledger.execute("DROP TABLE intake_upload")
        users = ledger.execute("SELECT count(*) FROM accounts_invitation").fetchone()
    ledger.close()
    served = run("serve", "--workspace", own)
    assert served.returncode == 2
    assert "fiftytwo upgrade" in served.stderr
    done = run("upgrade", "--workspace", own)
    assert done.returncode == 0, done.stderr
    assert run("doctor", "--workspace", own).returncode == 0
    [kept] = (own / "backups").iterdir()
    with sqlite3.connect(kept / "ledger.sqlite3") as copy:
        assert copy.execute("SELECT count(*) FROM accounts_invitation").fetchone() == users
    copy.close()
    assert "up to date" in run("upgrade", "--workspace", own).stdout


@pytest.mark.parametrize("command", ["serve", "upgrade"])
def test_a_newer_workspace_is_refused(own, command):
    settings = own / "fiftytwo.toml"
    settings.write_text(settings.read_text().replace("schema = 2", "schema = 99"))
    done = run(command, "--workspace", own)
    assert done.returncode == 2
    assert "newer" in done.stderr
    assert done.stderr.count("\n") == 1
