"""`fiftytwo serve` and `fiftytwo worker`: the web application and its background work."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from django.core.management import call_command
from django.db import connection
from granian import Granian
from granian.constants import Interfaces

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.base.workspace import PORT, Workspace, open_workspace, workspace_path
from fiftytwo.cli.address import address, near
from fiftytwo.web import ledger
from fiftytwo.web.accounts.actions import invite_head
from fiftytwo.web.accounts.queries import has_account
from fiftytwo.web.jobs.actions import resume_orphans
from fiftytwo.web.jobs.schedules import keep_alive, start_all_due, watch
from fiftytwo.web.lifeline import SUPERVISOR, die_with_supervisor
from fiftytwo.web.logs import keep_lines
from fiftytwo.web.post.delivering import deliver

__all__ = ["serve", "worker"]

PORTS_TRIED = 50
STARTS_WITHIN_S = 60.0
RESTART_AFTER_S = 1.0
STOP_WITHIN_S = 10.0
Answer = TypeVar("Answer")


def serve(
    *,
    workspace: Path | None = None,
    port: int | None = None,
    host: str | None = None,
    workers: int = 2,
) -> int:
    """Start the web application and its job worker; Ctrl+C stops both.

    Parameters
    ----------
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    port
        Port to listen on (default: 8052, or the next free one).
    host
        Address to bind (default: the workspace's, which is this machine only).
    workers
        Web processes.
    """
    opened = _usable(workspace)
    bound = host or opened.host
    os.environ.update(
        {
            "FIFTYTWO_WORKSPACE": str(opened.root),
            "FIFTYTWO_HOST": bound,
            SUPERVISOR: str(os.getpid()),
        }
    )
    with hold(opened.root / "serve.lock", "serve", wait_s=0), _port(bound, port) as chosen:
        token = _apart(_first_link)
        _run(bound, chosen, token, workers)
    return 0


def _run(bound: str, chosen: int, token: str, workers: int) -> None:
    """Serve until stopped; `token` opens the page of the first account where there is none yet."""
    with _Worker():
        threading.Thread(target=_tell, args=(bound, chosen, token), daemon=True).start()
        Granian(
            "fiftytwo.web.wsgi:application",
            address=bound,
            port=chosen,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_enabled=False,
            respawn_failed_workers=True,
            workers_kill_timeout=int(STOP_WITHIN_S),
        ).serve()


def worker(*, workspace: Path | None = None) -> int:
    """Run background jobs until stopped.

    Parameters
    ----------
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    """
    opened = _usable(workspace)
    die_with_supervisor()
    keep_lines(opened.logs)
    # On a database server, workers of other machines may be at work on what looks left behind.
    is_alone = connection.vendor == "sqlite"
    lock = "worker.lock" if is_alone else f"worker-{socket.gethostname()}-{os.getpid()}.lock"
    with hold(opened.root / lock, "worker", wait_s=STOP_WITHIN_S):
        if is_alone:
            resume_orphans()
        stops = [watch(look) for look in (start_all_due, keep_alive, deliver)]
        call_command("db_worker", interval=0.3, startup_delay=False, reload=False, verbosity=0)
        for stop in stops:
            stop()
    return 0


class _Worker:
    """Keeps one job worker alive while the block runs."""

    def __enter__(self) -> None:
        self.stopping = threading.Event()
        self.process = self._start()
        self.keeper = threading.Thread(target=self._keep, daemon=True)
        self.keeper.start()

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "fiftytwo.cli.main", "worker"])

    def _keep(self) -> None:
        while not self.stopping.is_set():
            self.process.wait()
            if not self.stopping.wait(RESTART_AFTER_S):
                self.process = self._start()


def _usable(workspace: Path | None) -> Workspace:
    opened = open_workspace(workspace_path(workspace))
    refusal = _apart(_refusal, opened.root)
    if refusal:
        raise InputError(refusal)
    return opened


def _apart(ask: Callable[..., Answer], *given: object) -> Answer:
    """Ask in a process of its own.

    Neither a connection nor the lake's threads may be there when the web processes are forked.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork")) as child:
        return child.submit(ask, *given).result()


def _first_link() -> str:
    """Return a token that makes the first account; empty where somebody has one."""
    return "" if has_account() else invite_head()


def _refusal(root: Path) -> str | None:
    return ledger.refusal(open_workspace(root))


@contextmanager
def _port(host: str, wanted: int | None) -> Iterator[int]:
    """Hold the port asked for if it is free, else the first free one from the default on.

    Web processes share their port (SO_REUSEPORT), so binding it keeps nobody else out who does so
    too: two servers that start at once would take each other's visitors. The datagram port of the
    same number is never shared; who holds it has the number, until the process ends.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    candidates = [wanted] if wanted is not None else range(PORT, PORT + PORTS_TRIED)
    for port in candidates:
        with socket.socket(family, socket.SOCK_DGRAM) as claim:
            if _binds(claim, host, port) and _is_free(family, host, port):
                yield port
                return
    busy = (
        f"port {wanted} is"
        if wanted is not None
        else f"ports {PORT} and the next {PORTS_TRIED} are"
    )
    raise InputError(f"{busy} in use or not allowed on {host}: name another with --port")


def _is_free(family: int, host: str, port: int) -> bool:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _binds(probe, host, port)


def _binds(to: socket.socket, host: str, port: int) -> bool:
    try:
        to.bind((host, port))
    except OSError:
        return False
    return True


def _tell(host: str, port: int, token: str) -> None:
    """Print the address once a page is answered there, and the way to the first account."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and not _answers(near(host), port):
        time.sleep(0.1)
    here = address(host, port)
    print(f"fiftytwo is at {here}/ (Ctrl+C stops it)", flush=True)
    if token:
        print(
            "Nobody has an account yet. Make the first one, within two days and once, at:\n"
            f"  {here}/first-head/{token}/",
            flush=True,
        )


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host.strip("[]"), port, timeout=STARTS_WITHIN_S)
    try:
        connection.request("GET", "/sign-in/")
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()
