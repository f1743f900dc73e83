"""Waiting lines computed another way: the birth-and-death chain, state by state."""

import numpy as np
from scipy.special import betainc


def chain(agents, lam, mu, theta, within):
    """Return (chance to wait, abandoned, answered within, no longer waiting after within).

    States 0.. of the number of calls in the line; `theta` 0 means that nobody leaves.
    """
    top = int(
        agents + 60 + 12 * np.sqrt(lam / mu) + 14 * np.sqrt(lam / max(theta, 1e-3)) + lam / mu * 2
    )
    if theta > 0:
        top += int(max(0.0, lam - agents * mu) / theta)
    state = np.arange(1, top)
    down = np.minimum(state, agents) * mu + np.maximum(state - agents, 0) * theta
    logs = np.concatenate([[0.0], np.cumsum(np.log(lam) - np.log(down))])
    share = np.exp(logs - logs.max())
    share /= share.sum()
    ahead = np.arange(top - agents)
    waiting = share[agents:]
    rate = agents * mu / theta
    left = np.exp(-theta * within)
    answered = rate / (rate + ahead + 1) * (1 - betainc(rate + 1, ahead + 1, left))
    still = betainc(rate, ahead + 1, left)  # would not have been answered by then
    return (
        waiting.sum(),
        (ahead * waiting).sum() * theta / lam,
        share[:agents].sum() + (waiting * answered).sum(),
        1 - left * (waiting * still).sum(),
    )
