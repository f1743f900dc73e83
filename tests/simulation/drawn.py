"""The draws of one replication, by place, made by the same functions outside the kernels."""

import numpy as np

from fiftytwo.simulation import at
from fiftytwo.simulation.arrivals import arrive
from fiftytwo.simulation.draws import chance, draw
from fiftytwo.simulation.encode import encode
from fiftytwo.simulation.replications import clear, room_for, seed_streams


class Drawn:
    """Answers what `reference/slow_day.py` asks for."""

    def __init__(self, model, seed, replication=0, mirrored=False, most=4000):
        encoded = encode(model)
        with np.errstate(over="ignore"):
            self.f, self.n = room_for(encoded.floats, encoded.whole, most)
            clear(self.f, self.n)
            self.n[at.MIRRORED] = int(mirrored)
            seed_streams(self.n, seed, replication)
            assert arrive(self.f, self.n, most)

    def _draw(self, law, q, purpose, index):
        with np.errstate(over="ignore"):
            return float(draw(self.f, self.n, int(law), q, purpose, index))

    def _chance(self, q, purpose, index):
        with np.errstate(over="ignore"):
            return float(chance(self.n, q, purpose, index))

    def _law(self, block, q, team, p):
        n = self.n
        return n[n[block] + (q * n[at.GROUPS] + team) * n[at.INTERVALS] + p]

    def arrivals(self, q):
        first = self.n[self.n[at.FIRST] + q : self.n[at.FIRST] + q + 2] + self.n[at.ARRIVAL]
        return self.f[first[0] : first[1]].tolist()

    def service(self, q, contact, team, p):
        law = self._law(at.SERVICE, q, team, p)
        return self._draw(law, q, at.FOR_SERVICE, contact * at.TRIES)

    def wrap_up(self, q, contact, team, p):
        law = self._law(at.WRAP_UP, q, team, p)
        return self._draw(law, q, at.FOR_WRAP_UP, contact * at.TRIES) if law else 0.0

    def patience(self, q, contact, attempt, p):
        law = self.n[self.n[at.PATIENCE] + q * self.n[at.INTERVALS] + p]
        return self._draw(law, q, at.FOR_PATIENCE, contact * at.TRIES + attempt)

    def redials(self, q, contact, attempt):
        return self._chance(q, at.FOR_REDIAL, contact * at.TRIES + attempt)

    def again(self, q, contact, attempt):
        law = self.n[self.n[at.REDIAL_WAIT] + q]
        return self._draw(law, q, at.FOR_AGAIN, contact * at.TRIES + attempt)

    def route(self, q, contact, attempt):
        return self._chance(q, at.FOR_ROUTE, contact * at.TRIES + attempt)

    def reached(self, q, tried):
        return self._chance(q, at.FOR_ARRIVAL, tried)
