"""A contact comes, or is dialled: an agent takes it, or it waits."""

from fiftytwo.simulation import at, book
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.draws import chance
from fiftytwo.simulation.entries import answer, column, queue_row
from fiftytwo.simulation.heaps import push
from fiftytwo.simulation.lines import idle, join, pick

__all__ = ["COMPILED", "comes", "dial", "dial_after", "occupy"]

COMPILED: tuple[str, ...] = ("occupy", "comes", "idle_of", "to_dial", "dial", "dial_after")


def occupy(f: Numbers, n: Whole, group: int, end: float) -> None:
    """Keep one more agent of the group busy until `end`."""
    n[n[at.BUSY] + group] += 1
    push(f, n, n[at.END_AT], n[at.END_GROUP], n[at.ENDS], end, group)
    n[at.ENDS] += 1


def comes(f: Numbers, n: Whole, b: Numbers, q: int, who: int, now: float) -> None:
    """A contact comes: an agent takes it, or it waits."""
    row = queue_row(n, q, column(f, n, now))
    b[row + book.OFFERED] += 1.0
    if who % at.TRIES > 0:
        b[row + book.REDIALS] += 1.0
    group = pick(n, q, who)
    if group >= 0:
        occupy(f, n, group, answer(f, n, b, q, who, group, now, now))
    else:
        join(f, n, q, who, now)


def idle_of(n: Whole, q: int, which: int) -> int:
    """Return how many agents are idle: of the groups watched (0), of those who take (1)."""
    total = 0
    for group in range(n[at.GROUPS]):
        if n[n[at.WATCH] + 2 * (q * n[at.GROUPS] + group) + which] != 0:
            total += max(0, idle(n, group))
    return total


def to_dial(f: Numbers, n: Whole, q: int, now: float) -> int:
    """Return how many numbers of a queue are dialled now."""
    plan = n[at.DIAL] + 3 * q
    if not f[plan] <= now < f[plan + 1] or idle_of(n, q, 0) < n[n[at.MIN_IDLE] + q]:
        return 0
    return int(f[plan + 2] * idle_of(n, q, 1) + 0.5)


def dial(f: Numbers, n: Whole, b: Numbers, q: int, now: float) -> None:
    """Dial numbers, if enough agents are idle; who is reached is a contact at once."""
    p = column(f, n, now)
    for _ in range(to_dial(f, n, q, now)):
        tried = n[n[at.DIALLED] + q]
        n[n[at.DIALLED] + q] = tried + 1
        b[queue_row(n, q, p) + book.DIALLED] += 1.0
        if chance(n, q, at.FOR_ARRIVAL, tried) >= f[n[at.REACH] + q * n[at.INTERVALS] + p]:
            continue
        contact = n[n[at.POSITION] + q]
        if contact >= n[n[at.FIRST] + q + 1]:
            n[at.FULL] = 1
            return
        n[n[at.POSITION] + q] = contact + 1
        comes(f, n, b, q, contact * at.TRIES, now)


def dial_after(f: Numbers, n: Whole, b: Numbers, group: int, now: float) -> None:
    """Dial for every queue that watches a group one of whose agents has ended."""
    for q in range(n[at.QUEUES]):
        watched = n[n[at.WATCH] + 2 * (q * n[at.GROUPS] + group)]
        if n[n[at.OUTBOUND] + q] != 0 and watched != 0:
            dial(f, n, b, q, now)
