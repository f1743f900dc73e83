"""The quick way for one first-come-first-served line whose agents never change: no calendar.

A heap of the times at which agents are free is enough: a contact that comes at t waits until the
soonest of them, or leaves before and leaves the heap as it is. Same contacts, same numbers as
`day.play`.
"""

from fiftytwo.simulation import at, book
from fiftytwo.simulation.book import Numbers, Whole
from fiftytwo.simulation.draws import draw
from fiftytwo.simulation.entries import answer, column, gave_up, queue_row
from fiftytwo.simulation.heaps import sink

__all__ = ["COMPILED", "play_queue"]

COMPILED: tuple[str, ...] = ("play_queue",)


def play_queue(f: Numbers, n: Whole, b: Numbers) -> None:
    """Play one replication of one queue and one group whose agents are there all day."""
    agents = n[at.AGENTS]
    heap = n[at.END_AT]
    for k in range(agents):
        f[heap + k] = 0.0
    for contact in range(n[n[at.FIRST] + 1]):
        comes_at = f[n[at.ARRIVAL] + contact]
        who = contact * at.TRIES
        p = column(f, n, comes_at)
        b[queue_row(n, 0, p) + book.OFFERED] += 1.0
        begin = max(comes_at, f[heap])
        if begin > comes_at:
            law = n[n[at.PATIENCE] + min(p, n[at.INTERVALS] - 1)]
            until = comes_at + draw(f, n, law, 0, at.FOR_PATIENCE, who)
            if until <= begin:
                gave_up(f, n, b, 0, who, comes_at, until)
                continue
        end = answer(f, n, b, 0, who, 0, comes_at, begin)
        sink(f, heap, agents, end)
