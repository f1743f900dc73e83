"""What customers answered afterwards: who waited long, or went away with nothing, is less content."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.calendar import DAY_S
from fiftytwo.demo.calls import Live
from fiftytwo.demo.company import Company

__all__ = ["Surveys", "contact_surveys"]

Ints = NDArray[np.int64]

ASKED = 0.4  # of answered contacts
ANSWERED = 0.13  # of those who were asked
CONTENT = 4.25  # on a scale of 1 to 5, before anything went wrong
NOT_SOLVED = 1.25
PER_LOG_WAIT = 0.30  # for each e-fold of a wait, in minutes beyond none
PASSED_ON = 0.25
SPREAD = 0.95


@dataclass(frozen=True)
class Surveys:
    """One entry a customer who was asked.

    Attributes
    ----------
    contact : int array
        Position of the contact.
    offered, responded : int arrays
        Seconds; responded is -1 where nobody answered.
    score : int array
        1 to 5, 0 where nobody answered.
    """

    contact: Ints
    offered: Ints
    responded: Ints
    score: Ints


def contact_surveys(company: Company, live: Live) -> Surveys:
    """Ask some of those who were answered; about an eighth of them say something."""
    random = np.random.default_rng([company.seed, 8])
    first = live.first
    ended = first.ended_at.copy()
    ended[live.second.contact] = np.maximum(live.second.ended_at, live.second.arrived)
    wait = first.wait_s.copy()
    wait[live.second.contact] += live.second.wait_s
    asked = np.flatnonzero((first.agent >= 0) & (random.random(len(wait)) < ASKED))
    latent = CONTENT - PER_LOG_WAIT * np.log1p(wait[asked] / 60)
    latent -= NOT_SOLVED * ~live.solved[asked]
    latent -= PASSED_ON * np.isin(asked, live.second.contact)
    latent += random.normal(0, SPREAD, len(asked))
    score = np.clip(np.rint(latent), 1, 5).astype(np.int64)
    # The very pleased and the very cross write more often than others.
    eager = ANSWERED * np.where((score == 5) | (score == 1), 1.25, 0.85)
    says = random.random(len(asked)) < eager
    offered = ended[asked] + 120
    lag = random.lognormal(np.log(1800), 1.3, len(asked)).astype(np.int64)
    responded = np.where(says, offered + 20 + np.minimum(lag, 2 * DAY_S), -1)
    return Surveys(asked, offered, responded, np.where(says, score, 0))
