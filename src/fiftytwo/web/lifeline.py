"""A process started by `fiftytwo serve` ends when its parent does, whatever killed it."""

import os
import signal
import threading
import time

__all__ = ["die_with_parent"]


def die_with_parent(*, every_s: float = 0.5) -> None:
    """Watch the parent from a thread and end this process once it is gone.

    A changed parent id is the one sign that Linux and macOS share.
    """
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent, every_s), daemon=True).start()


def _watch(parent: int, every_s: float) -> None:
    while os.getppid() == parent:
        time.sleep(every_s)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)  # time to end in order, then without
    os._exit(1)
