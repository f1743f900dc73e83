"""Loading an Asterisk queue_log: events a second from the file to the closing record.

Wall time and CPU seconds of all threads; on a shared machine only the CPU seconds compare.
The log is made in a process of its own, so that the peak memory is that of loading alone.
"""

import argparse
import heapq
import multiprocessing
import random
import resource
import tempfile
import time
from pathlib import Path

from fiftytwo.base.workspace import create_workspace
from fiftytwo.sources.load import load_file

PROFILE = Path(__file__).resolve().parents[1] / "examples" / "profiles" / "asterisk_queue_log.toml"


def made_log(events: int) -> str:
    """Return a seeded log: 15 % abandon, 5 % transferred blind, rings missed, pauses."""
    rng = random.Random(52)
    lines: list[tuple[int, str]] = []
    at, call = 1_767_600_000, 0
    free = [(0, f"SIP/{7000 + n}") for n in range(600)]  # when each member is free again
    while len(lines) < events:
        at += rng.randint(0, 3)
        call += 1
        wait, talk, queue = rng.randint(1, 90), rng.randint(20, 600), f"queue-{call % 5}"
        name = f"{at}.{call}"
        lines.append((at, f"{name}|{queue}|NONE|ENTERQUEUE||+4930{rng.randint(10**6, 10**7)}|1"))
        if rng.random() < 0.15:
            lines.append((at + wait, f"{name}|{queue}|NONE|ABANDON|1|1|{wait}"))
            continue
        _, agent = heapq.heappop(free)
        heapq.heappush(free, (at + wait + talk + 10, agent))
        if rng.random() < 0.3:
            lines.append((at + wait - 1, f"{name}|{queue}|{agent}0|RINGNOANSWER|1000"))
        lines.append((at + wait, f"{name}|{queue}|{agent}|CONNECT|{wait}|b.{call}|1"))
        end = "BLINDTRANSFER|200|inside" if rng.random() < 0.05 else "COMPLETECALLER"
        lines.append((at + wait + talk, f"{name}|{queue}|{agent}|{end}|{wait}|{talk}|1"))
        if call % 10 == 0:
            lines.append((at + 5, f"NONE|{queue}|{agent}|PAUSE|Lunch"))
            lines.append((at + 900, f"NONE|{queue}|{agent}|UNPAUSE|"))
    lines.sort(key=lambda line: line[0])
    return "".join(f"{second}|{text}\n" for second, text in lines)


def write_log(path: Path, events: int) -> None:
    path.write_text(made_log(events))


def count_lines(path: Path) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000, help="events")
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "queue_log"
        maker = multiprocessing.get_context("spawn").Process(target=write_log, args=(path, rows))
        maker.start()
        maker.join()
        events = count_lines(path)
        workspace = create_workspace(Path(folder) / "workspace")
        for turn in ("first time", "the same file again"):
            wall, cpu = time.perf_counter(), time.process_time()
            report = load_file(workspace, path, profile=PROFILE)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            assert report.as_json()["balanced"]
            print(
                f"queue_log, {events:,} events, {turn}: {wall:.1f} s wall, {cpu:.1f} s CPU, "
                f"{events / wall:,.0f} events/s wall, {events / cpu:,.0f} events/s of CPU"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
