"""When contacts come: a Poisson process whose rate changes by interval, on busier and calmer days."""

import math

from fiftytwo.simulation import at
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.draws import bits_of, chance, gamma_of

__all__ = ["COMPILED", "arrive"]

COMPILED: tuple[str, ...] = ("busyness", "come", "carry", "arrive")


def busyness(f: Numbers, n: Whole, q: int) -> float:
    """Return the day's factor on all rates: gamma with mean 1; 1 where there is no shape."""
    shape = f[n[at.SHAPE] + q]
    if shape == 0.0:
        return 1.0
    return gamma_of(shape, bits_of(n, q, at.FOR_DAY, 0), n[at.MIRRORED] != 0) / shape


def come(f: Numbers, n: Whole, q: int, factor: float, begin: int, most: int) -> int:
    """Write the arrival times of one queue from contact `begin` on; return the number after them.

    The k-th arrival is where the expected number of arrivals reaches the sum of k unit
    exponentials, so it is the same contact whatever happens to it. -1: there is no room.
    """
    last = n[at.INTERVALS]
    load = n[at.LOAD] + q * (last + 1)
    k = begin
    reached = 0.0
    scale = 1.0 / factor
    p = 0
    while True:
        reached -= scale * math.log(chance(n, q, at.FOR_ARRIVAL, k - begin))
        while p < last and f[load + p + 1] < reached:
            p += 1
        if p == last:
            return k
        if k >= most:
            return -1
        inside = (reached - f[load + p]) / (f[load + p + 1] - f[load + p])
        f[n[at.ARRIVAL] + k] = f[at.INTERVAL] * (p + inside)
        k += 1


def carry(f: Numbers, n: Whole, q: int, begin: int, most: int) -> int:
    """Write what was left from before, at times below 0; return the number after it, -1: no room."""
    ages = n[at.CARRIED] + q * n[at.MOST_CARRIED]
    k = begin
    for j in range(n[at.MOST_CARRIED]):
        if math.isnan(f[ages + j]):
            break
        if k >= most:
            return -1
        f[n[at.ARRIVAL] + k] = -f[ages + j]
        k += 1
    return k


def arrive(f: Numbers, n: Whole, most: int) -> bool:
    """Write all contacts of a replication, queue after queue; False where `most` are too few.

    Contact numbers of a queue that carries work over begin with that work, oldest first.
    """
    queues = n[at.QUEUES]
    day = busyness(f, n, queues)
    k = 0
    for q in range(queues):
        n[n[at.FIRST] + q] = k
        if n[n[at.OUTBOUND] + q] != 0:
            k = k + n[at.DIAL_ROOM] if k + n[at.DIAL_ROOM] <= most else -1
            if k < 0:
                return False
            continue
        k = carry(f, n, q, k, most)
        if k >= 0:
            k = come(f, n, q, day * busyness(f, n, q), k, most)
        if k < 0:
            return False
    n[n[at.FIRST] + queues] = k
    return True
