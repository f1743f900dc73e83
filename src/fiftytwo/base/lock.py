"""One writer at a time: an operating-system lock that names its holder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fiftytwo.base.errors import BusyError

__all__ = ["hold"]


@contextmanager
def hold(path: Path, command: str, *, wait_s: float = 30.0) -> Iterator[None]:
    """Hold the lock file at `path` while the block runs.

    The kernel frees the lock on any death of the process, so there is nothing to clean up.

    Parameters
    ----------
    path : Path
        Lock file; made where absent. It keeps the holder's process id and command.
    command : str
        What the holder does, told to whoever waits in vain.
    wait_s : float
        How long to wait for another holder [seconds].

    Raises
    ------
    BusyError
        If another process still holds it after `wait_s`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        _take(file.fileno(), path, time.monotonic() + wait_s)
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} ({command})")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()


def _take(handle: int, path: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                holder = path.read_text() or "another process"
                raise BusyError(
                    f"{path.parent} is in use by {holder}: wait for it to end"
                ) from None
            time.sleep(0.05)
