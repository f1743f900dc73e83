"""Backup and restore of the demo company by the program itself: seconds, size, equal afterwards."""

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

FIFTYTWO = [sys.executable, "-m", "fiftytwo.cli.main"]
BACKUP_S, RESTORE_S = 10.0, 20.0


def run(*words: object) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run([*FIFTYTWO, *map(str, words)], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as packed:
        return {n: packed.read(n) for n in packed.namelist() if n != "manifest.json"}


def exported(root: Path) -> str:
    words = (
        "offered",
        "service_level",
        "aht_s",
        "opened",
        "--by",
        "queue,channel",
        "--grain",
        "day",
    )
    return run("measures", *words, "--json", "--workspace", root)[1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, help="not used: the demo company has its size")
    parser.add_argument("--workspace", type=Path, help="a demo workspace that is there already")
    given = parser.parse_args().workspace
    with tempfile.TemporaryDirectory() as folder:
        root = given or Path(folder) / "demo"
        if given is None:
            run("demo", "--workspace", root)
        first, again, back = (Path(folder) / name for name in ("1.zip", "2.zip", "back"))
        backup, _ = run("backup", first, "--workspace", root)
        restore, _ = run("restore", first, "--workspace", back)
        run("backup", again, "--workspace", back)
        print(
            f"backup  {backup:.1f} s (bound {BACKUP_S:.0f} s), {first.stat().st_size / 1e6:.1f} MB"
        )
        print(f"restore {restore:.1f} s (bound {RESTORE_S:.0f} s)")
        same = exported(root) == exported(back) and parts(first) == parts(again)
        print(f"exports and second backup byte-equal: {same}")
        assert same
        assert backup <= BACKUP_S
        assert restore <= RESTORE_S


if __name__ == "__main__":
    main()
