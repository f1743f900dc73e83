"""Server and worker killed by SIGKILL during audited writes over HTTP: is what was acknowledged there?

    python benchmarks/bench_kills.py [--kills 10] [--rate 100] [--up 5] [--on sqlite postgres]

Programs make teams by SCIM, each with its entry in the audit, at `--rate` a second. A 201 is the
acknowledgement. Every few seconds `fiftytwo serve` and every process that it started are killed at
once, and it is started again; what was not answered is not counted. Bounds: every acknowledged team
is there with its entry, no team without one, the chain verifies.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench_audit import ledger

FIFTYTWO = [sys.executable, "-m", "fiftytwo.cli.main"]
CLIENTS = 8


def prepare() -> int:
    """Make a head, a site and a token; print the token."""
    from datetime import date, timedelta

    import fiftytwo.web.ready  # noqa: F401
    from fiftytwo.web.accounts.actions import add_user
    from fiftytwo.web.accounts.rights import Role
    from fiftytwo.web.people.models import Site
    from fiftytwo.web.tokens.actions import make_token

    Site.objects.create(name="Ghent", zone="Europe/Brussels")
    head = add_user("nadia", "Nadia Verhoeven", [Role.HEAD], password="four quiet green lamps")
    print(make_token("Load", ["scim"], last_day=date.today() + timedelta(days=2), by=head))
    return 0


def judge() -> int:
    """Print the teams that are there, those with an entry, and what the chain says."""
    import fiftytwo.web.ready  # noqa: F401
    from fiftytwo.web.audit.models import Detail
    from fiftytwo.web.audit.queries import verify
    from fiftytwo.web.people.models import Team

    contents = Detail.objects.filter(entry__action="scim.group").values_list("content", flat=True)
    verdict = verify()
    found = {
        "teams": list(Team.objects.values_list("name", flat=True)),
        "noted": [json.loads(content)["after"]["team"] for content in contents],
        "entries": verdict.entries,
        "faults": len(verdict.faults),
    }
    print(json.dumps(found))
    return 0


def called(word: str, environment: dict[str, str]) -> str:
    words = [sys.executable, __file__, word]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


def family(pid: int) -> list[int]:
    """Return a process and all that it started, itself and through others."""
    parents = {}
    for entry in Path("/proc").iterdir():
        try:
            parents[int(entry.name)] = int(
                re.search(r"\) \S (\d+)", (entry / "stat").read_text())[1]
            )
        except (OSError, ValueError, TypeError):
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def processor_s(pid: int) -> float:
    """Return the processor time of a process and all that it started [s]."""
    ticks = 0
    for one in family(pid):
        try:
            after = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        ticks += int(after[11]) + int(after[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Writers:
    """Clients that go on whatever happens to the server."""

    def __init__(self, port: int, token: str, rate: float) -> None:
        self.port, self.rate = port, rate
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
        self.acknowledged: list[str] = []
        self.times: list[float] = []
        self.refused: list[int] = []
        self.is_up, self.is_over = threading.Event(), threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(CLIENTS)]

    def run(self, client: int) -> None:
        line, at = None, 0
        while not self.is_over.is_set():
            if not self.is_up.wait(0.1):
                continue
            began = time.perf_counter()
            name, at = f"{client}-{at}", at + 1
            try:
                line = line or HTTPConnection("127.0.0.1", self.port, timeout=30)
                body = json.dumps(
                    {
                        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
                        "displayName": name,
                    }
                )
                line.request("POST", "/scim/v2/Groups", body, self.headers)
                answer = line.getresponse()
                answer.read()
            except (OSError, HTTPException):
                line = None
                continue
            if answer.status == 201:
                self.acknowledged.append(name)
                self.times.append(time.perf_counter() - began)
            else:
                self.refused.append(answer.status)
            time.sleep(max(0.0, began + CLIENTS / self.rate - time.perf_counter()))


def measure(kind: str, given: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory() as name, ledger(kind, Path(name)) as environment:
        token = called("--prepare", environment)
        serve = [*FIFTYTWO, "serve", "--port", str(given.port)]
        writers, up_s = Writers(given.port, token, given.rate), 0.0
        spent = {"server": 0.0, "clients": -time.process_time()}
        for thread in writers.threads:
            thread.start()
        try:
            for round_ in range(given.kills + 1):
                process = subprocess.Popen(
                    serve, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
                process.stdout.readline()  # it answers
                writers.is_up.set()
                spent["server"] -= processor_s(process.pid)
                time.sleep(given.up)
                up_s += given.up
                spent["server"] += processor_s(process.pid)
                if round_ < given.kills:
                    for pid in family(process.pid):
                        os.kill(pid, signal.SIGKILL)
                writers.is_up.clear()
                if round_ == given.kills:
                    time.sleep(1)
                    process.terminate()
                process.wait(60)
                process.stdout.close()
        finally:
            writers.is_over.set()
            for thread in writers.threads:
                thread.join()
        spent["clients"] += time.process_time()
        found = json.loads(called("--judge", environment))
    return report(kind, given, writers, found, up_s, spent)


def report(kind, given, writers, found, up_s, spent) -> bool:
    acknowledged, teams, noted = set(writers.acknowledged), set(found["teams"]), set(found["noted"])
    lost, silent = acknowledged - (teams & noted), teams - noted
    times = sorted(writers.times)
    print(
        f"{kind:9} killed {given.kills}  {len(acknowledged)} acknowledged, {len(acknowledged) / up_s:.1f}/s while up "
        f"({found['entries'] / up_s:.1f} entries/s; processor per request: server {1000 * spent['server'] / len(acknowledged):.1f} ms, "
        f"clients {1000 * spent['clients'] / len(acknowledged):.1f} ms), "
        f"p95 {1000 * times[int(0.95 * len(times))]:.0f} ms  lost {len(lost)}  teams without entry {len(silent)}  "
        f"refused {len(writers.refused)}  chain of {found['entries']} {'BROKEN' if found['faults'] else 'holds'}"
    )
    return not (lost or silent or found["faults"] or writers.refused)


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("--kills", type=int, default=10)
    reader.add_argument("--rate", type=float, default=100)
    reader.add_argument("--up", type=float, default=5, help="seconds between start and kill")
    reader.add_argument("--port", type=int, default=8049)
    reader.add_argument("--on", nargs="+", default=["sqlite", "postgres"])
    reader.add_argument("--rows", type=int, help="not used")
    reader.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    reader.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.prepare or given.judge:
        return prepare() if given.prepare else judge()
    good = [measure(kind, given) for kind in given.on]
    print("nothing lost" if all(good) else "beyond a bound")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
