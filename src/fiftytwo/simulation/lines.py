"""The lines of waiting contacts: who joins, who is next for a group, who has left meanwhile.

Nobody acts at the moment a waiting contact gives up: it carries the time at which it will, and is
written down when somebody looks at its line. That is exact, because no choice depends on how long
a line is, and it saves an event for each.
"""

import math

from fiftytwo.simulation import at
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.draws import chance, draw
from fiftytwo.simulation.entries import column, gave_up, left_over
from fiftytwo.simulation.heaps import push

__all__ = ["COMPILED", "choose", "drain", "idle", "join", "pick", "refresh"]

COMPILED: tuple[str, ...] = (
    "idle",
    "refresh",
    "waits_for",
    "choose",
    "redials_at",
    "join",
    "free_for",
    "drawn_from",
)
COMPILED += ("pick", "drain")


def idle(n: Whole, group: int) -> int:
    """Return how many agents of a group are there and free; below 0 where some stay beyond."""
    return int(n[n[at.SCHEDULED] + group] - n[n[at.BUSY] + group])


def refresh(f: Numbers, n: Whole, b: Numbers, q: int, now: float) -> bool:
    """Drop who has left from the front of a line; return whether somebody waits."""
    head = n[n[at.HEAD] + q]
    tail = n[n[at.TAIL] + q]
    while head < tail and f[n[at.LINE_UNTIL] + head] <= now:
        gave_up(f, n, b, q, n[n[at.LINE_WHO] + head], f[n[at.LINE_AT] + head],
                f[n[at.LINE_UNTIL] + head])  # fmt: skip
        head += 1
        n[at.IN_LINES] -= 1
    n[n[at.HEAD] + q] = head
    return bool(head < tail)


def waits_for(f: Numbers, n: Whole, b: Numbers, group: int, j: int, free: int,
              now: float) -> float:  # fmt: skip
    """Return since when the first in the j-th line of a group waits for it; infinite: nobody."""
    q = n[n[at.SERVE] + 2 * (group * n[at.MOST_SERVED] + j)]
    if n[n[at.HEAD] + q] == n[n[at.TAIL] + q] or not refresh(f, n, b, q, now):
        return math.inf
    if n[n[at.DEFERRED] + q] != 0:
        closed = now >= f[n[at.UNTIL] + q]
        if closed or free <= n[n[at.KEEP_IDLE] + group]:
            return math.inf
    since = f[n[at.LINE_AT] + n[n[at.HEAD] + q]]
    late = since + f[n[at.AFTER] + group * n[at.MOST_SERVED] + j] <= now
    return since if late else math.inf


def choose(f: Numbers, n: Whole, b: Numbers, group: int, free: int, now: float) -> int:
    """Return the queue whose first contact one of `free` agents of a group takes now, -1: none.

    The first level with somebody waiting; within a level, who has waited longest.
    """
    if n[at.IN_LINES] == 0:
        return -1
    best = -1
    best_since = math.inf
    level = -1
    serve = n[at.SERVE] + 2 * group * n[at.MOST_SERVED]
    for j in range(n[at.MOST_SERVED]):
        q = n[serve + 2 * j]
        if q < 0 or (best >= 0 and n[serve + 2 * j + 1] != level):
            break
        since = waits_for(f, n, b, group, j, free, now)
        if since < best_since:
            best = q
            best_since = since
            level = n[serve + 2 * j + 1]
    return best


def redials_at(f: Numbers, n: Whole, q: int, who: int, until: float) -> float:
    """Return when a contact that gives up at `until` dials again; infinite if it does not."""
    if who % at.TRIES + 1 >= n[n[at.ATTEMPTS] + q] or until >= f[at.HORIZON]:
        return math.inf
    index = who - n[n[at.FIRST] + q] * at.TRIES
    if chance(n, q, at.FOR_REDIAL, index) >= f[n[at.REDIAL] + q]:
        return math.inf
    again = until + draw(f, n, n[n[at.REDIAL_WAIT] + q], q, at.FOR_AGAIN, index)
    return again if again < f[at.HORIZON] else math.inf


def join(f: Numbers, n: Whole, q: int, who: int, now: float) -> None:
    """Let a contact wait: from now, for as long as its patience lasts."""
    p = min(column(f, n, now), n[at.INTERVALS] - 1)
    number = n[n[at.PATIENCE] + q * n[at.INTERVALS] + p]
    index = who - n[n[at.FIRST] + q] * at.TRIES
    if n[n[at.KEPT] + q] != 0:
        index -= index % at.TRIES
    until = now + draw(f, n, number, q, at.FOR_PATIENCE, index)
    tail = n[n[at.TAIL] + q]
    f[n[at.LINE_AT] + tail] = now
    f[n[at.LINE_UNTIL] + tail] = until
    n[n[at.LINE_WHO] + tail] = who
    n[n[at.TAIL] + q] = tail + 1
    n[at.IN_LINES] += 1
    if f[n[at.REDIAL] + q] > 0.0:
        again = redials_at(f, n, q, who, until)
        if again < math.inf:
            push(f, n, n[at.AGAIN_AT], n[at.AGAIN_WHO], n[at.AGAIN], again, who + 1)
            n[at.AGAIN] += 1


def free_for(n: Whole, group: int, q: int) -> int:
    """Return how many agents of a group could take a contact of the queue at once."""
    kept = n[n[at.KEEP_IDLE] + group] if n[n[at.DEFERRED] + q] != 0 else 0
    return max(0, idle(n, group) - kept)


def drawn_from(n: Whole, q: int, who: int, begin: int, total: int) -> int:
    """Return the group of one of `total` idle agents, drawn; groups from `begin` of `n` on."""
    index = who - n[n[at.FIRST] + q] * at.TRIES
    left = int(chance(n, q, at.FOR_ROUTE, index) * total)
    k = begin
    while left >= free_for(n, n[k], q):
        left -= free_for(n, n[k], q)
        k += 2
    return int(n[k])


def pick(n: Whole, q: int, who: int) -> int:
    """Return the group that takes an arriving contact at once, -1: it has to wait.

    Of groups with the same rank an agent is drawn, each idle one with the same chance.
    """
    k = n[at.ROUTE] + 2 * q * n[at.MOST_ROUTES]
    last = k + 2 * n[at.MOST_ROUTES]
    while k < last and n[k] >= 0:
        begin = k
        total = 0
        while k < last and n[k] >= 0 and n[k + 1] == n[begin + 1]:
            total += free_for(n, n[k], q)
            k += 2
        if total > 0:
            return int(n[begin]) if k == begin + 2 else drawn_from(n, q, who, begin, total)
    return -1


def drain(f: Numbers, n: Whole, b: Numbers) -> None:
    """Write down who is still in a line when nothing more can happen; left over is until closing."""
    for q in range(n[at.QUEUES]):
        leaves = f[n[at.UNTIL] + q]
        for k in range(n[n[at.HEAD] + q], n[n[at.TAIL] + q]):
            who = n[n[at.LINE_WHO] + k]
            since = f[n[at.LINE_AT] + k]
            until = f[n[at.LINE_UNTIL] + k]
            if until <= leaves and until < math.inf:
                gave_up(f, n, b, q, who, since, until)
            else:
                left_over(f, n, b, q, who, since, f[at.HORIZON])
