"""What the program tells browsers, what it refuses to start with, and what SECURITY.md names."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from web_matrix import MATRIX

from fiftytwo.base.errors import InputError
from fiftytwo.base.secrets import openid_of
from fiftytwo.base.workspace import open_workspace
from fiftytwo.web.signin.place import client_address

ROOT = Path(__file__).parents[2]
BOOK = (ROOT / "SECURITY.md").read_text()


@pytest.mark.parametrize("name", MATRIX)
def test_every_answer_is_kept_by_nobody_and_embedded_nowhere(client_of, name):
    _right, method, arguments = MATRIX[name]
    answer = getattr(client_of("head"), method)(reverse(name, kwargs=arguments))
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_static_file_carries_the_policy_and_may_be_kept(db):
    assert finders.find("fiftytwo/icon.svg")
    answer = Client().get("/static/fiftytwo/icon.svg")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" not in answer.headers["Cache-Control"]
    answer.close()


def test_another_host_name_is_refused(db):
    assert Client().get("/sign-in/", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_signing_in_again_leads_nowhere_else(client_of, users, next_):
    users["head"].set_password("four quiet green lamps")
    users["head"].save()
    client = client_of("head")
    data = {"password": "four quiet green lamps", "next": next_}
    assert client.post("/account/confirm/", data).headers["Location"] == "/"


def test_production_settings_pass_djangos_own_check(tmp_path):
    """`check --deploy` finds nothing where HTTPS is on."""
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    env = kept | {"FIFTYTWO_HTTPS": "1", "FIFTYTWO_WORKSPACE": str(tmp_path / "none")}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        [*command, "--settings", "fiftytwo.web.settings"],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
@pytest.mark.parametrize("name", ["secret.key", "hash.key"])
def test_a_key_that_others_can_read_is_refused(workspace, name):
    path = workspace.root / "keys" / name
    path.chmod(0o640)
    opened = open_workspace(workspace.root)
    with pytest.raises(InputError, match=r"can be read by others \(mode 0640\): run `chmod 600"):
        _ = opened.secret_key if name == "secret.key" else opened.hash_key


def test_a_secret_in_the_settings_file_is_refused():
    given = {"name": "x", "server": "https://x.example", "client_id": "y", "secret": "z"}
    with pytest.raises(InputError, match="FIFTYTWO_OPENID_SECRET"):
        openid_of(Path("fiftytwo.toml"), given)
    plain = {"name": "x", "server": "http://x.example", "client_id": "y"}
    with pytest.raises(InputError, match="https://"):
        openid_of(Path("fiftytwo.toml"), plain)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "nonsense", "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_counts_as_the_address(
    rf, settings, proxies, forwarded, expected
):
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_the_threat_model_names_only_files_that_exist():
    named = set(re.findall(r"`((?:tests|src|docs)/[^`]+)`", BOOK))
    assert len(named) >= 12
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
