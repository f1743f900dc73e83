"""One day played through: the next thing that happens, again and again, until nothing is left.

Five things happen: an agent ends, the agents of a group change, a contact has waited long enough
for a further group, somebody dials again, a contact comes. At the same instant in this order.
"""

import math

from fiftytwo.simulation import at, book
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.comings import comes, dial, dial_after, occupy
from fiftytwo.simulation.entries import answer, column, queue_row, spread
from fiftytwo.simulation.heaps import pop, settle
from fiftytwo.simulation.lines import choose, drain, idle, join, refresh

__all__ = ["COMPILED", "play"]

COMPILED: tuple[str, ...] = (
    "serve",
    "occupy",
    "fill",
    "count_beyond",
    "ends",
    "changes",
    "edge_at",
    "next_edge",
)
COMPILED += ("passes", "redials", "shift_on", "next_queue", "arrives", "opens", "planned", "play")


def serve(f: Numbers, n: Whole, b: Numbers, q: int, group: int, now: float) -> float:
    """Let an agent of the group take the first of a line; return when the agent is free again."""
    k = n[n[at.HEAD] + q]
    n[n[at.HEAD] + q] = k + 1
    n[at.IN_LINES] -= 1
    who = n[n[at.LINE_WHO] + k]
    if f[n[at.REDIAL] + q] > 0.0:
        n[n[at.ANSWERED] + who // at.TRIES] = 1
    return answer(f, n, b, q, who, group, f[n[at.LINE_AT] + k], now)


def fill(f: Numbers, n: Whole, b: Numbers, group: int, now: float) -> None:
    """Let all idle agents of a group take who waits for them."""
    while idle(n, group) > 0:
        q = choose(f, n, b, group, idle(n, group), now)
        if q < 0:
            break
        occupy(f, n, group, serve(f, n, b, q, group, now))


def count_beyond(f: Numbers, n: Whole, b: Numbers, group: int, now: float) -> None:
    """Add the time of agents who are still busy though their shift is over, up to now."""
    since = f[n[at.BEYOND] + group]
    for _ in range(-idle(n, group)):
        spread(f, n, b, group, book.OVERTIME, column(f, n, since), since, now)
    f[n[at.BEYOND] + group] = now


def ends(f: Numbers, n: Whole, b: Numbers, now: float) -> None:
    """An agent is free again: takes who waits, idles, or goes if the shift is over."""
    group = n[n[at.END_GROUP]]
    free = idle(n, group) + 1
    q = -1
    if free > 0:
        q = choose(f, n, b, group, free, now)
    else:
        count_beyond(f, n, b, group, now)
    if q >= 0:
        end = serve(f, n, b, q, group, now)
        settle(f, n, n[at.END_AT], n[at.END_GROUP], n[at.ENDS], end, group)
    else:
        n[n[at.BUSY] + group] -= 1
        pop(f, n, n[at.END_AT], n[at.END_GROUP], n[at.ENDS])
        n[at.ENDS] -= 1
    if n[at.ANY_OUTBOUND] != 0:
        dial_after(f, n, b, group, now)


def changes(f: Numbers, n: Whole, b: Numbers, now: float) -> None:
    """The number of agents of a group changes, who is busy ends first; or dialling begins."""
    k = n[at.CHANGE] + 2 * n[at.CHANGED]
    n[at.CHANGED] += 1
    group = n[k]
    if group < 0:
        dial(f, n, b, -1 - group, now)
        return
    count_beyond(f, n, b, group, now)
    n[n[at.SCHEDULED] + group] = n[k + 1]
    fill(f, n, b, group, now)


def edge_at(f: Numbers, n: Whole, e: int) -> float:
    """Return when the next waiting contact passes an edge; infinite: nobody will."""
    q = n[n[at.EDGE] + 2 * e]
    k = max(n[n[at.PASSED] + e], n[n[at.HEAD] + q])
    if k >= n[n[at.TAIL] + q]:
        return math.inf
    return float(f[n[at.LINE_AT] + k] + f[n[at.EDGE_AFTER] + e])


def next_edge(f: Numbers, n: Whole) -> int:
    """Return the edge that is passed next, the first where there are no edges."""
    best = 0
    best_at = math.inf
    for e in range(n[at.EDGES]):
        when = edge_at(f, n, e)
        if when < best_at:
            best = e
            best_at = when
    return best


def passes(f: Numbers, n: Whole, b: Numbers, now: float) -> None:
    """A contact has waited long enough for a further group: an idle agent of it takes the first."""
    e = next_edge(f, n)
    q = n[n[at.EDGE] + 2 * e]
    group = n[n[at.EDGE] + 2 * e + 1]
    n[n[at.PASSED] + e] = max(n[n[at.PASSED] + e], n[n[at.HEAD] + q]) + 1
    if idle(n, group) <= 0 or not refresh(f, n, b, q, now):
        return
    if f[n[at.LINE_AT] + n[n[at.HEAD] + q]] + f[n[at.EDGE_AFTER] + e] <= now:
        occupy(f, n, group, serve(f, n, b, q, group, now))


def redials(f: Numbers, n: Whole, b: Numbers, now: float) -> None:
    """Somebody would dial again, unless answered meanwhile."""
    who = n[n[at.AGAIN_WHO]]
    pop(f, n, n[at.AGAIN_AT], n[at.AGAIN_WHO], n[at.AGAIN])
    n[at.AGAIN] -= 1
    if n[n[at.ANSWERED] + who // at.TRIES] != 0:
        return
    q = 0
    while n[n[at.FIRST] + q + 1] <= who // at.TRIES:
        q += 1
    comes(f, n, b, q, who, now)


def shift_on(f: Numbers, n: Whole, q: int, contact: int) -> None:
    """Note the next contact of a queue and when it comes, infinite after the last."""
    n[n[at.POSITION] + q] = contact
    more = contact < n[n[at.FIRST] + q + 1] and n[n[at.OUTBOUND] + q] == 0
    f[n[at.COMING] + q] = f[n[at.ARRIVAL] + contact] if more else math.inf


def next_queue(f: Numbers, n: Whole) -> int:
    """Return the queue whose next contact comes first."""
    coming = n[at.COMING]
    best = 0
    for q in range(1, n[at.QUEUES]):
        if f[coming + q] < f[coming + best]:
            best = q
    return best


def arrives(f: Numbers, n: Whole, b: Numbers, q: int, now: float) -> None:
    """The next contact of a queue comes."""
    contact = n[n[at.POSITION] + q]
    shift_on(f, n, q, contact + 1)
    comes(f, n, b, q, contact * at.TRIES, now)


def opens(f: Numbers, n: Whole, b: Numbers) -> None:
    """Set everything to the start of a day: lines empty but for what is carried over."""
    for q in range(n[at.QUEUES]):
        # Each attempt takes one place in the line.
        contact = n[n[at.FIRST] + q]
        n[n[at.HEAD] + q] = contact * n[at.MOST_ATTEMPTS]
        n[n[at.TAIL] + q] = contact * n[at.MOST_ATTEMPTS]
        while (
            n[n[at.OUTBOUND] + q] == 0
            and contact < n[n[at.FIRST] + q + 1]
            and f[n[at.ARRIVAL] + contact] < 0.0
        ):
            join(f, n, q, contact * at.TRIES, f[n[at.ARRIVAL] + contact])
            b[queue_row(n, q, 0) + book.CARRIED] += 1.0
            contact += 1
        shift_on(f, n, q, contact)


def planned(f: Numbers, n: Whole, b: Numbers, change: float, edge: float, now: float) -> None:
    """Let the rarer things happen: a change of agents, an edge, somebody who dials again."""
    if change == now:
        changes(f, n, b, now)
    elif edge == now:
        passes(f, n, b, now)
    else:
        redials(f, n, b, now)


def play(f: Numbers, n: Whole, b: Numbers) -> None:
    """Play one replication whose contacts stand in the block ARRIVAL."""
    opens(f, n, b)
    while True:
        q = next_queue(f, n)
        comes_at = f[n[at.COMING] + q]
        ends_at = f[n[at.END_AT]]
        change = f[n[at.CHANGE_AT] + n[at.CHANGED]]
        edge = edge_at(f, n, next_edge(f, n)) if n[at.EDGES] > 0 else math.inf
        rare = min(change, edge, f[n[at.AGAIN_AT]])
        now = min(comes_at, ends_at, rare)
        if now == math.inf:
            break
        if ends_at == now:
            ends(f, n, b, now)
        elif rare == now:
            planned(f, n, b, change, edge, now)
        else:
            arrives(f, n, b, q, now)
    drain(f, n, b)
