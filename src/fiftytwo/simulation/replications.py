"""Replications one after another, on one core: room for their contacts, arrivals, the day itself."""

import math

import numpy as np

from fiftytwo.simulation import at, book
from fiftytwo.simulation.arrivals import arrive
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.day import play
from fiftytwo.simulation.draws import stream
from fiftytwo.simulation.queue_kernel import play_queue

__all__ = ["COMPILED", "replicate"]

COMPILED: tuple[str, ...] = ("lay_out", "room_for", "seed_streams", "clear")
COMPILED += ("likely_most", "play_one", "replicate")


def lay_out(n: Whole, first: int, sizes: Whole, begin: int) -> int:
    """Write where blocks begin, from entry `first` of `n` on; return the place after the last."""
    for k in range(sizes.size):
        n[first + k] = begin
        begin += sizes[k]
    return begin


def room_for(plan_f: Numbers, plan_n: Whole, most: int) -> tuple[Numbers, Whole]:
    """Return both arrays: the model, and room for `most` contacts of one replication."""
    queues, groups = plan_n[at.QUEUES], plan_n[at.GROUPS]
    places = most * plan_n[at.MOST_ATTEMPTS]
    agents = plan_n[at.AGENTS] + 1
    again = places + 1 if plan_n[at.ANY_REDIAL] != 0 else 1
    known = most if plan_n[at.ANY_REDIAL] != 0 else 1
    floats = np.array([agents, again, places, places, groups, queues, most])
    whole = np.array([agents, again, places, queues, queues, queues + 1, queues, queues, groups, groups,
                      plan_n[at.EDGES], (queues + 1) * at.PURPOSES, known])  # fmt: skip
    f = np.zeros(plan_f.size + floats.sum())
    n = np.zeros(plan_n.size + whole.sum(), np.int64)
    f[: plan_f.size] = plan_f
    n[: plan_n.size] = plan_n
    lay_out(n, at.END_AT, floats, plan_f.size)
    lay_out(n, at.END_GROUP, whole, plan_n.size)
    return f, n


def seed_streams(n: Whole, seed: int, replication: int) -> None:
    """Write with which bits each stream of a replication begins."""
    for q in range(n[at.QUEUES] + 1):
        for purpose in range(at.PURPOSES):
            key = stream(seed, replication, q, purpose)
            n[n[at.KEYS] + q * at.PURPOSES + purpose] = np.int64(key)


def clear(f: Numbers, n: Whole) -> None:
    """Set what is going on to nothing."""
    n[at.ENDS : at.FULL + 1] = 0
    f[n[at.END_AT] : n[at.LINE_AT]] = math.inf  # both heaps
    n[n[at.DIALLED] : n[at.KEYS]] = 0
    n[n[at.ANSWERED] :] = 0


def likely_most(plan_f: Numbers, plan_n: Whole) -> int:
    """Return how many contacts a replication hardly ever exceeds."""
    expected = 0.0
    for q in range(plan_n[at.QUEUES]):
        expected += plan_f[plan_n[at.LOAD] + (q + 1) * (plan_n[at.INTERVALS] + 1) - 1]
    apart = plan_n[at.MOST_CARRIED] + plan_n[at.DIAL_ROOM]
    return int(expected + 8.0 * math.sqrt(expected)) + plan_n[at.QUEUES] * apart + 64


def play_one(f: Numbers, n: Whole, b: Numbers, simple: bool) -> None:
    """Play one replication, the quick way where that will do."""
    if simple:
        play_queue(f, n, b)
    else:
        play(f, n, b)


def replicate(plan_f: Numbers, plan_n: Whole, seed: int, begin: int, end: int, antithetic: bool,
              simple: bool, books: Numbers, keep: bool) -> Numbers:  # fmt: skip
    """Play replications `begin` to `end` - 1, each into its row of the books.

    Parameters
    ----------
    plan_f, plan_n : arrays
        The model (`encode.py`).
    seed, begin, end : int
        Seed of all streams; replication numbers.
    antithetic : bool
        Let replications 2 k and 2 k + 1 share their streams, the second mirrored.
    simple : bool
        One line, one group, agents that never change: the quick way.
    books : array (end - begin, book.width)
        Filled with zeros.
    keep : bool
        Return the records of all contacts; for one replication only.

    Returns
    -------
    array (m,)
        Records one after another, `book.RECORD_WIDTH` each; empty unless `keep`.
    """
    most = likely_most(plan_f, plan_n)
    f, n = room_for(plan_f, plan_n, most)
    records = np.zeros(0)
    row = books.shape[1]
    r = begin
    while r < end:
        clear(f, n)
        n[at.MIRRORED] = 1 if antithetic and r % 2 == 1 else 0
        seed_streams(n, seed, r // 2 if antithetic else r)
        b = books[r - begin]
        if arrive(f, n, most):
            if keep:
                rows = n[n[at.FIRST] + n[at.QUEUES]] * n[at.MOST_ATTEMPTS]
                b = np.zeros(row + rows * book.RECORD_WIDTH)
                n[at.RECORDS] = row
            play_one(f, n, b, simple)
        else:
            n[at.FULL] = 1
        if n[at.FULL] != 0:
            # Too little room: more of it, and the same replication from the start.
            books[r - begin] = 0.0
            room = 2 * n[at.DIAL_ROOM]
            most = 2 * most + n[at.QUEUES] * room
            f, n = room_for(plan_f, plan_n, most)
            n[at.DIAL_ROOM] = room
            continue
        if keep:
            books[r - begin] = b[:row]
            records = b[row : row + n[at.RECORDED] * book.RECORD_WIDTH]
        r += 1
    return records
