"""Tutorials and how-to pages do what they say: their console blocks are run, as a reader would.

A block of ```console holds commands after `$ ` (continued after `> `) and, below each, lines of
its output; `…` stands for anything. Blocks of a page share one folder, made for the test.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs/tutorial").glob("*.md"), *(ROOT / "docs/how-to").glob("*.md")])
BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
SERVE = re.compile(r"\$?\s*fiftytwo serve\b")
LONGEST_S = 900


@dataclass(frozen=True)
class Step:
    """One command and the lines of output that the page shows below it."""

    command: str
    shown: tuple[str, ...]


def steps_of(text: str) -> list[Step]:
    found: list[Step] = []
    for block in BLOCK.findall(text):
        command: list[str] = []
        shown: list[str] = []
        for line in [*block.splitlines(), "$ "]:
            if line.startswith("$ "):
                if command:
                    found.append(Step("\n".join(command), tuple(shown)))
                command, shown = [line[2:]], []
            elif line.startswith("> ") and not shown:
                command.append(line[2:])
            elif line.strip() not in ("", "…"):
                shown.append(line.strip())
    return found


def missing(shown: tuple[str, ...], output: str) -> str | None:
    """Return the first shown line that the output does not hold in this order, or None."""
    lines = iter([" ".join(line.split()) for line in output.splitlines()])
    for line in shown:
        wanted = re.escape(" ".join(line.split())).replace("…", ".*")
        if not any(re.fullmatch(wanted, given) for given in lines):
            return line
    return None


def environment(folder: Path) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("FIFTYTWO_WORKSPACE", "PYTEST_ADDOPTS")
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return kept | {"PATH": path, "HOME": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}


def run(step: Step, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", step.command], cwd=folder, env=environment(folder),
        capture_output=True, text=True, timeout=LONGEST_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"$ {step.command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def serve(step: Step, folder: Path) -> str:
    """Start the server, open its address, stop it again; return what it printed."""
    log = folder / "serve.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            ["bash", "-c", f"exec {step.command}"], cwd=folder, env=environment(folder),
            stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            address = None
            until = time.monotonic() + 180
            while address is None and time.monotonic() < until and process.poll() is None:
                address = re.search(r"http://[\w.:\[\]]+", log.read_text())
                time.sleep(0.3)
            assert address, f"$ {step.command}\n{log.read_text()}"
            with urllib.request.urlopen(address[0], timeout=60) as answer:
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    return log.read_text()


def test_blocks_are_cut_into_commands_and_what_they_show():
    text = "a\n```console\n$ cat <<END\n> x\n> END\nx\n\n$ true\n```\n```toml\n$ no\n```\n"
    assert steps_of(text) == [Step("cat <<END\nx\nEND", ("x",)), Step("true", ())]


@pytest.mark.parametrize(
    ("shown", "is_there"),
    [(("one", "three"), True), (("three", "one"), False), (("t…e",), True), (("on",), False)],
)
def test_shown_lines_must_appear_in_their_order(shown, is_there):
    assert (missing(shown, "one\n two \nthree\n") is None) == is_there


def test_the_first_hour_is_among_the_pages():
    assert "first-hour.md" in [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_does_what_it_says(page, tmp_path):
    steps = steps_of(page.read_text())
    for step in steps:
        output = (serve if SERVE.match(step.command) else run)(step, tmp_path)
        lost = missing(step.shown, output)
        assert lost is None, f"$ {step.command}\nshows no line {lost!r}:\n{output}"
