"""Mixed reads over the demo company ÷ trivial Django pages, behind the same server in the same run.

    python benchmarks/bench_reads.py [--workspace DIR] [--seconds 10] [--rounds 3] [--clients 8]

All are served by granian with the options of `fiftytwo serve`; the slices of each alternate, so
that what else the machine does hits all. The bound is mixed reads >= 0.35 of the requests/s of the
project's trivial page (`trivial_ours.py`): its middleware, session, signed-in user and base
template around one sentence. Beside it stand a project of Django's own middleware alone
(`trivial_page.py`), with nobody signed in and without a database, and one that greets who is.
At half the rate, sent at fixed moments whether or not the last was answered, p95 <= 150 ms. The
load comes over loopback from this process, and a slice ends with its seconds.
"""

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

SHARE, LATE_MS = 0.35, 150.0
OUR_PEER = "our trivial page"
HERE = Path(__file__).parent
# A morning: most look at their own day, leaders at their teams and the week, a few ask and plan.
MIX = [
    ("rep", "/", 25), ("lead", "/", 15), ("head", "/", 6), ("planner", "/", 4), ("rep", "/plan/", 12),
    ("lead", "/plan/", 6), ("planner", "/plan/", 4), ("head", "/service/", 5),
    ("head", "/service/?measure=aht_s&step=day&weeks=13", 3), ("lead", "/service/?measure=abandonment", 4),
    ("head", "/service/?measure=wait_p90_s", 3), ("planner", "/service/?measure=offered&step=hour&weeks=4", 2),
    ("rep", "/account/", 3), ("head", "/settings/people/", 3), ("planner", "/settings/sources/", 3), ("lead", "/jobs/", 2),
]  # fmt: skip
OPTIONS = [
    "--interface",
    "wsgi",
    "--workers",
    "2",
    "--blocking-threads",
    "4",
    "--log-level",
    "error",
]


def sessions() -> int:
    """Print a role and the key of a session a line, for the roles of the mix."""
    from django.test import Client

    import fiftytwo.web.ready  # noqa: F401
    from fiftytwo.web.accounts.models import User

    for role in sorted({role for role, _path, _weight in MIX}):
        client = Client(headers={"host": "127.0.0.1"})
        user = User.objects.filter(grants__role=role, is_active=True).order_by("pk").first()
        client.force_login(user, backend="fiftytwo.web.signin.backend.LedgerBackend")
        print(role, client.cookies["sessionid"].value)
    return 0


