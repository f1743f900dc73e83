"""Cuts: what a simulation says about staffing that was not simulated, and the cheapest that it allows.

A simulated staffing gives the slack of every promise and how much of it one agent more adds. As
service gets better ever more slowly with agents, the plane through that point lies above the true
slack: staffing below it is cut off. The cheapest whole numbers that all cuts allow are simulated
next. Source: M. T. Cezik and P. L'Ecuyer, "Staffing multiskill call centers via linear programming
and simulation", Management Science 54, 2008.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_matrix, hstack, kron
from scipy.sparse import eye_array as eye

from fiftytwo.simulation.book import Numbers, Whole

__all__ = ["Cuts"]

# A promise missed by one contact costs more than any staffing within reach, so that the cheapest
# staffing is the nearest one where nothing within reach is enough.
PENALTY = 1e4
# How far from the cheapest an answer may be: to prove the rest takes longer than it is worth.
NEARLY = 4e-3


@dataclass
class Cuts:
    """What is known of each interval: planes (agents, slack there, slack an agent adds)."""

    intervals: int
    planes: list[list[tuple[Whole, Numbers, Numbers]]] = field(init=False)

    def __post_init__(self) -> None:
        self.planes = [[] for _ in range(self.intervals)]

    def add(self, p: int, agents: Whole, slack: Numbers, adds: Numbers) -> None:
        """Learn agents (G,) of interval p, its slack (K,) and what an agent adds (G, K).

        Planes that lie below what is seen now were wrong there: they are raised to it.
        """
        raised = [
            (where, seen + np.maximum(slack - (seen + (agents - where) @ slopes), 0.0), slopes)
            for where, seen, slopes in self.planes[p]
        ]
        self.planes[p] = [*raised, (agents.copy(), slack, adds)]

    def cheapest(
        self, window: Whole, need: Numbers, costs: Numbers, least: Whole, most: Whole
    ) -> Whole:
        """Return the cheapest agents (G, n) whose slack over the window may reach what is needed.

        Parameters
        ----------
        window : array (n,)
            Intervals.
        need : array (K,)
            Least slack of each promise over the window.
        costs : array (G,)
            Of an agent.
        least, most : arrays (G, n)
            How far agents may go.
        """
        groups, n = least.shape
        kinds = need.size
        # Unknown are the agents (n * G), the slack (n * K) and by how much each promise is missed.
        rows, right = [], []
        for p in window:
            planes = self.planes[p]
            rows.append(
                np.concatenate([adds.T for _, _, adds in planes] or [np.zeros((0, groups))])
            )
            right += [agents @ adds - slack for agents, slack, adds in planes]
        known = block_diag(rows)
        slacks = block_diag([np.tile(np.eye(kinds), (len(self.planes[p]), 1)) for p in window])
        missed = csr_matrix((known.shape[0], kinds))
        sums = [csr_matrix((kinds, n * groups)), kron(np.ones((1, n)), eye(kinds)), eye(kinds)]
        found = milp(
            np.concatenate(
                [np.tile(costs, n), np.zeros(n * kinds), np.full(kinds, PENALTY * costs.max())]
            ),
            integrality=np.concatenate([np.full(n * groups, n == 1), np.zeros((n + 1) * kinds)]),
            bounds=Bounds(
                np.concatenate([least.T.ravel(), np.full(n * kinds, -np.inf), np.zeros(kinds)]),
                np.concatenate([most.T.ravel(), np.full((n + 1) * kinds, np.inf)]),
            ),
            constraints=[
                LinearConstraint(hstack([known, -slacks, missed]), np.concatenate(right), np.inf),
                LinearConstraint(hstack(sums), need, np.inf),
            ],
            options={"presolve": False, "mip_rel_gap": NEARLY},
        )
        if found.x is None:
            return most
        return np.round(found.x[: n * groups]).astype(np.int64).reshape(n, groups).T
