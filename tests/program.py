"""The program as tests start it: in a process of its own, killed or waited for like any other.

A command takes longer to import its libraries than to do its work on a few rows. `run`, `run_code`
and `start` therefore fork from a process that has the libraries in memory and nothing else: no
settings, no workspace, no connection. Whoever needs the real command line, or a server, starts
`FIFTYTWO` with subprocess.
"""

import atexit
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from fiftytwo.cli.main import main

FIFTYTWO = [sys.executable, "-m", "fiftytwo.cli.main"]

LIBRARIES = [
    "apprise",
    "cyclopts",
    "deltalake",
    "duckdb",
    "lark",
    "openpyxl",
    "pyarrow.compute",
    "pyarrow.csv",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "requests",
    "rich.console",
    "scim2_models",
    "sqlglot",
    "fido2.server",
    "django.forms",
    "django.core.management.commands.migrate",
    "django.db.backends.sqlite3.base",
    "fiftytwo.sources.load",
    "fiftytwo.measures.rollup",
    "program",
]

Done = subprocess.CompletedProcess[str]
Environment = Mapping[str, str] | None

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(LIBRARIES)


class Program:
    """A started process, and what it printed."""

    def __init__(self, code: str, words: list[str], *, env: dict[str, str], given: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="fiftytwo-program-"))
        (self._folder / "0").write_text(given)
        self.words = words
        self._process: ForkServerProcess = _context.Process(
            target=_begin, args=(code, words, self._folder, env, os.getcwd())
        )
        self._process.start()

    def poll(self) -> int | None:
        """How it ended (below zero: the signal that killed it), or None while it goes on."""
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self, timeout: float = 120) -> Done:
        """Wait for its end, once; it is killed where that does not come."""
        self._process.join(timeout)
        if is_late := self.poll() is None:
            self.kill()
            self._process.join()
        printed = [(self._folder / name).read_text() for name in "12"]
        shutil.rmtree(self._folder)
        if is_late:
            raise subprocess.TimeoutExpired(self.words, timeout, *printed)
        code = self.poll()
        assert code is not None
        self._process.close()
        return subprocess.CompletedProcess(self.words, code, *printed)


def start(
    *words: object, code: str = "", given: str = "", env: Environment = None, **more: str
) -> Program:
    """Start `fiftytwo WORDS`, or Python's `-c CODE WORDS`, with `given` to read.

    `env` stands for the environment of the tests; `more` is added to it.
    """
    environment = dict(os.environ if env is None else env) | more
    return Program(code, [str(word) for word in words], env=environment, given=given)


def run(*words: object, timeout: float = 120, **options: Any) -> Done:
    """Run `fiftytwo WORDS` to its end; options as of `start`."""
    return start(*words, **options).wait(timeout)


def run_code(code: str, *words: object, **options: Any) -> Done:
    """Run `-c CODE WORDS` to its end, which must be a good one unless the code is to be killed."""
    done = start(*words, code=code, **options).wait()
    assert done.returncode <= 0, done.stderr
    return done


def initialised(root: Path, *words: str) -> Path:
    """Make the workspace of `fiftytwo init --workspace ROOT WORDS`, as a copy of one made once.

    Where the ledger is on a server it is made there, and nothing is copied.
    """
    if "FIFTYTWO_DATABASE_URL" in os.environ:
        return _init(root, *words)
    return shutil.copytree(_made(words), root)


@cache
def _made(words: tuple[str, ...]) -> Path:
    folder = tempfile.mkdtemp(prefix="fiftytwo-made-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _init(Path(folder) / "workspace", *words)


def _init(root: Path, *words: str) -> Path:
    done = run("init", "--workspace", root, *words)
    assert done.returncode == 0, done.stderr
    return root


def _begin(code: str, words: list[str], folder: Path, env: dict[str, str], cwd: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for number, flags in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        file = os.open(folder / str(number), flags | os.O_CREAT, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", 1)
    sys.argv = ["-c" if code else "fiftytwo", *words]
    try:
        if code:
            exec(code, {"__name__": "__main__"})
        else:
            sys.exit(main(words))
    finally:
        # As at the end of any process; a forked one leaves without.
        atexit._run_exitfuncs()
        with suppress(BrokenPipeError):
            sys.stdout.flush()