class Line:
    """One kept connection: sends bytes that are made already, reads an answer by its length."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def ask(self, request: bytes) -> int:
        """Return the status."""
        self.socket.sendall(request)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self.socket.recv(65_536)
            if not piece:
                raise ConnectionError("the server hung up")
            head += piece
        head, _, body = head.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self.socket.recv(65_536)
        return int(head[9:12])


def request(port: int, path: str, session: str) -> bytes:
    cookie = f"Cookie: sessionid={session}\r\n" if session else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{cookie}\r\n".encode()


def load(port: int, requests: list[bytes], seconds: float, clients: int, rate: float = 0.0):
    """Ask for some seconds, as fast as it goes or at `rate`; return requests/s and times [s]."""
    times: list[float] = []
    failed: list[str] = []
    turn, lock = iter(range(10**9)), threading.Lock()
    began = time.perf_counter()

    def client() -> None:
        line = Line(port)
        while True:
            with lock:
                at = next(turn)
            due = began + at / rate if rate else time.perf_counter()
            if due - began >= seconds:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                status = line.ask(requests[at % len(requests)])
            except (OSError, IndexError) as error:
                failed.append(repr(error))
                return
            times.append(time.perf_counter() - due)
            if status != 200:
                failed.append(str(status))

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit(f"{len(failed)} requests failed: {sorted(set(failed))[:5]}")
    return len(times) / (time.perf_counter() - began), times


@contextmanager
def served(application: str, environment: dict[str, str]):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "granian", application, "--port", str(port), *OPTIONS]
    process = subprocess.Popen(words, env=environment, cwd=HERE, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if time.monotonic() > until:
                sys.exit(f"{application} did not start in a minute")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(workspace: Path, folder: Path, given: argparse.Namespace) -> int:
    ours = os.environ | {"FIFTYTWO_WORKSPACE": str(workspace)}
    asked = [sys.executable, __file__, "--sessions"]
    told = subprocess.run(asked, env=ours, check=True, capture_output=True, text=True).stdout
    keys = dict(line.split() for line in told.strip().splitlines())
    theirs = os.environ | {"BENCH_SESSIONS": str(folder / "trivial.sqlite3")}
    made = [sys.executable, str(HERE / "trivial_page.py")]
    key = subprocess.run(made, env=theirs, check=True, capture_output=True, text=True).stdout
    with ExitStack() as stack:
        port = stack.enter_context(served("trivial_ours:application", ours))
        plain = dict(os.environ)
        plain.pop("BENCH_SESSIONS", None)
        bare = stack.enter_context(served("trivial_page:application", plain))
        greeting = stack.enter_context(served("trivial_page:application", theirs))
        mix = [request(port, p, keys[r]) for r, p, weight in MIX for _ in range(weight)]
        random.Random(52).shuffle(mix)
        kinds = {
            "mixed reads": (port, mix),
            OUR_PEER: (
                port,
                [request(port, "/trivial/", keys[r]) for r, _p, w in MIX for _ in range(w)],
            ),
            "trivial page": (bare, [request(bare, "/", "")]),
            "trivial page, signed in": (greeting, [request(greeting, "/", key)]),
        }
        rates: dict[str, list[float]] = {name: [] for name in kinds}
        for where, requests in kinds.values():  # each process has seen each page
            load(where, requests, given.warm, given.clients)
        for _ in range(given.rounds):
            for name, (where, requests) in kinds.items():
                rates[name].append(load(where, requests, given.seconds, given.clients)[0])
        middle = {name: statistics.median(found) for name, found in rates.items()}
        half = middle["mixed reads"] / 2
        paced = load(port, mix, 2 * given.seconds, 4 * given.clients, rate=half)[1]
    return report(middle, rates, half, paced)


def report(middle, rates, half, paced) -> int:
    for name, found in rates.items():
        print(f"{name:24} {middle[name]:8.1f} requests/s  ({', '.join(f'{r:.0f}' for r in found)})")
    share = middle["mixed reads"] / middle["trivial page"]
    signed = middle["mixed reads"] / middle["trivial page, signed in"]
    own = middle["mixed reads"] / middle[OUR_PEER]
    late = 1000 * percentile(paced, 0.95)
    middle_ms = 1000 * percentile(paced, 0.5)
    print(
        f"mixed ÷ {OUR_PEER} {own:.3f} (bound {SHARE}); ÷ trivial signed in {signed:.3f}, ÷ trivial {share:.3f}"
    )
    print(f"at {half:.1f}/s: p50 {middle_ms:.0f} ms, p95 {late:.0f} ms (bound {LATE_MS:.0f} ms)")
    good = own >= SHARE and late <= LATE_MS
    print("all within bounds" if good else "beyond a bound")
    return 0 if good else 1


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("--workspace", type=Path)
    reader.add_argument("--seconds", type=float, default=10)
    reader.add_argument("--warm", type=float, default=8)
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--clients", type=int, default=8)
    reader.add_argument("--rows", type=int, help="not used: the demo company has its size")
    reader.add_argument("--sessions", action="store_true", help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.sessions:
        return sessions()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace = given.workspace or folder / "demo"
        if given.workspace is None:
            words = [sys.executable, "-m", "fiftytwo.cli.main", "demo", "--workspace", workspace]
            subprocess.run([*map(str, words)], check=True, capture_output=True)
        return measure(workspace.resolve(), folder, given)


if __name__ == "__main__":
    sys.exit(main())
