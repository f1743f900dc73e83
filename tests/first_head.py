"""A workspace without accounts, served for the tests of signing in; and its first head."""

import random
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from program import FIFTYTWO, initialised

PASSWORD = "four quiet green lamps"


@dataclass(frozen=True)
class Served:
    """A server of a new workspace: its address by name, and the token of the first account."""

    workspace: Path
    address: str
    token: str

    def link(self, *arguments: str) -> str:
        """Return what `fiftytwo link` prints."""
        command = [*FIFTYTWO, "link", *arguments, "--workspace", str(self.workspace)]
        command += ["--address", self.address]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        return done.stdout.strip()


def free_port() -> int:
    """A free port, drawn: servers that start at the same moment must not share one."""
    while True:
        port = random.randrange(8061, 8099)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


@contextmanager
def served(folder: Path, *, openid: str = "") -> Iterator[Served]:
    """Make a workspace in `folder`, serve it, and end the server with the block."""
    root = folder / "workspace"
    initialised(root)
    if openid:
        with open(root / "fiftytwo.toml", "a") as file:
            file.write(openid)
        secret = root / "keys" / "openid.secret"
        secret.write_text("not told to anybody")
        secret.chmod(0o600)
    process = subprocess.Popen(
        [
            *FIFTYTWO,
            "serve",
            "--workspace",
            str(root),
            "--workers",
            "1",
            "--port",
            str(free_port()),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        lines = [process.stdout.readline() for _ in range(3)]
        port = re.search(r"http://localhost:(\d+)/", lines[0]).group(1)
        token = re.search(r"/first-head/(\S+)/", lines[2]).group(1)
        yield Served(root, f"http://localhost:{port}", token)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def make_head(page, server: Served, username: str = "nadia") -> None:
    """Make the first head by the link, with the keyboard alone."""
    page.goto(f"{server.address}/first-head/{server.token}/")
    page.get_by_label("Your name").focus()
    for text in ("Nadia Verhoeven", username, PASSWORD, PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")


def sign_in(page, server: Served, username: str = "nadia", password: str = PASSWORD) -> None:
    """Type username and password; stays on whatever page follows."""
    page.goto(f"{server.address}/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
