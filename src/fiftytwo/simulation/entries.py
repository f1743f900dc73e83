"""What is written down when a contact is answered, gives up or is left over.

`b` is the replication's row of the books (`book.py`).
"""

from fiftytwo.simulation import at, book
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.draws import draw

__all__ = ["COMPILED", "answer", "column", "gave_up", "left_over", "queue_row", "spread"]

COMPILED: tuple[str, ...] = (
    "column",
    "queue_row",
    "group_row",
    "spread",
    "note",
    "busy_for",
    "answer",
)
COMPILED += ("gave_up", "age", "left_over")


def column(f: Numbers, n: Whole, when: float) -> int:
    """Return the number of the interval; the number of intervals itself after closing."""
    if when < 0.0:
        return 0
    if when >= f[at.HORIZON]:
        return int(n[at.INTERVALS])
    p = int(when * f[at.INVERSE])
    # A product may be a little off at an edge, and is quicker than a division.
    if when < p * f[at.INTERVAL]:
        return p - 1
    return p + 1 if when >= (p + 1) * f[at.INTERVAL] else p


def queue_row(n: Whole, q: int, p: int) -> int:
    """Return where the figures of a queue and interval begin in the books."""
    return (q * (n[at.INTERVALS] + 1) + p) * book.QUEUE_WIDTH


def group_row(n: Whole, group: int, p: int) -> int:
    """Return where the figures of a group and interval begin in the books."""
    return n[at.OF_GROUPS] + (group * (n[at.INTERVALS] + 1) + p) * book.GROUP_WIDTH


def spread(f: Numbers, n: Whole, b: Numbers, group: int, field: int, p: int, begin: float,
           end: float) -> None:  # fmt: skip
    """Add a stretch of one agent's time, begun in interval `p`, to the intervals it lies in."""
    row = group_row(n, group, p) + field
    edge = (p + 1) * f[at.INTERVAL]
    while end > edge and p < n[at.INTERVALS]:
        b[row] += edge - begin
        begin = edge
        row += book.GROUP_WIDTH
        p += 1
        edge = (p + 1) * f[at.INTERVAL]
    b[row] += end - begin


def note(n: Whole, b: Numbers, q: int, who: int, outcome: float, group: int, arrived: float,
         waited: float, talk: float, wrap: float) -> None:  # fmt: skip
    """Keep the record of one attempt, where records are wanted."""
    if n[at.RECORDS] == 0:
        return
    row = n[at.RECORDS] + book.RECORD_WIDTH * n[at.RECORDED]
    n[at.RECORDED] += 1
    b[row] = q
    b[row + 1] = who // at.TRIES - n[n[at.FIRST] + q]
    b[row + 2] = who % at.TRIES
    b[row + 3] = outcome
    b[row + 4] = group
    b[row + 5] = arrived
    b[row + 6] = waited
    b[row + 7] = talk
    b[row + 8] = wrap


def busy_for(f: Numbers, n: Whole, block: int, purpose: int, q: int, group: int, p: int,
             contact: int) -> float:  # fmt: skip
    """Return talk or wrap-up of a contact: one draw, whatever the attempt: the matter is the same."""
    last = n[at.INTERVALS] - 1
    number = n[n[block] + (q * n[at.GROUPS] + group) * n[at.INTERVALS] + min(p, last)]
    if number == 0:
        return 0.0
    return draw(f, n, number, q, purpose, (contact - n[n[at.FIRST] + q]) * at.TRIES)


def answer(f: Numbers, n: Whole, b: Numbers, q: int, who: int, group: int, arrived: float,
           now: float) -> float:  # fmt: skip
    """Let an agent of `group` take a contact at `now`; return when that agent is free again."""
    p = column(f, n, arrived)
    contact = who // at.TRIES
    talk = busy_for(f, n, at.SERVICE, at.FOR_SERVICE, q, group, p, contact)
    wrap = busy_for(f, n, at.WRAP_UP, at.FOR_WRAP_UP, q, group, p, contact)
    waited = now - arrived
    end = now + (talk + wrap)
    row = queue_row(n, q, p)
    b[row + book.ANSWERED] += 1.0
    b[row + book.WAIT_ANSWERED] += waited
    b[row + book.TALK] += talk
    b[row + book.WRAP] += wrap
    if waited <= f[n[at.WITHIN] + q]:
        b[row + book.ANSWERED_IN] += 1.0
    if waited > 0.0:
        b[row + book.WAITED] += 1.0
        p = column(f, n, now)
        row = queue_row(n, q, p)
    b[row + book.STARTED] += 1.0
    taken = n[at.TAKEN] + (group * n[at.QUEUES] + q) * book.TAKEN_WIDTH
    b[taken] += 1.0
    b[taken + 1] += talk + wrap
    spread(f, n, b, group, book.BUSY, p, now, end)
    note(n, b, q, who, book.WAS_ANSWERED, group, arrived, waited, talk, wrap)
    return end


def gave_up(f: Numbers, n: Whole, b: Numbers, q: int, who: int, arrived: float,
            until: float) -> None:  # fmt: skip
    """Write down a contact that waited until its patience ended."""
    row = queue_row(n, q, column(f, n, arrived))
    waited = until - arrived
    b[row + book.ABANDONED] += 1.0
    b[row + book.WAIT_ABANDONED] += waited
    if waited <= f[n[at.WITHIN] + q]:
        b[row + book.ABANDONED_IN] += 1.0
    note(n, b, q, who, book.WAS_ABANDONED, -1, arrived, waited, 0.0, 0.0)


def age(n: Whole, b: Numbers, q: int, old: float) -> None:
    """Count the age of what is left over."""
    row = n[at.TAKEN] + n[at.GROUPS] * n[at.QUEUES] * book.TAKEN_WIDTH + q * book.AGE_WIDTH
    band = book.OLDEST - 1
    while old < book.AGE_BANDS_S[band]:
        band -= 1
    b[row + band] += 1.0
    b[row + book.OLDEST] = max(b[row + book.OLDEST], old)


def left_over(f: Numbers, n: Whole, b: Numbers, q: int, who: int, arrived: float,
              until: float) -> None:  # fmt: skip
    """Write down a contact that nobody had answered when its line closed."""
    row = queue_row(n, q, column(f, n, arrived))
    b[row + book.UNSERVED] += 1.0
    b[row + book.WAIT_UNSERVED] += until - arrived
    age(n, b, q, until - arrived)
    note(n, b, q, who, book.WAS_UNSERVED, -1, arrived, until - arrived, 0.0, 0.0)
