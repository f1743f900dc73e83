"""`fiftytwo serve` as processes: what it starts lives and dies with it."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from program import FIFTYTWO, initialised

LINUX = pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc to read processes from")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "workspace"
    initialised(folder)
    return folder


@pytest.fixture
def own(tmp_path) -> Path:
    """A workspace that no other test serves."""
    initialised(tmp_path / "own")
    return tmp_path / "own"


def start(root: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [*FIFTYTWO, "serve", "--workspace", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    found = re.search(r"http://\S+/", process.stdout.readline())
    assert found
    return process, found.group()


def stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
    process.wait(30)
    process.stdout.close()


@pytest.fixture(scope="module")
def served(root):
    """A server that was started while somebody else held the port it tries first."""
    with socket.socket() as default:
        default.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            default.bind(("127.0.0.1", 8052))
            default.listen()
        except OSError:
            pass  # somebody else holds it, which serves as well
        process, address = start(root)
    yield process, address
    stop(process)


def children(pid: int) -> dict[int, str]:
    """Process id → command line of the direct children."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            parent = re.search(r"\) \S (\d+)", (entry / "stat").read_text())
            if parent and int(parent.group(1)) == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def wait_for(what, *, within_s: float = 15.0) -> None:
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def worker_of(pid: int) -> list[int]:
    return [child for child, line in children(pid).items() if line.rstrip().endswith(" worker")]


def test_it_answers_at_the_next_free_port(served):
    _process, address = served
    assert address.startswith("http://localhost:")
    assert not address.endswith(":8052/")
    with urllib.request.urlopen(address + "sign-in/") as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    with urllib.request.urlopen(address + "static/fiftytwo/frame.css") as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_its_lines_are_kept_in_the_workspace(served, root):
    _process, address = served
    urllib.request.urlopen(address + "sign-in/").close()
    lines = map(json.loads, (root / "logs" / "fiftytwo.log").read_text().splitlines())
    assert "/sign-in/" in [line.get("path") for line in lines]


def test_a_second_server_on_the_same_workspace_is_refused(served, root):
    process, _address = served
    again = subprocess.run(
        [*FIFTYTWO, "serve", "--workspace", root], capture_output=True, text=True, timeout=60
    )
    assert again.returncode == 2
    assert f"in use by process {process.pid} (serve)" in again.stderr
    assert again.stderr.count("\n") == 1


@LINUX
def test_a_dead_job_worker_is_replaced_and_a_kill_takes_everything_along(served):
    process, _address = served
    wait_for(lambda: worker_of(process.pid))
    [first] = worker_of(process.pid)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: worker_of(process.pid) not in ([], [first]))
    family = list(children(process.pid))
    assert len(family) >= 3, "two web workers and the job worker"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    wait_for(lambda: not any(map(alive, family)))


@LINUX
def test_a_stop_ends_all(own):
    process, _address = start(own)
    family = list(children(process.pid))
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, 130)
    stop(process)
    wait_for(lambda: not any(map(alive, family)))


def test_a_busy_port_is_refused_when_asked_for(own):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*FIFTYTWO, "serve", "--workspace", own, "--port", port],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr


def test_servers_that_start_at_once_share_no_port(tmp_path_factory):
    """Web processes may share a port; those of two companies must not."""
    folder = tmp_path_factory.mktemp("at-once")
    spaces = [folder / name for name in ("one", "two")]
    for space in spaces:
        initialised(space)
    servers = [
        subprocess.Popen(
            [*FIFTYTWO, "serve", "--workspace", space, "--workers", "1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for space in spaces
    ]
    try:
        found = [re.search(r"http://\S+/", server.stdout.readline()).group() for server in servers]
        assert len(set(found)) == 2
        again = subprocess.run(
            [*FIFTYTWO, "serve", "--workspace", folder / "one", "--port", found[1][-5:-1]],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert again.returncode == 2
    finally:
        for server in servers:
            server.terminate()
            server.wait(30)
            server.stdout.close()


def test_a_number_that_another_server_holds_is_refused(own):
    """Its web processes are not bound yet: the claim alone keeps others out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as claim:
        claim.bind(("127.0.0.1", 0))
        port = str(claim.getsockname()[1])
        done = subprocess.run(
            [*FIFTYTWO, "serve", "--workspace", own, "--port", port],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    assert f"port {port} is in use" in done.stderr
