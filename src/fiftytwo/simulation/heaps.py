"""A heap of times with what happens then: the soonest first, an infinite time when it is empty.

At the same time the lower number comes first, so that the order never hangs on the heap's history.
"""

import math

from fiftytwo.simulation.book import Numbers, Whole

__all__ = ["COMPILED", "pop", "push", "settle", "sink"]

COMPILED: tuple[str, ...] = ("sooner", "push", "settle", "pop", "sink")


def sooner(time: float, what: int, other_time: float, other: int) -> bool:
    """Return whether the first of two entries comes first."""
    return time < other_time or (time == other_time and what < other)


def push(f: Numbers, n: Whole, times: int, whats: int, size: int, time: float, what: int) -> None:
    """Add to a heap of `size` entries that begins at `times` of `f` and `whats` of `n`."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if not sooner(time, what, f[times + parent], n[whats + parent]):
            break
        f[times + i] = f[times + parent]
        n[whats + i] = n[whats + parent]
        i = parent
    f[times + i] = time
    n[whats + i] = what


def settle(f: Numbers, n: Whole, times: int, whats: int, size: int, time: float, what: int) -> None:
    """Put an entry in the place of the first one of a heap of `size` entries."""
    i = 0
    child = 1
    while child < size:
        if child + 1 < size and sooner(
            f[times + child + 1], n[whats + child + 1], f[times + child], n[whats + child]
        ):
            child += 1
        if not sooner(f[times + child], n[whats + child], time, what):
            break
        f[times + i] = f[times + child]
        n[whats + i] = n[whats + child]
        i = child
        child = 2 * i + 1
    f[times + i] = time
    n[whats + i] = what


def pop(f: Numbers, n: Whole, times: int, whats: int, size: int) -> None:
    """Remove the first entry of a heap of `size` >= 1 entries."""
    last = size - 1
    time = f[times + last]
    what = n[whats + last]
    f[times + last] = math.inf
    if last > 0:
        settle(f, n, times, whats, last, time, what)


def sink(f: Numbers, times: int, size: int, time: float) -> None:
    """Put a time in the place of the first one of a heap that holds nothing else."""
    i = 0
    child = 1
    while child < size:
        if child + 1 < size and f[times + child + 1] < f[times + child]:
            child += 1
        if f[times + child] >= time:
            break
        f[times + i] = f[times + child]
        i = child
        child = 2 * i + 1
    f[times + i] = time
