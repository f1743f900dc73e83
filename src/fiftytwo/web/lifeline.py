"""A process started by `fiftytwo serve` ends when its parent does, whatever killed it."""

import os
import signal
import threading
import time

__all__ = ["SUPERVISOR", "die_with_supervisor"]

SUPERVISOR = "FIFTYTWO_SUPERVISOR"  # process id of `serve`, told to what it starts


def die_with_supervisor(*, every_s: float = 0.5) -> None:
    """Watch, from a thread, whether `serve` is still the parent; end this process once it is not.

    A changed parent id is the one sign that Linux and macOS share. Does nothing in a process that
    `serve` has not started.
    """
    named = os.environ.get(SUPERVISOR)
    if named:
        threading.Thread(target=_watch, args=(int(named), every_s), daemon=True).start()


def _watch(parent: int, every_s: float) -> None:
    while os.getppid() == parent:
        time.sleep(every_s)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)  # time to end in order, then without
    os._exit(1)
